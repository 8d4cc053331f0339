#include "publish/ChartLoader.h"

#include "core/OffThread.h"

namespace ksp {

Result<LoadedChart> packChart(Chart chart, const PackageOptions &options, const std::stop_token &stop)
{
    LoadedChart loaded;
    loaded.chart = std::move(chart);
    loaded.findings = loaded.chart.findings;
    loaded.options = options;
    if (hasErrors(loaded.findings))
        return loaded;
    Result<PreparedPackage> package = PreparedPackage::prepare(loaded.chart, options, stop);
    if (!package)
        return failure(package.error());
    loaded.findings += package->findings();
    loaded.package = std::move(*package);
    return loaded;
}

ChartLoader::~ChartLoader()
{
    m_stop.request_stop();
}

void ChartLoader::start(const QString &path, const PackageOptions &options)
{
    const auto load = [path, options, stop = m_stop.get_token()] {
        Result<Chart> chart = openChart(path, stop);
        return freedOffThread(
            chart ? packChart(std::move(*chart), options, stop) : Result<LoadedChart>(failure(chart.error())));
    };
    const auto hand = [this](const std::shared_ptr<Result<LoadedChart>> &result) { emit finished(result); };
    runOffThread(&m_pool, this, load, hand);
}

void ChartLoader::cancel()
{
    m_stop.request_stop();
}

} // namespace ksp
