#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QString>

#include <chrono>
#include <utility>

namespace ksp {

/// A lock among processes (flock(2) on a file of its own) for what takes milliseconds, such as reading a list, changing
/// and writing it. It ends with the object, and with the process, however that ends; the file stays. Who waits looks at
/// even distances, so that everybody gets a turn. Blocks its thread meanwhile.
class FileLock
{
    Q_DECLARE_TR_FUNCTIONS(ksp::FileLock)
public:
    /// `file` lies in a folder of the user's own (see OwnFiles) and is made where it is missing. Errors: those of
    /// OwnFiles::open(); Internal where another process has the lock for longer than `patience`.
    [[nodiscard]] static Result<FileLock> take(const QString &file, std::chrono::milliseconds patience);

    FileLock(FileLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) { }
    FileLock &operator=(FileLock &&) = delete;
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;
    ~FileLock();

private:
    explicit FileLock(int fd) : m_fd(fd) { }

    int m_fd;
};

} // namespace ksp
