#include "publish/PublishDraft.h"

#include "core/OffThread.h"

#include <QDir>
#include <QPointer>

namespace ksp {

struct PublishDraft::Reading
{
    Result<std::shared_ptr<const LoadedChart>> loaded; ///< Null when nothing has changed.
    QStringList changes;
    QStringList leftOutImages; ///< Absolute paths.
};

namespace {

/// Local images of a folder that the chart's files do not show, since .helmignore leaves them out or they are not
/// there.
QStringList leftOutImages(const Chart &chart)
{
    constexpr qsizetype most = 100; // nobody has more screenshots, and each costs a watch
    QStringList paths;
    const QList<PlacedText> images = QList<PlacedText>{chart.metadata.icon} + chart.metadata.screenshots;
    for (const PlacedText &image : images.first(qMin(images.size(), most))) {
        const QString path = isLocalImage(image.text) ? chartPathOf(image.text) : QString();
        if (chart.isFolder && !path.isEmpty() && !chart.files.contains(path))
            paths.append(chart.origin + u'/' + path);
    }
    return paths;
}

} // namespace

PublishDraft::PublishDraft(QObject *parent) : PublishDraft(ChartWatcher::Options(), parent) { }

PublishDraft::PublishDraft(const ChartWatcher::Options &watching, QObject *parent)
    : QObject(parent), m_watcher(watching)
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(watching.quiet);
    const auto lookAgain = [this] { m_pinned ? compare() : read(); };
    connect(&m_retry, &QTimer::timeout, this, lookAgain);
    connect(&m_watcher, &ChartWatcher::started, this, &PublishDraft::read);
    connect(&m_watcher, &ChartWatcher::changed, this, [this, lookAgain] {
        m_isRetry = false;
        lookAgain();
    });
}

PublishDraft::~PublishDraft()
{
    for (Task *task : {&m_reading, &m_comparing, &m_packing, &m_weighing})
        end(task);
}

void PublishDraft::open(const QString &path)
{
    const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    if (m_path == absolute && m_pinned)
        unpin();
    if (m_path == absolute && m_state == State::Loaded) {
        read();
        return;
    }
    if (m_path != absolute)
        forget();
    m_path = absolute;
    m_state = State::Loading;
    m_error.reset();
    m_reloading = false;
    m_retry.stop();
    end(&m_reading);
    // Read when it is watched: what changes from then on is noticed.
    m_watcher.watch(absolute);
    announce(Changed);
}

void PublishDraft::close()
{
    forget();
    m_path.clear();
    m_state = State::Empty;
    m_watcher.stop();
    announce(Changed);
}

void PublishDraft::forget()
{
    for (Task *task : {&m_reading, &m_comparing, &m_packing, &m_weighing})
        end(task);
    m_retry.stop();
    m_isRetry = false;
    m_loaded.reset();
    m_error.reset();
    m_weights.reset();
    m_reloaded.clear();
    m_options = {};
    m_reloading = false;
    if (!m_message.isEmpty())
        setMessage({});
    if (m_pinned) {
        m_pinned = false;
        m_stale.clear();
        announce(StaleChanged);
    }
}

bool PublishDraft::isPublishable() const
{
    return m_state == State::Loaded && m_loaded->package && !hasErrors(m_loaded->findings)
        && m_loaded->package->lowerBound() <= SizeLimits::refused;
}

void PublishDraft::pin()
{
    if (m_pinned || m_state != State::Loaded)
        return;
    m_pinned = true;
    announce(StaleChanged);
    if (!m_reading.isRunning && !m_retry.isActive())
        return;
    end(&m_reading);
    m_retry.stop();
    m_isRetry = false;
    m_reloading = m_packing.isRunning;
    announce(Changed);
    compare();
}

void PublishDraft::unpin()
{
    if (!m_pinned)
        return;
    m_pinned = false;
    const bool mayDiffer = !m_stale.isEmpty() || m_comparing.isRunning || m_retry.isActive();
    end(&m_comparing);
    m_retry.stop();
    m_stale.clear();
    announce(StaleChanged);
    if (mayDiffer)
        read();
}

void PublishDraft::setOptions(const PackageOptions &options)
{
    if (options == m_options)
        return;
    m_options = options;
    announce(Changed);
    if (m_reading.isRunning)
        read();
    else if (m_state == State::Loaded)
        pack();
}

void PublishDraft::setMessage(const QString &message)
{
    if (message == m_message)
        return;
    m_message = message;
    announce(MessageChanged);
}

void PublishDraft::announce(int what)
{
    if (m_unannounced == 0)
        QMetaObject::invokeMethod(this, &PublishDraft::announceNow, Qt::QueuedConnection);
    m_unannounced |= what;
}

void PublishDraft::announceNow()
{
    const int what = std::exchange(m_unannounced, 0);
    const QPointer<PublishDraft> self(this);
    using Announcement = void (PublishDraft::*)();
    for (const auto &[bit, signal] : std::initializer_list<std::pair<int, Announcement>>{
             {Reloaded, &PublishDraft::reloaded}, {Changed, &PublishDraft::changed},
             {StaleChanged, &PublishDraft::staleChanged}, {MessageChanged, &PublishDraft::messageChanged}}) {
        // Whoever hears one may delete the draft.
        if (self && (what & bit) != 0)
            emit(this->*signal)();
    }
}

