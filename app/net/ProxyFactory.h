#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QList>
#include <QMap>
#include <QNetworkProxy>
#include <QString>
#include <QUrl>

#include <utility>

namespace ksp {

/// Chooses the proxy by http_proxy, https_proxy and no_proxy, in the way of Go's net/http (and so of ksbuilder and
/// helm): upper-case spellings first; no_proxy is a list of `*`, domains (with their subdomains; with a leading dot
/// only those), addresses, address ranges (CIDR), each with an optional port. Loopback never goes through a proxy.
///
/// A pure function of the map that is handed in. HTTP and SOCKS5 proxies (Go also knows proxies that are reached by
/// https, Qt does not). A value that cannot be used is an error for whatever would go by it, as in Go: never a direct
/// connection that nobody asked for.
class ProxyFactory
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ProxyFactory)
public:
    using Environment = QMap<QString, QString>;

    explicit ProxyFactory(const Environment &environment);

    /// The six variables of this process that count.
    [[nodiscard]] static Environment systemEnvironment();

    /// Of a server that is not encrypted: a whole sentence where requests go through a proxy, which can then read the
    /// key, too. Otherwise nothing.
    [[nodiscard]] static QString warningFor(const QUrl &server, const Environment &environment = systemEnvironment());

    /// NoProxy where the connection is to be direct. Only http and https URLs are looked at. BadInput where the
    /// variable that counts cannot be used; the sentence names it, and never holds its value, which may have a password
    /// in it.
    [[nodiscard]] Result<QNetworkProxy> proxyFor(const QUrl &url) const;

private:
    struct Exception
    {
        QString suffix; ///< ".example.com", for the domain and what is below it.
        bool subdomainsOnly = false;
        std::pair<QHostAddress, int> subnet; ///< For addresses; a null address where suffix counts.
        QString port; ///< Empty for all.
    };

    [[nodiscard]] static Result<QNetworkProxy> parse(
        const Environment &environment, const QString &lowerCaseName, QNetworkProxy::ProxyType httpType);
    void readNoProxy(const QString &list);
    [[nodiscard]] bool isDirect(const QString &host, int port) const;

    Result<QNetworkProxy> m_forHttp;
    Result<QNetworkProxy> m_forHttps;
    QList<Exception> m_exceptions;
    bool m_allDirect = false;
};

} // namespace ksp
