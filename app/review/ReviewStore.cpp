#include "review/ReviewStore.h"

#include "core/Database.h"
#include "core/DatabaseQuery.h"
#include "review/ReviewStatus.h"

#include <QHash>
#include <QSet>

namespace ksp {

namespace {

qint64 toMSecs(const QDateTime &time)
{
    return time.isValid() ? time.toMSecsSinceEpoch() : 0;
}

QDateTime fromMSecs(const QVariant &value)
{
    const qint64 milliseconds = value.toLongLong();
    return milliseconds == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

/// A null QString would be bound as NULL, which the columns refuse.
QString text(const QString &value)
{
    return value.isNull() ? QLatin1String("") : value;
}

Result<void> execute(const QSqlDatabase &connection, const QString &sql, const QVariantList &values)
{
    if (auto query = DatabaseQuery::run(connection, sql, values); !query)
        return failure(query.error());
    return {};
}

struct OwnerRow
{
    qint64 id = 0;
    QDateTime searchedAt;
};

Result<OwnerRow> findOwner(const QSqlDatabase &connection, const ReviewOwner &owner)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT id, searched_at FROM review_owner WHERE server = ? AND user_id = ?"),
        {text(owner.server), text(owner.userId)});
    if (!query)
        return failure(query.error());
    return query->next() ? OwnerRow{query->value(0).toLongLong(), fromMSecs(query->value(1))} : OwnerRow();
}

Result<OwnerRow> makeOwner(const QSqlDatabase &connection, const ReviewOwner &owner)
{
    if (auto made = execute(connection,
            QStringLiteral("INSERT OR IGNORE INTO review_owner (server, user_id, searched_at) VALUES (?, ?, 0)"),
            {text(owner.server), text(owner.userId)});
        !made) {
        return failure(made.error());
    }
    return findOwner(connection, owner);
}

/// Whether an answer to a question of `askedAt` is older than what is stored. No answer is under way for as long as
/// that; what is stored of a later time then comes from a clock that was set back.
bool isStale(const QDateTime &askedAt, const QDateTime &stored)
{
    constexpr qint64 longestAnswerMs = 5 * 60 * 1000;
    const qint64 aheadMs = toMSecs(stored) - toMSecs(askedAt);
    return aheadMs > 0 && aheadMs < longestAnswerMs;
}

Result<void> insertChange(const QSqlDatabase &connection, qint64 ownerId, StatusChange *change)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("INSERT INTO review_change (owner_id, name, snapshot_id, version, old_status, new_status, "
                       "changed_at, seen_at, own) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {ownerId, text(change->name), text(change->snapshotId), text(change->version), text(change->oldStatus),
            text(change->newStatus), toMSecs(change->changedAt), toMSecs(change->seenAt), change->isOwn});
    if (!query)
        return failure(query.error());
    change->id = query->lastInsertId().toLongLong();
    return {};
}

/// Whether the journal says that a publish of this program withdrew this submission.
Result<bool> wasWithdrawnHere(
    const QSqlDatabase &connection, const ReviewOwner &owner, const StatusChange &change, const QDateTime &since)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT 1 FROM publish JOIN publish_step ON publish_id = id WHERE server = ? AND user_id = ? "
                       "AND name = ? AND version = ? AND step = 'withdraw' AND publish_step.state = 'done' "
                       "AND publish_step.updated_at >= ?"),
        {text(owner.server), text(owner.userId), text(change.name), text(change.version), toMSecs(since)});
    if (!query)
        return failure(query.error());
    return query->next();
}

Result<QList<ExtensionState>> readExtensions(const QSqlDatabase &connection, qint64 ownerId)
{
    QList<ExtensionState> states;
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT name, extension_id, status, latest_version, snapshots_at FROM review_extension "
                       "WHERE owner_id = ? ORDER BY name"),
        {ownerId});
    if (!query)
        return failure(query.error());
    while (query->next()) {
        ExtensionState state;
        state.extension = {query->value(1).toString(), query->value(0).toString(), query->value(2).toString(),
            query->value(3).toString()};
        state.snapshotsAt = fromMSecs(query->value(4));
        if (state.snapshotsAt.isValid())
            state.snapshots.emplace();
        states.append(state);
    }
    return states;
}

