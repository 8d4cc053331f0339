#pragma once

#include "chart/PackageBuilder.h"

#include <QObject>
#include <QThreadPool>

#include <stop_token>

namespace ksp {

/// A chart with the package that would be made of it.
struct LoadedChart
{
    Chart chart;
    /// Nothing when the chart has errors among its findings: it cannot be published as it is.
    std::optional<PreparedPackage> package;
    /// The chart's findings and those of packing.
    QList<Finding> findings;
    PackageOptions options; ///< What it was packed with.
};

/// Packs a chart that was opened. Errors as PreparedPackage::prepare() gives them. Thread-safe; not for the UI thread.
[[nodiscard]] Result<LoadedChart> packChart(Chart chart, const PackageOptions &options, const std::stop_token &stop);

/// Opens and packs a chart off the calling thread: reading and compressing take longer than a frame.
/// Ends exactly once with finished(), never inside start() or cancel(); not at all when deleted before. One job, one
/// chart.
class ChartLoader : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~ChartLoader() override;

    void start(const QString &path, const PackageOptions &options = {});
    /// Ends with ErrorKind::Cancelled, soon.
    void cancel();

signals:
    /// Errors as openChart() and PreparedPackage::prepare() give them. The value is destroyed off the thread.
    void finished(const std::shared_ptr<ksp::Result<ksp::LoadedChart>> &result);

private:
    std::stop_source m_stop;
    QThreadPool m_pool; ///< Packing takes seconds, for which nothing else is to wait. Its end waits for the work's.
};

} // namespace ksp
