#include "net/ServerUrl.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace ksp {

namespace {

struct ServerUrl
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ServerUrl)
};

} // namespace

QUrl defaultServer()
{
    return QUrl(QStringLiteral("https://apis.kubesphere.cloud"));
}

bool isLoopbackHost(const QString &host)
{
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    QHostAddress address;
    return address.setAddress(host) && address.isLoopback();
}

Result<QUrl> parseServerUrl(const QString &text, bool allowInsecure)
{
    const QString trimmed = text.trimmed();
    const auto refuse = [](const QString &sentence) { return failure(ErrorKind::BadInput, sentence); };
    if (trimmed.isEmpty())
        return refuse(
            ServerUrl::tr("The server's address is empty. Give one such as %1.").arg(defaultServer().toString()));

    QUrl url(trimmed, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || (scheme != QLatin1String("https") && scheme != QLatin1String("http")) || url.host().isEmpty())
        return refuse(
            ServerUrl::tr("“%1” is not the address of a server. It begins with https:// and a host name, such as %2.")
                .arg(trimmed.left(200), defaultServer().toString()));
    if (!url.userInfo().isEmpty())
        return refuse(ServerUrl::tr(
            "The server's address must not contain a user name or a password. Leave out what stands before the “@”."));
    if (url.hasQuery() || url.hasFragment())
        return refuse(ServerUrl::tr("The server's address must not contain “?” or “#”. Leave out what follows them."));

    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);

    if (scheme == QLatin1String("http") && !isLoopbackHost(url.host()) && !allowInsecure)
        return failure(ErrorKind::NeedsAnswer,
            ServerUrl::tr("%1 is not encrypted: whoever is on the way can read your API key. Use an https:// "
                          "address, or say explicitly that you accept this.")
                .arg(url.toString()));
    return url;
}

} // namespace ksp