Result<void> readSnapshots(const QSqlDatabase &connection, qint64 ownerId, QList<ExtensionState> *states)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT name, snapshot_id, version, status, updated_at FROM review_snapshot WHERE owner_id = ? "
                       "ORDER BY name, updated_at DESC, place"),
        {ownerId});
    if (!query)
        return failure(query.error());
    auto state = states->begin();
    while (query->next()) {
        const QString name = query->value(0).toString();
        while (state != states->end() && state->extension.name != name)
            ++state;
        if (state == states->end())
            break;
        if (state->snapshots)
            state->snapshots->append({query->value(1).toString(), query->value(2).toString(),
                query->value(3).toString(), fromMSecs(query->value(4))});
    }
    return {};
}

/// Compares a search with what is stored and writes the difference.
Result<QList<StatusChange>> writeExtensions(
    const QSqlDatabase &connection, qint64 ownerId, const QList<Extension> &extensions, const QDateTime &askedAt)
{
    auto known = readExtensions(connection, ownerId);
    if (!known)
        return failure(known.error());
    QHash<QString, Extension> before;
    for (const ExtensionState &state : std::as_const(*known))
        before.insert(state.extension.name, state.extension);
    QList<StatusChange> changes;
    QSet<QString> seen;
    for (const Extension &extension : extensions) {
        if (seen.contains(extension.name))
            continue;
        seen.insert(extension.name);
        const auto old = before.constFind(extension.name);
        if (old != before.constEnd() && *old == extension)
            continue;
        if (auto done = execute(connection,
                QStringLiteral("INSERT INTO review_extension (owner_id, name, extension_id, status, latest_version, "
                               "snapshots_at) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (owner_id, name) DO UPDATE SET "
                               "extension_id = excluded.extension_id, status = excluded.status, "
                               "latest_version = excluded.latest_version"),
                {ownerId, text(extension.name), text(extension.id), text(extension.status),
                    text(extension.latestVersion)});
            !done) {
            return failure(done.error());
        }
        if (old == before.constEnd() || old->status == extension.status)
            continue;
        StatusChange change{
            0, extension.name, {}, extension.latestVersion, old->status, extension.status, {}, askedAt, false};
        if (auto done = insertChange(connection, ownerId, &change); !done)
            return failure(done.error());
        changes.append(change);
    }
    for (const ExtensionState &state : std::as_const(*known)) {
        if (seen.contains(state.extension.name))
            continue;
        for (const QLatin1String table : {QLatin1String("review_extension"), QLatin1String("review_snapshot")}) {
            if (auto done
                = execute(connection, QStringLiteral("DELETE FROM %1 WHERE owner_id = ? AND name = ?").arg(table),
                    {ownerId, text(state.extension.name)});
                !done) {
                return failure(done.error());
            }
        }
    }
    return changes;
}

struct StoredSnapshots
{
    QDateTime askedAt; ///< Invalid where they were never asked for.
    QHash<QString, Snapshot> byId;
};

/// Nothing where the extension is not stored.
Result<std::optional<StoredSnapshots>> storedSnapshots(
    const QSqlDatabase &connection, qint64 ownerId, const QString &name)
{
    StoredSnapshots stored;
    auto extension = DatabaseQuery::run(connection,
        QStringLiteral("SELECT snapshots_at FROM review_extension WHERE owner_id = ? AND name = ?"),
        {ownerId, text(name)});
    if (!extension)
        return failure(extension.error());
    if (!extension->next())
        return std::nullopt;
    stored.askedAt = fromMSecs(extension->value(0));
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT snapshot_id, version, status, updated_at FROM review_snapshot "
                       "WHERE owner_id = ? AND name = ?"),
        {ownerId, text(name)});
    if (!query)
        return failure(query.error());
    while (query->next()) {
        const QString id = query->value(0).toString();
        stored.byId.insert(
            id, {id, query->value(1).toString(), query->value(2).toString(), fromMSecs(query->value(3))});
    }
    return stored;
}

