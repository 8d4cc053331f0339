#pragma once

#include <QStyledItemDelegate>

namespace ksp {

/// Draws a cell as a StatusPill: the word is the display role, the tone is an int of ksp::Tone under `toneRole`. A cell
/// without a tone is drawn as ever.
class StatusPillDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit StatusPillDelegate(int toneRole, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_toneRole;
};

} // namespace ksp
