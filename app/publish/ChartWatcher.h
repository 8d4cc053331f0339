#pragma once

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <memory>
#include <stop_token>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
QT_END_NAMESPACE

namespace ksp {

class Inotify;
struct WatchedState;

/// Tells when a chart on the disk has changed: a folder with all its sub-folders, or an archive. Also when it is saved
/// by renaming, goes and comes back, or gets new folders. Many changes at once are told once, when they are over.
/// Where the system cannot tell (too many folders, a network file system), looks itself at intervals.
///
/// What changed() tells may turn out to be no change: compare. Lives on one thread, looks through folders on another.
class ChartWatcher : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        /// So long nothing must happen before changed(); but it never waits more than ten times as long.
        std::chrono::milliseconds quiet{300};
        std::chrono::milliseconds interval{3000}; ///< Between own looks.
        int maxWatches = 4096;
    };

    explicit ChartWatcher(QObject *parent = nullptr);
    explicit ChartWatcher(const Options &options, QObject *parent = nullptr);
    ~ChartWatcher() override;

    /// Watches this path instead of what was watched before. It need not exist.
    void watch(const QString &path);
    /// Further files (absolute paths) that matter although .helmignore leaves them out. When they are others than
    /// before, changed() follows, since they may have changed before they were watched.
    void watchAlso(const QStringList &paths);
    void stop();

    /// Whether it looks itself, since the system cannot tell of everything.
    [[nodiscard]] bool isPolling() const;

signals:
    /// After watch(): from now on no change is missed.
    void started();
    void changed();

private:
    void look();
    void looked(const WatchedState &state);
    void readEvents();
    void noticed();

    const Options m_options;
    QString m_path;
    QStringList m_also;
    std::shared_ptr<Inotify> m_inotify;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<WatchedState> m_state; ///< Null until the first look is done.
    std::stop_source m_stop;
    QTimer m_quiet;
    QTimer m_latest; ///< When changed() is told although it does not get quiet.
    QTimer m_interval;
    bool m_looking = false;
    bool m_lookAgain = false;
    bool m_noticed = false; ///< Something happened that changed() has not told yet.
};

} // namespace ksp
