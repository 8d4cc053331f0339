#pragma once

#include "chart/ChartArchive.h"
#include "chart/HelmIgnore.h"

namespace ksp {

/// The files of a chart's folder as Helm would take them.
struct FolderContents
{
    FileMap files;
    QList<LeftOut> leftOut; ///< Folders are not looked into.
    /// What Helm refuses a chart for if it is still there when it is packed: broken links, files larger than
    /// limits.file.
    QMap<QString, Error> unloadable;
    /// Symbolic links that lead out of the folder, and where to (absolute).
    QMap<QString, QString> linksOut;
};

/// Reads a folder into memory as Helm does: in lexical order, symbolic links followed, .helmignore applied before
/// anything is read. Links in a circle are refused.
///
/// Errors: BadInput (devices, pipes, sockets, unreadable files, names that are not UTF-8, hold a backslash or that Helm
/// takes for a way out of the chart), Limit (size, number, depth), Cancelled. Thread-safe.
[[nodiscard]] Result<FolderContents> readChartFolder(
    const QString &folder, std::stop_token stop = {}, const ChartLimits &limits = {});

} // namespace ksp
