#include "review/TimelineModel.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "review/SnapshotsModel.h"

namespace ksp {

TimelineModel::TimelineModel(QObject *parent) : QAbstractTableModel(parent) { }

void TimelineModel::setChanges(const QList<StatusChange> &changes)
{
    if (changes == m_changes)
        return;
    beginResetModel();
    m_changes = changes;
    endResetModel();
}

QString TimelineModel::describe(const StatusChange &change)
{
    const QString from = change.oldStatus;
    const QString to = change.newStatus;
    if (change.snapshotId.isEmpty())
        return tr("The extension: %1 → %2", "statuses").arg(from, to);
    if (from.isEmpty())
        return tr("%1 is new (%2)", "version, status").arg(change.version, to);
    if (change.isSentBack())
        return tr("%1 was sent back (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (change.isOwn && to == StatusWord::draft)
        return tr("You withdrew %1 (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (change.isOwn)
        return tr("You changed %1 (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (to == StatusWord::active)
        return tr("%1 was approved (%2 → %3)", "version, statuses").arg(change.version, from, to);
    return tr("%1: %2 → %3", "version, statuses").arg(change.version, from, to);
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_changes.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StatusChange &change = m_changes.at(index.row());
    const QDateTime time = change.changedAt.isValid() ? change.changedAt : change.seenAt;
    const bool isTime = index.column() == Time;
    switch (role) {
    case Qt::DisplayRole:
        return isTime ? SnapshotsModel::localTime(time) : safeText(describe(change));
    case Qt::ToolTipRole:
        return isTime ? tr("Changed %1, seen %2")
                            .arg(SnapshotsModel::exactTime(change.changedAt), SnapshotsModel::exactTime(change.seenAt))
                      : safeText(describe(change));
    case ExactRole:
        return isTime ? SnapshotsModel::exactTime(time) : describe(change);
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    return section == Time ? tr("Time") : tr("Change");
}

} // namespace ksp
