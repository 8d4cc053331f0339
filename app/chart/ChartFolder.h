#pragma once

#include "chart/ChartArchive.h"
#include "chart/HelmIgnore.h"

namespace ksp {

/// The files of a chart's folder as Helm would take them.
struct FolderContents
{
    FileMap files;
    QStringList ignored; ///< Paths that .helmignore leaves out; folders end with a slash and are not looked into.
    QList<Finding> findings;
};

/// Reads a folder into memory as Helm does: in lexical order, symbolic links followed, .helmignore applied before
/// anything is read. Links that lead out of the folder are taken, with a warning; links in a circle are refused.
///
/// Errors: BadInput (devices, pipes, sockets, unreadable files, broken links, names that are not UTF-8 or
/// hold a backslash), Limit, Cancelled. Thread-safe.
[[nodiscard]] Result<FolderContents> readChartFolder(
    const QString &folder, std::stop_token stop = {}, const ChartLimits &limits = {});

} // namespace ksp
