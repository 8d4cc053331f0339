#pragma once

#include "core/Result.h"
#include "net/ContentCoding.h"
#include "net/HttpErrors.h"
#include "net/HttpTypes.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

namespace ksp {

class HttpClient;

/// One request of an HttpClient, its repetitions included. Ends exactly once with finished(), from the event loop,
/// never inside HttpClient::send() or cancel(); then it deletes itself. When it is deleted before, it ends in silence.
///
/// Repeated are: a GET to which nothing usable came back, and what was answered by 429 or 503 with a Retry-After that
/// is short enough. Success is the status 200; every other status is an Error.
class HttpJob : public QObject
{
    Q_OBJECT
public:
    ~HttpJob() override;

    /// Ends with ErrorKind::Cancelled. Harmless after finished().
    void cancel();

signals:
    void finished(const ksp::Result<ksp::HttpReply> &result);
    /// Bytes of the body that were handed to the network.
    void uploadProgress(qint64 sent, qint64 total);
    /// A pause before the request is repeated; once a second. `isAsked`: the server asked for it (Retry-After).
    void waiting(int secondsLeft, bool isAsked);

private:
    friend class HttpClient;
    HttpJob(HttpClient *client, HttpRequest request);

    void attempt();
    /// Whether the way to the proxy is free; otherwise attempt() is called again when it has been tried.
    bool isProxyFree();
    /// Of the one that goes first.
    void endProxyTrial(const std::optional<HttpErrors::Failure> &fault);
    void transmit(const QNetworkRequest &request);
    /// Whether somebody else's address may be gone to; then `goOn`, otherwise the end.
    void guard(const QUrl &target, std::function<void()> goOn);
    void onEncrypted();
    /// Where nothing was sent yet it begins anew, on a connection of its own.
    void leaveConnection();
    void onHandedOut(qint64 sent);
    void onReadyRead();
    [[nodiscard]] qint64 mostInMemory() const;
    [[nodiscard]] bool goesToSink() const;
    void sinkFailed();
    void onReplyFinished();
    void onStalled();
    void restartStallTimer();
    /// What a failure means where a proxy stands in between.
    [[nodiscard]] QNetworkReply::NetworkError proxyCode(QNetworkReply::NetworkError code) const;
    void fail(HttpErrors::Failure failure);
    void failDecoding(ContentCoding::Fault fault);
    void refuse(const HttpReply &reply);
    void waitThenRepeat(TimeLimits::Milliseconds pause, bool isAsked);
    void onWaitTick();
    void dropReply();
    void logAttempt(const QString &outcome);
    /// The only way to the end.
    void end(Result<HttpReply> result);

    QPointer<HttpClient> m_client; ///< Its owner; null while that is being destroyed.
    HttpRequest m_request;
    HttpErrors m_errors;
    const qint64 m_bodySize;

    QPointer<QNetworkReply> m_reply;
    QPointer<UploadDevice> m_device; ///< Of m_reply.
    QByteArray m_received;
    qint64 m_sunk = 0; ///< Bytes of this attempt that went to the sink.
    QStringList m_tlsReasons;
    bool m_isUntrusted = false;
    QElapsedTimer m_clock;
    QTimer m_stallTimer;
    QTimer m_waitTimer;
    qint64 m_sent = 0;
    int m_ticksLeft = 0;
    bool m_isAskedToWait = false;
    int m_failedAttempts = 0;
    int m_retryAfters = 0;
    bool m_requestSent = false;
    bool m_triesProxy = false; ///< It goes first, the others wait for it.
    QMetaObject::Connection m_proxyWait;
    bool m_ended = false;
    Result<HttpReply> m_result;
};

} // namespace ksp
