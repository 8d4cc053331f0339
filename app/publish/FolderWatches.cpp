#include "publish/FolderWatches.h"

#include "chart/HelmIgnore.h"
#include "core/RemoteFileSystem.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <vector>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ksp {

namespace {

namespace fs = std::filesystem;

constexpr uint32_t namesMask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr uint32_t contentsMask = namesMask | IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB;
constexpr int filesPerWatch = 20;

class Lookout
{
public:
    Lookout(int descriptor, int maxWatches, std::stop_token stop)
        : m_descriptor(descriptor), m_maxWatches(maxWatches), m_stop(std::move(stop))
    {
        m_state.isComplete = descriptor >= 0;
    }

    WatchedState look(const QString &path, const QStringList &also, const QList<int> &before)
    {
        watchPath(path);
        const std::string native = QFile::encodeName(path).toStdString();
        if (QFileInfo(path).isDir()) {
            readRules(path);
            folder(native, QString());
        } else {
            file(native, true);
        }
        for (const QString &other : also) {
            watchPath(other);
            file(QFile::encodeName(other).toStdString(), true);
        }
        if (isOnRemoteFileSystem(path))
            m_state.isComplete = false;
        for (const int watch : before) {
            if (!m_state.watches.contains(watch))
                inotify_rm_watch(m_descriptor, watch);
        }
        m_state.fingerprint = m_hash.result();
        return m_state;
    }

private:
    void readRules(const QString &folder)
    {
        // isFile(): a pipe must not be opened.
        QFile file(folder + QStringLiteral("/.helmignore"));
        if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
            return;
        constexpr qint64 most = 1024 * 1024;
        if (auto rules = HelmIgnore::parse(file.read(most)); rules)
            m_rules = *rules;
    }

    /// The names on the way to a path, as written and with links followed.
    void watchPath(const QString &path)
    {
        watchNames(fs::path(QFile::encodeName(path).toStdString()).lexically_normal());
        const QString real = QFileInfo(path).canonicalFilePath();
        if (!real.isEmpty() && real != path)
            watchNames(fs::path(QFile::encodeName(real).toStdString()));
    }

    void watchNames(const fs::path &path)
    {
        for (fs::path part = path; part.has_relative_path(); part = part.parent_path())
            watch(part.parent_path().native(), namesMask | IN_ONLYDIR,
                QByteArray::fromStdString(part.filename().native()));
    }

    /// An empty name: everything.
    void watch(const std::string &path, uint32_t mask, const QByteArray &name)
    {
        if (m_descriptor < 0)
            return;
        if (m_state.watches.size() >= m_maxWatches) {
            m_state.isComplete = false;
            return;
        }
        const int watch = inotify_add_watch(m_descriptor, path.c_str(), mask | IN_MASK_ADD);
        if (watch < 0) {
            // What is not there, or cannot be read, is not to be watched; the folder above tells when that changes.
            if (errno == ENOSPC || errno == ENOMEM)
                m_state.isComplete = false;
            return;
        }
        WatchFilter &filter = m_state.watches[watch];
        if (name.isEmpty())
            filter.everything = true;
        else
            filter.names.insert(name);
    }

    void folder(const std::string &path, const QString &prefix)
    {
        struct stat status = {};
        if (::stat(path.c_str(), &status) != 0 || !m_visited.insert({status.st_dev, status.st_ino}).second)
            return;
        watch(path, contentsMask | IN_ONLYDIR, QByteArray());
        std::error_code failed;
        std::vector<std::string> names;
        for (fs::directory_iterator it(path, failed), end; !failed && it != end; it.increment(failed))
            names.push_back(it->path().filename().native());
        std::sort(names.begin(), names.end());
        for (const std::string &name : names) {
            if (m_stop.stop_requested())
                return;
            if (++m_files > filesPerWatch * m_maxWatches) {
                m_state.isComplete = false;
                return;
            }
            const std::string full = path + '/' + name;
            const QString relative = prefix + QString::fromStdString(name);
            const bool isFolder = ::stat(full.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
            if (m_rules.ignores(relative, isFolder))
                continue;
            const bool isLink = ::lstat(full.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
            if (isLink)
                watchPath(QString::fromStdString(full));
            if (isFolder)
                folder(full, relative + u'/');
            else
                file(full, isLink);
        }
    }

    /// `isElsewhere`: it may not lie in a watched folder, as the archive, a link's target, an image that is left out.
    void file(const std::string &path, bool isElsewhere)
    {
        struct stat status = {};
        m_hash.addData(QByteArray::fromStdString(path));
        if (::stat(path.c_str(), &status) != 0) {
            m_hash.addData(QByteArray("\0gone", 5));
            return;
        }
        m_hash.addData(QStringLiteral("%1 %2 %3 %4 %5")
                           .arg(status.st_size)
                           .arg(status.st_mtim.tv_sec)
                           .arg(status.st_mtim.tv_nsec)
                           .arg(status.st_ino)
                           .arg(status.st_mode)
                           .toLatin1());
        if (isElsewhere)
            watch(path, contentsMask, QByteArray());
    }

    const int m_descriptor;
    const int m_maxWatches;
    const std::stop_token m_stop;
    HelmIgnore m_rules;
    QCryptographicHash m_hash{QCryptographicHash::Sha1};
    std::set<std::pair<dev_t, ino_t>> m_visited;
    int m_files = 0;
    WatchedState m_state;
};

} // namespace

Inotify::Inotify() : m_descriptor(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) { }

Inotify::~Inotify()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

WatchedState watchChart(const std::shared_ptr<Inotify> &inotify, const QString &path, const QStringList &also,
    const QList<int> &before, int maxWatches, const std::stop_token &stop)
{
    return Lookout(inotify->descriptor(), maxWatches, stop).look(path, also, before);
}

} // namespace ksp
