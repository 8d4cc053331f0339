#pragma once

#include "chart/HelmChart.h"
#include "chart/LeftOut.h"
#include "core/Finding.h"
#include "core/Result.h"

#include <QIODevice>

#include <optional>
#include <stop_token>

namespace ksp {

/// Helm's limits (helm 3.18, pkg/chart/loader/archive.go), in bytes unpacked, and ours for what Helm leaves open.
struct ChartLimits
{
    qint64 file = 5 * 1024 * 1024;
    qint64 chart = 100 * 1024 * 1024;
    /// Of all files and folders together beside their contents; each takes tarEntry, as in an archive.
    qint64 entries = 100 * 1024 * 1024;
    static constexpr qint64 tarEntry = 512;
    static constexpr qsizetype depth = 100; ///< Folders above a file.
    static constexpr qsizetype path = 1024; ///< Bytes, as every system unpacks it (PATH_MAX of macOS).
    static constexpr qsizetype name = 255; ///< Bytes of one file's or folder's name, as file systems take.
};

/// Why a path is too deep, or it or a name in it too long for a chart; nothing when it is none of that.
[[nodiscard]] std::optional<Error> whyUnfit(const QString &path);

/// The files of an archive, with what was noticed while reading.
struct ArchiveContents
{
    FileMap files;
    QList<Finding> findings;
    /// Files that are larger than limits.file: Helm refuses a chart that still has them when it is packed.
    QMap<QString, Error> unloadable;
    QList<LeftOut> leftOut;
};

/// Reads a gzip-compressed tar archive with one top folder into memory, as Helm does: the first path element of every
/// entry is dropped. Streams: nothing is written to disk, and memory stays within limits.chart whatever the archive
/// unpacks to. macOS leftovers (._*, .DS_Store, __MACOSX) are left out; hard links are resolved; of
/// two entries with one name the last counts. `name` is used in sentences. `device` is open for reading and not owned.
///
/// Errors: BadInput (not gzip, cut short, damaged, absolute or ".." names, a file outside the top folder, links,
/// devices, names that are not UTF-8), Limit, Cancelled. Thread-safe.
[[nodiscard]] Result<ArchiveContents> readChartArchive(
    QIODevice *device, const QString &name, std::stop_token stop = {}, const ChartLimits &limits = {});

/// Whether a path belongs to what macOS leaves in archives and folders.
[[nodiscard]] bool isMacLeftover(const QString &path);

} // namespace ksp
