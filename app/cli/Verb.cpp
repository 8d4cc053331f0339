#include "cli/Verb.h"

#include "account/AccountStore.h"
#include "cli/Console.h"
#include "core/Log.h"

#include <QDir>

namespace ksp {

void Verb::end(ExitCode code)
{
    if (m_ended)
        return;
    m_ended = true;
    QMetaObject::invokeMethod(
        this, [this, code] { emit finished(int(code)); }, Qt::QueuedConnection);
}

void Verb::end(Context &context, const Error &error, const QJsonObject &more)
{
    if (m_ended)
        return;
    const ExitCode code = exitCodeFor(error);
    context.console.error(error, code, more);
    context.log.write(QStringLiteral("%1 ended with %2: %3 %4")
                          .arg(context.invocation.verb, QString::number(int(code)), error.sentence, error.detail)
                          .trimmed());
    end(code);
}

void Verb::endCancelled(Context &context)
{
    end(context, Error{ErrorKind::Cancelled, tr("Stopped."), {}});
}

QString profileFolder(const Invocation &invocation)
{
    if (!invocation.profile.isEmpty())
        return QDir(invocation.profile).absolutePath();
    return AccountStore::defaultProfileFolder();
}

} // namespace ksp
