#include "cli/Table.h"

#include <algorithm>

namespace ksp {

namespace {

constexpr qsizetype padding = 3;
constexpr qsizetype longestCell = 200; // names and versions have at most 63

qsizetype codePoints(const QString &text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

} // namespace

Table::Table(const QStringList &header)
{
    m_rows.append(header);
}

void Table::addRow(const QStringList &cells)
{
    Q_ASSERT(cells.size() == m_rows.first().size());
    QStringList row = cells;
    for (QString &cell : row) {
        // All rows get as wide as the widest one.
        if (cell.size() > longestCell)
            cell = cell.left(longestCell - 1) + QChar(0x2026);
        for (QChar &c : cell) {
            if (c == QLatin1Char('\n') || c == QLatin1Char('\r') || c == QLatin1Char('\t'))
                c = QLatin1Char(' ');
        }
    }
    m_rows.append(row);
}

QString Table::toString() const
{
    QList<qsizetype> widths(m_rows.first().size(), 0);
    for (const QStringList &row : m_rows) {
        for (qsizetype i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths.at(i), codePoints(row.at(i)));
    }
    QStringList lines;
    for (const QStringList &row : m_rows) {
        QString line;
        for (qsizetype i = 0; i < widths.size(); ++i)
            line += row.at(i) + QString(widths.at(i) + padding - codePoints(row.at(i)), QLatin1Char(' '));
        lines.append(line);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace ksp
