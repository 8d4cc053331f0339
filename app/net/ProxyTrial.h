#pragma once

#include "net/HttpErrors.h"

#include <QNetworkProxy>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <optional>

namespace ksp {

/// Finds out whether a proxy makes a tunnel to a server, by making one and closing it again: with one log-in at most,
/// and with an error that tells the proxy's faults from the server's.
///
/// QNetworkAccessManager does neither: where a proxy refuses the password by NTLM it logs in again without end and
/// without a signal (seen with Qt 6.4), which locks accounts. Ends exactly once with finished(), from the event loop.
class ProxyTrial : public QObject
{
    Q_OBJECT
public:
    /// `proxy` is an HttpProxy or a Socks5Proxy. `limit` is the time for all of it.
    ProxyTrial(const QNetworkProxy &proxy, const QUrl &server, std::chrono::milliseconds limit, QObject *parent);

    /// Whether requests to this proxy need a tunnel.
    [[nodiscard]] static bool isTunnel(const QNetworkProxy &proxy);

signals:
    /// Without a fault the proxy lets connections through.
    void finished(const std::optional<ksp::HttpErrors::Failure> &fault);

private:
    /// Counts what goes to the proxy itself.
    void watch(QTcpSocket *inner);
    void fail(QNetworkReply::NetworkError code, const QString &text);
    void end(const std::optional<HttpErrors::Failure> &fault);

    QTcpSocket m_socket;
    QTimer m_timer;
    int m_requests = 0; ///< That went to the proxy.
    bool m_ended = false;
};

} // namespace ksp
