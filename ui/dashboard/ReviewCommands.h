#pragma once

#include "cloud/CloudTypes.h"
#include "core/Result.h"

#include <QDateTime>
#include <QObject>

#include <functional>

namespace ksp {

class ReviewWatch;
class Session;

/// What the user does to a snapshot from the dashboard: asks the server, and tells the watch what came of it.
class ReviewCommands : public QObject
{
    Q_OBJECT
public:
    /// Nothing is owned; both must live longer. `now` is the time that stands in the note to the reviewers.
    ReviewCommands(Session *session, ReviewWatch *watch, std::function<QDateTime()> now, QObject *parent = nullptr);

    /// Ask the server, and end with one done() from the event loop; in silence where the session changes its server
    /// or account meanwhile. False without a server: then nothing happens.
    bool withdraw(const QString &name, const Snapshot &snapshot);
    bool submit(const QString &name, const Snapshot &snapshot);

signals:
    /// `result`: a sentence that says what is so now, or the error. The watch knows it already.
    void done(const QString &name, const ksp::Result<QString> &result);

private:
    void end(const QString &name, const Snapshot &snapshot, const QString &newStatus, const QString &sentence,
        const Result<void> &result);

    Session *m_session;
    ReviewWatch *m_watch;
    std::function<QDateTime()> m_now;
};

} // namespace ksp
