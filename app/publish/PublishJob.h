#pragma once

#include "publish/PublishCheck.h"
#include "publish/PublishPlan.h"

#include <QPointer>

namespace ksp {

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
    void waiting(int secondsLeft, bool isAsked);
    /// Something worth saying that is no failure, such as that an earlier publish is gone on with. A whole sentence.
    void notice(const QString &sentence);
    /// The version waits for review (or has a status that is not known): withdraw and replace it? See answerReplace().
    void replaceQuestion(const ksp::Snapshot &snapshot);
    void finished(const ksp::Result<ksp::Published> &result);

private:
    void check();
    void onChecked();
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
    QPointer<PublishCheck> m_check; ///< A child, while it runs.

    PublishGrounds m_grounds;
    PublishRecord m_record;
    PublishPlan m_plan;
    QByteArray m_package;

    QList<QPointer<CloudCall>> m_calls;
    bool m_started = false;
    bool m_cancelled = false;
    bool m_asking = false;
    bool m_ended = false;
};

} // namespace ksp
