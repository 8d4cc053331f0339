#include "chart/ChartFolder.h"

#include "core/RegularFile.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <filesystem>

namespace ksp {

namespace fs = std::filesystem;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartFolder)
};

class FolderReader
{
public:
    FolderReader(const fs::path &root, HelmIgnore rules, std::stop_token stop, const ChartLimits &limits)
        : m_rules(std::move(rules)), m_stop(std::move(stop)), m_limits(limits), m_root(root), m_left(limits.chart),
          m_entriesLeft(limits.entries)
    {
        std::error_code ignored;
        m_realRoot = fs::canonical(root, ignored);
    }

    Result<FolderContents> read()
    {
        m_above.push_back(m_realRoot.native());
        if (auto walked = walk(m_root.native(), QString()); !walked)
            return failure(walked.error());
        return std::move(m_contents);
    }

private:
    // Paths as plain strings: fs::path keeps every element of its own, which adds up where folders are nested deeply.
    Result<void> walk(const std::string &folder, const QString &prefix)
    {
        std::error_code failed;
        std::vector<std::string> names;
        for (fs::directory_iterator it(folder, failed), end; !failed && !m_stop.stop_requested() && it != end;
             it.increment(failed))
            names.push_back(it->path().filename().native());
        if (failed)
            return unreadable(prefix.isEmpty() ? QStringLiteral(".") : prefix, failed);
        if (m_stop.stop_requested())
            return failure(ErrorKind::Cancelled, Text::tr("Reading the folder was cancelled."));
        std::sort(names.begin(), names.end());
        for (const std::string &name : names) {
            if (m_stop.stop_requested())
                return failure(ErrorKind::Cancelled, Text::tr("Reading the folder was cancelled."));
            if (auto taken = take(folder + '/' + name, prefix, name); !taken)
                return taken;
        }
        return {};
    }

    Result<void> take(const std::string &file, const QString &prefix, const std::string &name)
    {
        const QString path = prefix + QString::fromStdString(name);
        if (path.toUtf8() != (prefix.toUtf8() + QByteArray::fromStdString(name))) {
            return failure(
                ErrorKind::BadInput, Text::tr("The name of the file “%1” is not UTF-8. Rename it.").arg(path));
        }
        std::error_code failed;
        const fs::file_status status = fs::status(file, failed);
        const bool isLink = fs::is_symlink(fs::symlink_status(file, failed));
        const bool isFolder = fs::is_directory(status);
        const QString shown = isFolder ? path + u'/' : path;
        if (m_rules.ignores(path, isFolder)) {
            m_contents.leftOut.append({shown, LeftOut::Reason::Ignored});
            return {};
        }
        if (isMacLeftover(path)) {
            m_contents.leftOut.append({shown, LeftOut::Reason::MacLeftover});
            return {};
        }
        if (const auto unfit = whyUnfit(path))
            return failure(*unfit);
        // What is reached through links counts each time, so that links to one another's folders come to an end.
        m_entriesLeft -= ChartLimits::tarEntry;
        if (m_entriesLeft < 0)
            return failure(ErrorKind::Limit,
                Text::tr("The folder holds too many files and folders: more than %1, counted through links. Leave some "
                         "out with .helmignore.")
                    .arg(m_limits.entries / ChartLimits::tarEntry));
        if (path.contains(u'\\')) {
            return failure(ErrorKind::BadInput,
                Text::tr("The name of %1 holds a backslash, which Helm takes for the end of a folder's name when it "
                         "unpacks the chart. Rename it.")
                    .arg(path));
        }
        static const QRegularExpression drive(QStringLiteral("^[a-zA-Z]:\\z"));
        if (prefix.isEmpty() && (path.startsWith(QLatin1String("..")) || (isFolder && drive.match(path).hasMatch()))) {
            // helm, pkg/chart/loader/archive.go: it refuses the package, by its name alone.
            return failure(ErrorKind::BadInput,
                Text::tr("Helm refuses a chart with “%1”, since it takes that name for a way out of the chart. Rename "
                         "it, or leave it out with .helmignore.")
                    .arg(shown));
        }
        if (!fs::exists(status)) {
            m_contents.unloadable.insert(path,
                {ErrorKind::BadInput,
                    Text::tr("The symbolic link %1 leads nowhere. Remove it or put the file in its place.").arg(path),
                    {}});
            return {};
        }
        fs::path real;
        if (isLink) {
            real = fs::canonical(file, failed);
            if (failed)
                return unreadable(path, failed);
            noteLink(path, real);
        }
        if (isFolder) {
            const std::string place = isLink ? real.native() : m_above.back() + '/' + name;
            if (std::find(m_above.begin(), m_above.end(), place) != m_above.end()) {
                return failure(ErrorKind::BadInput,
                    Text::tr("The symbolic link %1 leads back to a folder above it, in a circle. Remove it.")
                        .arg(path));
            }
            // By its own path: one through many links costs time at every file.
            m_above.push_back(place);
            auto walked = walk(place, path + u'/');
            m_above.pop_back();
            return walked;
        }
        if (!fs::is_regular_file(status)) {
            return failure(ErrorKind::BadInput,
                Text::tr("%1 is not a regular file but a device, pipe or socket, which Helm refuses. Take it out of "
                         "the chart.")
                    .arg(path));
        }
        return takeFile(file, path);
    }

