#pragma once

#include "net/UploadBody.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace ksp {

/// One request, as a value.
struct HttpRequest
{
    enum class Method { Get, Post };

    Method method = Method::Get;
    /// Percent-encoded, begins with a slash, may carry a query; goes behind the server's own path. Not sent (BadInput)
    /// with empty parts or parts of dots, which would lead elsewhere.
    QByteArray path;
    /// What the request is for, translated, as the beginning of a sentence: "Signing in".
    QString step;
    /// The request asks whom the key belongs to: 401 and 403 mean that the key is refused.
    bool checksKey = false;
    UploadBody body; ///< For Post.
    /// In bytes; a larger reply is refused.
    qint64 maxReplySize = 16 * 1024 * 1024;
};

/// What came back, whatever its status.
struct HttpReply
{
    int status = 0;
    QString reason; ///< The reason phrase as the server wrote it.
    QByteArray contentType;
    QByteArray body;
    std::optional<qint64> retryAfter; ///< Seconds from now.
    QString redirectHost; ///< Where a 3xx points to.

    friend bool operator==(const HttpReply &, const HttpReply &) = default;
};

/// How long to wait for what. Tests shorten them.
struct TimeLimits
{
    using Milliseconds = std::chrono::milliseconds;

    Milliseconds connect = std::chrono::seconds(15); ///< Until a connection stands.
    Milliseconds progress = std::chrono::seconds(15); ///< Between two signs of life while bytes should flow.
    Milliseconds reply = std::chrono::seconds(60); ///< After the body of a POST went out: the server may have to work.
    QList<Milliseconds> pauses = {Milliseconds(500), Milliseconds(1500)}; ///< Before each repetition of a failed GET.
    Milliseconds second = std::chrono::seconds(1); ///< The length of a second of Retry-After.
    int longestRetryAfter = 30; ///< Seconds; a server that asks for more ends the request.
    int mostRetryAfters = 5; ///< How often one request may wait for that.
};

} // namespace ksp
