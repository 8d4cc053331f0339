#pragma once

#include <QHostAddress>
#include <QList>
#include <QMap>
#include <QNetworkProxyFactory>
#include <QString>
#include <QUrl>

#include <optional>
#include <utility>

namespace ksp {

/// Chooses the proxy by http_proxy, https_proxy and no_proxy, in the way of Go's net/http (and so of ksbuilder and
/// helm): upper-case spellings first; no_proxy is a list of `*`, domains (with their subdomains; with a leading dot
/// only those), addresses, address ranges (CIDR), each with an optional port. Loopback never goes through a proxy.
///
/// A pure function of the map that is handed in. HTTP and SOCKS5 proxies; a value that cannot be read is ignored.
class ProxyFactory : public QNetworkProxyFactory
{
    Q_DISABLE_COPY_MOVE(ProxyFactory)
public:
    using Environment = QMap<QString, QString>;

    explicit ProxyFactory(const Environment &environment);

    /// The six variables of this process that count.
    [[nodiscard]] static Environment systemEnvironment();

    /// NoProxy where the connection is to be direct. Only http and https URLs are looked at.
    [[nodiscard]] QNetworkProxy proxyFor(const QUrl &url) const;
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override;

private:
    struct Exception
    {
        QString suffix; ///< ".example.com", for the domain and what is below it.
        bool subdomainsOnly = false;
        std::pair<QHostAddress, int> subnet; ///< For addresses; a null address where suffix counts.
        QString port; ///< Empty for all.
    };

    void readNoProxy(const QString &list);
    [[nodiscard]] bool isDirect(const QString &host, int port) const;

    std::optional<QNetworkProxy> m_forHttp;
    std::optional<QNetworkProxy> m_forHttps;
    QList<Exception> m_exceptions;
    bool m_allDirect = false;
};

} // namespace ksp
