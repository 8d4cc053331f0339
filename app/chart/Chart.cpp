#include "chart/Chart.h"

#include "chart/ChartChecks.h"
#include "chart/ChartFolder.h"
#include "chart/ChartRecognition.h"

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

Result<Chart> readArchive(const QFileInfo &info, std::stop_token stop, const ChartLimits &limits)
{
    QFile file(info.absoluteFilePath());
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::BadInput,
            Text::tr("%1 cannot be read (%2). Check its permissions.").arg(info.fileName(), file.errorString()));
    if (const auto why = whyNotAnArchive(info.fileName(), file.peek(recognitionBytes)))
        return failure(ErrorKind::BadInput, *why);
    auto contents = readChartArchive(&file, info.fileName(), std::move(stop), limits);
    if (!contents)
        return failure(contents.error());

    Chart chart;
    chart.findings = contents->findings;
    // ksbuilder unpacks an archive before it packs it, so .helmignore applies to archives, too.
    HelmIgnore rules;
    if (const auto text = contents->files.constFind(QStringLiteral(".helmignore"));
        text != contents->files.constEnd()) {
        auto parsed = HelmIgnore::parse(*text);
        if (!parsed)
            return failure(parsed.error());
        rules = *parsed;
    }
    QHash<QString, bool> folders;
    for (auto it = contents->files.begin(); it != contents->files.end(); ++it) {
        if (rules.ignoresWithParents(it.key(), &folders)) {
            chart.ignored.append(it.key());
            chart.ignoredImages.insert(it.key(), it.value());
        } else {
            chart.files.insert(it.key(), it.value());
        }
    }
    return chart;
}

Result<Chart> readFolder(const QFileInfo &info, std::stop_token stop, const ChartLimits &limits)
{
    auto contents = readChartFolder(info.absoluteFilePath(), std::move(stop), limits);
    if (!contents)
        return failure(contents.error());
    Chart chart;
    chart.isFolder = true;
    chart.files = std::move(contents->files);
    chart.ignored = contents->ignored;
    chart.findings = contents->findings;
    return chart;
}

/// What to say of something that holds no extension.yaml.
Error notAnExtension(const QString &name, const Chart &chart)
{
    const QString wanted = Text::tr("An extension has an extension.yaml at its root.");
    if (chart.ignored.contains(metadataFile))
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
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly))
            return failure(ErrorKind::BadInput,
                Text::tr("%1 cannot be read (%2). Check its permissions.").arg(path, file.errorString()));
        const QByteArray data = file.read(limits.file + 1);
        if (data.size() > limits.file)
            return failure(ErrorKind::Limit,
                Text::tr("%1 is larger than the 5 MiB that Helm takes of a file. Make it smaller.").arg(path));
        chart->ignoredImages.insert(path, data);
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
    Result<Chart> chart = info.isDir() ? readFolder(info, stop, limits) : readArchive(info, stop, limits);
    if (!chart)
        return chart;
    chart->origin = info.absoluteFilePath();
    if (!chart->files.contains(metadataFile))
        return failure(notAnExtension(info.isDir() ? QDir(path).dirName() : info.fileName(), *chart));
    Result<ExtensionMetadata> metadata = ExtensionMetadata::parse(chart->files.value(metadataFile));
    if (!metadata)
        return failure(metadata.error());
    chart->metadata = std::move(*metadata);
    if (auto kept = keepIgnoredImages(&*chart, limits); !kept)
        return failure(kept.error());
    chart->findings += chart->metadata.findings + checkChart(*chart);
    std::stable_sort(chart->findings.begin(), chart->findings.end(),
        [](const Finding &a, const Finding &b) { return a.severity < b.severity; });
    return chart;
}

} // namespace ksp
