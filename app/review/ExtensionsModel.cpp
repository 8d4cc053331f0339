#include "review/ExtensionsModel.h"

#include "core/SafeText.h"
#include "core/VersionOrder.h"
#include "review/SnapshotsModel.h"

#include <QLocale>

#include <algorithm>

namespace ksp {

namespace {

bool isLess(const Extension &a, const Extension &b)
{
    return a.name < b.name;
}

/// More runs of new or gone rows than that are cheaper as a reset.
constexpr int mostRuns = 64;

int compareNumbers(qint64 a, qint64 b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

} // namespace

ExtensionsModel::ExtensionsModel(QObject *parent) : QAbstractTableModel(parent) { }

ExtensionsModel::Row ExtensionsModel::makeRow(ExtensionState state)
{
    Row row;
    row.leading = state.leadingStatus();
    row.latestKey
        = state.extension.latestVersion.isEmpty() ? QByteArray() : versionSortKey(state.extension.latestVersion);
    if (const Snapshot *newest = state.newest()) {
        row.newestKey = versionSortKey(newest->version);
        row.changedMs = newest->updatedAt.isValid() ? newest->updatedAt.toMSecsSinceEpoch() : 0;
    }
    row.next = state.snapshots ? ReviewStatus::of(row.leading).next : NextActor::Unknown;
    row.state = std::move(state);
    return row;
}

void ExtensionsModel::reset(QList<ExtensionState> states)
{
    std::stable_sort(states.begin(), states.end(),
        [](const ExtensionState &a, const ExtensionState &b) { return isLess(a.extension, b.extension); });
    const auto end = std::unique(states.begin(), states.end(),
        [](const ExtensionState &a, const ExtensionState &b) { return a.extension.name == b.extension.name; });
    states.resize(std::distance(states.begin(), end));
    std::vector<Row> rows;
    rows.reserve(size_t(states.size()));
    for (ExtensionState &state : states)
        rows.push_back(makeRow(std::move(state)));
    beginResetModel();
    m_unseen.clear();
    m_rows = std::move(rows);
    endResetModel();
    updateCounts();
}

QStringList ExtensionsModel::setExtensions(QList<Extension> extensions)
{
    std::stable_sort(extensions.begin(), extensions.end(), isLess);
    const auto end = std::unique(
        extensions.begin(), extensions.end(), [](const Extension &a, const Extension &b) { return a.name == b.name; });
    extensions.resize(std::distance(extensions.begin(), end));
    removeMissing(extensions);
    QStringList changed;
    for (size_t i = 0, next = 0; i < m_rows.size(); ++i, ++next) {
        // What is left of the rows is a part of the list, in the same order.
        while (extensions.at(qsizetype(next)).name != m_rows[i].state.extension.name)
            ++next;
        const Extension &now = extensions.at(qsizetype(next));
        if (m_rows[i].state.extension == now)
            continue;
        ExtensionState state = m_rows[i].state;
        state.extension = now;
        m_rows[i] = makeRow(std::move(state));
        changed.append(now.name);
        emit dataChanged(index(int(i), 0), index(int(i), ColumnCount - 1));
    }
    insertNew(extensions, &changed);
    updateCounts();
    return changed;
}

void ExtensionsModel::removeMissing(const QList<Extension> &sorted)
{
    std::vector<bool> stays(m_rows.size());
    int runs = 0;
    auto next = sorted.begin();
    for (size_t i = 0; i < m_rows.size(); ++i) {
        next = std::lower_bound(next, sorted.end(), m_rows[i].state.extension, isLess);
        stays[i] = next != sorted.end() && next->name == m_rows[i].state.extension.name;
        runs += !stays[i] && (i == 0 || stays[i - 1]) ? 1 : 0;
    }
    if (runs == 0)
        return;
    if (runs > mostRuns) {
        beginResetModel();
        std::vector<Row> left;
        for (size_t i = 0; i < m_rows.size(); ++i) {
            if (stays[i])
                left.push_back(std::move(m_rows[i]));
        }
        m_rows = std::move(left);
        endResetModel();
        return;
    }
    for (int last = size() - 1; last >= 0; --last) {
        if (stays[size_t(last)])
            continue;
        int first = last;
        while (first > 0 && !stays[size_t(first) - 1])
            --first;
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void ExtensionsModel::insertNew(const QList<Extension> &sorted, QStringList *changed)
{
    struct Run
    {
        int at; ///< Row of m_rows before which it goes.
        qsizetype first;
        qsizetype end; ///< In `sorted`.
    };
    std::vector<Run> runs;
    int row = 0;
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        if (row < size() && m_rows[size_t(row)].state.extension.name == sorted.at(i).name) {
            ++row;
        } else if (!runs.empty() && runs.back().at == row && runs.back().end == i) {
            ++runs.back().end;
        } else {
            runs.push_back({row, i, i + 1});
        }
    }
    if (runs.empty())
        return;
    const bool asReset = runs.size() > mostRuns;
    if (asReset)
        beginResetModel();
    // From the end, so that the places of those before still hold.
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        std::vector<Row> fresh;
        fresh.reserve(size_t(run->end - run->first));
        for (qsizetype i = run->first; i < run->end; ++i) {
            fresh.push_back(makeRow({sorted.at(i), std::nullopt, {}}));
            changed->append(sorted.at(i).name);
        }
        if (!asReset)
            beginInsertRows({}, run->at, run->at + int(fresh.size()) - 1);
        m_rows.insert(
            m_rows.begin() + run->at, std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
        if (!asReset)
            endInsertRows();
    }
    if (asReset)
        endResetModel();
}

QList<StatusChange> ExtensionsModel::setSnapshots(
    const QString &name, const QList<Snapshot> &snapshots, const QDateTime &askedAt)
{
    const int row = rowOf(name);
    if (row < 0)
        return {};
    ExtensionState &state = m_rows[size_t(row)].state;
    QList<Snapshot> sorted = newestFirst(snapshots);
    state.snapshotsAt = askedAt;
    if (state.snapshots == sorted)
        return {};
    QList<StatusChange> changes;
    if (state.snapshots) {
        QHash<QString, const Snapshot *> before;
        for (const Snapshot &snapshot : std::as_const(*state.snapshots))
            before.insert(snapshot.id, &snapshot);
        // The oldest change first.
        for (auto it = sorted.crbegin(); it != sorted.crend(); ++it) {
            const Snapshot *old = before.value(it->id);
            if (!old || old->status != it->status)
                changes.append({0, name, it->id, it->version, old ? old->status : QString(), it->status, it->updatedAt,
                    askedAt, false});
        }
    }
    // With the row's own signal: the mark is no second change.
    if (std::any_of(changes.begin(), changes.end(), [](const StatusChange &change) { return change.isNews(); }))
        m_unseen.insert(name);
    ExtensionState now = state;
    now.snapshots = std::move(sorted);
    m_rows[size_t(row)] = makeRow(std::move(now));
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    updateCounts();
    return changes;
}

void ExtensionsModel::setUnseen(const QSet<QString> &names)
{
    const QSet<QString> before = std::exchange(m_unseen, names);
    const QSet<QString> changed = (before - names) + (names - before);
    for (const QString &name : changed) {
        if (const int row = rowOf(name); row >= 0)
            emit dataChanged(index(row, Name), index(row, Name));
    }
}

void ExtensionsModel::updateCounts()
{
    QHash<QString, int> counted;
    for (const Row &row : m_rows)
        ++counted[row.leading];
    QMap<QString, int> counts;
    for (auto it = counted.cbegin(); it != counted.cend(); ++it)
        counts.insert(it.key(), it.value());
    if (counts == m_counts)
        return;
    m_counts = std::move(counts);
    emit countsChanged();
}

int ExtensionsModel::rowOf(const QString &name) const
{
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), name,
        [](const Row &row, const QString &text) { return row.state.extension.name < text; });
    return found != m_rows.end() && found->state.extension.name == name ? int(found - m_rows.begin()) : -1;
}

const ExtensionState *ExtensionsModel::find(const QString &name) const
{
    const int row = rowOf(name);
    return row < 0 ? nullptr : &at(row);
}

int ExtensionsModel::compare(int rowA, int rowB, int column) const
{
    const Row &a = m_rows[size_t(rowA)];
    const Row &b = m_rows[size_t(rowB)];
    const auto newestStatus = [](const Row &row) {
        const Snapshot *newest = row.state.newest();
        return newest ? QStringView(newest->status) : QStringView();
    };
    switch (column) {
    case Name:
        return compareNumbers(rowA, rowB);
    case Id:
        return a.state.extension.id.compare(b.state.extension.id);
    case Status:
        return a.state.extension.status.compare(b.state.extension.status);
    case LatestVersion:
        return a.latestKey.compare(b.latestKey);
    case NewestVersion:
        return a.newestKey.compare(b.newestKey);
    case NewestStatus:
        return newestStatus(a).compare(newestStatus(b));
    case Next:
        return compareNumbers(qint64(a.next), qint64(b.next));
    case LastChange:
        return compareNumbers(a.changedMs, b.changedMs);
    default:
        return 0;
    }
}

int ExtensionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : size();
}

int ExtensionsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString ExtensionsModel::statusWord(const Row &row, int column)
{
    if (column == Status)
        return row.state.extension.status;
    const Snapshot *newest = column == NewestStatus ? row.state.newest() : nullptr;
    return newest ? newest->status : QString();
}

QString ExtensionsModel::text(const Row &row, int column) const
{
    const Snapshot *newest = row.state.newest();
    switch (column) {
    case Name:
        return row.state.extension.name;
    case Id:
        return row.state.extension.id;
    case Status:
    case NewestStatus:
        if (column == NewestStatus && !row.state.snapshots)
            return tr("not loaded");
        return statusWord(row, column);
    case LatestVersion:
        return row.state.extension.latestVersion;
    case NewestVersion:
        return row.state.snapshots ? (newest ? newest->version : QString()) : tr("not loaded");
    case Next:
        return row.state.snapshots ? ReviewStatus::nameOf(row.next) : tr("not loaded");
    case LastChange:
        return row.state.snapshots ? SnapshotsModel::localDay(row.state.changedAt()) : tr("not loaded");
    default:
        return {};
    }
}

QString ExtensionsModel::toolTip(const Row &row, int column) const
{
    if (column >= NewestVersion && !row.state.snapshots)
        return tr("The versions of this extension were not loaded yet. Select it to load them.");
    if (column == Name && m_unseen.contains(row.state.extension.name))
        return tr("%1: something changed since you looked at it.").arg(text(row, column));
    if (const QString word = statusWord(row, column); !word.isEmpty()) {
        const QString meaning = ReviewStatus::of(word).meaning;
        return meaning.isEmpty() ? tr("The server's word; this program does not know what it means.") : meaning;
    }
    return column == LastChange ? SnapshotsModel::exactTime(row.state.changedAt()) : text(row, column);
}

