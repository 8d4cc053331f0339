#pragma once

#include "core/Result.h"
#include "publish/JournalTypes.h"

#include <QCoreApplication>

#include <functional>
#include <optional>

class QObject;

namespace ksp {

class Database;

/// What was done of each publish, committed to the disk before and after each step, so that after a failure, a kill or
/// a power cut the next push of the same content goes on at the first step not done.
///
/// Every call is one transaction on the database's thread; calls are carried out in their order. `done` runs exactly
/// once from the event loop of `context`, not at all when `context` is gone. Errors are Internal ones: the disk is full
/// or not writable, the database damaged, or (calls with an id) the journal has no such publish.
///
/// Two processes must not run the same publish: hold a PublishLock from findOpen() to finish().
class Journal
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Journal)
public:
    template <typename T> using Handler = std::function<void(Result<T>)>;
    using Clock = std::function<QDateTime()>;

    /// For clean(): packages of finished publishes are there for a look back only.
    static constexpr int keptDays = 90;
    static constexpr qint64 keptBytes = 256 * 1024 * 1024;

    /// `database` is not owned and must live longer. `now` tells the time; the system's where it is empty.
    explicit Journal(Database *database, Clock now = {});

    /// The publish of this very key that can be resumed, or nothing.
    void findOpen(const PublishKey &key, QObject *context, Handler<std::optional<PublishRecord>> done);
    /// Records a new publish and gives its id. Uses key, account, chartPath, message and the two flags of `record`.
    /// Other open publishes of the same version are given up thereby: what they had sent is about to be overwritten, so
    /// going on with them later would submit the wrong bytes.
    void begin(const PublishRecord &record, QObject *context, Handler<qint64> done);

    void stepStarted(qint64 id, PublishStep step, QObject *context, Handler<void> done);
    void stepDone(qint64 id, PublishStep step, const QString &resultText, QObject *context, Handler<void> done);
    /// `outcomeUnknown`: the request may have reached the server although no usable reply came.
    void stepFailed(qint64 id, PublishStep step, const QString &sentence, bool outcomeUnknown, QObject *context,
        Handler<void> done);
    /// The step Package is done and this is the snapshot that it made.
    void packageDone(qint64 id, const QString &snapshotId, QObject *context, Handler<void> done);
    /// The step Submit is done and with it the publish.
    void submitted(qint64 id, const QString &snapshotId, QObject *context, Handler<void> done);
    void setPackage(qint64 id, const QString &sha256, qint64 size, QObject *context, Handler<void> done);
    void finish(qint64 id, PublishState state, QObject *context, Handler<void> done);

    /// The images sent for this server, user, name and version, ordered by upload name; `content` is not looked at.
    /// One may be used again only where upload name and SHA-256 are equal and the state is Done.
    void images(const PublishKey &key, QObject *context, Handler<QList<ImageRecord>> done);
    /// Records that these are about to be sent, the step Images of the publish `id`. An older row of the same upload
    /// name is replaced and its URL forgotten, since the server overwrites the file: a URL is never taken for bytes
    /// that are no longer there.
    void imagesStarted(
        qint64 id, const PublishKey &key, const QList<ImageRecord> &images, QObject *context, Handler<void> done);
    /// Records that these were sent, and the step with them; their `url` counts from now on.
    void imagesDone(
        qint64 id, const PublishKey &key, const QList<ImageRecord> &images, QObject *context, Handler<void> done);

    /// The newest publishes first, of every account, at most `limit`.
    void history(int limit, QObject *context, Handler<QList<PublishRecord>> done);
    /// The same of one user's extension.
    void historyOf(const QString &server, const QString &userId, const QString &name, int limit, QObject *context,
        Handler<QList<PublishRecord>> done);
    /// All that can be resumed, the newest first.
    void openPublishes(QObject *context, Handler<QList<PublishRecord>> done);

    /// Keeps a package as `packages/<sha256>.tgz` beside the database, on the disk when it returns. Gives the SHA-256.
    void storePackage(const QByteArray &package, QObject *context, Handler<QString> done);
    /// The package, byte for byte; an error where it is not kept any more or was changed.
    void loadPackage(const QString &sha256, QObject *context, Handler<QByteArray> done);
    /// Removes kept packages that no open publish needs: those not used for `maxAgeDays`, then the oldest until
    /// the rest takes at most `maxBytes`. The history stays. Gives the number removed.
    void clean(int maxAgeDays, qint64 maxBytes, QObject *context, Handler<int> done);

private:
    Database *m_database;
    Clock m_now;
};

} // namespace ksp
