#include "net/HttpJob.h"

#include "net/AddressGuard.h"
#include "net/CertificateName.h"
#include "net/ContentCoding.h"
#include "net/HttpClient.h"
#include "net/ProxyTrial.h"
#include "net/SocketOptions.h"

#include <QLocale>
#include <QSslError>

#include <algorithm>

namespace ksp {

namespace {

bool isKeySendable(const QString &key)
{
    return std::all_of(key.begin(), key.end(), [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

bool isPathPlain(const QByteArray &path)
{
    const QList<QByteArray> parts = path.split('?').constFirst().mid(1).split('/');
    return path.startsWith('/') && std::none_of(parts.begin(), parts.end(), [](const QByteArray &part) {
        return part.isEmpty() || part == "." || part == "..";
    });
}

/// Seconds, or a date that is compared with the server's own clock where it tells it.
std::optional<qint64> retryAfter(const QNetworkReply &reply)
{
    const auto date = [](const QByteArray &text) {
        QDateTime time
            = QLocale::c().toDateTime(QString::fromLatin1(text), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
        return time.isValid() ? QDateTime(time.date(), time.time(), Qt::UTC) : QDateTime();
    };
    const QByteArray text = reply.rawHeader("Retry-After").trimmed();
    bool isNumber = false;
    if (const qint64 seconds = text.toLongLong(&isNumber); isNumber && seconds >= 0)
        return seconds;
    const QDateTime then = date(text);
    if (!then.isValid())
        return std::nullopt;
    const QDateTime serverNow = date(reply.rawHeader("Date").trimmed());
    const QDateTime now = serverNow.isValid() ? serverNow : QDateTime::currentDateTimeUtc();
    return std::max<qint64>(0, (now.msecsTo(then) + 999) / 1000);
}

bool isProxyError(QNetworkReply::NetworkError code)
{
    return code >= QNetworkReply::ProxyConnectionRefusedError && code <= QNetworkReply::UnknownProxyError;
}

/// As when a company's own authority is not known here.
bool isUnknownIssuer(QSslError::SslError error)
{
    return error == QSslError::UnableToGetIssuerCertificate || error == QSslError::UnableToGetLocalIssuerCertificate
        || error == QSslError::UnableToVerifyFirstCertificate || error == QSslError::SelfSignedCertificate
        || error == QSslError::SelfSignedCertificateInChain || error == QSslError::CertificateUntrusted;
}

bool isGarbled(QNetworkReply::NetworkError code)
{
    return code == QNetworkReply::ProtocolFailure || code == QNetworkReply::ProtocolUnknownError
        || code == QNetworkReply::ProtocolInvalidOperationError || code == QNetworkReply::UnknownContentError;
}

} // namespace

HttpJob::HttpJob(HttpClient *client, HttpRequest request)
    : QObject(client), m_client(client), m_request(std::move(request)), m_errors(client->errorsOf(m_request)),
      m_bodySize(m_request.body.size())
{
    m_stallTimer.setSingleShot(true);
    connect(&m_stallTimer, &QTimer::timeout, this, &HttpJob::onStalled);
    connect(&m_waitTimer, &QTimer::timeout, this, &HttpJob::onWaitTick);
}

HttpJob::~HttpJob()
{
    dropReply();
    endProxyTrial(std::nullopt);
}

void HttpJob::attempt()
{
    m_clock.start();
    m_received.clear();
    m_sunk = 0;
    m_tlsReasons.clear();
    m_isUntrusted = false;
    m_sent = 0;
    m_requestSent = false;

    if (!isKeySendable(m_client->m_settings.key))
        return end(failure(m_errors.badInput(tr("the API key contains characters that no key has. Enter it again."))));
    if (!isPathPlain(m_request.path))
        return end(failure(m_errors.badInput(tr("a name or an ID in it is empty or consists of dots."))));
    const QNetworkRequest request = m_client->networkRequest(m_request);
    if (!request.url().isValid())
        return end(failure(m_errors.badInput(tr("the server's address cannot be used. Check it."))));
    if (!m_client->m_settings.proxy)
        return end(failure(m_client->m_settings.proxy.error()));
    if (!isProxyFree())
        return;
    if (m_request.origin.isEmpty())
        return transmit(request);
    restartStallTimer();
    guard(request.url(), [this, request] { transmit(request); });
}

void HttpJob::guard(const QUrl &target, std::function<void()> goOn)
{
    const QUrl origin = m_request.origin.isEmpty() ? m_client->server() : m_request.origin;
    AddressGuard::judge(target, origin, this, [this, target, goOn = std::move(goOn)](AddressGuard::Verdict verdict) {
        if (m_ended)
            return;
        if (verdict == AddressGuard::Verdict::Allowed)
            return goOn();
        Error refused = m_errors.badInput(verdict == AddressGuard::Verdict::Private
                ? tr("it leads to %1, on this computer or in a private network, where its origin is not. Nothing was "
                     "sent there.")
                      .arg(cleanedText(target.adjusted(QUrl::RemoveUserInfo).authority(), {}, 100))
                : tr("it leads from an encrypted address to %1, which is not encrypted. Nothing was sent there.")
                      .arg(cleanedText(target.adjusted(QUrl::RemoveUserInfo).authority(), {}, 100)));
        refused.kind = ErrorKind::Refused;
        end(failure(refused));
    });
}

bool HttpJob::isProxyFree()
{
    if (m_client->m_proxyWay == HttpClient::ProxyWay::Open)
        return true;
    const bool isTunnel = ProxyTrial::isTunnel(*m_client->m_settings.proxy);
    if (m_client->m_proxyWay == HttpClient::ProxyWay::Untried && !isTunnel) {
        m_client->m_proxyWay = HttpClient::ProxyWay::Trying;
        m_triesProxy = true;
        return true;
    }
    if (m_client->m_proxyWay == HttpClient::ProxyWay::Untried)
        m_client->tryTunnel();
    m_proxyWait
        = connect(m_client, &HttpClient::proxyTried, this, [this](const std::optional<HttpErrors::Failure> &fault) {
              disconnect(m_proxyWait);
              if (m_ended)
                  return;
              if (fault)
                  fail(*fault);
              else
                  attempt();
          });
    return false;
}

void HttpJob::endProxyTrial(const std::optional<HttpErrors::Failure> &fault)
{
    if (!std::exchange(m_triesProxy, false) || !m_client)
        return;
    // A reply, whatever its status, came through the proxy.
    const bool isOpen = m_reply && !fault && m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    m_client->endProxyTrial(fault, isOpen);
}

void HttpJob::transmit(const QNetworkRequest &request)
{
    if (m_request.method == HttpRequest::Method::Get) {
        m_reply = m_client->m_managers.back()->get(request);
    } else {
        m_device = new UploadDevice(m_request.body);
        connect(m_device, &UploadDevice::handedOut, this, &HttpJob::onHandedOut);
        m_reply = m_client->m_managers.back()->post(request, m_device);
        // The reply may outlive this job by an event or two, and reads from the device until then.
        m_device->setParent(m_reply);
    }
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_requestSent = true;
        sendWithoutDelay(); // also what is on its way into the socket
        restartStallTimer();
    });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpJob::restartStallTimer);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpJob::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpJob::onReplyFinished);
    connect(m_reply, &QNetworkReply::redirected, this, [this](const QUrl &url) {
        guard(url, [this] {
            if (m_reply)
                emit m_reply->redirectAllowed();
        });
    });
    connect(m_reply, &QNetworkReply::encrypted, this, &HttpJob::onEncrypted);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        for (const QSslError &error : errors) {
            m_tlsReasons.append(error.errorString() + QLatin1Char('.'));
            m_isUntrusted = m_isUntrusted || isUnknownIssuer(error.error());
        }
    });
    restartStallTimer();
}

