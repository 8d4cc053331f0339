#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace ksp {

/// Version constraints (kubeVersion, ksVersion, externalDependencies[].version) have two readers that do not agree, and
/// this is what each says. Pure functions.
///
/// The controller, which recommends versions, and Helm, which installs them: Masterminds/semver 3, NewConstraint() and
/// Check().
/// Whether `version` (a strict SemVer, a leading v allowed) satisfies it; nothing where it cannot be read.
[[nodiscard]] std::optional<bool> controllerTakes(const QString &constraint, const QString &version);

/// The console, which decides whether there is an install button: node-semver 7, satisfies() with includePrerelease.
[[nodiscard]] std::optional<bool> consoleTakes(const QString &constraint, const QString &version);

[[nodiscard]] bool controllerReads(const QString &constraint);
[[nodiscard]] bool consoleReads(const QString &constraint);

/// Whether the controller refuses pre-releases, as which it takes a vendor's version ("v1.30.0-vendor.1"), for no other
/// reason than that they are some. False for what it cannot read.
[[nodiscard]] bool refusesPreReleases(const QString &constraint);

/// The same constraint in words that both read, with pre-releases of what it takes: ">=1.19" is ">=1.19.0-0". Also of
/// what nobody can read but everybody understands, such as "1.19+" or ">=1.19 && <1.30". Empty where it is not clear
/// what is meant.
[[nodiscard]] QString forBothReaders(const QString &constraint);

} // namespace ksp
