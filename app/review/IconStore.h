#pragma once

#include "core/Result.h"
#include "review/ReviewTypes.h"

#include <QByteArray>
#include <QHash>

#include <functional>

class QObject;

namespace ksp {

class Database;

/// Small pictures of a user's extensions that this program has met in charts, in the profile's database: the API gives
/// none. Holds what it is given, at most `largest` bytes for each.
///
/// Every call is one transaction on the database's thread. `done` runs exactly once from the event loop of `context`,
/// not at all when `context` is gone. Errors are Internal ones, as of Database.
class IconStore
{
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;
    static constexpr qsizetype largest = 64 * 1024; ///< Bytes; what is larger is not kept.

    /// `database` is not owned and must live longer.
    explicit IconStore(Database *database) : m_database(database) { }

    /// By the extensions' names, at most a thousand.
    void load(const ReviewOwner &owner, QObject *context, Handler<QHash<QString, QByteArray>> done);
    void save(
        const ReviewOwner &owner, const QString &name, const QByteArray &icon, QObject *context, Handler<void> done);

private:
    Database *m_database;
};

} // namespace ksp
