#include "publish/ChartWatcher.h"

#include "core/OffThread.h"
#include "publish/FolderWatches.h"

#include <QDir>
#include <QSocketNotifier>

#include <array>
#include <cstring>

#include <sys/inotify.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr int patience = 10; ///< Quiet times to wait at most.

/// Closing a descriptor with many watches takes its time, too.
std::shared_ptr<Inotify> makeInotify()
{
    const auto holder = freedOffThread(std::make_unique<Inotify>());
    return {holder, holder->get()};
}

} // namespace

ChartWatcher::ChartWatcher(QObject *parent) : ChartWatcher(Options(), parent) { }

ChartWatcher::ChartWatcher(const Options &options, QObject *parent) : QObject(parent), m_options(options)
{
    for (QTimer *timer : {&m_quiet, &m_latest, &m_interval})
        timer->setSingleShot(true);
    m_quiet.setInterval(options.quiet);
    m_latest.setInterval(options.quiet * patience);
    m_interval.setInterval(options.interval);
    connect(&m_quiet, &QTimer::timeout, this, &ChartWatcher::look);
    connect(&m_latest, &QTimer::timeout, this, &ChartWatcher::look);
    connect(&m_interval, &QTimer::timeout, this, &ChartWatcher::look);
}

ChartWatcher::~ChartWatcher()
{
    stop();
}

void ChartWatcher::watch(const QString &path)
{
    stop();
    m_path = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    m_inotify = makeInotify();
    if (m_inotify->descriptor() >= 0) {
        m_notifier = std::make_unique<QSocketNotifier>(m_inotify->descriptor(), QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &ChartWatcher::readEvents);
    }
    look();
}

void ChartWatcher::watchAlso(const QStringList &paths)
{
    if (paths == m_also || !m_inotify)
        return;
    m_also = paths;
    m_noticed = true;
    look();
}

void ChartWatcher::stop()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_notifier.reset();
    m_inotify.reset();
    m_state.reset();
    m_also.clear();
    m_looking = m_lookAgain = m_noticed = false;
    for (QTimer *timer : {&m_quiet, &m_latest, &m_interval})
        timer->stop();
}

bool ChartWatcher::isPolling() const
{
    return m_state && !m_state->isComplete;
}

void ChartWatcher::look()
{
    for (QTimer *timer : {&m_quiet, &m_latest, &m_interval})
        timer->stop();
    m_lookAgain = m_looking;
    if (m_looking)
        return;
    m_looking = true;
    const auto work
        = [inotify = m_inotify, path = m_path, also = m_also, before = m_state ? m_state->watches.keys() : QList<int>(),
              most = m_options.maxWatches, stop = m_stop.get_token()] {
              return std::make_shared<const WatchedState>(watchChart(inotify, path, also, before, most, stop));
          };
    runOffThread(this, work, [this, of = m_inotify](const std::shared_ptr<const WatchedState> &state) {
        // The answer for a path that is not watched any more comes, too.
        if (of == m_inotify)
            looked(*state);
    });
}

void ChartWatcher::looked(const WatchedState &state)
{
    m_looking = false;
    const bool isFirst = !m_state;
    const bool isOther = !isFirst && m_state->fingerprint != state.fingerprint;
    m_state = std::make_unique<WatchedState>(state);
    if (m_lookAgain) {
        // What this look has seen is told with the next one.
        m_noticed = m_noticed || isOther;
        if (!isFirst) {
            look();
            return;
        }
    }
    if (!m_state->isComplete)
        m_interval.start();
    if (isFirst) {
        if (m_lookAgain)
            look();
        emit started();
        return;
    }
    if (m_noticed || isOther) {
        m_noticed = false;
        emit changed();
    }
}

void ChartWatcher::readEvents()
{
    // One buffer at a time keeps thousands of events from holding up the event loop.
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    const ssize_t size = ::read(m_inotify->descriptor(), buffer.data(), buffer.size());
    bool matters = false;
    for (ssize_t at = 0; at < size && !matters;) {
        inotify_event event = {};
        std::memcpy(&event, buffer.data() + at, sizeof event);
        const char *name = buffer.data() + at + sizeof event;
        at += ssize_t(sizeof event) + ssize_t(event.len);
        if ((event.mask & IN_IGNORED) != 0)
            continue;
        const auto watched = m_state ? m_state->watches.constFind(event.wd) : QHash<int, WatchFilter>::const_iterator();
        // A watch that is not known yet is one that the present look has made.
        const bool isUnknown = !m_state || watched == m_state->watches.cend();
        matters = (event.mask & IN_Q_OVERFLOW) != 0 || isUnknown || watched->everything || event.len == 0
            || watched->names.contains(QByteArray(name));
    }
    if (matters)
        noticed();
}

void ChartWatcher::noticed()
{
    m_noticed = true;
    m_quiet.start();
    if (!m_latest.isActive())
        m_latest.start();
}

} // namespace ksp
