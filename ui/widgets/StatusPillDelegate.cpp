#include "widgets/StatusPillDelegate.h"

#include "widgets/Look.h"
#include "widgets/StatusPill.h"

#include <QApplication>

namespace ksp {

StatusPillDelegate::StatusPillDelegate(int toneRole, QObject *parent)
    : QStyledItemDelegate(parent), m_toneRole(toneRole)
{
}

void StatusPillDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(m_toneRole).isValid())
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString word = std::exchange(cell.text, QString());
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    if (word.isEmpty())
        return;
    const Tone tone = Tone(index.data(m_toneRole).toInt());
    StatusPill::paint(painter, cell.rect.adjusted(inside / 2, 2, -inside / 2, -2), tone, word, cell.palette, cell.font,
        cell.direction);
}

QSize StatusPillDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(m_toneRole).isValid())
        return QStyledItemDelegate::sizeHint(option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    return StatusPill::sizeFor(cell.text, cell.font) + QSize(inside, 4);
}

} // namespace ksp
