#include "dashboard/ReviewDelegate.h"

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

/// The mark of what the user has not looked at.
QIcon dot(const QPalette &palette)
{
    const auto drawn = [](const QColor &color) {
        constexpr int sharp = 3; // for screens of up to that many pixels to one
        QPixmap pixmap(inside * sharp, inside * sharp);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(pixmap.rect());
        painter.end();
        pixmap.setDevicePixelRatio(sharp);
        return pixmap;
    };
    QIcon icon(drawn(palette.color(QPalette::Highlight)));
    icon.addPixmap(drawn(palette.color(QPalette::HighlightedText)), QIcon::Selected);
    return icon;
}

} // namespace

Tone toneOf(StatusTone tone)
{
    return Tone(tone);
}

ReviewDelegate::ReviewDelegate(QObject *parent) : StatusPillDelegate(ExtensionsModel::ToneRole, parent) { }

void ReviewDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    StatusPillDelegate::initStyleOption(option, index);
    // A row is chosen, never a cell: no frame around the current one.
    option->state &= ~QStyle::State_HasFocus;
    if (index.data(ExtensionsModel::UnseenRole).toBool()) {
        option->font.setWeight(QFont::Bold);
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->decorationSize = {inside, inside};
        option->icon = dot(option->palette);
    }
    if (index.data(ExtensionsModel::NotLoadedRole).toBool())
        option->palette.setColor(QPalette::Text, quietText(option->palette));
}

} // namespace ksp
