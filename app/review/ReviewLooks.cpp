#include "review/ReviewLooks.h"

#include "core/Database.h"
#include "core/DatabaseQuery.h"

namespace ksp {

void ReviewLooks::unseen(const ReviewOwner &owner, QObject *context, Handler<QSet<QString>> done)
{
    m_database->run<QSet<QString>>(
        [owner](QSqlDatabase &connection) -> Result<QSet<QString>> {
            auto query = DatabaseQuery::run(connection,
                QStringLiteral("SELECT c.name, c.snapshot_id, c.old_status, c.new_status, c.own FROM review_owner o "
                               "JOIN review_change c ON c.owner_id = o.id "
                               "LEFT JOIN review_look l ON l.owner_id = c.owner_id AND l.name = c.name "
                               "WHERE o.server = ? AND o.user_id = ? AND c.id > ifnull(l.change_id, 0)"),
                {owner.server, owner.userId});
            if (!query)
                return failure(query.error());
            QSet<QString> names;
            while (query->next()) {
                StatusChange change;
                change.name = query->value(0).toString();
                change.snapshotId = query->value(1).toString();
                change.oldStatus = query->value(2).toString();
                change.newStatus = query->value(3).toString();
                change.isOwn = query->value(4).toBool();
                if (change.isNews())
                    names.insert(change.name);
            }
            return names;
        },
        context, std::move(done));
}

void ReviewLooks::look(const ReviewOwner &owner, const QString &name, QObject *context, Handler<void> done)
{
    m_database->run<void>(
        [owner, name](QSqlDatabase &connection) -> Result<void> {
            auto query = DatabaseQuery::run(connection,
                QStringLiteral("INSERT INTO review_look (owner_id, name, change_id) "
                               "SELECT c.owner_id, c.name, max(c.id) FROM review_owner o "
                               "JOIN review_change c ON c.owner_id = o.id "
                               "WHERE o.server = ? AND o.user_id = ? AND c.name = ? GROUP BY c.owner_id, c.name "
                               "ON CONFLICT (owner_id, name) DO UPDATE SET change_id = excluded.change_id"),
                {owner.server, owner.userId, name});
            if (!query)
                return failure(query.error());
            return {};
        },
        context, std::move(done));
}

} // namespace ksp
