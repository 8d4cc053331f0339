#include "core/RegularFile.h"

#include <QCoreApplication>
#include <QFile>
#include <QScopeGuard>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::RegularFile)
};

tl::unexpected<Error> unreadable(const QString &path)
{
    const QString why = QString::fromUtf8(std::strerror(errno));
    return failure(ErrorKind::BadInput, Text::tr("%1 cannot be read (%2). Check its permissions.").arg(path, why), why);
}

/// A descriptor of a regular file, which is the caller's to close, and its size.
Result<std::pair<int, qint64>> openDescriptor(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return unreadable(path);
    auto closed = qScopeGuard([file] { ::close(file); });
    struct stat status
    {
    };
    if (::fstat(file, &status) != 0)
        return unreadable(path);
    if (!S_ISREG(status.st_mode)) {
        return failure(
            ErrorKind::BadInput, Text::tr("%1 is not a regular file but a device, pipe or socket.").arg(path));
    }
    closed.dismiss();
    return std::pair(file, qint64(status.st_size));
}

} // namespace

Result<void> openRegularFile(QFile *file)
{
    const auto opened = openDescriptor(file->fileName());
    if (!opened)
        return failure(opened.error());
    if (!file->open(opened->first, QIODevice::ReadOnly, QFile::AutoCloseHandle)) {
        ::close(opened->first);
        return failure(ErrorKind::BadInput,
            Text::tr("%1 cannot be read (%2). Check its permissions.").arg(file->fileName(), file->errorString()),
            file->errorString());
    }
    return {};
}

Result<QByteArray> readRegularFile(const QString &path, qint64 most, const std::stop_token &stop)
{
    const auto opened = openDescriptor(path);
    if (!opened)
        return failure(opened.error());
    const auto [file, size] = *opened;
    const auto closed = qScopeGuard([file = file] { ::close(file); });
    const auto tooLarge = [&](qint64 bytes) {
        return failure(ErrorKind::Limit,
            Text::tr("%1 has %2 bytes; at most %3 are taken.").arg(path).arg(bytes).arg(most), QString::number(bytes));
    };
    if (size > most)
        return tooLarge(size);
    constexpr qint64 piece = 256 * 1024;
    // One byte more than there was, so that its end is seen.
    QByteArray data(size + 1, Qt::Uninitialized);
    qint64 have = 0;
    for (;;) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Text::tr("Reading %1 was cancelled.").arg(path));
        if (have == data.size())
            data.resize(have + piece);
        const ssize_t got = ::read(file, data.data() + have, std::size_t(qMin(piece, data.size() - have)));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return unreadable(path);
        if (got == 0)
            break;
        have += got;
        if (have > most)
            return tooLarge(have);
    }
    data.resize(have);
    return data;
}

} // namespace ksp
