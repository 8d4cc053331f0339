#include "dashboard/ReviewDelegate.h"

#include "review/ExtensionsModel.h"
#include "review/SnapshotsModel.h"
#include "widgets/Look.h"

namespace ksp {

// The models hand out numbers of StatusTone, the pill takes them for those of Tone.
static_assert(int(StatusTone::Neutral) == int(Tone::Neutral) && int(StatusTone::Info) == int(Tone::Info)
    && int(StatusTone::Good) == int(Tone::Good) && int(StatusTone::Warning) == int(Tone::Warning)
    && int(StatusTone::Bad) == int(Tone::Bad));
static_assert(int(ExtensionsModel::ToneRole) == int(SnapshotsModel::ToneRole)
    && int(ExtensionsModel::NotLoadedRole) == int(SnapshotsModel::NotLoadedRole)
    && int(ExtensionsModel::ExactRole) == int(SnapshotsModel::ExactRole));

Tone toneOf(StatusTone tone)
{
    return Tone(tone);
}

ReviewDelegate::ReviewDelegate(QObject *parent) : StatusPillDelegate(ExtensionsModel::ToneRole, parent) { }

void ReviewDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.data(ExtensionsModel::ToneRole).isValid())
        StatusPillDelegate::paint(painter, option, index);
    else
        QStyledItemDelegate::paint(painter, option, index);
}

QSize ReviewDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return index.data(ExtensionsModel::ToneRole).isValid() ? StatusPillDelegate::sizeHint(option, index)
                                                           : QStyledItemDelegate::sizeHint(option, index);
}

void ReviewDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    StatusPillDelegate::initStyleOption(option, index);
    // A row is chosen, never a cell: no frame around the current one.
    option->state &= ~QStyle::State_HasFocus;
    if (index.data(ExtensionsModel::NotLoadedRole).toBool())
        option->palette.setColor(QPalette::Text, quietText(option->palette));
}

} // namespace ksp
