#pragma once

#include "cli/ExitCode.h"
#include "cli/Invocation.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace ksp {

class Console;
class KeyStore;
class Log;

/// What a verb works with. Nothing in it is owned; all of it lives longer than the verb.
struct Context
{
    Console &console;
    const Invocation &invocation;
    QString profile; ///< Absolute path of the profile's folder, which may not exist yet.
    Log &log;
    KeyStore &keys;
};

/// One command of the command line, as a job: it ends exactly once, and never inside start().
class Verb : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Once. `context` stays valid until the verb is destroyed.
    virtual void start(Context &context) = 0;
    /// Ctrl-C. The verb stops what it does and ends soon after, as a rule with ExitCode::Cancelled. Called at most
    /// once.
    virtual void cancel() = 0;

signals:
    void finished(int exitCode);

protected:
    /// Ends the verb from the event loop. Further calls do nothing.
    void end(ExitCode code);
    /// What cancel() mostly comes down to: "Stopped." and ExitCode::Cancelled.
    void endCancelled(Context &context);
    /// Prints and logs the error, then ends with its exit code. `more` stands beside "error" with --json.
    void end(Context &context, const Error &error, const QJsonObject &more = {});

private:
    bool m_ended = false;
};

/// The verb of that name, or nothing where the command table does not have it.
std::unique_ptr<Verb> makeVerb(const QString &name);

/// The profile's folder: that of --profile, else the user's.
QString profileFolder(const Invocation &invocation);

} // namespace ksp
