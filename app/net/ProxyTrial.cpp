#include "net/ProxyTrial.h"

#include <QCoreApplication>

namespace ksp {

namespace {

/// One without a log-in, and the two that a log-in by NTLM takes.
constexpr int mostRequests = 3;

QNetworkReply::NetworkError codeOf(const QTcpSocket &socket)
{
    switch (socket.error()) {
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::ProxyProtocolError:
        // Qt's word for a way of logging in that it does not know, such as Negotiate without a ticket.
        return socket.errorString()
                == QCoreApplication::translate("QHttpSocketEngine", "Error parsing authentication request from proxy")
            ? QNetworkReply::ProxyAuthenticationRequiredError
            : QNetworkReply::UnknownProxyError;
    case QAbstractSocket::ProxyNotFoundError:
        return QNetworkReply::ProxyNotFoundError;
    case QAbstractSocket::ProxyConnectionRefusedError:
        return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyConnectionClosedError:
        return QNetworkReply::ProxyConnectionClosedError;
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return QNetworkReply::ProxyTimeoutError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    default:
        return QNetworkReply::UnknownProxyError;
    }
}

} // namespace

ProxyTrial::ProxyTrial(const QNetworkProxy &proxy, const QUrl &server, std::chrono::milliseconds limit, QObject *parent)
    : QObject(parent)
{
    connect(&m_socket, &QTcpSocket::connected, this, [this] { end(std::nullopt); });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { fail(codeOf(m_socket), m_socket.errorString()); });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this,
        [this] { fail(QNetworkReply::ProxyTimeoutError, QStringLiteral("no tunnel in time")); });
    m_timer.start(limit);
    m_socket.setProxy(proxy);
    m_socket.connectToHost(
        server.host(), static_cast<quint16>(server.port(server.scheme() == QLatin1String("https") ? 443 : 80)));
    if (proxy.type() == QNetworkProxy::HttpProxy) {
        const QList<QTcpSocket *> inner = m_socket.findChildren<QTcpSocket *>();
        for (QTcpSocket *each : inner)
            watch(each);
    }
}

bool ProxyTrial::isTunnel(const QNetworkProxy &proxy)
{
    return proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::Socks5Proxy;
}

void ProxyTrial::watch(QTcpSocket *inner)
{
    connect(inner, &QTcpSocket::bytesWritten, this, [this] { ++m_requests; });
    // Connected later than Qt's own slot, this runs when the next request lies ready and has not gone out yet.
    connect(inner, &QTcpSocket::readyRead, this, [this, inner] {
        const bool goesOn = inner->bytesToWrite() > 0 || inner->state() != QAbstractSocket::ConnectedState;
        if (m_ended || m_requests < mostRequests || !goesOn)
            return;
        inner->disconnect();
        inner->abort();
        fail(QNetworkReply::ProxyAuthenticationRequiredError, QStringLiteral("the log-in was refused"));
    });
}

void ProxyTrial::fail(QNetworkReply::NetworkError code, const QString &text)
{
    HttpErrors::Failure fault;
    fault.code = code;
    fault.text = text;
    end(fault);
}

void ProxyTrial::end(const std::optional<HttpErrors::Failure> &fault)
{
    if (m_ended)
        return;
    m_ended = true;
    m_timer.stop();
    // From the event loop: Qt's sockets are on the stack here.
    QMetaObject::invokeMethod(
        this, [this, fault] { emit finished(fault); }, Qt::QueuedConnection);
}

} // namespace ksp
