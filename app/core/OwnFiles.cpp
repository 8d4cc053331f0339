#include "core/OwnFiles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStringList>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ksp {

namespace {

/// The kernel's own limit for one path (path_resolution(7)).
constexpr int mostLinks = 40;
/// Who owns what belongs to nobody inside a user namespace, as of a container (/proc/sys/kernel/overflowuid).
constexpr uid_t unmapped = 65534;
constexpr mode_t othersMayWrite = S_IWOTH;
constexpr mode_t groupMayWrite = S_IWGRP;
constexpr mode_t ofTheOwnerAlone = S_IRWXG | S_IRWXO;

QString shown(const QString &path)
{
    return QDir::toNativeSeparators(path);
}

tl::unexpected<Error> refusedBySystem(const QString &path, int reason)
{
    return failure(ErrorKind::Internal,
        OwnFiles::tr("%1 cannot be used (%2). Check its permissions and the free space on the disk, or name another "
                     "folder.")
            .arg(shown(path), QString::fromLocal8Bit(std::strerror(reason))));
}

tl::unexpected<Error> foreign(const QString &path)
{
    return failure(ErrorKind::BadInput,
        OwnFiles::tr("%1 belongs to another user, who could have put anything there. Nothing of it is used: name a "
                     "folder of your own.")
            .arg(shown(path)));
}

tl::unexpected<Error> sharedWithOthers(const QString &path)
{
    return failure(ErrorKind::BadInput,
        OwnFiles::tr("Other users may write to %1, so that anything could have been put there. Nothing of it is used: "
                     "take that right from them (chmod go-w), or name a folder of your own.")
            .arg(shown(path)));
}

bool isOurs(const struct stat &info)
{
    return info.st_uid == ::geteuid() || info.st_uid == 0;
}

/// A group that only the user is in, as many distributions make for each user.
bool isPrivateGroup(gid_t group)
{
    std::vector<char> space(16 * 1024);
    passwd user{};
    passwd *foundUser = nullptr;
    if (::getpwuid_r(::geteuid(), &user, space.data(), space.size(), &foundUser) != 0 || !foundUser
        || user.pw_gid != group)
        return false;
    const QByteArray name(user.pw_name);
    struct group entry
    {
    };
    struct group *found = nullptr;
    if (::getgrgid_r(group, &entry, space.data(), space.size(), &found) != 0 || !found || name != entry.gr_name)
        return false;
    for (char **member = entry.gr_mem; *member; ++member) {
        if (name != *member)
            return false;
    }
    return true;
}

bool othersWrite(const struct stat &info)
{
    return (info.st_mode & othersMayWrite) != 0
        || ((info.st_mode & groupMayWrite) != 0 && !isPrivateGroup(info.st_gid));
}

Result<void> checkAbove(const QString &path, const struct stat &info)
{
    if (!isOurs(info) && info.st_uid != unmapped)
        return foreign(path);
    // In a sticky folder, such as /tmp, nobody takes away what is another's.
    if ((info.st_mode & othersMayWrite) != 0 && (info.st_mode & S_ISVTX) == 0)
        return sharedWithOthers(path);
    return {};
}

Result<void> checkLast(const QString &path, const struct stat &info, OwnFiles::Mode mode)
{
    if (!S_ISDIR(info.st_mode)) {
        return failure(ErrorKind::BadInput, OwnFiles::tr("%1 is no folder. Name another one.").arg(shown(path)));
    }
    if (!isOurs(info))
        return foreign(path);
    if (othersWrite(info))
        return sharedWithOthers(path);
    // Where it is not ours to change (a read-only disk) nobody else writes either.
    if (mode == OwnFiles::Mode::Private && info.st_uid == ::geteuid() && (info.st_mode & ofTheOwnerAlone) != 0)
        ::chmod(QFile::encodeName(path).constData(), info.st_mode & 07777 & ~ofTheOwnerAlone);
    return {};
}

/// Goes to the folder step by step, as the kernel does, and looks at every folder and link on the way.
Result<void> walk(const QString &folder, OwnFiles::Mode mode, bool makes)
{
    const QString whole = QDir::cleanPath(QDir(folder).absolutePath());
    QStringList left = whole.split(u'/', Qt::SkipEmptyParts);
    QString at = QStringLiteral("/");
    int links = 0;
    struct stat info
    {
    };
    if (::lstat("/", &info) != 0)
        return refusedBySystem(at, errno);
    if (left.isEmpty())
        return checkLast(at, info, mode);
    if (const auto root = checkAbove(at, info); !root)
        return root;
    while (!left.isEmpty()) {
        const QString part = left.takeFirst();
        if (part == QLatin1String(".."))
            at = QDir::cleanPath(at + QStringLiteral("/.."));
        else if (part != QLatin1String("."))
            at += (at.endsWith(u'/') ? QString() : QStringLiteral("/")) + part;
        const QByteArray name = QFile::encodeName(at);
        if (::lstat(name.constData(), &info) != 0) {
            if (errno != ENOENT)
                return refusedBySystem(at, errno);
            if (!makes)
                return {};
            if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
                return refusedBySystem(at, errno);
            if (::lstat(name.constData(), &info) != 0)
                return refusedBySystem(at, errno);
        }
        if (S_ISLNK(info.st_mode)) {
            if (!isOurs(info) && info.st_uid != unmapped)
                return foreign(at);
            if (++links > mostLinks)
                return refusedBySystem(at, ELOOP);
            std::array<char, PATH_MAX> target{};
            const ssize_t size = ::readlink(name.constData(), target.data(), target.size());
            if (size < 0)
                return refusedBySystem(at, errno);
            const QString where = QFile::decodeName(QByteArray(target.data(), size));
            left = where.split(u'/', Qt::SkipEmptyParts) + left;
            at = where.startsWith(u'/') ? QStringLiteral("/") : QFileInfo(at).path();
            continue;
        }
        if (const auto checked = left.isEmpty() ? checkLast(at, info, mode) : checkAbove(at, info); !checked)
            return checked;
    }
    return {};
}

Result<void> checkFileInfo(const QString &path, const struct stat &info)
{
    if (!S_ISREG(info.st_mode)) {
        return failure(ErrorKind::BadInput,
            OwnFiles::tr("%1 is no ordinary file (it may be a link or a pipe). Remove it, then try again.")
                .arg(shown(path)));
    }
    if (!isOurs(info))
        return foreign(path);
    if (othersWrite(info))
        return sharedWithOthers(path);
    return {};
}

} // namespace

