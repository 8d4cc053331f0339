#pragma once

#include "chart/PackageBuilder.h"
#include "cloud/CloudClient.h"
#include "publish/Journal.h"
#include "publish/PublishLock.h"
#include "publish/PublishPlan.h"

#include <QPointer>

namespace ksp {

/// What is to be published, for whom, and what the user agreed to beforehand.
struct PublishRequest
{
    PreparedPackage package; ///< What was shown to the user; what is sent is made of this value and nothing else.
    QString chartPath; ///< Absolute, for the history.
    QString account; ///< The account's name, for the history.
    QString server; ///< Base URL.
    QString userId; ///< As stored with the account; empty where it is not known yet.
    QString profile; ///< Folder of the journal, for locks.
    QString message; ///< The note to the reviewers; empty for ksbuilder's time stamp and "submit for review".
    bool replaceSubmitted = false; ///< Withdraw and replace a version that waits for review, without asking.
    bool overwriteActive = false; ///< Overwrite a version that was approved.
};

/// What came of a publish.
struct Published
{
    QString userId;
    QString snapshotId;
    QString packageSha256; ///< Hex.
    qint64 packageSize = 0; ///< Bytes, as sent.
    QStringList imageUrls;
    bool resumed = false; ///< An earlier publish of the same content was gone on with.
    bool nothingSent = false; ///< The version was found to be waiting or approved already; nothing was sent again.

    friend bool operator==(const Published &, const Published &) = default;
};

/// One publish from the check to the submission, journalled, so that the next one of the same content goes on at the
/// first step not done. Rules: an image whose URL is known is never sent again; one whose reply was lost is sent to the
/// same path; a package whose reply was lost is sent again byte for byte unless the version is submitted or active by
/// then; a version found submitted by a resumed publish is done and never withdrawn.
///
/// Ends exactly once with finished(), never inside start(), cancel() or an answer. The client and the journal are not
/// owned and must live longer. For use on one thread. Deleting it abandons the publish like a crash would; from a slot
/// of another signal than finished() use deleteLater().
class PublishJob : public QObject
{
    Q_OBJECT
public:
    PublishJob(PublishRequest request, CloudClient *client, Journal *journal, std::function<QDateTime()> now,
        QObject *parent = nullptr);

    void start();
    /// Ends with ErrorKind::Cancelled as soon as what is under way has been recorded.
    void cancel();
    /// The answer to replaceQuestion(). With an error the job ends with it.
    void answerReplace(Result<bool> yes);

    /// What this publish does, in order. Empty before phaseDone(Check), and where there turned out to be nothing to do.
    [[nodiscard]] const QList<PublishPhase> &phases() const { return m_plan.phases; }

    /// Titles for the phases, whole and translated ("Uploading the package").
    [[nodiscard]] static QString title(PublishPhase phase);

signals:
    /// A phase began: number `step` of `of` (both from 1). `of` may change once, after the check.
    void phaseStarted(ksp::PublishPhase phase, int step, int of);
    void phaseDone(ksp::PublishPhase phase);
    void uploadProgress(qint64 sent, qint64 total);
    void waiting(int secondsLeft);
    /// Something worth saying that is no failure, such as that an earlier publish is gone on with. A whole sentence.
    void notice(const QString &sentence);
    /// The version waits for review (or has a status that is not known): withdraw and replace it? See answerReplace().
    void replaceQuestion(const ksp::Snapshot &snapshot);
    void finished(const ksp::Result<ksp::Published> &result);

private:
    // Check
    void checkAccount();
    void checkVersion();
    void identify(const QString &userId);
    void lookIntoJournal();
    void askForFolder();
    void joinChecks();
    // Decide
    void decide();
    void begin();
    void beginFresh();
    void sendKeptPackage();
    // Act
    void sendImages();
    void buildPackage();
    void withdraw();
    void sendPackage();
    void submit();
    void conclude(bool nothingSent);

    void enter(PublishPhase phase);
    void watch(CloudCall *call);
    /// Records the failure of a step, then ends with it.
    void fail(PublishStep step, const Error &error);
    void end(const Result<Published> &result);
    [[nodiscard]] QString message() const;
    [[nodiscard]] QString uploadPath(const LocalImage &image) const;
    [[nodiscard]] PublishPlan plan() const;
    /// `continuation` guarded: not called any more when the job has ended or was cancelled meanwhile.
    template <typename F> auto unlessEnded(F continuation);

    PublishRequest m_request;
    CloudClient *m_client;
    Journal *m_journal;
    std::function<QDateTime()> m_now;
    std::unique_ptr<PublishLock> m_lock;

    PublishKey m_key;
    PublishRecord m_record;
    bool m_resumed = false;
    QList<ImageRecord> m_knownImages;
    QList<LocalImage> m_toSend;
    PublishPlan m_plan;
    std::optional<Snapshot> m_snapshot;
    QString m_folder;
    QMap<QString, QString> m_urlByPath;
    QByteArray m_package;

    bool m_accountDone = false;
    bool m_versionDone = false;
    bool m_journalDone = false;
    bool m_folderDone = false;
    std::optional<Error> m_checkError; ///< Of anything but the account, whose error wins.
    QList<QPointer<CloudCall>> m_calls;
    bool m_started = false;
    bool m_cancelled = false;
    bool m_asking = false;
    bool m_ended = false;
};

} // namespace ksp
