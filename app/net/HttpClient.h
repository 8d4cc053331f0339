#pragma once

#include "net/HttpErrors.h"
#include "net/HttpJob.h"
#include "net/HttpTypes.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QObject>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace ksp {

/// The way to one server: its address, the API key, the proxy, the time limits. All requests share its connections.
///
/// HTTP/1.1, no redirects but where a request without a key allows them (the key goes to no other origin), no cookies,
/// no cache, TLS errors never ignored. For use on one thread.
class HttpClient : public QObject
{
    Q_OBJECT
public:
    /// Takes one line per request, without the key and without headers.
    using LogSink = std::function<void(const QString &line)>;

    struct Settings
    {
        QUrl server; ///< As parseServerUrl() gives it.
        QString key; ///< Sent as bearer token; without one no Authorization header is sent.
        /// As ProxyFactory::proxyFor(server) gives it; an error ends every request.
        Result<QNetworkProxy> proxy = QNetworkProxy(QNetworkProxy::NoProxy);
        TimeLimits limits;
        LogSink log;
        QList<QSslCertificate> certificates
            = {}; ///< Trusted beside the system's authorities; see companyCertificates().
    };

    explicit HttpClient(Settings settings, QObject *parent = nullptr);
    ~HttpClient() override;

    [[nodiscard]] const QUrl &server() const { return m_settings.server; }
    /// Of the requests that are sent from now on, as with the certificates.
    void setKey(const QString &key) { m_settings.key = key; }
    /// Opens so many connections (TLS included) for requests that are about to come, so that they need not wait for it.
    /// Sends nothing, and tells nothing: what fails will fail with the request. Not where a proxy stands in between.
    void connectAhead(int count);
    /// Of the requests that are sent from now on; those that are under way go on.
    void setCertificates(const QList<QSslCertificate> &certificates);

    /// Starts a request. The job belongs to the client and deletes itself after it ended; connect to it at once.
    HttpJob *send(HttpRequest request);

    /// The words for failures of this request, for whoever looks into its reply.
    [[nodiscard]] HttpErrors errorsOf(const HttpRequest &request) const;
    /// Whether a text holds the API key, which no reply has a reason to contain.
    [[nodiscard]] bool containsKey(const QByteArray &text) const { return keySearch()(text); }
    /// The same as a function that holds the key: for another thread, and for when the client is gone.
    [[nodiscard]] std::function<bool(const QByteArray &text)> keySearch() const;

signals:
    /// The first way through the proxy was tried; with a fault nobody need try it now.
    void proxyTried(const std::optional<ksp::HttpErrors::Failure> &fault);

private:
    friend class HttpJob;
    /// Whether requests may go to the proxy. One goes first, so that a proxy which refuses the password is asked once
    /// and not by every request.
    enum class ProxyWay { Untried, Trying, Open };

    void makeManager();
    void onEncrypted(QNetworkReply *reply);
    void tryTunnel();
    void endProxyTrial(const std::optional<HttpErrors::Failure> &fault, bool isOpen);
    [[nodiscard]] QNetworkRequest networkRequest(const HttpRequest &request) const;
    void log(const QString &line) const;

    Settings m_settings;
    ProxyWay m_proxyWay;
    std::optional<QSslConfiguration> m_tls; ///< Where there are certificates beside the system's.
    /// The last one is in use; what others began may still be under way.
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_managers;
};

} // namespace ksp
