#include "practice/PracticeState.h"

#include "core/OwnFiles.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QStandardPaths>

#include <cerrno>
#include <csignal>

namespace ksp {

namespace {

constexpr qint64 maximumFileSize = 64 * 1024;

QString connectionFile(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("practice.json"));
}

/// A server that was killed leaves its file behind.
bool isRunning(qint64 pid)
{
    return pid > 0 && (::kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

} // namespace

QString PracticeState::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/ks-publisher/practice-cloud");
}

QString PracticeState::folderIn(const QString &profileFolder)
{
    return QDir(profileFolder).filePath(QStringLiteral("practice-cloud"));
}

Result<PracticeConnection> PracticeState::readConnection(const QString &folder)
{
    const QString notRunning
        = tr("No practice Cloud is running on the folder %1. Start one, or name its folder.").arg(folder);
    // Whoever could write there could lead the user, and the charts that are pushed, to a server of their own.
    if (const Result<void> ours = OwnFiles::checkFolder(folder, OwnFiles::Mode::Kept); !ours) {
        return failure(ours.error());
    }
    const QString fileName = connectionFile(folder);
    const auto content = OwnFiles::read(fileName, maximumFileSize);
    if (!content) {
        return failure(content.error());
    }
    if (!*content) {
        return failure(ErrorKind::BadInput, notRunning);
    }
    const QJsonObject object = QJsonDocument::fromJson(**content).object();
    const PracticeConnection connection{object.value(QLatin1String("url")).toString(),
        object.value(QLatin1String("key")).toString(), object.value(QLatin1String("pid")).toInteger()};
    if (connection.url.isEmpty() || connection.key.isEmpty()) {
        return failure(ErrorKind::BadInput,
            tr("The file %1 does not say how to reach the practice Cloud. Stop the practice Cloud and start it anew.")
                .arg(fileName));
    }
    if (!isRunning(connection.pid)) {
        return failure(ErrorKind::BadInput, notRunning, QStringLiteral("process %1 is gone").arg(connection.pid));
    }
    return connection;
}

Result<void> PracticeState::writeConnection(const QString &folder, const PracticeConnection &connection)
{
    const QJsonObject object{{QStringLiteral("url"), connection.url}, {QStringLiteral("key"), connection.key},
        {QStringLiteral("pid"), connection.pid}};
    return OwnFiles::write(connectionFile(folder), QJsonDocument(object).toJson());
}

void PracticeState::removeConnection(const QString &folder)
{
    QFile::remove(connectionFile(folder));
}

QString PracticeState::lockFile(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("lock"));
}

qint64 PracticeState::lockHolder(const QString &folder)
{
    qint64 pid = 0;
    QString host;
    QString program;
    const bool isLocked = QLockFile(lockFile(folder)).getLockInfo(&pid, &host, &program);
    return isLocked && isRunning(pid) ? pid : 0;
}

} // namespace ksp
