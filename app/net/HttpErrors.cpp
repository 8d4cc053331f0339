#include "net/HttpErrors.h"

#include "net/KeyFilter.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace ksp {

namespace {

/// A web page's title.
QString titleOf(const QByteArray &page)
{
    static const QRegularExpression title(
        QStringLiteral("<title[^>]*>([^<]*)</title"), QRegularExpression::CaseInsensitiveOption);
    return title.match(QString::fromUtf8(page.left(4096))).captured(1);
}

/// What the server says of a refusal: {"message": "…"}, or a line of plain text, or a page's title.
QString messageOf(const HttpReply &reply)
{
    if (looksLikeWebPage(reply))
        return titleOf(reply.body);
    const QJsonDocument json = QJsonDocument::fromJson(reply.body);
    if (json.isObject())
        return json.object().value(QLatin1String("message")).toString();
    return json.isNull() ? QString::fromUtf8(reply.body.left(4096)) : QString();
}

QString size(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace

QString cleanedText(const QString &text, const QString &secret, qsizetype maxLength)
{
    QString clean;
    clean.reserve(text.size());
    for (const QChar c : text) {
        // Format characters can turn a line around or hide in the middle of the key.
        if (c.category() == QChar::Other_Format)
            continue;
        clean += c.isSpace() || c.category() == QChar::Other_Control ? QLatin1Char(' ') : c;
    }
    const QString joined = KeyFilter(secret).filtered(clean.simplified());
    return joined.size() > maxLength ? joined.left(maxLength - 1) + QChar(0x2026) : joined;
}

bool looksLikeWebPage(const HttpReply &reply)
{
    return reply.contentType.startsWith("text/html") || reply.contentType.startsWith("application/xhtml")
        || reply.body.left(64).trimmed().startsWith('<');
}

HttpErrors::HttpErrors(const HttpRequest &request, const QUrl &server, const QString &key)
    : m_step(request.step),
      m_requestLine((request.method == HttpRequest::Method::Get ? QStringLiteral("GET ") : QStringLiteral("POST "))
          + QString::fromLatin1(request.path)),
      m_host(server.authority()), // an IPv6 address in brackets; a server's address has no user name
      m_key(key), m_checksKey(request.checksKey), m_uploadsFiles(request.body.contentType.startsWith("multipart/")),
      m_bodySize(request.body.size())
{
}

QString HttpErrors::redacted(const QString &text) const
{
    return KeyFilter(m_key).filtered(text);
}

Error HttpErrors::error(ErrorKind kind, const QString &sentence, const QString &detail, int status) const
{
    return {kind, redacted(sentence), redacted(QStringLiteral("%1: %2").arg(m_requestLine, detail)), status};
}

QString HttpErrors::stepFailed(const QString &reason) const
{
    return tr("%1 failed: %2", "step, reason").arg(m_step, reason);
}

Error HttpErrors::network(const Failure &failure) const
{
    QString detail = failure.timedOut ? QStringLiteral("time-out")
                                      : QStringLiteral("network error %1, ").arg(failure.code) + failure.text;
    detail += QStringLiteral("; status %1; %2 of %3 bytes sent").arg(failure.status).arg(failure.sent).arg(m_bodySize);
    if (!failure.tlsReasons.isEmpty())
        detail += QStringLiteral("; ") + failure.tlsReasons.join(QStringLiteral(", "));
    Error network = error(
        ErrorKind::Network, stepFailed(networkReason(failure)), cleanedText(detail, m_key, 1000), failure.status);
    network.isUntrusted = failure.isUntrusted;
    return network;
}

QString HttpErrors::timeOut(const Failure &failure) const
{
    if (!failure.connected && !failure.proxy.isEmpty())
        return tr("time-out, since the proxy %1 made no connection to %2 in time. Check the variables http_proxy and "
                  "https_proxy, and try again later.")
            .arg(failure.proxy, m_host);
    if (m_bodySize > 0 && failure.sent < m_bodySize)
        return tr("time-out, since nothing moved any more after %1 of %2. Check the connection and try again.")
            .arg(size(failure.sent), size(m_bodySize));
    return tr("time-out, since %1 did not answer in time. Check the connection and try again later.").arg(m_host);
}

QString HttpErrors::networkReason(const Failure &failure) const
{
    if (failure.timedOut || failure.code == QNetworkReply::ProxyTimeoutError)
        return timeOut(failure);
    switch (failure.code) {
    case QNetworkReply::HostNotFoundError:
        return tr("no address is known for the server %1. Check the server's name and the connection.").arg(m_host);
    case QNetworkReply::ConnectionRefusedError:
        return tr("%1 refused the connection; no server is running there. Check the address and the port, or try "
                  "again later.")
            .arg(m_host);
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return tr("time-out, since %1 could not be reached in time. Check the connection and try again later.")
            .arg(m_host);
    case QNetworkReply::SslHandshakeFailedError: {
        QString reason = cleanedText(
            failure.tlsReasons.isEmpty() ? failure.text : failure.tlsReasons.join(QStringLiteral(" ")), m_key)
                             .trimmed();
        if (!reason.endsWith(u'.'))
            reason += u'.';
        return tr("no secure connection (TLS) to %1 could be made: %2 Nothing was sent. Check the server's address, "
                  "the clock of this computer, and whether a proxy stands in between.")
                   .arg(m_host, reason)
            + u' '
            + tr("If your company has a certificate authority of its own, choose its certificate file on the page of "
                 "the account, or name it by --ca-file or the variable SSL_CERT_FILE.");
    }
    case QNetworkReply::ProxyNotFoundError:
        return tr("no address is known for the proxy %1. Check the variables http_proxy and https_proxy.")
            .arg(failure.proxy);
    case QNetworkReply::ProxyConnectionRefusedError:
        return tr("the proxy %1 refused the connection; perhaps no proxy is running there. Check the variables "
                  "http_proxy and https_proxy, or name the server in no_proxy.")
            .arg(failure.proxy);
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return failure.hasProxyPassword
            ? tr("the proxy %1 does not accept this user name and password. Check them in the variables http_proxy and "
                 "https_proxy. Basic, Digest and NTLM are the ways of signing in that can be used.")
                  .arg(failure.proxy)
            : tr("the proxy %1 asks for a user name and a password. Put them into http_proxy and https_proxy, as in "
                 "http://user:password@proxy:3128.")
                  .arg(failure.proxy);
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::UnknownProxyError:
        return tr("the proxy %1 did not let the connection through. Check the variables http_proxy and https_proxy, or "
                  "name the server in no_proxy.")
            .arg(failure.proxy);
    default:
        return brokenConnection(failure);
    }
}

QString HttpErrors::brokenConnection(const Failure &failure) const
{
    if (failure.status == 200)
        return tr("the reply of %1 was cut short. Try again.").arg(m_host);
    if (!failure.connected)
        return tr("no connection to %1 could be made. Check the network and the server's address.").arg(m_host);
    if (m_uploadsFiles) {
        return tr(
            "%1 closed the connection after %2 of %3 were sent, without an answer. A server that takes no file of "
            "this size behaves so, and so does a broken connection. Try again; if it happens again, send less.")
            .arg(m_host, size(failure.sent), size(m_bodySize));
    }
    return tr("the connection to %1 broke before an answer came. Check the connection and try again.").arg(m_host);
}

QString HttpErrors::adviceFor(const HttpReply &reply) const
{
    const int status = reply.status;
    if (looksLikeWebPage(reply) && status >= 400)
        return tr("a web page came instead of the Cloud's answer, probably from a proxy or gateway in between. Check "
                  "the server's address, or try again later.");
    if (m_checksKey && (status == 401 || status == 403))
        return tr("the server does not accept this API key. Check it, or create a new access token with “Extension” "
                  "ticked.");
    if (status >= 300 && status < 400)
        return reply.redirectHost.isEmpty() ? tr("the server wants the request sent elsewhere, which is not done with "
                                                 "an API key. Check the server's address.")
                                            : tr("the server wants the request sent to %1, which is not done with an "
                                                 "API key. Check the server's address.")
                                                  .arg(cleanedText(reply.redirectHost, m_key, 100));
    if ((status == 429 || status == 503) && reply.retryAfter) {
        const qint64 seconds = std::clamp<qint64>(*reply.retryAfter, 1, 1'000'000'000);
        return seconds <= 120
            ? tr("the server is busy. Try again in %n second(s).", nullptr, static_cast<int>(seconds))
            : tr("the server is busy. Try again in %n minute(s).", nullptr, static_cast<int>((seconds + 59) / 60));
    }
    switch (status) {
    case 401:
    case 403:
        return tr("the API key may not do this. Check that you use the account that owns the extension.");
    case 404:
        return tr("the server does not know what was asked for. Check the name, the account and the server's address.");
    case 409:
        return tr("it does not fit the state on the server. Look at the extension's state there and try again.");
    case 413:
        return m_uploadsFiles ? tr("the server takes no upload of %1. Make the files smaller.").arg(size(m_bodySize))
                              : tr("the request is too large for the server.");
    case 429:
        return tr("too many requests. Wait some minutes and try again.");
    default:
        return status >= 500 ? tr("the server has a problem of its own. Try again later.")
                             : tr("the server did not accept the request. Try again; if it happens again, report it.");
    }
}

Error HttpErrors::refusal(const HttpReply &reply) const
{
    QString answer = QStringLiteral("%1 %2").arg(reply.status).arg(cleanedText(reply.reason, m_key, 80)).trimmed();
    if (const QString message = cleanedText(messageOf(reply), m_key); !message.isEmpty())
        answer += QStringLiteral(", ") + message;
    while (answer.endsWith(QLatin1Char('.')))
        answer.chop(1);
    const bool isWebPage = reply.status >= 400 && looksLikeWebPage(reply);
    const bool isForbidden = reply.status == 401 || reply.status == 403;
    const QString failed = stepFailed(adviceFor(reply));
    // ksbuilder begins with the status, which scripts may look for; of a key it would only hide what to do.
    const QString sentence = isForbidden
        ? tr("%1 The answer was: %2.", "a whole sentence, what the server said").arg(failed, answer)
        : answer + QStringLiteral(". ") + failed;
    Error refused
        = error(m_checksKey && isForbidden && !isWebPage ? ErrorKind::Authentication : ErrorKind::Refused, sentence,
            QStringLiteral("status %1, %2, %3 bytes")
                .arg(QString::number(reply.status), cleanedText(QString::fromLatin1(reply.contentType), m_key, 100),
                    QString::number(reply.body.size())),
            reply.status);
    refused.retryAfter = reply.retryAfter.value_or(0);
    refused.isWebPage = isWebPage;
    return refused;
}

Error HttpErrors::unusable(Unusable why, const QString &detail, int status) const
{
    QString reason;
    switch (why) {
    case Unusable::TooLarge:
        reason = tr("the server's reply is too large to be right. Check the server's address.");
        break;
    case Unusable::WebPage:
        reason = tr("the server answered with a web page instead of data. A proxy or a sign-in page may stand in "
                    "between; check the server's address.");
        break;
    case Unusable::Empty:
        reason = tr("the server's reply is empty. Try again later, or check the server's address.");
        break;
    case Unusable::BrokenJson:
        reason = tr("the server's reply is not valid JSON. Try again later, or check the server's address.");
        break;
    case Unusable::WrongShape:
        reason = tr("the server's reply does not contain what was expected. Check that the address is that of a "
                    "KubeSphere Cloud.");
        break;
    case Unusable::Garbled:
        reason = tr("the server's reply cannot be read. Check the server's address and port.");
        break;
    }
    Error unusable = error(ErrorKind::Refused, stepFailed(reason), cleanedText(detail, m_key, 1000), status);
    unusable.isWebPage = why == Unusable::WebPage;
    return unusable;
}

Error HttpErrors::cancelled() const
{
    return error(ErrorKind::Cancelled, tr("%1 was cancelled.", "step").arg(m_step), QStringLiteral("cancelled"), 0);
}

Error HttpErrors::badInput(const QString &sentence) const
{
    return error(ErrorKind::BadInput, stepFailed(sentence), QStringLiteral("not sent"), 0);
}

} // namespace ksp
