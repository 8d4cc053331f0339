#pragma once

#include "core/Result.h"
#include "review/ReviewTypes.h"

#include <QSet>

#include <functional>

class QObject;

namespace ksp {

class Database;

/// Up to which change of the timeline the user has looked at each extension, in the profile's database: what is marked
/// as new stays so across restarts, and is no longer once one of the programs has shown it.
///
/// Every call is one transaction on the database's thread. `done` runs exactly once from the event loop of `context`,
/// not at all when `context` is gone. Errors are Internal ones, as of Database.
class ReviewLooks
{
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;

    /// `database` is not owned and must live longer.
    explicit ReviewLooks(Database *database) : m_database(database) { }

    /// The extensions with news (StatusChange::isNews()) that the user has not looked at.
    void unseen(const ReviewOwner &owner, QObject *context, Handler<QSet<QString>> done);
    /// The user has now seen all that is recorded of this extension.
    void look(const ReviewOwner &owner, const QString &name, QObject *context, Handler<void> done);

private:
    Database *m_database;
};

} // namespace ksp
