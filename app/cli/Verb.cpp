#include "cli/Verb.h"

#include "cli/Console.h"
#include "core/Log.h"

#include <QDir>
#include <QStandardPaths>

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

QString profileFolder(const Invocation &invocation)
{
    if (!invocation.profile.isEmpty())
        return QDir(invocation.profile).absolutePath();
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/ks-publisher");
}

} // namespace ksp
