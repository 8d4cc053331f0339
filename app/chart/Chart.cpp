#include "chart/Chart.h"

#include "chart/ChartChecks.h"
#include "chart/ChartFolder.h"
#include "chart/ChartRecognition.h"
#include "chart/FileNameChecks.h"
#include "chart/SemVer.h"
#include "core/RegularFile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Chart)
};

constexpr QLatin1String metadataFile("extension.yaml");

Result<Chart> readArchive(const QFileInfo &info, const std::stop_token &stop, const ChartLimits &limits)
{
    QFile file(info.absoluteFilePath());
    if (auto opened = openRegularFile(&file); !opened)
        return failure(opened.error());
    if (const auto why = whyNotAnArchive(info.fileName(), file.peek(recognitionBytes)))
        return failure(ErrorKind::BadInput, *why);
    auto contents = readChartArchive(&file, info.fileName(), stop, limits);
    if (!contents)
        return failure(contents.error());

    Chart chart;
    chart.findings = contents->findings;
    chart.leftOut = contents->leftOut;
    chart.unloadable = contents->unloadable;
    // ksbuilder unpacks an archive before it packs it, so .helmignore applies to archives, too.
    HelmIgnore rules;
    if (const auto text = contents->files.constFind(QStringLiteral(".helmignore"));
        text != contents->files.constEnd()) {
        auto parsed = HelmIgnore::parse(*text);
        if (!parsed)
            return failure(parsed.error());
        rules = *parsed;
    }
    IgnoredFolders ignored(&rules);
    for (auto it = contents->files.begin(); it != contents->files.end(); ++it) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Text::tr("Reading %1 was cancelled.").arg(info.fileName()));
        if (ignored.ignores(it.key())) {
            chart.leftOut.append({it.key(), LeftOut::Reason::Ignored});
            chart.ignoredImages.insert(it.key(), it.value());
        } else {
            chart.files.insert(it.key(), it.value());
        }
    }
    return chart;
}

Result<Chart> readFolder(
    const QFileInfo &info, std::stop_token stop, const ChartLimits &limits, QMap<QString, QString> *linksOut)
{
    auto contents = readChartFolder(info.absoluteFilePath(), std::move(stop), limits);
    if (!contents)
        return failure(contents.error());
    Chart chart;
    chart.isFolder = true;
    chart.files = std::move(contents->files);
    chart.leftOut = contents->leftOut;
    chart.unloadable = contents->unloadable;
    *linksOut = contents->linksOut;
    return chart;
}

bool isBelow(const QString &path, const QString &folder)
{
    return !folder.isEmpty() && (path == folder || path.startsWith(folder + u'/'));
}

/// ksbuilder deletes staticFileDirectory before Helm looks at the chart: what lies there need not be loadable.
Result<void> settleUnloadable(Chart *chart)
{
    const PlacedText &folder = chart->metadata.staticFileDirectory;
    const QString below = folder.isEmpty() ? QString() : chartPathOf(folder.text);
    for (auto file = chart->unloadable.cbegin(); file != chart->unloadable.cend(); ++file) {
        if (!isBelow(file.key(), below) && !chart->leftOut.contains(LeftOut{file.key(), LeftOut::Reason::Ignored}))
            return failure(file.value());
        if (chart->files.contains(file.key()))
            chart->ignoredImages.insert(file.key(), chart->files.take(file.key()));
    }
    return {};
}

/// A package of this extension at the root is the last run's: packed again, each would hold all before it.
void leaveOutOwnPackages(Chart *chart)
{
    const QString begin = chart->metadata.name.text + u'-';
    const QString end = QStringLiteral(".tgz");
    chart->files.removeIf([&](const auto &file) {
        const QString &path = file.key();
        if (chart->metadata.name.isEmpty() || !path.startsWith(begin) || !path.endsWith(end)
            || !isExtensionVersion(path.chopped(end.size()).mid(begin.size())))
            return false;
        chart->leftOut.append({path, LeftOut::Reason::OwnPackage});
        chart->findings.append({Severity::Advice, {path, 0, 0},
            Text::tr(
                "This is an earlier package of the extension. It is left out; delete it, or move it out of the chart."),
            QStringLiteral("own-package")});
        return true;
    });
}

