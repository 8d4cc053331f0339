#pragma once

#include "cloud/CloudClient.h"
#include "publish/Journal.h"
#include "publish/PublishLock.h"
#include "publish/PublishRequest.h"

#include <QPointer>

namespace ksp {

/// What a publish stands on: what the server says, and what the journal has of earlier ones.
struct PublishGrounds
{
    PublishKey key;
    std::optional<PublishRecord> record; ///< The publish of the same content that can be gone on with.
    std::optional<Snapshot> snapshot; ///< The version on the server.
    QList<ImageRecord> knownImages; ///< All that were sent for this version.
    QMap<QString, QString> urlByPath; ///< Of the images that need not be sent again, by LocalImage::path.
    QList<LocalImage> imagesToSend;
    QString folder; ///< Where the server wants files; empty where there is nothing to send.
};

/// The first phase of a publish: asks for account, version and place of files, and looks into the journal, all at the
/// same time; takes the lock on this publish. Sends nothing that changes something.
///
/// Ends exactly once with finished(), never inside start() or cancel(). With a refused key the error is that of the
/// account, whatever else failed. Client and journal are not owned and must live longer. For use on one thread.
class PublishCheck : public QObject
{
    Q_OBJECT
public:
    /// `request` is not owned and must live longer.
    PublishCheck(const PublishRequest *request, CloudClient *client, Journal *journal, QObject *parent = nullptr);

    /// From the event loop only.
    void start();
    /// Ends with ErrorKind::Cancelled as soon as what is under way has ended.
    void cancel();
    /// After finished().
    [[nodiscard]] const Result<PublishGrounds> &result() const { return m_result; }
    /// The lock on the publish, after finished(); held by this object until then.
    [[nodiscard]] std::unique_ptr<PublishLock> takeLock() { return std::move(m_lock); }

signals:
    void waiting(int secondsLeft, bool isAsked);
    void finished();

private:
    void askForAccount();
    void askForVersion();
    void identify(const QString &userId);
    void lookIntoJournal();
    void lookForImages();
    void askForFolder();
    /// The journal's part has failed; nothing of it is waited for.
    void failJournal(const Error &error);
    void join();
    void watch(CloudCall *call);
    void end(Result<PublishGrounds> result);

    const PublishRequest *m_request;
    CloudClient *m_client;
    Journal *m_journal;
    PublishGrounds m_grounds;
    Result<PublishGrounds> m_result;
    std::unique_ptr<PublishLock> m_lock;
    bool m_accountDone = false;
    bool m_versionDone = false;
    bool m_journalDone = false;
    bool m_folderDone = false;
    std::optional<Error> m_error; ///< Of anything but the account, whose error wins.
    QList<QPointer<CloudCall>> m_calls;
    bool m_cancelled = false;
    bool m_ended = false;
};

} // namespace ksp
