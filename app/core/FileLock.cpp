#include "core/FileLock.h"

#include "core/OwnFiles.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QThread>

#include <cerrno>
#include <cstring>

#include <sys/file.h>
#include <unistd.h>

namespace ksp {

Result<FileLock> FileLock::take(const QString &file, std::chrono::milliseconds patience)
{
    // Short beside what is done under a lock, and long beside a look.
    constexpr unsigned long distanceMs = 4;
    const auto fd = OwnFiles::open(file, OwnFiles::Access::ReadWrite);
    if (!fd)
        return failure(fd.error());
    FileLock lock(*fd);
    const QDeadlineTimer end(patience);
    while (::flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return failure(ErrorKind::Internal,
                tr("%1 cannot be locked (%2). Keep the profile on another disk, with the option --profile.")
                    .arg(QDir::toNativeSeparators(file), QString::fromLocal8Bit(std::strerror(errno))));
        }
        if (end.hasExpired()) {
            return failure(ErrorKind::Internal,
                tr("Another program holds %1 and does not let go of it. Close that program, then try again.")
                    .arg(QDir::toNativeSeparators(file)));
        }
        QThread::msleep(distanceMs);
    }
    return lock;
}

FileLock::~FileLock()
{
    // Closing gives the lock back.
    if (m_fd >= 0)
        ::close(m_fd);
}

} // namespace ksp
