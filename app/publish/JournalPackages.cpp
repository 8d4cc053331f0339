#include "publish/JournalPackages.h"

#include "core/OwnFiles.h"
#include "core/Sha256.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr qint64 orphanDays = 1;

QString sha256Of(const QByteArray &bytes)
{
    return QString::fromLatin1(sha256Hex(bytes));
}

/// The hash that a file name stands for; empty for files that are not ours.
QString hashFromFileName(const QString &name)
{
    const QString hash = name.chopped(std::min<qsizetype>(name.size(), 4));
    const bool hex = std::all_of(hash.begin(), hash.end(), [](QChar c) {
        return (c >= QLatin1Char('0') && c <= QLatin1Char('9')) || (c >= QLatin1Char('a') && c <= QLatin1Char('f'));
    });
    return name.endsWith(QLatin1String(".tgz")) && hash.size() == 64 && hex ? hash : QString();
}

/// A new file survives a power cut only when its folder has reached the disk as well.
void syncFolder(const QString &folder)
{
    const int fd = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    ::fsync(fd);
    ::close(fd);
}

} // namespace

JournalPackages::JournalPackages(const QString &profile) : m_folder(QDir(profile).filePath(QStringLiteral("packages")))
{
}

QString JournalPackages::fileName(const QString &sha256) const
{
    return m_folder + QLatin1Char('/') + sha256 + QStringLiteral(".tgz");
}

Result<QString> JournalPackages::store(const QByteArray &package) const
{
    const QString hash = sha256Of(package);
    if (load(hash))
        return hash;
    // QSaveFile flushes to the disk before it renames.
    QSaveFile file(fileName(hash));
    if (const auto own = OwnFiles::makeFolder(m_folder); !own)
        return failure(own.error());
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(package) != package.size() || !file.commit()) {
        return failure(ErrorKind::Internal,
            tr("The package cannot be kept in the folder %1. Check its permissions and the free space of "
               "the disk, then try again.")
                .arg(QDir::toNativeSeparators(m_folder)),
            file.errorString());
    }
    syncFolder(m_folder);
    return hash;
}

Result<QByteArray> JournalPackages::load(const QString &sha256) const
{
    QFile file(fileName(sha256));
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Internal,
            tr("The package of this publish is no longer kept on this computer. Publish the chart anew."),
            file.fileName() + QStringLiteral(": ") + file.errorString());
    }
    QByteArray bytes = file.readAll();
    if (sha256Of(bytes) != sha256) {
        return failure(ErrorKind::Internal,
            tr("The package kept for this publish was changed on the disk. Publish the chart anew."), file.fileName());
    }
    return bytes;
}

int JournalPackages::clean(const Use &use, const QDateTime &now, int maxAgeDays, qint64 maxBytes) const
{
    struct Candidate
    {
        QString path;
        qint64 size;
        QDateTime used;
    };
    QList<Candidate> kept;
    qint64 total = 0;
    int removed = 0;
    const auto entries = QDir(m_folder).entryInfoList(QDir::Files | QDir::Hidden);
    for (const QFileInfo &entry : entries) {
        const QString hash = hashFromFileName(entry.fileName());
        if (use.needed.contains(hash)) {
            total += entry.size();
            continue;
        }
        const bool named = use.lastUsed.contains(hash);
        const QDateTime used = named ? use.lastUsed.value(hash) : entry.lastModified().toUTC();
        if (used.daysTo(now) > (named ? maxAgeDays : orphanDays)) {
            removed += QFile::remove(entry.filePath()) ? 1 : 0;
        } else {
            total += entry.size();
            if (named)
                kept.append({entry.filePath(), entry.size(), used});
        }
    }
    std::sort(kept.begin(), kept.end(), [](const Candidate &a, const Candidate &b) { return a.used < b.used; });
    for (const Candidate &oldest : std::as_const(kept)) {
        if (total <= maxBytes)
            break;
        if (QFile::remove(oldest.path)) {
            total -= oldest.size;
            ++removed;
        }
    }
    return removed;
}

} // namespace ksp
