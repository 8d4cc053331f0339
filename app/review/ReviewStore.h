#pragma once

#include "core/Result.h"
#include "review/ReviewTypes.h"

#include <QCoreApplication>

#include <functional>

class QObject;

namespace ksp {

class Database;

/// What was known of a user's extensions when they were last asked for.
struct ReviewKnown
{
    QList<ExtensionState> extensions; ///< By name.
    QDateTime searchedAt; ///< UTC, of the last search; invalid where there was none.
};

/// The last known state of each user's extensions, and the timeline of what changed, in the profile's database.
///
/// A change is found where it is written: in one transaction the new state is compared with the stored one. So it is
/// recorded once, also with two programs on one profile and across restarts. An answer to a question older than the one
/// whose answer is stored changes nothing.
///
/// Every call is one transaction on the database's thread. `done` runs exactly once from the event loop of `context`,
/// not at all when `context` is gone. Errors are Internal ones, as of Database.
class ReviewStore
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ReviewStore)
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;

    /// `database` is not owned and must live longer.
    explicit ReviewStore(Database *database) : m_database(database) { }

    void load(const ReviewOwner &owner, QObject *context, Handler<ReviewKnown> done);
    /// What a search gave that was sent at `askedAt`. Extensions that are not in it are removed; their timeline stays.
    /// Gives the changes that nobody recorded before.
    void saveExtensions(const ReviewOwner &owner, const QList<Extension> &extensions, const QDateTime &askedAt,
        QObject *context, Handler<QList<StatusChange>> done);
    /// The same for the snapshots of one extension. Of an extension whose snapshots were not stored before nothing
    /// counts as changed.
    void saveSnapshots(const ReviewOwner &owner, const QString &name, const QList<Snapshot> &snapshots,
        const QDateTime &askedAt, QObject *context, Handler<QList<StatusChange>> done);
    /// Records that the user changed a snapshot's status with this program at `now`, so that nobody takes it for the
    /// reviewers' doing.
    void saveOwnChange(const ReviewOwner &owner, const QString &name, const Snapshot &snapshot,
        const QString &newStatus, const QDateTime &now, QObject *context, Handler<void> done);
    /// The newest changes first, at most `limit`; of one extension, or of all where `name` is empty.
    void timeline(
        const ReviewOwner &owner, const QString &name, int limit, QObject *context, Handler<QList<StatusChange>> done);

private:
    Database *m_database;
};

} // namespace ksp
