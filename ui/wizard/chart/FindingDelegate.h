#pragma once

#include <QStyledItemDelegate>

namespace ksp {

/// Draws a row of a FindingsModel: the severity's sign, the whole sentence on as many lines as it takes, and the place
/// beneath it.
class FindingDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace ksp
