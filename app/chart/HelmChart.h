#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace ksp {

/// Files of a chart: path inside the chart (forward slashes, no leading one) -> bytes. Shared, cheap to copy.
using FileMap = QMap<QString, QByteArray>;

/// What Helm's loader needs to know of a Chart.yaml.
struct HelmMetadata
{
    QString apiVersion; ///< "v1" where the file names none, as Helm assumes.
    QString name;
    QString version;
    QString appVersion;
    QString description;
    QString type;

    friend bool operator==(const HelmMetadata &, const HelmMetadata &) = default;
};

/// A chart as Helm 3 loads it (helm 3.18, pkg/chart/loader): an archive, or a folder's files.
struct HelmChart
{
    HelmMetadata metadata;
    FileMap files; ///< All files, Chart.yaml and those of sub-charts too, as they stand in the archive.
};

/// Loads a packed chart from memory with Helm's limits and refusals (5 MiB a file, 100 MiB a chart unpacked; absolute
/// paths, "..", drive letters, files outside the top folder, links and devices). Sub-charts are loaded too, and refuse
/// the chart when they are broken. Errors: BadInput, Limit. Thread-safe.
[[nodiscard]] Result<HelmChart> loadHelmArchive(const QByteArray &tgz);

} // namespace ksp