Result<void> writeSnapshots(
    const QSqlDatabase &connection, qint64 ownerId, const QString &name, const QList<Snapshot> &snapshots)
{
    if (auto done = execute(connection, QStringLiteral("DELETE FROM review_snapshot WHERE owner_id = ? AND name = ?"),
            {ownerId, text(name)});
        !done) {
        return done;
    }
    int place = 0;
    for (const Snapshot &snapshot : snapshots) {
        if (auto done = execute(connection,
                QStringLiteral("INSERT OR REPLACE INTO review_snapshot (owner_id, name, snapshot_id, version, status, "
                               "updated_at, place) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                {ownerId, text(name), text(snapshot.id), text(snapshot.version), text(snapshot.status),
                    toMSecs(snapshot.updatedAt), place++});
            !done) {
            return done;
        }
    }
    return {};
}

/// The change from what is stored to one snapshot, or nothing.
std::optional<StatusChange> changeOf(
    const StoredSnapshots &stored, const QString &name, const Snapshot &now, const QDateTime &askedAt)
{
    if (!stored.askedAt.isValid())
        return std::nullopt;
    const auto old = stored.byId.constFind(now.id);
    if (old != stored.byId.constEnd() && old->status == now.status)
        return std::nullopt;
    return StatusChange{0, name, now.id, now.version, old == stored.byId.constEnd() ? QString() : old->status,
        now.status, now.updatedAt, askedAt, false};
}

Result<QList<StatusChange>> updateSnapshots(const QSqlDatabase &connection, const ReviewOwner &owner,
    const QString &name, const QList<Snapshot> &snapshots, const QDateTime &askedAt)
{
    auto ownerRow = findOwner(connection, owner);
    if (!ownerRow)
        return failure(ownerRow.error());
    auto stored = storedSnapshots(connection, ownerRow->id, name);
    if (!stored)
        return failure(stored.error());
    if (!*stored || isStale(askedAt, (*stored)->askedAt))
        return QList<StatusChange>();
    QList<StatusChange> changes;
    const QList<Snapshot> sorted = newestFirst(snapshots);
    // The oldest change first.
    for (auto it = sorted.crbegin(); it != sorted.crend(); ++it) {
        auto change = changeOf(**stored, name, *it, askedAt);
        if (!change)
            continue;
        if (change->isSentBack()) {
            auto own = wasWithdrawnHere(connection, owner, *change, (*stored)->askedAt);
            if (!own)
                return failure(own.error());
            change->isOwn = *own;
        }
        if (auto done = insertChange(connection, ownerRow->id, &*change); !done)
            return failure(done.error());
        changes.append(*change);
    }
    QHash<QString, Snapshot> now;
    for (const Snapshot &snapshot : sorted)
        now.insert(snapshot.id, snapshot);
    if (now != (*stored)->byId || now.size() != sorted.size()) {
        if (auto done = writeSnapshots(connection, ownerRow->id, name, sorted); !done)
            return failure(done.error());
    }
    if (auto done = execute(connection,
            QStringLiteral("UPDATE review_extension SET snapshots_at = ? WHERE owner_id = ? AND name = ?"),
            {toMSecs(askedAt), ownerRow->id, text(name)});
        !done) {
        return failure(done.error());
    }
    return changes;
}

} // namespace

void ReviewStore::load(const ReviewOwner &owner, QObject *context, Handler<ReviewKnown> done)
{
    m_database->run<ReviewKnown>(
        [owner](QSqlDatabase &connection) -> Result<ReviewKnown> {
            auto row = findOwner(connection, owner);
            if (!row)
                return failure(row.error());
            auto states = readExtensions(connection, row->id);
            if (!states)
                return failure(states.error());
            if (auto read = readSnapshots(connection, row->id, &*states); !read)
                return failure(read.error());
            return ReviewKnown{*std::move(states), row->searchedAt};
        },
        context, std::move(done));
}

