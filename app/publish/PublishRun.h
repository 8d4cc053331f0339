#pragma once

#include "publish/PublishJob.h"

#include <QObject>
#include <QPointer>

namespace ksp {

class Session;

/// The publishes of one window, one at a time: owns the PublishJob, so that it goes on whatever page (or no page) is
/// shown, and keeps its outcome until the next one. Lives on one thread.
///
/// A key that the server refuses in mid-work makes the session check it (Session::checkKey()); once the session has a
/// new key for the same user, the publish goes on by itself. The same holds when the session changes its client while
/// a publish runs; with another account, or signed out, the publish ends as if it had been cancelled.
class PublishRun : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Idle, ///< Nothing was started, or the outcome was taken note of.
        Running,
        Asking, ///< The job waits for answer(): question() has the snapshot. Counts as running.
        Succeeded,
        Failed, ///< Also when it was cancelled; error() has the kind.
    };

    /// What is shown of one phase.
    struct Phase
    {
        enum class State { Waiting, Running, Done, Skipped, Failed };
        PublishPhase phase = PublishPhase::Check;
        State state = State::Waiting;
        qint64 sent = 0; ///< Bytes.
        qint64 total = 0; ///< Bytes; 0 while nothing is uploaded.
        int waitSeconds = 0; ///< Until it is tried again.
        bool isAskedToWait = false; ///< By the server; otherwise nothing usable came back.
    };

    /// `session` and `journal` are not owned and must live longer.
    PublishRun(Session *session, Journal *journal, QObject *parent = nullptr);
    ~PublishRun() override;

    /// Starts a publish. Not while one is running, and only while the session is SignedIn.
    void start(PublishRequest request);
    /// Starts the same request again; the journal makes it go on at the first step not done. Only from Failed, and
    /// where isSameAccount().
    void tryAgain();
    void cancel();
    void answer(bool replace);
    /// Back to Idle from Succeeded or Failed; request() is forgotten.
    void dismiss();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isRunning() const { return m_state == State::Running || m_state == State::Asking; }
    [[nodiscard]] const QList<Phase> &phases() const { return m_phases; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<Published> &published() const { return m_published; }
    [[nodiscard]] const std::optional<Snapshot> &question() const { return m_question; }
    /// The request that runs or ran last.
    [[nodiscard]] const PublishRequest &request() const { return m_request; }
    /// Whether the session is signed in as the user of request().
    [[nodiscard]] bool isSameAccount() const;
    /// Whether it failed for want of a key, and will go on by itself when the session has a new one.
    [[nodiscard]] bool isWaitingForKey() const { return m_state == State::Failed && m_keyWait == KeyWait::Needed; }

signals:
    /// state(), error(), published() or question() changed.
    void stateChanged();
    /// phases() changed in something else than bytes.
    void phasesChanged();
    /// Bytes or seconds of phases().at(index) changed.
    void progressed(int index);
    void notice(const QString &sentence);

private:
    /// Of a publish that failed for want of a key. Checking: the session has not yet said whether the key still holds.
    enum class KeyWait { None, Checking, Needed };

    void launch();
    void makeJob();
    void connectJob();
    void sessionChanged();
    void interrupt();
    void endJob(const Result<Published> &result);
    void fail(const Error &error);
    void abandonJob();

    void planPhases();
    void phaseStarted(PublishPhase phase);
    void phaseDone(PublishPhase phase);
    void settlePhases(Phase::State waiting, Phase::State running);
    [[nodiscard]] int indexOf(PublishPhase phase) const;
    [[nodiscard]] int runningIndex() const;

    Session *m_session;
    Journal *m_journal;
    QPointer<PublishJob> m_job; ///< A child.
    QPointer<PublishJob> m_abandoned; ///< Holds its lock until it is deleted.
    QPointer<CloudClient> m_client; ///< Of m_job.
    KeyWait m_keyWait = KeyWait::None;
    State m_state = State::Idle;
    PublishRequest m_request;
    QList<Phase> m_phases;
    std::optional<Error> m_error;
    std::optional<Published> m_published;
    std::optional<Snapshot> m_question;
};

} // namespace ksp