Result<void> OwnFiles::makeFolder(const QString &path, Mode mode)
{
    return walk(path, mode, true);
}

Result<void> OwnFiles::checkFolder(const QString &path, Mode mode)
{
    return walk(path, mode, false);
}

Result<void> OwnFiles::checkFile(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat info
    {
    };
    if (::lstat(name.constData(), &info) != 0)
        return errno == ENOENT || errno == ENOTDIR ? Result<void>() : refusedBySystem(path, errno);
    if (const auto checked = checkFileInfo(path, info); !checked)
        return checked;
    if (info.st_uid == ::geteuid() && (info.st_mode & ofTheOwnerAlone) != 0)
        ::chmod(name.constData(), info.st_mode & 07777 & ~ofTheOwnerAlone);
    return {};
}

Result<int> OwnFiles::open(const QString &path, Access access)
{
    // Without O_NONBLOCK a pipe would wait for its other end; an ordinary file does not know it.
    const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        | (access == Access::Read          ? O_RDONLY
                : access == Access::Append ? O_WRONLY | O_APPEND | O_CREAT
                                           : O_RDWR | O_CREAT);
    const int fd = ::open(QFile::encodeName(path).constData(), flags, 0600);
    struct stat info
    {
    };
    if (fd < 0) {
        const int reason = errno;
        // A link gives ELOOP, a pipe that nobody reads ENXIO: say what it is.
        if (const auto checked = checkFile(path); !checked)
            return failure(checked.error());
        return refusedBySystem(path, reason);
    }
    const auto checked = ::fstat(fd, &info) == 0 ? checkFileInfo(path, info) : refusedBySystem(path, errno);
    if (!checked) {
        ::close(fd);
        return failure(checked.error());
    }
    if (info.st_uid == ::geteuid() && (info.st_mode & ofTheOwnerAlone) != 0)
        ::fchmod(fd, info.st_mode & 07777 & ~ofTheOwnerAlone);
    return fd;
}

Result<std::optional<QByteArray>> OwnFiles::read(const QString &path, qint64 most)
{
    struct stat info
    {
    };
    if (::lstat(QFile::encodeName(path).constData(), &info) != 0 && (errno == ENOENT || errno == ENOTDIR))
        return std::nullopt;
    const auto fd = open(path, Access::Read);
    if (!fd)
        return failure(fd.error());
    QFile file;
    if (!file.open(*fd, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle)) {
        ::close(*fd);
        return refusedBySystem(path, EIO);
    }
    if (file.size() > most) {
        return failure(ErrorKind::BadInput,
            tr("%1 is far larger than this program makes it. Remove it, then try again.").arg(shown(path)));
    }
    return file.readAll();
}

Result<void> OwnFiles::write(const QString &path, const QByteArray &content)
{
    // QSaveFile would follow a link.
    if (const auto checked = checkFile(path); !checked)
        return checked;
    QSaveFile file(path);
    // The mode comes before the content.
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(content) != content.size() || !file.commit()) {
        return failure(ErrorKind::Internal,
            tr("%1 cannot be written (%2). Check that its folder is writable and that the disk is not full.")
                .arg(shown(path), file.errorString()));
    }
    return {};
}

} // namespace ksp
