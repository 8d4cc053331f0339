#include "review/SnapshotsModel.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"

#include <QLocale>

#include <algorithm>

namespace ksp {

SnapshotsModel::SnapshotsModel(QObject *parent) : QAbstractTableModel(parent) { }

void SnapshotsModel::setSnapshots(const std::optional<QList<Snapshot>> &snapshots)
{
    m_isLoaded = snapshots.has_value();
    const QList<Snapshot> now = snapshots.value_or(QList<Snapshot>());
    const bool isSameOnes = std::equal(m_snapshots.begin(), m_snapshots.end(), now.begin(), now.end(),
        [](const Snapshot &a, const Snapshot &b) { return a.id == b.id; });
    if (!isSameOnes) {
        beginResetModel();
        m_snapshots = now;
        endResetModel();
        return;
    }
    for (int row = 0; row < int(now.size()); ++row) {
        if (m_snapshots.at(row) == now.at(row))
            continue;
        m_snapshots[row] = now.at(row);
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

QString SnapshotsModel::localTime(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

QString SnapshotsModel::localDay(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime().date(), QLocale::ShortFormat) : QString();
}

QString SnapshotsModel::exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
}

int SnapshotsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_snapshots.size());
}

int SnapshotsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString SnapshotsModel::text(const Snapshot &snapshot, int column) const
{
    switch (column) {
    case Version:
        return snapshot.version;
    case Status:
        return snapshot.status;
    case Updated:
        return localTime(snapshot.updatedAt);
    case Id:
        return snapshot.id;
    default:
        return {};
    }
}

QVariant SnapshotsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Snapshot &snapshot = m_snapshots.at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return safeText(column == Status ? ReviewStatus::labelOf(snapshot.status) : text(snapshot, column));
    case Qt::ToolTipRole:
        if (column == Status)
            return toolTipText(ReviewStatus::of(snapshot.status).meaning);
        return toolTipText(column == Updated ? exactTime(snapshot.updatedAt) : safeText(text(snapshot, column)));
    case ToneRole:
        return column == Status ? QVariant(int(ReviewStatus::of(snapshot.status).tone)) : QVariant();
    case NotLoadedRole:
        return false;
    case ExactRole:
        return column == Updated ? exactTime(snapshot.updatedAt) : text(snapshot, column);
    case SortRole:
        return column == Updated ? QVariant(snapshot.updatedAt) : QVariant(text(snapshot, column));
    default:
        return {};
    }
}

QVariant SnapshotsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Version:
        return tr("Version");
    case Status:
        return tr("Status");
    case Updated:
        return tr("Changed");
    case Id:
        return tr("ID");
    default:
        return {};
    }
}

} // namespace ksp
