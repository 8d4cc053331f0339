#include "dashboard/ReviewDelegate.h"

#include "dashboard/ExtensionIcons.h"
#include "review/ExtensionsModel.h"
#include "review/SnapshotsModel.h"
#include "widgets/Look.h"

#include <QIcon>
#include <QPainter>

namespace ksp {

// The models hand out numbers of StatusTone, the pill takes them for those of Tone.
static_assert(int(StatusTone::Neutral) == int(Tone::Neutral) && int(StatusTone::Info) == int(Tone::Info)
    && int(StatusTone::Good) == int(Tone::Good) && int(StatusTone::Warning) == int(Tone::Warning)
    && int(StatusTone::Bad) == int(Tone::Bad));
static_assert(int(ExtensionsModel::ToneRole) == int(SnapshotsModel::ToneRole)
    && int(ExtensionsModel::NotLoadedRole) == int(SnapshotsModel::NotLoadedRole)
    && int(ExtensionsModel::ExactRole) == int(SnapshotsModel::ExactRole));

namespace {

/// An extension's icon, or the first letter of its name where none is known; with the mark in its corner.
QPixmap drawnIcon(const QIcon &icon, const QString &name, bool isMarked, const QStyleOptionViewItem &option)
{
    constexpr int side = ExtensionIcons::size;
    const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1;
    const QRectF square(0, 0, side, side);
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (icon.isNull()) {
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const QColor ink = isSelected ? option.palette.color(QPalette::HighlightedText) : quietText(option.palette);
        QColor ground = ink;
        constexpr qreal faint = 0.16;
        ground.setAlphaF(faint);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        constexpr qreal corner = 4;
        painter.drawRoundedRect(square, corner, corner);
        painter.setPen(ink);
        QFont font = option.font;
        font.setPixelSize(side * 3 / 5);
        painter.setFont(font);
        painter.drawText(square, Qt::AlignCenter, name.left(1).toUpper());
    } else {
        icon.paint(&painter, square.toRect());
    }
    if (isMarked) {
        painter.setPen(QPen(option.palette.color(QPalette::Base), 1));
        painter.setBrush(option.palette.color(QPalette::Highlight));
        painter.drawEllipse(QRectF(side - inside - 0.5, 0.5, inside, inside));
    }
    return pixmap;
}

} // namespace

Tone toneOf(StatusTone tone)
{
    return Tone(tone);
}

ReviewDelegate::ReviewDelegate(QObject *parent) : StatusPillDelegate(ExtensionsModel::ToneRole, parent) { }

QSize ReviewDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // Where rows are as high as their sentences, these are told apart by the space between them.
    return StatusPillDelegate::sizeHint(option, index) + QSize(0, inside);
}

void ReviewDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    StatusPillDelegate::initStyleOption(option, index);
    // A row is chosen, never a cell: no frame around the current one.
    option->state &= ~QStyle::State_HasFocus;
    const bool isUnseen = index.data(ExtensionsModel::UnseenRole).toBool();
    if (isUnseen)
        option->font.setWeight(QFont::Bold);
    if (m_iconOf && index.column() == ExtensionsModel::Name) {
        const QString name = index.data(ExtensionsModel::ExactRole).toString();
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {ExtensionIcons::size, ExtensionIcons::size};
        // Of one look whether the row is chosen or not.
        const QPixmap drawn = drawnIcon(m_iconOf(name), name, isUnseen, *option);
        option->icon = QIcon(drawn);
        option->icon.addPixmap(drawn, QIcon::Selected);
    }
    if (index.data(ExtensionsModel::NotLoadedRole).toBool())
        option->palette.setColor(QPalette::Text, quietText(option->palette));
}

} // namespace ksp
