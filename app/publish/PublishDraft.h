#pragma once

#include "chart/PackageWeights.h"
#include "publish/ChartLoader.h"
#include "publish/ChartWatcher.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <memory>
#include <optional>

namespace ksp {

/// The chart that is about to be published, and all the answers that the wizard gathers about it. The chart is read
/// again whenever it changes on the disk, off this thread, until it is pinned: what Preview showed is what is sent.
///
/// Lives on one thread. Every signal comes from the event loop, never inside a call.
class PublishDraft : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Empty,
        Loading, ///< For the first time, or another chart: loaded() is null.
        Loaded, ///< loaded() is there; it may have errors among its findings.
        Failed, ///< error() says why; path() is still watched.
    };

    explicit PublishDraft(QObject *parent = nullptr);
    explicit PublishDraft(const ChartWatcher::Options &watching, QObject *parent = nullptr);
    ~PublishDraft() override;

    /// Opens a folder or an archive; instead of what was open, whose answers are forgotten. The path that is open is
    /// read again, and its answers stay.
    void open(const QString &path);
    /// Back to Empty.
    void close();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] QString path() const { return m_path; }
    /// The chart as it was last read, unless it is pinned. Shared, never changed.
    [[nodiscard]] std::shared_ptr<const LoadedChart> loaded() const { return m_loaded; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// Whether a change is being read just now, with loaded() still the older one.
    [[nodiscard]] bool isReloading() const { return m_reloading; }
    /// Paths in the chart that differed when it was last read again; empty after it was opened.
    [[nodiscard]] const QStringList &reloadedFiles() const { return m_reloaded; }
    /// Compressed bytes of every file of loaded()'s package, the largest first. Nothing while they are found out, which
    /// begins when the chart is there, and where there is no package.
    [[nodiscard]] const std::optional<QList<FileWeight>> &weights() const { return m_weights; }
    /// Whether it can be published: loaded, without errors, not certainly too large.
    [[nodiscard]] bool isPublishable() const;

    /// From now on loaded() stays as it is; changes on the disk are only told by staleFiles(). Pins do not add up. Does
    /// nothing unless it is Loaded.
    void pin();
    /// Takes over what changed meanwhile.
    void unpin();
    [[nodiscard]] bool isPinned() const { return m_pinned; }
    /// Paths in the chart that differ from loaded() on the disk, while it is pinned. One empty path where the chart
    /// cannot be read any more. A file that was saved unchanged is not among them.
    [[nodiscard]] QStringList staleFiles() const { return m_stale; }

    [[nodiscard]] const PackageOptions &options() const { return m_options; }
    /// Packs again what loaded() has, also while it is pinned.
    void setOptions(const PackageOptions &options);

    /// The note to the reviewers of one submission; empty for the usual one. Whoever submits it takes it back.
    [[nodiscard]] QString message() const { return m_message; }
    void setMessage(const QString &message);

signals:
    /// state(), path(), loaded(), error(), isReloading(), options(), weights().
    void changed();
    /// The chart was read again after a change on the disk: reloadedFiles() are those that changed. Before changed().
    void reloaded();
    /// staleFiles() or isPinned().
    void staleChanged();
    void messageChanged();

private:
    /// What was read, compared with what was there before.
    struct Reading;
    /// Work on another thread of which only the last result counts.
    struct Task
    {
        std::stop_source stop;
        bool isRunning = false;
    };
    enum Signal { Changed = 1, Reloaded = 2, StaleChanged = 4, MessageChanged = 8 };

    void announce(int what);
    void announceNow();
    template <typename Work, typename Done> void begin(Task *task, Work work, Done done);
    static void end(Task *task);
    void forget();

    void read();
    void wasRead(const Reading &reading);
    void compare();
    void wasCompared(const Result<QStringList> &differing);
    void pack();
    void weigh();
    void take(const std::shared_ptr<const LoadedChart> &loaded);
    void fail(const Error &error);
    /// A chart is often in pieces for a moment while it is being saved: whether to read it once more.
    bool startRetry(const Error &error);

    State m_state = State::Empty;
    QString m_path;
    std::shared_ptr<const LoadedChart> m_loaded;
    std::optional<Error> m_error;
    std::optional<QList<FileWeight>> m_weights;
    PackageOptions m_options;
    QString m_message;
    QStringList m_reloaded;
    QStringList m_stale;
    bool m_reloading = false;
    bool m_pinned = false;

    QThreadPool m_pool; ///< As that of ChartLoader.
    ChartWatcher m_watcher;
    QTimer m_retry;
    bool m_isRetry = false;
    Task m_reading;
    Task m_comparing;
    Task m_packing;
    Task m_weighing;
    int m_unannounced = 0;
};

} // namespace ksp
