#pragma once

#include "chart/ChartArchive.h"
#include "chart/ExtensionMetadata.h"

namespace ksp {

/// An extension's chart as a value: read once from a folder or an archive, everything after is a pure function of it.
struct Chart
{
    QString origin; ///< Path that was opened, absolute.
    bool isFolder = false;
    FileMap files; ///< What .helmignore leaves; sub-chart archives still packed.
    QList<LeftOut> leftOut; ///< What is in the folder or archive, but not among the files.
    FileMap ignoredImages; ///< Bytes of local icon and screenshots that are not among the files: they are uploaded all
                           ///< the same.
    /// What lies in staticFileDirectory and Helm would refuse a package for, if it were packed.
    QMap<QString, Error> unloadable;
    ExtensionMetadata metadata;
    QList<Finding> findings; ///< Everything noticed, errors first, in the order of the file.

    /// The bytes of a file of the chart, or of an ignored image; nothing (null) where there is none.
    [[nodiscard]] QByteArray bytes(const QString &path) const;
    [[nodiscard]] bool has(const QString &path) const { return files.contains(path) || ignoredImages.contains(path); }
};

/// Opens a .tgz/.tar.gz or a folder and checks it. What makes a chart unusable as a whole is the error; what is wrong
/// in it is among the findings. Nothing is written to disk. Errors: BadInput, Limit, Cancelled. Thread-safe; takes as
/// long as reading takes, so not for the UI thread.
[[nodiscard]] Result<Chart> openChart(
    const QString &path, const std::stop_token &stop = {}, const ChartLimits &limits = {});

/// The paths, sorted, whose bytes differ between two states of a chart or that only one of them has: what would change
/// a package or its images. Thread-safe; compares all bytes, so not for the UI thread.
[[nodiscard]] QStringList differingFiles(const Chart &before, const Chart &after);

/// Where a local image lies in the chart: "./static//a.png" and "/static/a.png" are "static/a.png". Empty for a path
/// that leads out of the chart.
[[nodiscard]] QString chartPathOf(const QString &imageValue);

} // namespace ksp
