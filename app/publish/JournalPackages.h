#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QDateTime>
#include <QHash>
#include <QSet>

namespace ksp {

/// The packages that the journal keeps, as files named by their SHA-256. Slow (the disk); for the database's thread.
class JournalPackages
{
    Q_DECLARE_TR_FUNCTIONS(ksp::JournalPackages)
public:
    /// `profile` is the profile's folder; the packages lie in its `packages`.
    explicit JournalPackages(const QString &profile);

    /// Writes the package unless it is there already; gives its SHA-256 (hex).
    [[nodiscard]] Result<QString> store(const QByteArray &package) const;
    /// Reads the package and checks that it is the one asked for.
    [[nodiscard]] Result<QByteArray> load(const QString &sha256) const;

    /// What clean() goes by. Hashes in hex.
    struct Use
    {
        QSet<QString> needed; ///< By open publishes: never removed.
        QHash<QString, QDateTime> lastUsed; ///< By the others, UTC.
    };
    /// See Journal::clean(). Files that no publish names may be about to be recorded and stay for a day; so do the
    /// remains of interrupted writes.
    [[nodiscard]] int clean(const Use &use, const QDateTime &now, int maxAgeDays, qint64 maxBytes) const;

private:
    [[nodiscard]] QString fileName(const QString &sha256) const;

    QString m_folder;
};

} // namespace ksp
