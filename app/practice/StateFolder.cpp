#include "practice/StateFolder.h"

#include "core/OwnFiles.h"
#include "core/Sha256.h"
#include "practice/PracticeState.h"

#include <QDateTime>
#include <QFile>

namespace ksp {

namespace {

/// More than any file that is written here: the list of all uploads is the longest.
constexpr qint64 mostBytes = 256 * 1024 * 1024;

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
    // It may hold other things of the user's: its mode stays. What lies in it would be served, and keys are in it.
    Result<void> made = OwnFiles::makeFolder(absolute, OwnFiles::Mode::Kept);
    for (const QLatin1String each : {QLatin1String("/extensions"), QLatin1String("/blobs")}) {
        made = made ? OwnFiles::makeFolder(absolute + each) : made;
    }
    if (!made) {
        return failure(made.error());
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
    const auto content = OwnFiles::read(m_dir.filePath(name), mostBytes);
    if (!content) {
        return failure(content.error());
    }
    if (!*content) {
        return std::nullopt;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(**content, &error);
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
    const QString fileName = m_dir.filePath(blobName(digest));
    const auto data = OwnFiles::read(fileName, mostBytes);
    if (data && *data && sha256Hex(**data) == digest) {
        return **data;
    }
    return failure(ErrorKind::Internal,
        tr("The file %1 is missing or damaged. Push the extension again.").arg(fileName),
        data ? QString() : data.error().sentence);
}

Result<void> StateFolder::save(const QString &name, const QByteArray &data) const
{
    return OwnFiles::write(m_dir.filePath(name), data);
}

} // namespace ksp
