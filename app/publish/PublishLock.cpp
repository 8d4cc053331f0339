#include "publish/PublishLock.h"

#include "core/OwnFiles.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSysInfo>

#include <cerrno>

#include <csignal>

namespace ksp {

namespace {

/// Whoever makes a lock file has long written into it by then.
constexpr qint64 remnantSeconds = 10;

QString folderIn(const QString &profile)
{
    return QDir(profile).filePath(QStringLiteral("locks"));
}

QString fileNameFor(const QString &profile, const PublishKey &key)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &part : {key.server, key.userId, key.name, key.version}) {
        hash.addData(part.toUtf8());
        hash.addData(QByteArray(1, '\0'));
    }
    return folderIn(profile) + QLatin1Char('/') + QString::fromLatin1(hash.result().toHex()) + QStringLiteral(".lock");
}

/// As QLockFile judges it: a process of that number which runs another program got the number later.
bool isRunning(qint64 process, const QString &program)
{
    if (::kill(pid_t(process), 0) != 0 && errno != EPERM)
        return false;
    const QString runs = QFileInfo(QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(process))).fileName();
    return runs.isEmpty() || program.isEmpty() || runs == program;
}

} // namespace

PublishLock::PublishLock(const QString &fileName) : m_lock(fileName)
{
    // Only a dead process makes a lock stale, never its age: a large upload takes as long as it takes.
    m_lock.setStaleLockTime(0);
}

Result<std::unique_ptr<PublishLock>> PublishLock::acquire(const QString &profile, const PublishKey &key)
{
    const QString folder = folderIn(profile);
    const QString fileName = fileNameFor(profile, key);
    if (const auto own = OwnFiles::makeFolder(folder).and_then([&] { return OwnFiles::checkFile(fileName); }); !own)
        return failure(own.error());
    std::unique_ptr<PublishLock> lock(new PublishLock(fileName));
    if (lock->m_lock.tryLock(0))
        return lock;
    // A power cut can leave the file without the process in it, which QLockFile takes for a lock that is held.
    const QFileInfo file(fileName);
    const bool isRemnant = file.exists() && file.size() == 0
        && file.lastModified().secsTo(QDateTime::currentDateTime()) >= remnantSeconds;
    if (isRemnant && lock->m_lock.removeStaleLockFile() && lock->m_lock.tryLock(0))
        return lock;
    if (lock->m_lock.error() != QLockFile::LockFailedError) {
        return failure(ErrorKind::Internal,
            tr("The folder %1 cannot be written. Check its permissions and the free space of the disk.")
                .arg(QDir::toNativeSeparators(folder)));
    }
    qint64 process = 0;
    QString host;
    QString program;
    lock->m_lock.getLockInfo(&process, &host, &program);
    return failure(ErrorKind::BadInput,
        tr("%1 %2 is being published already (%3, process %4). Wait until that has ended, or stop it.")
            .arg(key.name, key.version, program)
            .arg(process));
}

bool PublishLock::isHeld(const QString &profile, const PublishKey &key)
{
    const QString fileName = fileNameFor(profile, key);
    if (!OwnFiles::checkFile(fileName))
        return false;
    const QLockFile file(fileName);
    qint64 process = 0;
    QString host;
    QString program;
    if (!file.getLockInfo(&process, &host, &program))
        return false;
    return host != QSysInfo::machineHostName() || isRunning(process, program);
}

} // namespace ksp
