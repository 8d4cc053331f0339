#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QLockFile>
#include <QStringList>

#include <memory>
#include <optional>

namespace ksp {

/// The folder (mode 0700 where it makes it) in which the practice Cloud keeps everything: JSON files that are replaced
/// in one piece, and packages and images as files named by their SHA-256. Locked for one process as long as the object
/// lives. Not thread-safe.
class StateFolder
{
    Q_DECLARE_TR_FUNCTIONS(ksp::StateFolder)

public:
    /// Makes the folder where it is missing, and takes the lock. Errors: Internal, BadInput where another process has
    /// it, or where another user has a hand in it (see OwnFiles).
    [[nodiscard]] static Result<std::unique_ptr<StateFolder>> open(const QString &path);

    [[nodiscard]] QString path() const { return m_dir.absolutePath(); }

    /// A JSON file; nothing where there is none. A file that is not JSON is set aside, and counts as missing.
    [[nodiscard]] Result<std::optional<QJsonDocument>> read(const QString &name);
    /// Replaces a JSON file, mode 0600. After an error the former file is still there.
    [[nodiscard]] Result<void> write(const QString &name, const QJsonDocument &document) const;
    /// Gives a damaged file another name, so that nothing overwrites it, and leaves a notice.
    [[nodiscard]] Result<void> setAside(const QString &name);
    /// Names of the .json files in a folder inside.
    [[nodiscard]] QStringList jsonFilesIn(const QString &subfolder) const;

    /// Keeps bytes and returns their SHA-256 in hex.
    [[nodiscard]] Result<QByteArray> addBlob(const QByteArray &data) const;
    /// The bytes of a SHA-256. Errors: Internal where they are missing or damaged.
    [[nodiscard]] Result<QByteArray> blob(const QByteArray &digest) const;

    /// What the user should know of the folder's state: whole sentences.
    [[nodiscard]] const QStringList &notices() const { return m_notices; }

private:
    explicit StateFolder(const QString &path);
    [[nodiscard]] Result<void> save(const QString &name, const QByteArray &data) const;

    QDir m_dir;
    QLockFile m_lock;
    QStringList m_notices;
};

} // namespace ksp
