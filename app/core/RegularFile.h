#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <stop_token>

namespace ksp {

/// Opens a regular file for reading, in the way of readRegularFile(). `file` has its name. Errors: BadInput, as there.
[[nodiscard]] Result<void> openRegularFile(QFile *file);

/// The contents of a regular file, with memory for what it holds and no more. What stands at `path` is looked at after
/// it was opened, and opening waits for nobody: a pipe or device that took the file's place is an error and not a wait.
///
/// Errors: BadInput (not there, not a regular file, not readable: the detail has the system's words), Limit (more than
/// `most` bytes, also where it grows meanwhile), Cancelled. Thread-safe.
[[nodiscard]] Result<QByteArray> readRegularFile(const QString &path, qint64 most, const std::stop_token &stop = {});

} // namespace ksp
