#pragma once

#include "publish/ChartLoader.h"

#include <QObject>

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
    ~PublishDraft() override;

    /// Opens a folder or an archive; instead of what was open, whose answers are forgotten.
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
    /// Whether it can be published: loaded, without errors, not certainly too large.
    [[nodiscard]] bool isPublishable() const;

    /// From now on loaded() stays as it is; changes on the disk are only told by staleFiles(). Pins do not add up.
    void pin();
    /// Takes over what changed meanwhile.
    void unpin();
    [[nodiscard]] bool isPinned() const { return m_pinned; }
    /// Paths in the chart that differ from loaded() on the disk, while it is pinned. One empty path where the chart
    /// cannot be read any more. A file that was saved unchanged is not among them.
    [[nodiscard]] QStringList staleFiles() const { return m_stale; }

    [[nodiscard]] const PackageOptions &options() const { return m_options; }
    /// Packs again.
    void setOptions(const PackageOptions &options);

    /// The note to the reviewers; empty for the usual one.
    [[nodiscard]] QString message() const { return m_message; }
    void setMessage(const QString &message);

signals:
    /// state(), path(), loaded(), error(), isReloading(), options().
    void changed();
    /// staleFiles() or isPinned().
    void staleChanged();
    void messageChanged();

private:
    // The helper who implements this adds what it needs.
    State m_state = State::Empty;
    QString m_path;
    std::shared_ptr<const LoadedChart> m_loaded;
    std::optional<Error> m_error;
    PackageOptions m_options;
    QString m_message;
    QStringList m_stale;
    bool m_reloading = false;
    bool m_pinned = false;
};

} // namespace ksp
