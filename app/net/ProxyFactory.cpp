#include "net/ProxyFactory.h"

#include "net/ServerUrl.h"

#include <algorithm>

namespace ksp {

namespace {

QString valueOf(const ProxyFactory::Environment &environment, const QString &lowerCaseName)
{
    const QString upper = environment.value(lowerCaseName.toUpper());
    return upper.isEmpty() ? environment.value(lowerCaseName) : upper;
}

std::optional<QNetworkProxy> parseProxy(const QString &text, QNetworkProxy::ProxyType httpType)
{
    if (text.isEmpty())
        return std::nullopt;
    QUrl url(text);
    // "host:3128" reads as a scheme without a host.
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
        url = QUrl(QStringLiteral("http://") + text);
    if (!url.isValid() || url.host().isEmpty())
        return std::nullopt;

    const QString scheme = url.scheme();
    const bool socks = scheme == QLatin1String("socks5") || scheme == QLatin1String("socks5h");
    if (!socks && scheme != QLatin1String("http"))
        return std::nullopt;
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : httpType, url.host(),
        static_cast<quint16>(url.port(socks ? 1080 : 80)), url.userName(QUrl::FullyDecoded),
        url.password(QUrl::FullyDecoded));
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
      m_forHttp(parseProxy(valueOf(environment, QStringLiteral("http_proxy")), QNetworkProxy::HttpCachingProxy)),
      m_forHttps(parseProxy(valueOf(environment, QStringLiteral("https_proxy")), QNetworkProxy::HttpProxy))
{
    readNoProxy(valueOf(environment, QStringLiteral("no_proxy")));
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

QNetworkProxy ProxyFactory::proxyFor(const QUrl &url) const
{
    const bool https = url.scheme() == QLatin1String("https");
    const std::optional<QNetworkProxy> &proxy = https ? m_forHttps : m_forHttp;
    if (!proxy || (!https && url.scheme() != QLatin1String("http")))
        return QNetworkProxy::NoProxy;
    const bool direct = isDirect(url.host(QUrl::FullyEncoded).toLower(), url.port(https ? 443 : 80));
    return direct ? QNetworkProxy(QNetworkProxy::NoProxy) : *proxy;
}

QList<QNetworkProxy> ProxyFactory::queryProxy(const QNetworkProxyQuery &query)
{
    return {proxyFor(query.url())};
}

} // namespace ksp
