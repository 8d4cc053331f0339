#include "net/HttpClient.h"

#include "core/KeyMemory.h"
#include "net/CertificateName.h"
#include "net/ContentCoding.h"
#include "net/KeyFilter.h"
#include "net/ProxyTrial.h"

#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>

namespace ksp {

HttpClient::HttpClient(Settings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)),
      m_proxyWay(
          m_settings.proxy && m_settings.proxy->type() == QNetworkProxy::NoProxy ? ProxyWay::Open : ProxyWay::Untried)
{
    setCertificates(m_settings.certificates);
}

HttpClient::~HttpClient()
{
    wipe(m_settings.key);
}

void HttpClient::setCertificates(const QList<QSslCertificate> &certificates)
{
    m_settings.certificates = certificates;
    m_tls.reset();
    // Nothing of TLS is touched without need: its libraries and the system's certificates are loaded with the first
    // word.
    if (!certificates.isEmpty()) {
        m_tls = QSslConfiguration::defaultConfiguration();
        m_tls->addCaCertificates(certificates);
    }
    // A new one: Qt takes up connections to the same host again, whatever they were judged by.
    makeManager();
}

void HttpClient::makeManager()
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    // Set even where there is none: otherwise Qt asks the system for its proxies.
    manager->setProxy(m_settings.proxy.value_or(QNetworkProxy(QNetworkProxy::NoProxy)));
    manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    connect(manager.get(), &QNetworkAccessManager::encrypted, this, &HttpClient::onEncrypted);
    m_managers.push_back(std::move(manager));
}

void HttpClient::onEncrypted(QNetworkReply *reply)
{
    // A job judges its own connection. One that was opened ahead must not be taken up by any.
    if (!reply->request().url().scheme().startsWith(QLatin1String("preconnect"))
        || isCertificateFor(reply->sslConfiguration().peerCertificate(), m_settings.server.host())
        || reply->manager() != m_managers.back().get())
        return;
    makeManager();
    const QList<HttpJob *> jobs = findChildren<HttpJob *>(Qt::FindDirectChildrenOnly);
    for (HttpJob *job : jobs)
        job->leaveConnection();
}

void HttpClient::connectAhead(int count)
{
    if (m_proxyWay != ProxyWay::Open)
        return;
    // What QNetworkAccessManager::connectToHost() does, but for HTTP/1.1: it takes a connection for another protocol
    // than that of our requests, which then open their own.
    QUrl url = m_settings.server;
    url.setScheme(QLatin1String("preconnect-") + url.scheme());
    if (url.port() < 0)
        url.setPort(m_settings.server.scheme() == QLatin1String("https") ? 443 : 80);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    if (m_tls)
        request.setSslConfiguration(*m_tls);
    for (int i = 0; i < count; ++i) {
        QNetworkReply *reply = m_managers.back()->get(request);
        connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    }
}

HttpJob *HttpClient::send(HttpRequest request)
{
    auto *job = new HttpJob(this, std::move(request));
    job->attempt();
    return job;
}

void HttpClient::tryTunnel()
{
    m_proxyWay = ProxyWay::Trying;
    auto *trial = new ProxyTrial(*m_settings.proxy, m_settings.server, m_settings.limits.connect, this);
    connect(trial, &ProxyTrial::finished, this, [this, trial](const std::optional<HttpErrors::Failure> &fault) {
        trial->deleteLater();
        endProxyTrial(fault, !fault);
    });
}

void HttpClient::endProxyTrial(const std::optional<HttpErrors::Failure> &fault, bool isOpen)
{
    m_proxyWay = isOpen ? ProxyWay::Open : ProxyWay::Untried;
    emit proxyTried(fault);
}

HttpErrors HttpClient::errorsOf(const HttpRequest &request) const
{
    return {request, m_settings.server, m_settings.key};
}

std::function<bool(const QByteArray &)> HttpClient::keySearch() const
{
    // Piece by piece, since a reply may be large, and with a rest of the piece before, since a key may lie across.
    return [filter = KeyFilter(m_settings.key)](const QByteArray &text) {
        constexpr qsizetype piece = 256 * 1024;
        constexpr qsizetype overlap = 4 * 1024;
        for (qsizetype at = 0; at < text.size(); at += piece) {
            const qsizetype from = qMax<qsizetype>(0, at - overlap);
            if (filter.finds(QString::fromUtf8(text.constData() + from, qMin(at + piece, text.size()) - from)))
                return true;
        }
        return false;
    };
}

QNetworkRequest HttpClient::networkRequest(const HttpRequest &request) const
{
    QNetworkRequest network(QUrl::fromEncoded(m_settings.server.toEncoded() + request.path, QUrl::StrictMode));
    if (m_tls)
        network.setSslConfiguration(*m_tls);
    network.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    network.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    network.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    network.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    network.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    network.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("ks-publisher/" KSP_VERSION));
    network.setRawHeader("Accept", "application/json");
    network.setRawHeader("Accept-Encoding", ContentCoding::accepted); // set by us, it is ours to undo
    for (const auto &[name, value] : request.headers)
        network.setRawHeader(name, value);
    if (request.followsRedirects && m_settings.key.isEmpty()) {
        constexpr int mostRedirects = 10; // as helm
        network.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::UserVerifiedRedirectPolicy);
        network.setMaximumRedirectsAllowed(mostRedirects);
    }
    if (!m_settings.key.isEmpty())
        network.setRawHeader("Authorization", "Bearer " + m_settings.key.toUtf8());
    if (request.method == HttpRequest::Method::Post) {
        network.setHeader(QNetworkRequest::ContentTypeHeader, request.body.contentType);
        // Both are needed for a body that is neither buffered nor sent a second time by Qt.
        network.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
        network.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    return network;
}

void HttpClient::log(const QString &line) const
{
    if (m_settings.log)
        m_settings.log(cleanedText(line, m_settings.key, 2000));
}

} // namespace ksp
