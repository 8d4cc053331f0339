#pragma once

#include "publish/PublishJob.h"

#include <QObject>

namespace ksp {

class Session;

/// The publishes of one window, one at a time: owns the PublishJob, so that it goes on whatever page (or no page) is
/// shown, and keeps its outcome until the next one. Lives on one thread.
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
        int waitSeconds = 0; ///< The server asked to wait so long.
    };

    /// `session` and `journal` are not owned and must live longer.
    PublishRun(Session *session, Journal *journal, QObject *parent = nullptr);
    ~PublishRun() override;

    /// Starts a publish. Not while one is running, and only while the session is SignedIn.
    void start(PublishRequest request);
    /// Starts the same request again; the journal makes it go on at the first step not done.
    void tryAgain();
    void cancel();
    void answer(bool replace);
    /// Back to Idle from Succeeded or Failed.
    void dismiss();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isRunning() const { return m_state == State::Running || m_state == State::Asking; }
    [[nodiscard]] const QList<Phase> &phases() const { return m_phases; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<Published> &published() const { return m_published; }
    [[nodiscard]] const std::optional<Snapshot> &question() const { return m_question; }
    /// The request that runs or ran last.
    [[nodiscard]] const PublishRequest &request() const { return m_request; }

signals:
    /// state(), error(), published() or question() changed.
    void stateChanged();
    /// phases() changed in something else than bytes.
    void phasesChanged();
    /// Bytes or seconds of phases().at(index) changed.
    void progressed(int index);
    void notice(const QString &sentence);

private:
    // The helper who implements this adds what it needs.
    State m_state = State::Idle;
    PublishRequest m_request;
    QList<Phase> m_phases;
    std::optional<Error> m_error;
    std::optional<Published> m_published;
    std::optional<Snapshot> m_question;
};

} // namespace ksp