template <typename Work, typename Done> void PublishDraft::begin(Task *task, Work work, Done done)
{
    end(task);
    task->stop = std::stop_source();
    task->isRunning = true;
    const std::stop_token stop = task->stop.get_token();
    runOffThread(
        &m_pool, this, [work, stop] { return work(stop); },
        [task, stop, done](const auto &value) {
            // Stopped: another one has been begun, or nobody wants to know any more.
            if (stop.stop_requested())
                return;
            task->isRunning = false;
            done(value);
        });
}

void PublishDraft::end(Task *task)
{
    task->stop.request_stop();
    task->isRunning = false;
}

void PublishDraft::read()
{
    m_retry.stop();
    end(&m_packing);
    if (m_state != State::Loading) {
        m_reloading = true;
        announce(Changed);
    }
    const auto work = [path = m_path, options = m_options, before = m_loaded](const std::stop_token &stop) {
        Result<Chart> chart = openChart(path, stop);
        if (!chart)
            return freedOffThread(Reading{failure(chart.error()), {}, {}});
        const QStringList images = leftOutImages(*chart);
        QStringList changes;
        if (before) {
            changes = differingFiles(before->chart, *chart);
            if (changes.isEmpty() && before->options == options && before->chart.leftOut == chart->leftOut
                && before->chart.findings == chart->findings && before->chart.isFolder == chart->isFolder)
                return freedOffThread(Reading{nullptr, {}, images});
        }
        Result<LoadedChart> loaded = packChart(std::move(*chart), options, stop);
        if (!loaded)
            return freedOffThread(Reading{failure(loaded.error()), changes, images});
        return freedOffThread(Reading{freedOffThread(std::move(*loaded)), changes, images});
    };
    begin(&m_reading, work, [this](const std::shared_ptr<Reading> &reading) { wasRead(*reading); });
}

void PublishDraft::wasRead(const Reading &reading)
{
    if (!reading.loaded) {
        if (m_state == State::Loading || !startRetry(reading.loaded.error()))
            fail(reading.loaded.error());
        return;
    }
    m_isRetry = false;
    m_watcher.watchAlso(reading.leftOutImages);
    if (!*reading.loaded) {
        m_reloading = false;
        announce(Changed);
        return;
    }
    if (m_state == State::Loaded && !reading.changes.isEmpty()) {
        m_reloaded = reading.changes;
        announce(Reloaded);
    }
    take(*reading.loaded);
}

void PublishDraft::take(const std::shared_ptr<const LoadedChart> &loaded)
{
    m_state = State::Loaded;
    m_loaded = loaded;
    m_error.reset();
    m_reloading = false;
    announce(Changed);
    weigh();
}

void PublishDraft::fail(const Error &error)
{
    m_isRetry = false;
    m_state = State::Failed;
    m_error = error;
    m_loaded.reset();
    m_weights.reset();
    end(&m_weighing);
    m_reloading = false;
    announce(Changed);
    if (m_pinned) {
        m_pinned = false;
        end(&m_comparing);
        m_retry.stop();
        m_stale.clear();
        announce(StaleChanged);
    }
}

bool PublishDraft::startRetry(const Error &error)
{
    if (m_isRetry || m_state == State::Failed || error.kind != ErrorKind::BadInput)
        return false;
    m_isRetry = true;
    m_retry.start();
    return true;
}

void PublishDraft::compare()
{
    m_retry.stop();
    const auto work = [path = m_path, before = m_loaded](const std::stop_token &stop) {
        const Result<Chart> chart = openChart(path, stop);
        return chart ? Result<QStringList>(differingFiles(before->chart, *chart)) : failure(chart.error());
    };
    begin(&m_comparing, work, [this](const Result<QStringList> &differing) { wasCompared(differing); });
}

void PublishDraft::wasCompared(const Result<QStringList> &differing)
{
    if (!differing && startRetry(differing.error()))
        return;
    m_isRetry = false;
    const QStringList stale = differing.value_or(QStringList{QString()});
    if (stale == m_stale)
        return;
    m_stale = stale;
    announce(StaleChanged);
}

void PublishDraft::pack()
{
    m_reloading = true;
    const auto work = [before = m_loaded, options = m_options](const std::stop_token &stop) {
        return freedOffThread(packChart(before->chart, options, stop));
    };
    begin(&m_packing, work, [this](const std::shared_ptr<Result<LoadedChart>> &packed) {
        if (*packed)
            take(std::shared_ptr<const LoadedChart>(packed, &**packed));
        else
            fail(packed->error());
    });
}

void PublishDraft::weigh()
{
    m_weights.reset();
    end(&m_weighing);
    if (!m_loaded->package)
        return;
    const auto work = [of = m_loaded](const std::stop_token &stop) { return packageWeights(*of->package, stop); };
    begin(&m_weighing, work, [this](const QList<FileWeight> &weights) {
        m_weights = weights;
        announce(Changed);
    });
}

} // namespace ksp