    void noteLink(const QString &path, const fs::path &real)
    {
        const auto [end, ignored] = std::mismatch(m_realRoot.begin(), m_realRoot.end(), real.begin(), real.end());
        if (end != m_realRoot.end())
            m_contents.linksOut.insert(path, QString::fromStdString(real.native()));
    }

    Result<void> takeFile(const std::string &file, const QString &path)
    {
        const Result<QByteArray> data = readRegularFile(QString::fromStdString(file), m_limits.file, m_stop);
        if (!data && data.error().kind == ErrorKind::Limit) {
            m_contents.unloadable.insert(path,
                {ErrorKind::Limit,
                    Text::tr("%1 has %2 bytes. Helm takes files of at most %3; make it smaller, or leave it out with "
                             ".helmignore.")
                        .arg(path, data.error().detail,
                            QLocale::c().formattedDataSize(m_limits.file, 0, QLocale::DataSizeIecFormat)),
                    {}});
            return {};
        }
        if (!data && data.error().kind == ErrorKind::BadInput)
            return failure(ErrorKind::BadInput,
                Text::tr("%1 cannot be read (%2). Check its permissions.").arg(path, data.error().detail));
        if (!data)
            return failure(data.error());
        m_left -= data->size();
        if (m_left < 0)
            return tooLarge();
        m_contents.files.insert(path, *data);
        return {};
    }

    [[nodiscard]] tl::unexpected<Error> tooLarge() const
    {
        return failure(ErrorKind::Limit,
            Text::tr("The folder holds more than %1, the most that Helm takes for a chart. Leave large files out "
                     "with .helmignore.")
                .arg(QLocale::c().formattedDataSize(m_limits.chart, 0, QLocale::DataSizeIecFormat)));
    }

    static tl::unexpected<Error> unreadable(const QString &path, const std::error_code &why)
    {
        return failure(ErrorKind::BadInput,
            Text::tr("%1 cannot be read (%2). Check its permissions.")
                .arg(path, QString::fromStdString(why.message())));
    }

    const HelmIgnore m_rules;
    const std::stop_token m_stop;
    const ChartLimits m_limits;
    const fs::path m_root;
    fs::path m_realRoot;
    std::vector<std::string> m_above; ///< The folder that is being read and those above it, links resolved.
    FolderContents m_contents;
    qint64 m_left = 0;
    qint64 m_entriesLeft = 0;
};

} // namespace

Result<FolderContents> readChartFolder(const QString &folder, std::stop_token stop, const ChartLimits &limits)
{
    HelmIgnore rules;
    const QString ignoreFile = folder + QStringLiteral("/.helmignore");
    if (QFileInfo(ignoreFile).isFile()) {
        const Result<QByteArray> text = readRegularFile(ignoreFile, limits.file, stop);
        if (!text)
            return failure(text.error());
        auto parsed = HelmIgnore::parse(*text);
        if (!parsed)
            return failure(parsed.error());
        rules = *parsed;
    }
    return FolderReader(fs::path(folder.toStdString()), rules, std::move(stop), limits).read();
}

} // namespace ksp