void HttpJob::onEncrypted()
{
    // Nothing was sent yet, and nothing will be.
    const QString host = m_reply->url().host();
    if (isCertificateFor(m_reply->sslConfiguration().peerCertificate(), host))
        return;
    m_tlsReasons.append(tr("The certificate of the server is not for %1.").arg(host));
    HttpErrors::Failure failure;
    failure.code = QNetworkReply::SslHandshakeFailedError;
    failure.text = QStringLiteral("no alternative name of the certificate fits");
    failure.tlsReasons = m_tlsReasons;
    dropReply();
    fail(failure);
}

void HttpJob::leaveConnection()
{
    if (!m_reply || m_requestSent || m_ended)
        return;
    dropReply();
    attempt();
}

void HttpJob::restartStallTimer()
{
    const TimeLimits &limits = m_client->m_settings.limits;
    if (!m_requestSent)
        m_stallTimer.start(limits.connect);
    else if (m_bodySize > 0 && m_sent == m_bodySize)
        m_stallTimer.start(limits.reply);
    else
        m_stallTimer.start(limits.progress);
}

void HttpJob::onHandedOut(qint64 sent)
{
    m_sent = sent;
    restartStallTimer();
    emit uploadProgress(sent, m_bodySize);
}

void HttpJob::onReadyRead()
{
    restartStallTimer();
    if (goesToSink()) {
        const QByteArray part = m_reply->readAll();
        if (part.isEmpty())
            return;
        if ((m_sunk == 0 && !m_request.sink->begin()) || !m_request.sink->write(part))
            return sinkFailed();
        m_sunk += part.size();
    } else {
        m_received += m_reply->readAll();
    }
    const qint64 most = m_sunk > 0 ? m_request.maxReplySize : mostInMemory();
    if (std::max(m_sunk, qint64(m_received.size())) > most)
        end(failure(m_errors.unusable(HttpErrors::Unusable::TooLarge, QStringLiteral("more than %1 bytes").arg(most))));
}

