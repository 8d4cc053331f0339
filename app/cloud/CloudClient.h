#pragma once

#include "cloud/CloudTypes.h"
#include "core/Result.h"

#include <QObject>

#include <functional>
#include <optional>

namespace ksp {

class HttpClient;

/// A request under way. Owned by the CloudClient that made it; deletes itself after it ended.
/// Lives on the thread of the client, and so do its signals.
class CloudCall : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    /// Ends the call with ErrorKind::Cancelled (later, from the event loop). Harmless after the end.
    virtual void cancel() = 0;

signals:
    /// Bytes of the request's body that were handed to the network. total is the body's size.
    void uploadProgress(qint64 sent, qint64 total);
    /// The call waits before it is tried again (Retry-After, or a failed GET); emitted once a second, in seconds.
    /// `isAsked`: the server asked for it.
    void waiting(int secondsLeft, bool isAsked);
};

/// The KubeSphere Cloud's API (see README: "The Cloud's API"), every request of it as one cancellable call.
///
/// Every handler runs exactly once, later, from the event loop and on the client's thread; not at all when `context`
/// or the client is gone by then, which also aborts the request. GETs are repeated up to two times when nothing usable
/// came back; whatever is answered by 429 or 503 with a Retry-After of at most 30 s is repeated after that time.
/// Nothing else is sent twice.
///
/// Errors: Network (nothing usable came back), Authentication (401/403 from `user` only, no web page), Refused (any
/// other status, or a reply that is not what the API says), Cancelled. The sentence names the step, Error::httpStatus
/// the status.
class CloudClient : public QObject
{
    Q_OBJECT
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;

    /// `http` carries base URL and key; it is not owned and must live longer.
    explicit CloudClient(HttpClient *http, QObject *parent = nullptr);

    /// Who the key belongs to: the user id.
    CloudCall *user(QObject *context, Handler<QString> done);
    /// Where files go: the folder that upload paths begin with.
    CloudCall *filesUsage(const QString &userId, QObject *context, Handler<QString> done);
    /// The snapshot of a version, or nothing where the server says 404.
    CloudCall *version(
        const QString &name, const QString &version, QObject *context, Handler<std::optional<Snapshot>> done);
    /// Uploads all files in one request. The URLs come back in the same order, as many as there were files.
    CloudCall *uploadFiles(
        const QString &userId, const QList<FileUpload> &files, QObject *context, Handler<QStringList> done);
    /// Uploads a package as `fileName`, overwriting the version where it exists. Gives the snapshot's id.
    CloudCall *uploadPackage(const QString &userId, const QString &name, const QString &fileName,
        const QByteArray &package, QObject *context, Handler<QString> done);
    CloudCall *submit(
        const QString &userId, const QString &snapshotId, const QString &message, QObject *context, Handler<void> done);
    CloudCall *cancelSubmit(const QString &userId, const QString &snapshotId, QObject *context, Handler<void> done);
    /// All extensions of the user.
    CloudCall *search(const QString &userId, QObject *context, Handler<QList<Extension>> done);
    CloudCall *summary(const QString &name, QObject *context, Handler<Extension> done);
    CloudCall *snapshots(const QString &name, QObject *context, Handler<QList<Snapshot>> done);

private:
    HttpClient *m_http;
};

} // namespace ksp
