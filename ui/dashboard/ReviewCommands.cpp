#include "dashboard/ReviewCommands.h"

#include "cloud/CloudClient.h"
#include "review/ReviewStatus.h"
#include "review/ReviewWatch.h"
#include "session/Session.h"

namespace ksp {

ReviewCommands::ReviewCommands(Session *session, ReviewWatch *watch, std::function<QDateTime()> now, QObject *parent)
    : QObject(parent), m_session(session), m_watch(watch), m_now(std::move(now))
{
}

bool ReviewCommands::withdraw(const QString &name, const Snapshot &snapshot)
{
    CloudClient *cloud = m_session->cloud();
    if (!cloud)
        return false;
    cloud->cancelSubmit(m_watch->owner().userId, snapshot.id, this, [this, name, snapshot](const Result<void> &result) {
        end(name, snapshot, StatusWord::draft,
            tr("Version %1 was withdrawn. It is a draft again.").arg(snapshot.version), result);
    });
    return true;
}

bool ReviewCommands::submit(const QString &name, const Snapshot &snapshot)
{
    CloudClient *cloud = m_session->cloud();
    if (!cloud)
        return false;
    const QDateTime now = m_now();
    const QString message
        = now.toOffsetFromUtc(now.offsetFromUtc()).toString(Qt::ISODate) + QStringLiteral(" submit for review");
    cloud->submit(
        m_watch->owner().userId, snapshot.id, message, this, [this, name, snapshot](const Result<void> &result) {
            end(name, snapshot, StatusWord::submitted, tr("Version %1 was submitted for review.").arg(snapshot.version),
                result);
        });
    return true;
}

void ReviewCommands::end(const QString &name, const Snapshot &snapshot, const QString &newStatus,
    const QString &sentence, const Result<void> &result)
{
    if (result)
        m_watch->noteOwnChange(name, snapshot, newStatus);
    else
        m_watch->load(name); // Whatever the server made of it: look.
    emit done(name, result ? Result<QString>(sentence) : failure(result.error()));
}

} // namespace ksp