qint64 HttpJob::mostInMemory() const
{
    return m_request.sink ? std::min(m_request.maxReplySize, HttpRequest::mostInMemory) : m_request.maxReplySize;
}

bool HttpJob::goesToSink() const
{
    const QByteArray coding = m_reply->rawHeader("Content-Encoding");
    return m_request.sink && m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200
        && (coding.isEmpty() || coding == "identity");
}

void HttpJob::sinkFailed()
{
    end(ksp::failure(ErrorKind::Internal,
        tr("%1 failed: what came cannot be written to the disk. Make room on it, then try again.")
            .arg(m_request.step)));
}

void HttpJob::onStalled()
{
    HttpErrors::Failure failure;
    failure.timedOut = true;
    failure.connected = m_requestSent;
    failure.status = m_reply ? m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
    failure.sent = m_sent;
    fail(failure);
}

void HttpJob::onReplyFinished()
{
    onReadyRead();
    if (m_ended)
        return;

    HttpReply reply;
    reply.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError code = m_reply->error();
    const bool answered = reply.status != 0 && reply.status != 200 && !isProxyError(code);
    if (code != QNetworkReply::NoError && !answered) {
        if (isGarbled(code)) {
            logAttempt(m_reply->errorString());
            return end(failure(m_errors.unusable(HttpErrors::Unusable::Garbled, m_reply->errorString(), reply.status)));
        }
        return fail({proxyCode(code), false, m_requestSent, reply.status, m_reply->errorString(), m_tlsReasons, m_sent,
            m_isUntrusted});
    }
    endProxyTrial(std::nullopt);

    reply.reason = m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString();
    reply.contentType = m_reply->rawHeader("Content-Type").toLower();
    const auto body
        = ContentCoding::decoded(m_reply->rawHeader("Content-Encoding"), std::exchange(m_received, {}), mostInMemory());
    // Of a refusal the status counts, whatever its body is.
    if (!body && reply.status == 200)
        return failDecoding(body.error());
    reply.body = body.value_or(QByteArray());
    reply.retryAfter = retryAfter(*m_reply);
    reply.entityTag = m_reply->rawHeader("ETag");
    reply.lastModified = m_reply->rawHeader("Last-Modified");
    reply.redirectHost = m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl().host();
    logAttempt(QString::number(reply.status) + QStringLiteral(", %1 B received").arg(reply.body.size() + m_sunk));
    // A body that came compressed although "identity" was asked for, or an empty one, was not handed on part by part.
    if (reply.status == 200 && m_request.sink && m_sunk == 0) {
        if (!m_request.sink->begin() || !m_request.sink->write(std::exchange(reply.body, {})))
            return sinkFailed();
    }
    if (reply.status == 200 || (reply.status == 304 && m_request.mayBeUnchanged))
        end(std::move(reply));
    else
        refuse(reply);
}

QNetworkReply::NetworkError HttpJob::proxyCode(QNetworkReply::NetworkError code) const
{
    const QNetworkProxy::ProxyType type = m_client->m_settings.proxy->type();
    if (type == QNetworkProxy::NoProxy || m_requestSent)
        return code;
    // Qt has no code of its own for a proxy that is not there when a tunnel was wanted; without a tunnel, the proxy is
    // the only one that this computer itself looks for.
    const bool isTunnel = ProxyTrial::isTunnel(*m_client->m_settings.proxy);
    if (code == QNetworkReply::UnknownNetworkError)
        return QNetworkReply::UnknownProxyError;
    if (!isTunnel && code == QNetworkReply::HostNotFoundError)
        return QNetworkReply::ProxyNotFoundError;
    if (!isTunnel && code == QNetworkReply::ConnectionRefusedError)
        return QNetworkReply::ProxyConnectionRefusedError;
    return code;
}

