#include "publish/VersionLookup.h"

#include "cloud/CloudClient.h"
#include "publish/Journal.h"
#include "session/Session.h"

namespace ksp {

VersionLookup::VersionLookup(Session *session, Journal *journal, QObject *parent)
    : QObject(parent), m_session(session), m_journal(journal)
{
    connect(m_session, &Session::stateChanged, this, &VersionLookup::sessionChanged);
}

void VersionLookup::ask(const PreparedPackage &package)
{
    m_package = package;
    askAgain();
}

void VersionLookup::forget()
{
    drop();
    m_package.reset();
    m_situation = {};
    m_error.reset();
    m_state = State::Idle;
}

void VersionLookup::drop()
{
    ++m_round;
    if (m_call)
        m_call->cancel();
    m_call.clear();
    m_missing = 0;
}

void VersionLookup::askAgain()
{
    drop();
    m_situation = {};
    m_error.reset();
    m_client = m_session->cloud();
    if (m_session->state() != Session::State::SignedIn || !m_client || !m_package) {
        m_state = State::Idle;
        return;
    }
    m_state = State::Asking;
    m_missing = 3;
    const Account &account = *m_session->account();
    m_key = {account.server.toString(), account.userId, m_package->metadata().name.text,
        m_package->metadata().version.text, QString::fromLatin1(m_package->contentId())};
    m_call = m_client->version(m_key.name, m_key.version, this,
        handler<std::optional<Snapshot>>(
            [this](const std::optional<Snapshot> &snapshot) { m_situation.snapshot = snapshot; }));
    m_journal->findOpen(m_key, this,
        handler<std::optional<PublishRecord>>(
            [this](const std::optional<PublishRecord> &record) { m_situation.record = record; }));
    m_journal->images(m_key, this, handler<QList<ImageRecord>>([this](const QList<ImageRecord> &known) {
        for (const LocalImage &image : m_package->images()) {
            if (!sentImage(image, known))
                m_situation.imagesToSend.append(image);
        }
    }));
}

template <typename T, typename F> std::function<void(Result<T>)> VersionLookup::handler(F keep)
{
    return [this, keep, round = m_round](const Result<T> &result) {
        if (round != m_round)
            return;
        if (result)
            keep(*result);
        else if (!m_error)
            m_error = result.error();
        join();
    };
}

void VersionLookup::sessionChanged()
{
    if (m_package && (!m_client || m_session->cloud() != m_client)) {
        askAgain();
        QMetaObject::invokeMethod(this, &VersionLookup::changed, Qt::QueuedConnection);
    }
}

void VersionLookup::join()
{
    if (--m_missing > 0)
        return;
    m_state = m_error ? State::Failed : State::Known;
    emit changed();
    // Only the account's own request says for certain whether it is the key. With a new one this asks again.
    if (m_error && mayBeTheKey(*m_error))
        m_session->checkKey();
}

} // namespace ksp
