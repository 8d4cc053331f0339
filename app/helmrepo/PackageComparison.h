#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace ksp {

/// One file that is not the same in two packages.
struct PackageDifference
{
    enum class Kind { OnlySent, OnlyPublished, Changed };
    Kind kind = Kind::Changed;
    QString path; ///< In the chart.
    qint64 sentSize = 0; ///< Bytes unpacked; 0 where it is missing.
    qint64 publishedSize = 0;

    friend bool operator==(const PackageDifference &, const PackageDifference &) = default;
};

/// What differs between the package that was sent and the one that the repository has, by path. Empty: the same files
/// with the same bytes, packed another way. Errors: as readChartArchive() gives them. Thread-safe, and too slow for the
/// UI thread.
[[nodiscard]] Result<QList<PackageDifference>> comparePackages(const QByteArray &sent, const QByteArray &published);

} // namespace ksp
