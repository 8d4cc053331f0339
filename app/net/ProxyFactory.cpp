#include "net/ProxyFactory.h"

#include "net/ServerUrl.h"

#include <algorithm>

namespace ksp {

namespace {

/// The name that counts, and its value.
std::pair<QString, QString> valueOf(const ProxyFactory::Environment &environment, const QString &lowerCaseName)
{
    const QString upper = lowerCaseName.toUpper();
    const QString value = environment.value(upper);
    return value.isEmpty() ? std::pair(lowerCaseName, environment.value(lowerCaseName)) : std::pair(upper, value);
}

/// What stands between the scheme and the path, with the user's name and password.
QString authorityOf(const QString &text)
{
    const qsizetype scheme = text.indexOf(QLatin1String("://"));
    return text.mid(scheme < 0 ? 0 : scheme + 3);
}

/// Splits "host:port", "[address]:port" and plain hosts; a bare IPv6 address has no port.
std::pair<QString, QString> splitHostAndPort(const QString &text)
{
    if (text.startsWith(QLatin1Char('['))) {
        const qsizetype end = text.indexOf(QLatin1Char(']'));
        if (end > 0)
            return {text.mid(1, end - 1),
                QStringView(text).mid(end + 1).startsWith(QLatin1Char(':')) ? text.mid(end + 2) : QString()};
    }
    if (text.count(QLatin1Char(':')) == 1)
        return {text.section(QLatin1Char(':'), 0, 0), text.section(QLatin1Char(':'), 1)};
    return {text, QString()};
}

} // namespace

ProxyFactory::ProxyFactory(const Environment &environment)
    : // An HttpProxy tunnels by CONNECT, which proxies refuse for port 80; the caching kind hands plain requests on.
      m_forHttp(parse(environment, QStringLiteral("http_proxy"), QNetworkProxy::HttpCachingProxy)),
      m_forHttps(parse(environment, QStringLiteral("https_proxy"), QNetworkProxy::HttpProxy))
{
    readNoProxy(valueOf(environment, QStringLiteral("no_proxy")).second);
}

Result<QNetworkProxy> ProxyFactory::parse(
    const Environment &environment, const QString &lowerCaseName, QNetworkProxy::ProxyType httpType)
{
    const auto [name, text] = valueOf(environment, lowerCaseName);
    if (text.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const auto refuse = [](const QString &sentence) { return failure(ErrorKind::BadInput, sentence); };
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); }))
        return refuse(tr("The variable %1 has a blank in or around the proxy's address. Take it out.").arg(name));

    QUrl url(text, QUrl::StrictMode);
    // "host:3128" reads as a scheme without a host.
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
        url = QUrl(QStringLiteral("http://") + authorityOf(text), QUrl::StrictMode);
    const QString authority = authorityOf(text);
    const bool hasPassword = authority.contains(QLatin1Char('@'));
    if (hasPassword
        && (!url.isValid() || url.host().isEmpty() || url.userName().isEmpty() || url.hasFragment() || url.hasQuery()
            || authority.count(QLatin1Char('@')) > 1)) {
        return refuse(tr("The user name or the password in the variable %1 holds a character that cannot stand there "
                         "as it is. Write @ as %2, / as %3, # as %4, ? as %5 and % as %6.")
                          .arg(name, QStringLiteral("%40"), QStringLiteral("%2F"), QStringLiteral("%23"),
                              QStringLiteral("%3F"), QStringLiteral("%25")));
    }
    const QString scheme
        = authority.size() == text.size() ? QStringLiteral("http") : text.section(u':', 0, 0).toLower();
    const bool socks = scheme == QLatin1String("socks5") || scheme == QLatin1String("socks5h");
    if (!scheme.isEmpty() && !socks && scheme != QLatin1String("http")) {
        return refuse(
            tr("The variable %1 names a proxy of the kind %2, which cannot be used. Name one that begins with "
               "http:// or socks5://.")
                .arg(name, scheme.left(20) + QStringLiteral("://")));
    }
    const bool isTorn = authority.size() == text.size() && text.contains(QLatin1String(":/"));
    const int port = url.port(socks ? 1080 : 80); // as Go
    if (isTorn || scheme.isEmpty() || !url.isValid() || url.host().isEmpty() || port == 0) {
        return refuse(tr("The variable %1 does not hold the address of a proxy. Write one such as "
                         "http://proxy.example:3128, or remove the variable.")
                          .arg(name));
    }
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : httpType, url.host(), static_cast<quint16>(port),
        url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded));
}

ProxyFactory::Environment ProxyFactory::systemEnvironment()
{
    Environment environment;
    for (const char *name : {"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"}) {
        if (qEnvironmentVariableIsSet(name))
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
    }
    return environment;
}

QString ProxyFactory::warningFor(const QUrl &server, const Environment &environment)
{
    const auto proxy = ProxyFactory(environment).proxyFor(server);
    if (server.scheme() != QLatin1String("http") || !proxy || proxy->type() == QNetworkProxy::NoProxy)
        return {};
    return tr("It goes through the proxy %1, which can read the key, too.")
        .arg(QStringLiteral("%1:%2").arg(proxy->hostName()).arg(proxy->port()));
}

void ProxyFactory::readNoProxy(const QString &list)
{
    const QStringList entries = list.toLower().split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString &untrimmed : entries) {
        const QString entry = untrimmed.trimmed();
        if (entry == QLatin1String("*")) {
            m_allDirect = true;
            return;
        }
        Exception exception;
        if (entry.contains(QLatin1Char('/'))) {
            exception.subnet = QHostAddress::parseSubnet(entry);
            if (!exception.subnet.first.isNull())
                m_exceptions.append(exception);
            continue;
        }
        QString host;
        std::tie(host, exception.port) = splitHostAndPort(entry);
        if (host.isEmpty())
            continue;
        if (QHostAddress address; address.setAddress(host)) {
            exception.subnet = {address, address.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128};
        } else {
            if (host.startsWith(QLatin1String("*.")))
                host.remove(0, 1);
            exception.subdomainsOnly = host.startsWith(QLatin1Char('.'));
            const QString name = exception.subdomainsOnly ? host.mid(1) : host;
            const QByteArray ace = QUrl::toAce(name);
            exception.suffix = QLatin1Char('.') + (ace.isEmpty() ? name : QString::fromLatin1(ace));
        }
        m_exceptions.append(exception);
    }
}

bool ProxyFactory::isDirect(const QString &host, int port) const
{
    if (m_allDirect || isLoopbackHost(host))
        return true;
    const QHostAddress address(host);
    const QString portText = QString::number(port);
    return std::any_of(m_exceptions.begin(), m_exceptions.end(), [&](const Exception &exception) {
        if (!exception.port.isEmpty() && exception.port != portText)
            return false;
        if (!exception.subnet.first.isNull())
            return !address.isNull() && address.isInSubnet(exception.subnet);
        return host.endsWith(exception.suffix)
            || (!exception.subdomainsOnly && QStringView(exception.suffix).mid(1) == host);
    });
}

Result<QNetworkProxy> ProxyFactory::proxyFor(const QUrl &url) const
{
    const bool https = url.scheme() == QLatin1String("https");
    const bool isDirectKind = !https && url.scheme() != QLatin1String("http");
    if (isDirectKind || isDirect(url.host(QUrl::FullyEncoded).toLower(), url.port(https ? 443 : 80)))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    return https ? m_forHttps : m_forHttp;
}

} // namespace ksp
