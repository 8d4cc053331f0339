#pragma once

#include "chart/ChartArchive.h"
#include "core/Finding.h"

namespace ksp {

/// A chart's files with its sub-charts laid out as Helm saves them.
struct LaidOutChart
{
    FileMap files;
    QStringList leftOut; ///< Paths that Helm does not load (charts/_x, charts/.x) or does not keep (requirements.yaml
                         ///< of a v2 chart).
    QList<Finding> findings; ///< Sub-charts of one name, schemas that nothing fits.
    QStringList subCharts; ///< Names of the sub-charts right under the chart, by their Chart.yaml.
};

/// Lays out the sub-charts under charts/ as helm's load and save do: archives become folders, every folder is called
/// after its chart's name, files are kept byte for byte, what begins with "_" or "." is left out, recursively.
/// `root` is the chart's Chart.yaml version: requirements.* are kept only for "v1".
///
/// Of two sub-charts of one name Helm puts the files into one folder: what it loads of the package is one chart out of
/// both. So do we, with a warning; where both have a file, that of the higher version stays (in Helm's package stand
/// both, in random order, and the last one counts).
///
/// Errors: BadInput for what Helm refuses to load (a sub-chart without a valid Chart.yaml, values.yaml that is not
/// YAML, a schema that is not JSON, stray files in charts/), Limit, Cancelled. Pure.
[[nodiscard]] Result<LaidOutChart> layOutSubCharts(
    const FileMap &files, const QString &apiVersion, std::stop_token stop = {}, const ChartLimits &limits = {});

} // namespace ksp
