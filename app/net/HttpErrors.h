#pragma once

#include "core/Error.h"
#include "net/HttpTypes.h"

#include <QCoreApplication>
#include <QNetworkReply>
#include <QStringList>
#include <QUrl>

namespace ksp {

/// Text from outside made fit for one line of a sentence: control and invisible characters out, white space joined,
/// every spelling of `secret` replaced (see KeyFilter), cut at `maxLength` characters.
[[nodiscard]] QString cleanedText(const QString &text, const QString &secret, qsizetype maxLength = 300);

/// Puts failures of one request into words. Pure; what it makes never contains the key.
class HttpErrors
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HttpErrors)
public:
    /// Why a reply with the status 200 is of no use.
    enum class Unusable {
        TooLarge,
        WebPage, ///< HTML, as proxies, gateways and sign-in pages send it.
        Empty,
        BrokenJson,
        WrongShape, ///< JSON, but not what the API says.
        Garbled, ///< Not HTTP, or its compression is broken.
    };

    /// How a request ended without a usable reply.
    struct Failure
    {
        QNetworkReply::NetworkError code = QNetworkReply::NoError;
        bool timedOut = false; ///< By our own limit; code does not count then.
        bool connected = false; ///< The request went out, at least in part.
        int status = 0; ///< 200 where the reply began and was cut short.
        QString text; ///< Qt's, for the log.
        QStringList tlsReasons;
        qint64 sent = 0; ///< Bytes of the body.
        bool isUntrusted = false; ///< See Error::isUntrusted.
        QString proxy = {}; ///< "host:port" of the proxy in between; empty without one.
        bool hasProxyPassword = false; ///< A user name and a password were given for it.
    };

    HttpErrors(const HttpRequest &request, const QUrl &server, const QString &key);

    [[nodiscard]] Error network(const Failure &failure) const;
    /// For every status but 200. Begins as ksbuilder's message does ("404 Not Found, extension not found"), but for 401
    /// and 403, where that stands at the end. Authentication where the key was refused; a gateway's page does not
    /// refuse it.
    [[nodiscard]] Error refusal(const HttpReply &reply) const;
    [[nodiscard]] Error unusable(Unusable why, const QString &detail, int status = 200) const;
    [[nodiscard]] Error cancelled() const;
    /// The request could not even be made of what was given.
    [[nodiscard]] Error badInput(const QString &sentence) const;

private:
    [[nodiscard]] QString networkReason(const Failure &failure) const;
    [[nodiscard]] QString timeOut(const Failure &failure) const;
    [[nodiscard]] QString brokenConnection(const Failure &failure) const;
    [[nodiscard]] QString adviceFor(const HttpReply &reply) const;
    [[nodiscard]] QString stepFailed(const QString &reason) const;
    [[nodiscard]] QString redacted(const QString &text) const;
    [[nodiscard]] Error error(ErrorKind kind, const QString &sentence, const QString &detail, int status) const;

    QString m_step;
    QString m_requestLine; ///< "GET /path", for the log.
    QString m_host;
    QString m_key;
    bool m_checksKey;
    bool m_uploadsFiles;
    qint64 m_bodySize;
};

/// Whether a body is a web page rather than data.
[[nodiscard]] bool looksLikeWebPage(const HttpReply &reply);

} // namespace ksp
