#pragma once

#include "chart/HelmChart.h"
#include "core/Finding.h"
#include "core/Result.h"

#include <QIODevice>

#include <stop_token>

namespace ksp {

/// Helm's limits (helm 3.18, pkg/chart/loader/archive.go), in bytes unpacked.
struct ChartLimits
{
    qint64 file = 5 * 1024 * 1024;
    qint64 chart = 100 * 1024 * 1024;
};

/// The files of an archive, with what was noticed while reading.
struct ArchiveContents
{
    FileMap files;
    QList<Finding> findings;
};

/// Reads a gzip-compressed tar archive with one top folder into memory, as Helm does: the first path element of every
/// entry is dropped. Streams: nothing is written to disk, and memory stays within limits.chart whatever the archive
/// unpacks to. macOS leftovers (._*, .DS_Store, __MACOSX) are passed over with a finding; hard links are resolved; of
/// two entries with one name the last counts. `name` is used in sentences. `device` is open for reading and not owned.
///
/// Errors: BadInput (not gzip, cut short, damaged, absolute or ".." names, a file outside the top folder, links,
/// devices, names that are not UTF-8), Limit, Cancelled. Thread-safe.
[[nodiscard]] Result<ArchiveContents> readChartArchive(
    QIODevice *device, const QString &name, std::stop_token stop = {}, const ChartLimits &limits = {});

/// Whether a path belongs to what macOS leaves in archives and folders.
[[nodiscard]] bool isMacLeftover(const QString &path);

} // namespace ksp
