#pragma once

#include <QStringView>

namespace ksp {

/// Compares two versions by SemVer 2.0.0, section 11: negative where a is lower, 0 where they have the same precedence
/// (build metadata does not count), positive where a is higher. A leading "v" and missing parts are tolerated, as Helm
/// does; what is no number at all counts as 0.
[[nodiscard]] int compareVersions(QStringView a, QStringView b);

} // namespace ksp
