#include "review/IconStore.h"

#include "core/Database.h"
#include "core/DatabaseQuery.h"

namespace ksp {

void IconStore::load(const ReviewOwner &owner, QObject *context, Handler<QHash<QString, QByteArray>> done)
{
    using Icons = QHash<QString, QByteArray>;
    m_database->run<Icons>(
        [owner](QSqlDatabase &connection) -> Result<Icons> {
            auto query = DatabaseQuery::run(connection,
                QStringLiteral("SELECT name, data FROM review_icon WHERE server = ? AND user_id = ? LIMIT 1000"),
                {owner.server, owner.userId});
            if (!query)
                return failure(query.error());
            Icons icons;
            while (query->next())
                icons.insert(query->value(0).toString(), query->value(1).toByteArray().left(largest));
            return icons;
        },
        context, std::move(done));
}

void IconStore::save(
    const ReviewOwner &owner, const QString &name, const QByteArray &icon, QObject *context, Handler<void> done)
{
    m_database->run<void>(
        [owner, name, icon](QSqlDatabase &connection) -> Result<void> {
            if (icon.size() > largest)
                return {};
            auto query = DatabaseQuery::run(connection,
                QStringLiteral("INSERT INTO review_icon (server, user_id, name, data) VALUES (?, ?, ?, ?) "
                               "ON CONFLICT (server, user_id, name) DO UPDATE SET data = excluded.data"),
                {owner.server, owner.userId, name, icon});
            if (!query)
                return failure(query.error());
            return {};
        },
        context, std::move(done));
}

} // namespace ksp
