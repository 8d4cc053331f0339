#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

namespace ksp {

/// SQL for what runs on the database's thread: statements as calls that return a Result.
class DatabaseQuery
{
    Q_DECLARE_TR_FUNCTIONS(ksp::DatabaseQuery)
public:
    /// Prepares `sql`, binds `values` in order and executes it. Rows are then read forward with next().
    static Result<QSqlQuery> run(const QSqlDatabase &connection, const QString &sql, const QVariantList &values = {});

    /// Runs `work` (a callable that returns a Result) in one transaction that holds the write lock from its start, so
    /// that it cannot fail half-way for another process' sake. Rolled back where `work` or the commit fails.
    template <typename F> static auto inTransaction(const QSqlDatabase &connection, F work) -> decltype(work())
    {
        if (auto begun = run(connection, QStringLiteral("BEGIN IMMEDIATE")); !begun)
            return failure(begun.error());
        auto result = work();
        if (result) {
            auto committed = run(connection, QStringLiteral("COMMIT"));
            if (committed)
                return result;
            result = failure(committed.error());
        }
        // Where SQLite has rolled back by itself this fails, and that is fine.
        QSqlQuery(connection).exec(QStringLiteral("ROLLBACK"));
        return result;
    }

    /// Whether the last statement of `query` failed because the file is no SQLite database or a damaged one.
    static bool isDamage(const QSqlError &error);
    /// An Internal error with a sentence that tells what the user can do: disk full, not writable, busy, damaged.
    static Error errorFrom(const QSqlError &error, const QSqlDatabase &connection);
};

} // namespace ksp