/// Links that lead out of the chart: what they lead to would be published.
QList<Finding> findingsOn(const QMap<QString, QString> &linksOut, const ExtensionMetadata &metadata)
{
    QSet<QString> images;
    for (const PlacedText &image : QList<PlacedText>{metadata.icon} + metadata.screenshots) {
        if (isLocalImage(image.text))
            images.insert(chartPathOf(image.text));
    }
    QList<Finding> findings;
    for (auto link = linksOut.cbegin(); link != linksOut.cend(); ++link) {
        const bool isImage = std::any_of(
            images.cbegin(), images.cend(), [&link](const QString &image) { return isBelow(image, link.key()); });
        if (isImage)
            findings.append({Severity::Error, {link.key(), 0, 0},
                Text::tr("%1 is a symbolic link to %2 outside of the chart, and would be uploaded as an image. Put the "
                         "image itself in its place.")
                    .arg(link.key(), link.value()),
                QStringLiteral("link-outside")});
        else
            findings.append({Severity::Warning, {link.key(), 0, 0},
                Text::tr("%1 is a symbolic link to %2 outside of the chart. What it leads to goes into the package.")
                    .arg(link.key(), link.value()),
                QStringLiteral("link-outside"), true});
    }
    return findings;
}

/// What to say of something that holds no extension.yaml.
Error notAnExtension(const QString &name, const Chart &chart)
{
    const QString wanted = Text::tr("An extension has an extension.yaml at its root.");
    if (chart.leftOut.contains(LeftOut{metadataFile, LeftOut::Reason::Ignored}))
        return {ErrorKind::BadInput,
            Text::tr(
                "%1: .helmignore leaves extension.yaml out. Remove that rule. (One that begins with “!” leaves out "
                "everything that it does not name.)")
                .arg(name),
            {}};
    if (chart.files.contains(QStringLiteral("Chart.yaml")))
        return {ErrorKind::BadInput,
            Text::tr("%1 is a plain Helm chart without extension.yaml.").arg(name) + u' ' + wanted, {}};
    const QStringList paths = chart.files.keys();
    for (const QString &path : paths) {
        if (path.endsWith(QLatin1String("/extension.yaml")) && !chart.isFolder) {
            const QString folder = path.section(u'/', 0, -2);
            return {ErrorKind::BadInput,
                Text::tr(
                    "%1 has no extension.yaml at its root, but %2 lies in it, too deep. Pack that folder itself (%3).")
                    .arg(name, path,
                        QStringLiteral("tar -czf %1.tgz -C %2 %1")
                            .arg(folder.section(u'/', -1),
                                folder.contains(u'/') ? QStringLiteral("…/") + folder.section(u'/', 0, -2)
                                                      : QStringLiteral("…"))),
                {}};
        }
        if (path.endsWith(QLatin1String("/extension.yaml"))) {
            return {ErrorKind::BadInput,
                Text::tr("%1 has no extension.yaml at its root, but %2 lies in it. Choose that folder.")
                    .arg(name, path),
                {}};
        }
        if (path == QLatin1String("extension.yml") || path.compare(metadataFile, Qt::CaseInsensitive) == 0)
            return {ErrorKind::BadInput, Text::tr("%1: rename %2 to extension.yaml.").arg(name, path), {}};
    }
    return {ErrorKind::BadInput, Text::tr("%1 is not an extension.").arg(name) + u' ' + wanted, {}};
}

