#include "account/Account.h"

#include "net/ServerUrl.h"

#include <algorithm>

namespace ksp {

QUrl defaultBetaRepository(const QUrl &server)
{
    return server == defaultServer() ? QUrl(QStringLiteral("https://beta.app.kubesphere.cloud")) : QUrl();
}

bool haveSameKey(const Account &a, const Account &b)
{
    return a.server == b.server && a.userId == b.userId;
}

bool isKeyShared(const Account &account, const QList<Account> &all)
{
    return std::any_of(all.begin(), all.end(),
        [&](const Account &other) { return other.name != account.name && haveSameKey(other, account); });
}

QString freeAccountName(const QString &wish, const QList<Account> &others)
{
    const auto isTaken = [&](const QString &name) {
        return std::any_of(others.begin(), others.end(), [&](const Account &other) { return other.name == name; });
    };
    QString name = wish;
    for (int n = 2; isTaken(name); ++n)
        name = QStringLiteral("%1-%2").arg(wish).arg(n);
    return name;
}

Account accountFor(const QUrl &server, const QString &userId, const QList<Account> &others)
{
    Account account;
    account.server = server;
    account.userId = userId;
    for (const Account &other : others) {
        if (haveSameKey(account, other))
            return other;
    }
    account.name = freeAccountName(server.host(), others);
    account.betaRepository = defaultBetaRepository(server);
    return account;
}

} // namespace ksp
