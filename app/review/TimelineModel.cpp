#include "review/TimelineModel.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "review/SnapshotsModel.h"

#include <algorithm>

namespace ksp {

namespace {

/// The server's time where it gave one.
QDateTime timeOf(const StatusChange &change)
{
    return change.changedAt.isValid() ? change.changedAt : change.seenAt;
}

} // namespace

TimelineModel::TimelineModel(QObject *parent) : QAbstractTableModel(parent) { }

void TimelineModel::setChanges(QList<StatusChange> changes)
{
    // Kept in the order in which they were seen, shown with the times at which they happened.
    std::stable_sort(changes.begin(), changes.end(),
        [](const StatusChange &a, const StatusChange &b) { return timeOf(a) > timeOf(b); });
    if (changes == m_changes)
        return;
    beginResetModel();
    m_changes = std::move(changes);
    endResetModel();
}

QString TimelineModel::describe(const StatusChange &change)
{
    const QString from = ReviewStatus::labelOf(change.oldStatus);
    const QString to = ReviewStatus::labelOf(change.newStatus);
    if (change.snapshotId.isEmpty())
        return tr("The extension: %1 → %2", "statuses").arg(from, to);
    if (from.isEmpty())
        return tr("%1 is new (%2)", "version, status").arg(change.version, to);
    if (change.isSentBack())
        return tr("%1 was sent back (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (change.isOwn && change.newStatus == StatusWord::draft)
        return tr("You withdrew %1 (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (change.isOwn)
        return tr("You changed %1 (%2 → %3)", "version, statuses").arg(change.version, from, to);
    if (change.newStatus == StatusWord::active)
        return tr("%1 was approved (%2 → %3)", "version, statuses").arg(change.version, from, to);
    return tr("%1: %2 → %3", "version, statuses").arg(change.version, from, to);
}

bool TimelineModel::wasSentBack(const Snapshot &snapshot) const
{
    const StatusChange *last = nullptr;
    for (const StatusChange &change : m_changes) {
        if (change.snapshotId == snapshot.id && (!last || change.id > last->id))
            last = &change;
    }
    return last && last->isSentBack() && last->newStatus == snapshot.status;
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
    const QDateTime time = timeOf(change);
    const bool isTime = index.column() == Time;
    switch (role) {
    case Qt::DisplayRole:
        return isTime ? SnapshotsModel::localTime(time) : safeText(describe(change));
    case Qt::ToolTipRole:
        return toolTipText(isTime
                ? tr("Changed %1, seen %2")
                      .arg(SnapshotsModel::exactTime(change.changedAt), SnapshotsModel::exactTime(change.seenAt))
                : safeText(describe(change)));
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
