#pragma once

#include "core/Result.h"

#include <QCoreApplication>
#include <QString>

namespace ksp {

/// Where a running practice Cloud can be reached, and the key that opens it.
struct PracticeConnection
{
    QString url; ///< "http://127.0.0.1:PORT", without a slash at the end.
    QString key; ///< Never log it.
    qint64 pid = 0; ///< The server's process.
};

/// The one file by which a practice Cloud tells other programs of the same user how to reach it: practice.json in its
/// state folder, mode 0600, there as long as the server runs. Needs Qt Core only.
class PracticeState
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PracticeState)

public:
    /// The state folder where the user names none: in the user's data location.
    [[nodiscard]] static QString defaultFolder();
    /// The state folder that belongs to a profile; the same as defaultFolder() for the default profile.
    [[nodiscard]] static QString folderIn(const QString &profileFolder);

    /// Reads the connection of the server that runs on the state folder. Errors: BadInput where none runs there,
    /// where the file is not what a server writes, or where another user has a hand in it (see OwnFiles).
    [[nodiscard]] static Result<PracticeConnection> readConnection(const QString &folder);

    /// The server's side: writes the file in one piece, mode 0600.
    [[nodiscard]] static Result<void> writeConnection(const QString &folder, const PracticeConnection &connection);
    static void removeConnection(const QString &folder);

    /// The lock (QLockFile) that a server holds on its folder from before it reads it until it has ended.
    [[nodiscard]] static QString lockFile(const QString &folder);
    /// The process that holds the lock; 0 where none does. It may not listen yet, or not any more.
    [[nodiscard]] static qint64 lockHolder(const QString &folder);
};

} // namespace ksp
