#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QString>

#include <optional>

namespace ksp {

/// Folders and files that hold what the program trusts or tells nobody (accounts, the journal, the log, the state of a
/// practice Cloud): only the user, or the system's administrator, can have put them there. Whoever else owns the
/// folder, a link to it or one above it, or may write to it, could have chosen what stands in it and where it leads.
///
/// Nothing here follows a link to a file, or waits for the other end of a pipe. Thread-safe.
///
/// Errors: BadInput where somebody else has a hand in it or where it is no ordinary file or folder, Internal where the
/// system refuses.
class OwnFiles
{
    Q_DECLARE_TR_FUNCTIONS(ksp::OwnFiles)
public:
    /// What happens to the mode of a folder that is there already.
    enum class Mode {
        Private, ///< It becomes 0700.
        Kept, ///< It may hold other things of the user's.
    };
    enum class Access {
        Read,
        Append, ///< Made where it is missing.
        ReadWrite, ///< Made where it is missing.
    };

    /// Checks a folder, and makes it (mode 0700, as those above it) where it is missing.
    [[nodiscard]] static Result<void> makeFolder(const QString &path, Mode mode = Mode::Private);
    /// Checks a folder as far as it is there. One that is missing is made by nobody, and no error.
    [[nodiscard]] static Result<void> checkFolder(const QString &path, Mode mode = Mode::Private);

    /// For what opens its file by itself (SQLite, QSettings): a file of such a folder, whose mode becomes 0600. A
    /// missing one is no error.
    [[nodiscard]] static Result<void> checkFile(const QString &path);
    /// Opens a file of such a folder; a new one has the mode 0600, and that of an old one becomes it. The descriptor is
    /// the caller's. Internal also where a file to be read is missing.
    [[nodiscard]] static Result<int> open(const QString &path, Access access);
    /// The content; nothing where the file is missing. BadInput where it has more than `most` bytes.
    [[nodiscard]] static Result<std::optional<QByteArray>> read(const QString &path, qint64 most);
    /// Replaces a file in one piece, mode 0600. After an error the former one is still there.
    [[nodiscard]] static Result<void> write(const QString &path, const QByteArray &content);
};

} // namespace ksp
