#pragma once

#include <QStringList>

namespace ksp {

/// A table in the layout that ksbuilder prints and people's scripts read: every column, the last one too, is filled up
/// with blanks to its widest cell plus three. Width counts code points.
class Table
{
public:
    explicit Table(const QStringList &header);
    /// As many cells as the header has. Line breaks and tabs become blanks, so that a row stays a line.
    void addRow(const QStringList &cells);
    /// The lines, without a line break at the end.
    [[nodiscard]] QString toString() const;

private:
    QList<QStringList> m_rows;
};

} // namespace ksp