void HttpJob::fail(HttpErrors::Failure failure)
{
    logAttempt(failure.timedOut ? QStringLiteral("time-out") : failure.text);
    const QNetworkProxy &proxy = *m_client->m_settings.proxy;
    if (proxy.type() != QNetworkProxy::NoProxy) {
        failure.proxy = QStringLiteral("%1:%2").arg(proxy.hostName()).arg(proxy.port());
        failure.hasProxyPassword = !proxy.user().isEmpty();
    }
    endProxyTrial(isProxyError(failure.code) ? std::optional(failure) : std::nullopt);
    const QList<TimeLimits::Milliseconds> &pauses = m_client->m_settings.limits.pauses;
    // A password that was refused is not tried again: a few times more, and accounts are locked.
    const bool mayRepeat = m_request.method == HttpRequest::Method::Get
        && failure.code != QNetworkReply::ProxyAuthenticationRequiredError;
    if (mayRepeat && m_failedAttempts < pauses.size())
        waitThenRepeat(pauses.at(m_failedAttempts++), false);
    else
        end(ksp::failure(m_errors.network(failure)));
}

void HttpJob::failDecoding(ContentCoding::Fault fault)
{
    if (fault == ContentCoding::Fault::CutShort)
        return fail({QNetworkReply::RemoteHostClosedError, false, m_requestSent, 200,
            QStringLiteral("the compressed reply ends too early"), {}, m_sent});
    logAttempt(QStringLiteral("cannot be decompressed"));
    end(failure(m_errors.unusable(
        fault == ContentCoding::Fault::TooLarge ? HttpErrors::Unusable::TooLarge : HttpErrors::Unusable::Garbled,
        QStringLiteral("Content-Encoding: ") + QString::fromLatin1(m_reply->rawHeader("Content-Encoding")))));
}

void HttpJob::refuse(const HttpReply &reply)
{
    const TimeLimits &limits = m_client->m_settings.limits;
    const bool busy = reply.status == 429 || reply.status == 503;
    if (busy && reply.retryAfter && *reply.retryAfter <= limits.longestRetryAfter
        && m_retryAfters < limits.mostRetryAfters) {
        ++m_retryAfters;
        waitThenRepeat(limits.second * std::max<qint64>(1, *reply.retryAfter), true);
    } else {
        end(failure(m_errors.refusal(reply)));
    }
}

void HttpJob::waitThenRepeat(TimeLimits::Milliseconds pause, bool isAsked)
{
    dropReply();
    const TimeLimits::Milliseconds second = m_client->m_settings.limits.second;
    m_ticksLeft = static_cast<int>((pause + second - TimeLimits::Milliseconds(1)) / second);
    // The odd part of a second comes first.
    m_waitTimer.start(m_ticksLeft > 0 ? pause - (m_ticksLeft - 1) * second : pause);
    m_isAskedToWait = isAsked;
    emit waiting(m_ticksLeft, isAsked);
}

void HttpJob::onWaitTick()
{
    if (--m_ticksLeft > 0) {
        m_waitTimer.start(m_client->m_settings.limits.second);
        emit waiting(m_ticksLeft, m_isAskedToWait);
        return;
    }
    m_waitTimer.stop();
    attempt();
}

void HttpJob::dropReply()
{
    m_stallTimer.stop();
    if (!m_reply)
        return;
    // abort() emits finished() from inside.
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->disconnect(this);
    if (m_device)
        m_device->disconnect(this);
    reply->abort();
    reply->deleteLater();
}

void HttpJob::logAttempt(const QString &outcome)
{
    const bool isGet = m_request.method == HttpRequest::Method::Get;
    const QString line = QStringLiteral("%1 %2: %3, %4 of %5 B sent, %6 ms");
    m_client->log(line.arg(isGet ? QStringLiteral("GET") : QStringLiteral("POST"), QString::fromLatin1(m_request.path),
        outcome, QString::number(m_sent), QString::number(m_bodySize), QString::number(m_clock.elapsed())));
}

void HttpJob::cancel()
{
    end(failure(m_errors.cancelled()));
}

void HttpJob::end(Result<HttpReply> result)
{
    disconnect(m_proxyWait);
    endProxyTrial(std::nullopt);
    dropReply();
    m_waitTimer.stop();
    // A cancel() that comes before finished() was delivered has the last word.
    m_result = std::move(result);
    if (m_ended)
        return;
    m_ended = true;
    // From the event loop: callers may delete everything in their handler, and Qt's reply may be on the stack here.
    QMetaObject::invokeMethod(
        this,
        [this] {
            deleteLater();
            const Result<HttpReply> last = std::move(m_result);
            emit finished(last);
        },
        Qt::QueuedConnection);
}

} // namespace ksp
