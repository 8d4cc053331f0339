#pragma once

#include "cloud/CloudClient.h"
#include "core/Log.h"
#include "session/Session.h"
#include "support/Await.h"
#include "support/MemoryKeyStore.h"

#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace ksp::test {

/// A profile with a keychain and, one after the other, the sessions of several program starts.
class SessionBench
{
public:
    explicit SessionBench(QString practiceProgram = {}) : m_practiceProgram(std::move(practiceProgram)) { open(); }

    Session *operator->() const { return m_session.get(); }
    [[nodiscard]] Session &session() const { return *m_session; }

    /// Ends the program and starts it again.
    void open()
    {
        m_session.reset();
        Session::Options options;
        options.profile = m_folder.path();
        options.keys = &keys;
        options.log = &m_log;
        options.limits.pauses.clear();
        options.practiceProgram = m_practiceProgram;
        m_session = std::make_unique<Session>(options);
        QObject::connect(m_session.get(), &Session::notice, m_session.get(),
            [this](const QString &sentence) { notices.append(sentence); });
    }
    void close() { m_session.reset(); }
    void setPracticeProgram(const QString &program) { m_practiceProgram = program; }

    [[nodiscard]] bool waitFor(Session::State state) const
    {
        return QTest::qWaitFor([&] { return m_session->state() == state; }, 20'000);
    }
    /// Until whatever is under way has ended.
    [[nodiscard]] bool waitForEnd() const
    {
        return QTest::qWaitFor([&] { return m_session->state() != Session::State::Opening; }, 20'000);
    }
    [[nodiscard]] std::optional<ErrorKind> errorKind() const
    {
        return m_session->error() ? std::optional(m_session->error()->kind) : std::nullopt;
    }
    /// The user id that the session's client gets for its key.
    [[nodiscard]] QString askedUser() const
    {
        const auto user
            = await<QString>([this](auto done) { m_session->cloud()->user(m_session.get(), std::move(done)); });
        return user.value_or(QString());
    }

    [[nodiscard]] QString profile() const { return m_folder.path(); }
    /// Names of the profile's files that contain a text, but for those in `except`.
    [[nodiscard]] QStringList filesWith(const QString &text, const QString &except = {}) const
    {
        QStringList found;
        QDirIterator files(profile(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            const QString name = QDir(profile()).relativeFilePath(file.fileName());
            if (!except.isEmpty() && name.startsWith(except))
                continue;
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text.toUtf8()))
                found.append(name);
        }
        return found;
    }

    MemoryKeyStore keys;
    QStringList notices;

private:
    QTemporaryDir m_folder;
    QString m_practiceProgram;
    Log m_log{m_folder.path()};
    std::unique_ptr<Session> m_session;
};

} // namespace ksp::test
