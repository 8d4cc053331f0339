#include "practice/StateFolder.h"

#include "core/Sha256.h"
#include "practice/PracticeState.h"

#include <QDateTime>
#include <QFile>
#include <QSaveFile>

namespace ksp {

namespace {

QString blobName(const QByteArray &digest)
{
    return QStringLiteral("blobs/") + QString::fromLatin1(digest);
}

} // namespace

StateFolder::StateFolder(const QString &path) : m_dir(path), m_lock(PracticeState::lockFile(path))
{
    // Only a lock of a process that is gone may be taken over, however old it is.
    m_lock.setStaleLockTime(0);
}

Result<std::unique_ptr<StateFolder>> StateFolder::open(const QString &path)
{
    const QString absolute = QDir(path).absolutePath();
    for (const QString &each :
        {absolute, absolute + QStringLiteral("/extensions"), absolute + QStringLiteral("/blobs")}) {
        // A folder that was there keeps its mode: it may hold other things of the user's.
        if (!QDir(each).exists()
            && (!QDir().mkpath(each)
                || !QFile::setPermissions(
                    each, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner))) {
            return failure(ErrorKind::Internal,
                tr("The folder %1 cannot be used. Name another folder, or one of your own that is writable.")
                    .arg(each));
        }
    }
    std::unique_ptr<StateFolder> folder(new StateFolder(absolute));
    if (!folder->m_lock.tryLock(0)) {
        if (folder->m_lock.error() == QLockFile::LockFailedError) {
            return failure(ErrorKind::BadInput,
                tr("Another practice Cloud is running on the folder %1. Stop it first, or name another folder.")
                    .arg(absolute));
        }
        return failure(ErrorKind::Internal,
            tr("The folder %1 cannot be locked. Check that it is writable and the disk is not full.").arg(absolute));
    }
    return folder;
}

Result<std::optional<QJsonDocument>> StateFolder::read(const QString &name)
{
    QFile file(m_dir.filePath(name));
    if (!file.exists()) {
        return std::nullopt;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Internal,
            tr("The file %1 cannot be read. Check whom it belongs to.").arg(file.fileName()), file.errorString());
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    file.close();
    if (error.error != QJsonParseError::NoError) {
        if (const Result<void> aside = setAside(name); !aside) {
            return failure(aside.error());
        }
        return std::nullopt;
    }
    return document;
}

Result<void> StateFolder::write(const QString &name, const QJsonDocument &document) const
{
    return save(name, document.toJson(QJsonDocument::Compact));
}

Result<void> StateFolder::setAside(const QString &name)
{
    const QString from = m_dir.filePath(name);
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMddThhmmsszzz"));
    const QString to = from + QStringLiteral(".damaged-") + stamp;
    if (!QFile::rename(from, to)) {
        return failure(ErrorKind::Internal,
            tr("The file %1 is damaged and cannot be set aside. Move it away, or name another folder.").arg(from));
    }
    m_notices.append(tr("The file %1 was damaged. It was set aside as %2, and the practice Cloud goes on without it.")
                         .arg(from, to));
    return {};
}

QStringList StateFolder::jsonFilesIn(const QString &subfolder) const
{
    QStringList names;
    const QStringList entries
        = QDir(m_dir.filePath(subfolder)).entryList({QStringLiteral("*.json")}, QDir::Files | QDir::Hidden, QDir::Name);
    for (const QString &entry : entries) {
        names.append(subfolder + u'/' + entry);
    }
    return names;
}

Result<QByteArray> StateFolder::addBlob(const QByteArray &data) const
{
    const QByteArray digest = sha256Hex(data);
    // A file of that name may have been damaged since: then it is written anew.
    if (blob(digest)) {
        return digest;
    }
    if (const Result<void> saved = save(blobName(digest), data); !saved) {
        return failure(saved.error());
    }
    return digest;
}

Result<QByteArray> StateFolder::blob(const QByteArray &digest) const
{
    QFile file(m_dir.filePath(blobName(digest)));
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray data = file.readAll();
        if (sha256Hex(data) == digest) {
            return data;
        }
    }
    return failure(ErrorKind::Internal,
        tr("The file %1 is missing or damaged. Push the extension again.").arg(file.fileName()), file.errorString());
}

Result<void> StateFolder::save(const QString &name, const QByteArray &data) const
{
    QSaveFile file(m_dir.filePath(name));
    // The mode comes before the content: keys are among what is written.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(data) != data.size() || !file.commit()) {
        return failure(ErrorKind::Internal,
            tr("The file %1 could not be written. Check that the folder is writable and the disk is not full.")
                .arg(file.fileName()),
            file.errorString());
    }
    return {};
}

} // namespace ksp