/// Keeps, of what .helmignore leaves out, only the local images, which are uploaded all the same.
Result<void> keepIgnoredImages(Chart *chart, const ChartLimits &limits)
{
    QSet<QString> wanted;
    for (const PlacedText &image : QList<PlacedText>{chart->metadata.icon} + chart->metadata.screenshots) {
        if (isLocalImage(image.text))
            wanted.insert(chartPathOf(image.text));
    }
    chart->ignoredImages.removeIf([&wanted](const auto &image) { return !wanted.contains(image.key()); });
    if (!chart->isFolder)
        return {};
    const QString root = QFileInfo(chart->origin).canonicalFilePath();
    for (const QString &path : std::as_const(wanted)) {
        const QFileInfo info(root + u'/' + path);
        // isFile() first: a pipe must not be opened.
        if (path.isEmpty() || chart->files.contains(path) || !info.isFile()
            || !info.canonicalFilePath().startsWith(root + u'/'))
            continue;
        // It is uploaded and never packed, so Helm's limit for a file is not its.
        Result<QByteArray> data = readRegularFile(info.filePath(), limits.chart);
        if (!data)
            return failure(data.error());
        chart->ignoredImages.insert(path, *data);
    }
    return {};
}

} // namespace

QByteArray Chart::bytes(const QString &path) const
{
    const auto file = files.constFind(path);
    return file != files.constEnd() ? *file : ignoredImages.value(path);
}

QStringList differingFiles(const Chart &before, const Chart &after)
{
    QSet<QString> paths;
    const auto compare = [&paths](const FileMap &a, const FileMap &b) {
        for (auto file = a.cbegin(); file != a.cend(); ++file) {
            const auto other = b.constFind(file.key());
            if (other == b.cend() || *other != *file)
                paths.insert(file.key());
        }
    };
    compare(before.files, after.files);
    compare(after.files, before.files);
    compare(before.ignoredImages, after.ignoredImages);
    compare(after.ignoredImages, before.ignoredImages);
    QStringList sorted(paths.cbegin(), paths.cend());
    sorted.sort();
    return sorted;
}

QString chartPathOf(const QString &imageValue)
{
    QString path = imageValue;
    while (path.startsWith(u'/'))
        path.remove(0, 1);
    path = QDir::cleanPath(path);
    return path == QLatin1String(".") || path == QLatin1String("..") || path.startsWith(QLatin1String("../"))
        ? QString()
        : path;
}

Result<Chart> openChart(const QString &path, const std::stop_token &stop, const ChartLimits &limits)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        return failure(ErrorKind::BadInput,
            Text::tr(
                "There is no file or folder “%1”. Check the path; expected is an extension's folder or package (.tgz).")
                .arg(path));
    }
    if (!info.isDir() && !info.isFile())
        return failure(ErrorKind::BadInput,
            Text::tr("%1 is neither a file nor a folder. Choose an extension's folder or package (.tgz).").arg(path));
    QMap<QString, QString> linksOut;
    Result<Chart> chart = info.isDir() ? readFolder(info, stop, limits, &linksOut) : readArchive(info, stop, limits);
    if (!chart)
        return chart;
    chart->origin = info.absoluteFilePath();
    if (!chart->files.contains(metadataFile))
        return failure(notAnExtension(info.isDir() ? QDir(path).dirName() : info.fileName(), *chart));
    Result<ExtensionMetadata> metadata = ExtensionMetadata::parse(chart->files.value(metadataFile));
    if (!metadata)
        return failure(metadata.error());
    chart->metadata = std::move(*metadata);
    if (auto settled = settleUnloadable(&*chart); !settled)
        return failure(settled.error());
    leaveOutOwnPackages(&*chart);
    if (auto kept = keepIgnoredImages(&*chart, limits); !kept)
        return failure(kept.error());
    chart->findings += findingsOn(linksOut, chart->metadata) + checkFileNames(chart->files) + chart->metadata.findings
        + checkChart(*chart);
    std::stable_sort(chart->findings.begin(), chart->findings.end(),
        [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return chart;
}

} // namespace ksp
