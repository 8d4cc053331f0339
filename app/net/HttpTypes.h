#pragma once

#include "net/UploadBody.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace ksp {

/// Takes the body of a reply as it comes, in place of memory: for replies of many megabytes.
class ReplySink
{
public:
    virtual ~ReplySink() = default;
    /// A body begins; whatever came before (of an attempt that failed) does not count.
    virtual bool begin() = 0;
    /// The next part of it. Both are false where nothing can be taken (the disk is full): the request ends with an
    /// Internal error.
    virtual bool write(QByteArrayView part) = 0;

protected:
    ReplySink() = default;
    Q_DISABLE_COPY_MOVE(ReplySink)
};

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
    /// The request asks whom the key belongs to: 401 and 403 mean that the key is refused, but for a web page's.
    bool checksKey = false;
    UploadBody body; ///< For Post.
    /// In bytes; a larger reply is refused.
    qint64 maxReplySize = 16 * 1024 * 1024;
    /// In place of the usual ones of the same name.
    QList<std::pair<QByteArray, QByteArray>> headers;
    /// 304 is a success, too: what the headers ask about has not changed.
    bool mayBeUnchanged = false;
    /// Go where the server leads to, at most ten times and never from https to http. Only without an API key.
    bool followsRedirects = false;
    /// The address that the user named, where the server or a redirect was named by somebody else: see AddressGuard.
    QUrl origin = {};
    /// Where the body of a 200 goes; HttpReply::body is empty then. Ask for "identity" then: what comes compressed all
    /// the same goes through memory, of which mostInMemory is taken.
    std::shared_ptr<ReplySink> sink;
    static constexpr qint64 mostInMemory = 64 * 1024 * 1024;
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
    QByteArray entityTag; ///< As in ETag, with its quotes.
    QByteArray lastModified; ///< As in Last-Modified.

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
