#pragma once

#include <QString>

namespace ksp {

/// Three-part SemVer 2 ("1.2.3-rc.1+build"), as clusters ask it of extensions (kubesphere, core/util.go); they and the
/// console take a leading v as well.
[[nodiscard]] bool isExtensionVersion(const QString &version);

/// What Helm takes as a chart's version (Masterminds/semver NewVersion): a leading v and missing parts are allowed.
[[nodiscard]] bool isHelmVersion(const QString &version);

/// Whether such a version names a pre-release. Helm's searches hide these unless --devel is given.
[[nodiscard]] bool isPreRelease(const QString &version);

} // namespace ksp
