#pragma once

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <memory>
#include <stop_token>

namespace ksp {

/// The kernel's side of a ChartWatcher: an inotify descriptor. One watch for a folder tells of everything in it, which
/// QFileSystemWatcher does not: it needs one for each file, too.
class Inotify
{
public:
    Inotify();
    ~Inotify();
    Q_DISABLE_COPY_MOVE(Inotify)

    /// -1 where the system has no more of them.
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    int m_descriptor;
};

/// What a watch tells of: everything in the folder, or only these names.
struct WatchFilter
{
    bool everything = false;
    QSet<QByteArray> names;
};

/// What watchChart() found and did.
struct WatchedState
{
    /// Hash of the paths, sizes, times and inodes of all files: differs when something changed.
    QByteArray fingerprint;
    QHash<int, WatchFilter> watches; ///< By watch descriptor.
    /// Whether everything is watched: no limit was met, and the file system tells of changes at all.
    bool isComplete = true;
};

/// Looks through a chart (a folder with all its sub-folders but what .helmignore leaves out, or an archive) and watches
/// it, the paths `also` (absolute), and the folders above, so that a path that goes and comes back is noticed. Every
/// folder is watched before it is listed: nothing that is new can be missed. Watches of `before` that are not needed
/// any more are given back. At most `maxWatches` watches and 20 times as many files. Thread-safe; for a worker's
/// thread.
[[nodiscard]] WatchedState watchChart(const std::shared_ptr<Inotify> &inotify, const QString &path,
    const QStringList &also, const QList<int> &before, int maxWatches, const std::stop_token &stop);

} // namespace ksp
