#pragma once

#include <QList>
#include <QString>

namespace ksp {

/// What changed between two texts, line by line. Pure and thread-safe.
struct DiffLine
{
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    int before = 0; ///< Line number in the first text, from 1; 0 for an added line.
    int after = 0; ///< Line number in the second text; 0 for a removed line.
    QString text;

    friend bool operator==(const DiffLine &, const DiffLine &) = default;
};

using TextDiff = QList<DiffLine>;

/// A shortest way from `before` to `after`; removed lines stand before the added ones. A difference in the last line's
/// end only is shown as none. When more than `maxLines` lines differ in one stretch, that stretch is shown as taken out
/// and put in as a whole, since the shortest way would take seconds to find.
[[nodiscard]] TextDiff diffTexts(const QString &before, const QString &after, qsizetype maxLines = 5000);

} // namespace ksp
