#pragma once

#include <QByteArray>
#include <QStringView>

namespace ksp {

/// Compares two versions by SemVer 2.0.0, section 11: negative where a is lower, 0 where they have the same precedence
/// (build metadata does not count), positive where a is higher. A leading "v" and missing parts are tolerated, as Helm
/// does; what is no number at all counts as 0.
[[nodiscard]] int compareVersions(QStringView a, QStringView b);

/// A text whose order by bytes is compareVersions()' order, for sorting many. Numbers of more than 255 digits and
/// characters outside Latin-1 are not told apart.
[[nodiscard]] QByteArray versionSortKey(QStringView version);

} // namespace ksp
