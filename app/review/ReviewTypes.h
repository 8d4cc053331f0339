#pragma once

#include "cloud/CloudTypes.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace ksp {

/// Whose extensions: a user of a server. All that is kept is kept for one of these.
struct ReviewOwner
{
    QString server; ///< Base URL.
    QString userId;

    [[nodiscard]] bool isValid() const { return !server.isEmpty() && !userId.isEmpty(); }
    friend bool operator==(const ReviewOwner &, const ReviewOwner &) = default;
};

/// An extension with all that is known of its versions.
struct ExtensionState
{
    Extension extension;
    /// The newest first, by time of change; nothing where the server was never asked for them.
    std::optional<QList<Snapshot>> snapshots;
    QDateTime snapshotsAt; ///< UTC, when the server was asked for them; invalid where it never was.

    /// The snapshot that was changed last, or nothing.
    [[nodiscard]] const Snapshot *newest() const;
    [[nodiscard]] bool isUnderReview() const;
    /// The word that the extension is counted under: `submitted` where a snapshot is under review, otherwise the newest
    /// one's. Empty where the versions were never loaded.
    [[nodiscard]] QString leadingStatus() const;
    [[nodiscard]] QDateTime changedAt() const;

    friend bool operator==(const ExtensionState &, const ExtensionState &) = default;
};

/// A change of a status, as the timeline keeps it.
struct StatusChange
{
    qint64 id = 0; ///< Of the timeline; 0 while it is not kept there.
    QString name; ///< The extension's.
    QString snapshotId; ///< Empty where the extension's own status changed.
    QString version; ///< Of the snapshot; the latest one for the extension.
    QString oldStatus; ///< Empty for what was new.
    QString newStatus; ///< Empty for what is gone.
    QDateTime changedAt; ///< UTC, as the server says; invalid where it gave none.
    QDateTime seenAt; ///< UTC, when this program saw it.
    bool isOwn = false; ///< This program did it, on the user's command.

    /// A submission that is no longer under review nor approved, without this program's doing.
    [[nodiscard]] bool isSentBack() const;
    /// Somebody else decided something: worth a notification and a mark. Not what the user does (pushes, submits,
    /// withdraws), nor the extension's own status where it only follows its version's.
    [[nodiscard]] bool isNews() const;
    friend bool operator==(const StatusChange &, const StatusChange &) = default;
};

/// The newest first: by time of change, then as the server had them.
[[nodiscard]] QList<Snapshot> newestFirst(QList<Snapshot> snapshots);

} // namespace ksp

Q_DECLARE_METATYPE(ksp::StatusChange)