QVariant ExtensionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    // What the server says is shown as it is meant, not as it might be: see safeText().
    case Qt::DisplayRole:
        if (const QString word = statusWord(row, column); !word.isEmpty())
            return safeText(ReviewStatus::labelOf(word));
        return safeText(text(row, column));
    case Qt::ToolTipRole:
        return toolTipText(safeText(toolTip(row, column)));
    case ToneRole:
        if (const QString word = statusWord(row, column); !word.isEmpty())
            return int(ReviewStatus::of(word).tone);
        return {};
    case NotLoadedRole:
        return column >= NewestVersion && !row.state.snapshots;
    case UnseenRole:
        return column == Name && m_unseen.contains(row.state.extension.name);
    case Qt::AccessibleTextRole:
        return column == Name && m_unseen.contains(row.state.extension.name)
            ? QVariant(tr("%1, changed since you looked at it").arg(safeText(text(row, column))))
            : QVariant();
    case ExactRole:
        return column == LastChange && row.state.snapshots ? SnapshotsModel::exactTime(row.state.changedAt())
                                                           : text(row, column);
    case SortRole:
        switch (column) {
        case LatestVersion:
            return row.latestKey;
        case NewestVersion:
            return row.newestKey;
        case Next:
            return int(row.next);
        case LastChange:
            return row.changedMs;
        default:
            return column == NewestStatus ? statusWord(row, column) : text(row, column);
        }
    default:
        return {};
    }
}

QVariant ExtensionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return QAbstractTableModel::headerData(section, orientation, role);
    const bool isTip = role == Qt::ToolTipRole;
    switch (section) {
    case Name:
        return tr("Name");
    case Id:
        return tr("ID");
    case Status:
        return isTip ? tr("The extension's status") : tr("Status");
    case LatestVersion:
        return isTip ? tr("The highest version that was approved") : tr("Latest");
    case NewestVersion:
        return isTip ? tr("The version that was changed last") : tr("Newest");
    case NewestStatus:
        return isTip ? tr("The status of the version that was changed last") : tr("Review");
    case Next:
        return isTip ? tr("Who acts next") : tr("Next", "who acts next");
    case LastChange:
        return isTip ? tr("When a version was changed last, in local time") : tr("Changed");
    default:
        return {};
    }
}

} // namespace ksp
