#pragma once

#include "practice/PracticeRecords.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace ksp {

/// Made-up extensions for trying things at scale. The same seed makes the same ones, so that they need no files of
/// their own: two of three have only approved versions, the newest version of every third is a draft (as long as it is
/// not the only one, they are all `ready`). None is under review, none has a package.
struct PracticeSeed
{
    int extensions = 0;
    int snapshots = 0; ///< Of each extension.
    qint64 firstId = 0; ///< All IDs are above it.
    QDateTime time; ///< UTC; all were changed before it.

    /// Whether it makes something, and not more than memory is good for.
    [[nodiscard]] bool isUsable() const;
    [[nodiscard]] QList<PracticeExtension> make(const QString &owner) const;

    [[nodiscard]] QJsonObject toJson() const;
    /// Nothing where the object is not what toJson() writes of a usable one.
    [[nodiscard]] static std::optional<PracticeSeed> fromJson(const QJsonObject &object);
};

} // namespace ksp
