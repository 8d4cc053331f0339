#include "publish/PublishRun.h"

#include "session/Session.h"

#include <QDateTime>
#include <QTimer>

namespace ksp {

PublishRun::PublishRun(Session *session, Journal *journal, QObject *parent)
    : QObject(parent), m_session(session), m_journal(journal)
{
    connect(m_session, &Session::stateChanged, this, &PublishRun::sessionChanged);
}

PublishRun::~PublishRun() = default;

bool PublishRun::isSameAccount() const
{
    return m_session->state() == Session::State::SignedIn && m_session->account()
        && m_session->account()->server.toString() == m_request.server
        && m_session->account()->userId == m_request.userId;
}

void PublishRun::start(PublishRequest request)
{
    if (isRunning() || m_session->state() != Session::State::SignedIn)
        return;
    m_request = std::move(request);
    launch();
}

void PublishRun::tryAgain()
{
    if (m_state == State::Failed && isSameAccount())
        launch();
}

void PublishRun::cancel()
{
    if (!isRunning())
        return;
    if (m_job) {
        m_job->cancel();
        return;
    }
    // The job before this one is still being deleted: nothing was begun.
    m_state = State::Failed;
    settlePhases(Phase::State::Waiting, Phase::State::Failed);
    m_error = Error{ErrorKind::Cancelled, tr("Publishing was cancelled."), {}};
    emit stateChanged();
}

void PublishRun::answer(bool replace)
{
    if (m_state != State::Asking || !m_job)
        return;
    m_state = State::Running;
    m_question.reset();
    m_request.replaceSubmitted = m_request.replaceSubmitted || replace;
    m_job->answerReplace(replace);
    emit stateChanged();
}

void PublishRun::dismiss()
{
    if (m_state != State::Succeeded && m_state != State::Failed)
        return;
    m_state = State::Idle;
    m_keyWait = KeyWait::None;
    m_request = {};
    m_phases.clear();
    m_error.reset();
    m_published.reset();
    emit phasesChanged();
    emit stateChanged();
}

void PublishRun::launch()
{
    m_state = State::Running;
    m_keyWait = KeyWait::None;
    m_error.reset();
    m_published.reset();
    m_question.reset();
    // What a first publish takes; the check tells what there really is to do.
    m_phases = {{PublishPhase::Check}};
    if (!m_request.package.images().isEmpty())
        m_phases.append({PublishPhase::Images});
    m_phases.append({PublishPhase::Package});
    m_phases.append({PublishPhase::Submit});
    if (m_abandoned) // its lock would stand in the way of the next
        connect(m_abandoned, &QObject::destroyed, this, &PublishRun::makeJob, Qt::QueuedConnection);
    else
        makeJob();
    emit phasesChanged();
    emit stateChanged();
}

void PublishRun::makeJob()
{
    if (m_state != State::Running || m_job)
        return;
    if (!isSameAccount()) {
        interrupt();
        return;
    }
    m_client = m_session->cloud();
    m_job = new PublishJob(
        m_request, m_client, m_journal, [] { return QDateTime::currentDateTime(); }, this);
    connectJob();
    m_job->start();
}

void PublishRun::connectJob()
{
    connect(m_job, &PublishJob::phaseStarted, this, &PublishRun::phaseStarted);
    connect(m_job, &PublishJob::phaseDone, this, &PublishRun::phaseDone);
    connect(m_job, &PublishJob::notice, this, &PublishRun::notice);
    connect(m_job, &PublishJob::finished, this, &PublishRun::endJob);
    connect(m_job, &PublishJob::uploadProgress, this, [this](qint64 sent, qint64 total) {
        const int index = runningIndex();
        if (index < 0 || total <= 0)
            return;
        Phase &phase = m_phases[index];
        if (phase.phase != PublishPhase::Images && phase.phase != PublishPhase::Package)
            return;
        phase.sent = sent;
        phase.total = total;
        phase.waitSeconds = 0;
        emit progressed(index);
    });
    connect(m_job, &PublishJob::waiting, this, [this](int seconds, bool isAsked) {
        const int index = runningIndex();
        if (index < 0)
            return;
        m_phases[index].waitSeconds = seconds;
        m_phases[index].isAskedToWait = isAsked;
        emit progressed(index);
    });
    connect(m_job, &PublishJob::replaceQuestion, this, [this](const Snapshot &snapshot) {
        m_state = State::Asking;
        m_question = snapshot;
        emit stateChanged();
    });
}

void PublishRun::sessionChanged()
{
    const Session::State state = m_session->state();
    if (isRunning()) {
        // Once submitted, only the journal is still to be written, and that needs no client.
        const bool submitted = !m_phases.isEmpty() && m_phases.last().state == Phase::State::Done;
        if (m_job && !submitted && (!m_client || m_session->cloud() != m_client))
            interrupt();
        return;
    }
    if (m_keyWait == KeyWait::None)
        return;
    if (state == Session::State::KeyNeeded) {
        if (m_keyWait == KeyWait::Needed)
            return;
        m_keyWait = KeyWait::Needed;
        emit stateChanged();
    } else if (state == Session::State::SignedIn && m_keyWait == KeyWait::Needed && isSameAccount()) {
        launch();
    } else if (state != Session::State::Opening) { // the key holds, or it is another account's turn
        m_keyWait = KeyWait::None;
        emit stateChanged();
    }
}

void PublishRun::interrupt()
{
    abandonJob();
    if (isSameAccount()) { // with another key
        launch();
        return;
    }
    const Session::State state = m_session->state();
    if (state == Session::State::KeyNeeded) {
        m_keyWait = KeyWait::Needed;
        fail({ErrorKind::Authentication,
            tr("Publishing stopped since the server does not accept the account's key. With a new key it goes on where "
               "it stopped."),
            m_session->error() ? m_session->error()->detail : QString()});
        return;
    }
    if (state == Session::State::Opening) {
        m_keyWait = KeyWait::Needed;
        fail({ErrorKind::Cancelled,
            tr("Publishing waits until %1 is signed in again. It then goes on where it stopped.")
                .arg(m_request.account),
            {}});
        return;
    }
    m_keyWait = KeyWait::None;
    fail({ErrorKind::Cancelled,
        tr("Publishing stopped since the account was changed. Signed in to %1 again, it goes on where it stopped.")
            .arg(m_request.account),
        {}});
}

void PublishRun::endJob(const Result<Published> &result)
{
    m_job->deleteLater();
    m_job.clear();
    if (result) {
        m_published = *result;
        m_question.reset();
        m_state = State::Succeeded;
        settlePhases(Phase::State::Skipped, Phase::State::Done);
        emit stateChanged();
        return;
    }
    const bool ask = mayBeTheKey(result.error());
    m_keyWait = ask ? KeyWait::Checking : KeyWait::None;
    fail(result.error());
    if (ask && m_state == State::Failed)
        m_session->checkKey();
}

void PublishRun::fail(const Error &error)
{
    m_error = error;
    m_question.reset();
    m_state = State::Failed;
    settlePhases(Phase::State::Waiting, Phase::State::Failed);
    emit stateChanged();
}

void PublishRun::abandonJob()
{
    if (!m_job)
        return;
    // Cancelled, it does not use its client any more, which may be gone; what is unknown stays so in the journal.
    m_job->disconnect(this);
    m_job->cancel();
    m_job->deleteLater();
    m_abandoned = m_job;
    m_job.clear();
}

void PublishRun::planPhases()
{
    const QList<PublishPhase> &planned = m_job->phases();
    if (planned.isEmpty())
        return;
    QList<Phase> phases;
    for (const PublishPhase each : {PublishPhase::Check, PublishPhase::Images, PublishPhase::Withdraw,
             PublishPhase::Package, PublishPhase::Submit}) {
        const bool known = indexOf(each) >= 0;
        if (planned.contains(each))
            phases.append({each});
        else if (known) // done by an earlier publish
            phases.append({each, Phase::State::Skipped});
    }
    m_phases = phases;
}

void PublishRun::phaseStarted(PublishPhase phase)
{
    const int index = indexOf(phase);
    if (index < 0)
        return;
    for (int i = 0; i < index; ++i) {
        if (m_phases[i].state == Phase::State::Waiting)
            m_phases[i].state = Phase::State::Skipped;
    }
    m_phases[index].state = Phase::State::Running;
    emit phasesChanged();
}

void PublishRun::phaseDone(PublishPhase phase)
{
    if (phase == PublishPhase::Check)
        planPhases();
    const int index = indexOf(phase);
    if (index < 0)
        return;
    m_phases[index].state = Phase::State::Done;
    m_phases[index].waitSeconds = 0;
    emit phasesChanged();
}

void PublishRun::settlePhases(Phase::State waiting, Phase::State running)
{
    for (Phase &phase : m_phases) {
        if (phase.state == Phase::State::Waiting)
            phase.state = waiting;
        else if (phase.state == Phase::State::Running)
            phase.state = running;
        phase.waitSeconds = 0;
    }
    emit phasesChanged();
}

int PublishRun::indexOf(PublishPhase phase) const
{
    for (int i = 0; i < m_phases.size(); ++i) {
        if (m_phases.at(i).phase == phase)
            return i;
    }
    return -1;
}

int PublishRun::runningIndex() const
{
    for (int i = 0; i < m_phases.size(); ++i) {
        if (m_phases.at(i).state == Phase::State::Running)
            return i;
    }
    return -1;
}

} // namespace ksp
