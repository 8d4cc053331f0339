#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

namespace ksp {

/// The most bytes that the practice Cloud takes as a package. The real limit is not published; the same vendor's
/// application store uses this one.
constexpr qint64 maximumPackageSize = 1'048'576;

/// What the practice Cloud keeps of a package: the values of its Chart.yaml that a Helm repository's index repeats.
struct PackageInfo
{
    QString name;
    QString version;
    QString apiVersion;
    QString appVersion;
    QString description;

    friend bool operator==(const PackageInfo &, const PackageInfo &) = default;
};

/// Looks into a packed extension as the Cloud does: its size, then Helm's loader, then extension.yaml. The error's
/// httpStatus is the answer to give: 413 where it is too large, 400 for everything else. Thread-safe.
[[nodiscard]] Result<PackageInfo> inspectPackage(const QByteArray &tgz);

} // namespace ksp
