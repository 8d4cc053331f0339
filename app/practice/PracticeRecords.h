#pragma once

#include "practice/PackageInfo.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace ksp {

/// Somebody with a key.
struct PracticeUser
{
    QString id; ///< "usr-" and 18 digits.
    QString key; ///< "kck-" and a UUID. Never log it.
};

/// One pushed version as the practice Cloud keeps it.
struct PracticeSnapshot
{
    QString id; ///< 18 decimal digits.
    QString status; ///< draft, submitted, active, rejected.
    PackageInfo package;
    QByteArray digest; ///< SHA-256 of the package in hex; empty where seeded without one.
    QString note; ///< The message of the last submission.
    QDateTime createdAt; ///< UTC, as all times here.
    QDateTime updatedAt; ///< Later with each change of state.
    QDateTime submittedAt; ///< Invalid unless submitted.

    [[nodiscard]] const QString &version() const { return package.version; }
    /// Whether the beta repository has it: submitted or active, and not seeded.
    [[nodiscard]] bool isOffered() const;
};

/// An extension with all of its versions, in the order of their first push.
struct PracticeExtension
{
    QString id; ///< 18 decimal digits.
    QString name;
    QString owner; ///< The user's ID.
    QList<PracticeSnapshot> snapshots;
    /// The highest active version; where all that were active have been overwritten since, the last that was.
    QString latestVersion;

    /// To be called after any change of the snapshots.
    void updateLatestVersion();
    /// "ready" once a version was active, else "draft".
    [[nodiscard]] QString status() const;
    /// Position in `snapshots`, or -1.
    [[nodiscard]] qsizetype indexOfId(const QString &snapshotId) const;
    [[nodiscard]] qsizetype indexOfVersion(const QString &version) const;
};

/// "2026-11-23T09:34:30.123Z"
[[nodiscard]] QString toRfc3339(const QDateTime &time);

/// The form in which an extension lies in the state folder.
[[nodiscard]] QJsonObject toStateJson(const PracticeExtension &extension);
/// Nothing where the object is not what toStateJson() writes.
[[nodiscard]] std::optional<PracticeExtension> extensionFromStateJson(const QJsonObject &object);

/// Whether a text is an ID as the Cloud makes them.
[[nodiscard]] bool isCloudId(const QString &text);

} // namespace ksp