void ReviewStore::saveExtensions(const ReviewOwner &owner, const QList<Extension> &extensions, const QDateTime &askedAt,
    QObject *context, Handler<QList<StatusChange>> done)
{
    m_database->run<QList<StatusChange>>(
        [owner, extensions, askedAt](QSqlDatabase &connection) {
            return DatabaseQuery::inTransaction(connection, [&]() -> Result<QList<StatusChange>> {
                auto row = makeOwner(connection, owner);
                if (!row)
                    return failure(row.error());
                if (isStale(askedAt, row->searchedAt))
                    return QList<StatusChange>();
                auto changes = writeExtensions(connection, row->id, extensions, askedAt);
                if (!changes)
                    return changes;
                if (auto set
                    = execute(connection, QStringLiteral("UPDATE review_owner SET searched_at = ? WHERE id = ?"),
                        {toMSecs(askedAt), row->id});
                    !set) {
                    return failure(set.error());
                }
                return changes;
            });
        },
        context, std::move(done));
}

void ReviewStore::saveSnapshots(const ReviewOwner &owner, const QString &name, const QList<Snapshot> &snapshots,
    const QDateTime &askedAt, QObject *context, Handler<QList<StatusChange>> done)
{
    m_database->run<QList<StatusChange>>(
        [owner, name, snapshots, askedAt](QSqlDatabase &connection) {
            return DatabaseQuery::inTransaction(
                connection, [&] { return updateSnapshots(connection, owner, name, snapshots, askedAt); });
        },
        context, std::move(done));
}

void ReviewStore::saveOwnChange(const ReviewOwner &owner, const QString &name, const Snapshot &snapshot,
    const QString &newStatus, const QDateTime &now, QObject *context, Handler<void> done)
{
    m_database->run<void>(
        [owner, name, snapshot, newStatus, now](QSqlDatabase &connection) {
            return DatabaseQuery::inTransaction(connection, [&]() -> Result<void> {
                auto row = makeOwner(connection, owner);
                if (!row)
                    return failure(row.error());
                StatusChange change{0, name, snapshot.id, snapshot.version, snapshot.status, newStatus, {}, now, true};
                if (auto inserted = insertChange(connection, row->id, &change); !inserted)
                    return inserted;
                // Answers to questions that were asked before must not bring the old status back.
                if (auto asked = execute(connection,
                        QStringLiteral("UPDATE review_extension SET snapshots_at = ? "
                                       "WHERE owner_id = ? AND name = ? AND snapshots_at > 0"),
                        {toMSecs(now), row->id, text(name)});
                    !asked) {
                    return asked;
                }
                return execute(connection,
                    QStringLiteral("UPDATE review_snapshot SET status = ? "
                                   "WHERE owner_id = ? AND name = ? AND snapshot_id = ?"),
                    {text(newStatus), row->id, text(name), text(snapshot.id)});
            });
        },
        context, std::move(done));
}

void ReviewStore::timeline(
    const ReviewOwner &owner, const QString &name, int limit, QObject *context, Handler<QList<StatusChange>> done)
{
    m_database->run<QList<StatusChange>>(
        [owner, name, limit](QSqlDatabase &connection) -> Result<QList<StatusChange>> {
            auto row = findOwner(connection, owner);
            if (!row)
                return failure(row.error());
            QVariantList values{row->id};
            if (!name.isEmpty())
                values.append(name);
            auto query = DatabaseQuery::run(connection,
                QStringLiteral(
                    "SELECT id, name, snapshot_id, version, old_status, new_status, changed_at, seen_at, own "
                    "FROM review_change WHERE owner_id = ? %1 ORDER BY id DESC LIMIT ?")
                    .arg(name.isEmpty() ? QString() : QStringLiteral("AND name = ?")),
                values << limit);
            if (!query)
                return failure(query.error());
            QList<StatusChange> changes;
            while (query->next()) {
                changes.append({query->value(0).toLongLong(), query->value(1).toString(), query->value(2).toString(),
                    query->value(3).toString(), query->value(4).toString(), query->value(5).toString(),
                    fromMSecs(query->value(6)), fromMSecs(query->value(7)), query->value(8).toBool()});
            }
            return changes;
        },
        context, std::move(done));
}

} // namespace ksp
