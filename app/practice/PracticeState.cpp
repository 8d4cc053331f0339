#include "practice/PracticeState.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>
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
    QFile file(connectionFile(folder));
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::BadInput, notRunning, file.errorString());
    }
    const QJsonObject object = QJsonDocument::fromJson(file.read(maximumFileSize)).object();
    const PracticeConnection connection{object.value(QLatin1String("url")).toString(),
        object.value(QLatin1String("key")).toString(), object.value(QLatin1String("pid")).toInteger()};
    if (connection.url.isEmpty() || connection.key.isEmpty()) {
        return failure(ErrorKind::BadInput,
            tr("The file %1 does not say how to reach the practice Cloud. Stop the practice Cloud and start it anew.")
                .arg(file.fileName()));
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
    QSaveFile file(connectionFile(folder));
    // The mode comes before the content, so that the key is never readable by others.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(QJsonDocument(object).toJson()) < 0 || !file.commit()) {
        return failure(ErrorKind::Internal,
            tr("The file %1 could not be written. Check that the folder is writable and the disk is not full.")
                .arg(file.fileName()),
            file.errorString());
    }
    return {};
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
