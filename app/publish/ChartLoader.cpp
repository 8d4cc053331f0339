#include "publish/ChartLoader.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

namespace ksp {

namespace {

using Loaded = std::shared_ptr<Result<LoadedChart>>;

Result<LoadedChart> load(const QString &path, const PackageOptions &options, const std::stop_token &stop)
{
    Result<Chart> chart = openChart(path, stop);
    if (!chart)
        return failure(chart.error());
    LoadedChart loaded;
    loaded.chart = std::move(*chart);
    loaded.findings = loaded.chart.findings;
    if (hasErrors(loaded.findings))
        return loaded;
    Result<PreparedPackage> package = PreparedPackage::prepare(loaded.chart, options, stop);
    if (!package)
        return failure(package.error());
    loaded.findings += package->findings();
    loaded.package = std::move(*package);
    return loaded;
}

} // namespace

ChartLoader::~ChartLoader()
{
    m_stop.request_stop();
}

void ChartLoader::start(const QString &path, const PackageOptions &options)
{
    auto *watcher = new QFutureWatcher<Loaded>(this);
    connect(watcher, &QFutureWatcher<Loaded>::finished, this, [this, watcher] {
        watcher->deleteLater();
        emit finished(watcher->result());
    });
    const auto promise = std::make_shared<QPromise<Loaded>>();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, path, options, stop = m_stop.get_token()] {
        promise->start();
        promise->addResult(std::make_shared<Result<LoadedChart>>(load(path, options, stop)));
        promise->finish();
    });
}

void ChartLoader::cancel()
{
    m_stop.request_stop();
}

} // namespace ksp
