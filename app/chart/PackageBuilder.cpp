#include "chart/PackageBuilder.h"

#include "chart/ChartYaml.h"
#include "chart/ImageReach.h"
#include "chart/ReadmeChecks.h"
#include "chart/SubCharts.h"
#include "core/Sha256.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::PackageBuilder)
};

constexpr QLatin1String chartFile("Chart.yaml");
constexpr QLatin1String metadataFile("extension.yaml");

/// Go's mime.TypeByExtension, for the formats that icons have.
QString mimeType(const QString &path)
{
    const QString suffix = path.section(u'.', -1).toLower();
    if (suffix == QLatin1String("svg"))
        return QStringLiteral("image/svg+xml");
    return QStringLiteral("image/") + (suffix == QLatin1String("jpg") ? QStringLiteral("jpeg") : suffix);
}

/// Helm strips a byte-order mark from every file that it loads; extension.yaml keeps its bytes.
QByteArray withoutBom(const QByteArray &data)
{
    return data.startsWith("\xEF\xBB\xBF") ? data.sliced(3) : data;
}

/// Where a line of Markdown refers to a path that begins so, or -1. A path, not a part of a URL or of another name:
/// "static/a.png", "./static/a.png", but not "https://x/static/a.png".
qsizetype pathStart(const QString &line, const QString &path)
{
    static const QRegularExpression before(QStringLiteral("(?:^|[\\s(\"'<=\\[`])((?:\\./|/)?)\\z"));
    for (qsizetype at = line.indexOf(path); at >= 0; at = line.indexOf(path, at + 1)) {
        // Three characters are the longest that matches, so that ^ means the line's begin and a long line costs little.
        const qsizetype from = qMax<qsizetype>(0, at - 3);
        const QRegularExpressionMatch match = before.match(line.mid(from, at - from));
        if (match.hasMatch())
            return from + match.capturedStart(1);
    }
    return -1;
}

} // namespace

Result<PreparedPackage> PreparedPackage::prepare(
    const Chart &chart, const PackageOptions &options, const std::stop_token &stop)
{
    PreparedPackage package;
    package.m_metadata = chart.metadata;
    package.m_fileName = chart.metadata.packageName();
    package.m_extensionYaml = chart.files.value(metadataFile);
    package.collectImages(chart);
    if (options.offline && isLocalImage(chart.metadata.icon.text)) {
        const QString path = chartPathOf(chart.metadata.icon.text);
        package.m_offlineIcon
            = QStringLiteral("data:%1;base64,").arg(mimeType(path)) + QString::fromLatin1(chart.bytes(path).toBase64());
    }

    if (options.offline && !chart.unloadable.isEmpty())
        return failure(chart.unloadable.first());
    for (auto file = chart.unloadable.cbegin(); file != chart.unloadable.cend(); ++file)
        package.m_leftOut.append({file.key(), LeftOut::Reason::StaticFolder});
    FileMap files = chart.files;
    const QString folder = chart.metadata.staticFileDirectory.isEmpty()
        ? QString()
        : chartPathOf(chart.metadata.staticFileDirectory.text);
    // Before sub-charts are read: ksbuilder deletes the folder first, so what lies in it need not be loadable.
    if (!folder.isEmpty() && !options.offline) {
        const QStringList paths = chart.files.keys();
        for (const QString &path : paths) {
            if (path == folder || path.startsWith(folder + u'/')) {
                files.remove(path);
                package.m_leftOut.append({path, LeftOut::Reason::StaticFolder});
            }
        }
    }
    Result<LaidOutChart> laidOut = layOutSubCharts(files, QStringLiteral("v2"), stop);
    if (!laidOut)
        return failure(laidOut.error());
    package.m_files = std::move(laidOut->files);
    package.m_findings += laidOut->findings;
    package.warnAboutDependencies(laidOut->subCharts);
    package.m_files.remove(chartFile);
    package.m_files.remove(metadataFile);
    for (const QString &path : std::as_const(laidOut->leftOut))
        package.m_leftOut.append({path, LeftOut::Reason::NotLoaded});
    package.m_leftOut += chart.leftOut;
    package.leaveOut(options, stop);
    if (!folder.isEmpty() && !options.offline)
        package.warnAboutReadmes(folder);
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Text::tr("Packing was cancelled."));

    if (auto packed = package.pack(options, stop); !packed)
        return failure(packed.error());
    if (!options.offline)
        package.judgeSize();
    return package;
}

void PreparedPackage::judgeSize()
{
    const auto add = [this](Severity severity, const QString &sentence) {
        m_findings.append({severity, {}, sentence, QStringLiteral("package-size")});
    };
    const QString most = QLocale().toString(m_upper);
    const QString refused = QLocale().toString(SizeLimits::refused);
    if (const auto error = tooLarge())
        add(Severity::Error, error->sentence);
    else if (m_upper > SizeLimits::refused)
        add(Severity::Warning,
            Text::tr(
                "The package may have up to %1 bytes, by how long the images' addresses are; the Cloud takes at most "
                "%2. Make it smaller to be safe.")
                .arg(most, refused));
    else if (m_upper > SizeLimits::fits)
        add(Severity::Warning,
            Text::tr("The package has up to %1 bytes. The documentation allows 1 MB, and the server may refuse what is "
                     "above %2 bytes. Make it smaller to be safe.")
                .arg(most, QLocale().toString(SizeLimits::fits)));
}

QList<PreparedPackage::Way> PreparedPackage::waysToPack(qint64 unpackedSize) const
{
    // Measured on 56 public charts: none packs larger than ksbuilder's does, the mean is 0.96.
    constexpr qint64 tiny = 20 * 1024;
    if (unpackedSize <= tiny)
        return {{PackageOrder::ByFolder, Compression::Thorough}};
    if (unpackedSize <= smallBody)
        return {{PackageOrder::ByFolder, Compression::Small}};
    if (shareModels(m_files))
        return {{PackageOrder::ByName, Compression::Fast}};
    if (unpackedSize > bodySlice)
        return {{PackageOrder::ByFolder, Compression::Thorough}};
    return {{PackageOrder::ByFolder, Compression::Thorough}, {PackageOrder::ByName, Compression::Thorough}};
}

Result<void> PreparedPackage::pack(const PackageOptions &options, const std::stop_token &stop)
{
    // What is far too large is not worth the time and the memory that the rest of it would take.
    constexpr qint64 hopeless = 16 * SizeLimits::refused;
    // The highest level saves 5 %, and takes minutes for the largest chart: not where it cannot help.
    constexpr qint64 nearTheLimit = SizeLimits::refused / 10 * 9;
    constexpr qint64 worthSqueezing = SizeLimits::refused / 10 * 12;
    constexpr qint64 mostToSqueeze = 32 * 1024 * 1024; // about 20 s
    qint64 unpackedSize = 0;
    for (const QByteArray &data : std::as_const(m_files))
        unpackedSize += 512 + data.size();
    m_body = {};
    const QList<Way> ways = waysToPack(unpackedSize);
    for (Way way : ways) {
        if (options.smallest)
            way.compression = Compression::Smallest;
        if (auto packed = packBody(way, options.offline ? 0 : hopeless, stop); !packed)
            return failure(packed.error());
    }
    if (!options.offline && m_body.packedSize() > hopeless) {
        m_lower = m_upper = m_body.packedSize();
        m_isWhole = false;
        return {};
    }
    if (auto measured = measure(); !measured)
        return failure(measured.error());
    if (isSmallest() || m_lower <= nearTheLimit || m_lower > worthSqueezing || unpackedSize > mostToSqueeze)
        return {};
    if (auto packed = packBody({m_way.order, Compression::Smallest}, 0, stop); !packed)
        return failure(packed.error());
    return measure();
}

Result<void> PreparedPackage::packBody(const Way &way, qint64 mostBytes, const std::stop_token &stop)
{
    Result<CompressedBody> body = compressEntries(entries(way.order), way.compression, mostBytes, stop);
    if (!body)
        return failure(body.error());
    if (m_body.size == 0 || body->packedSize() < m_body.packedSize()) {
        m_body = std::move(*body);
        m_way = way;
    }
    return {};
}

TarEntries PreparedPackage::entries(PackageOrder order) const
{
    TarEntries entries;
    const QStringList paths = ordered(m_files, order);
    for (const QString &path : paths)
        entries.append({m_metadata.name.text + u'/' + path, withoutBom(m_files.value(path))});
    return entries;
}

void PreparedPackage::collectImages(const Chart &chart)
{
    QMap<QString, qsizetype> byPath;
    QSet<QString> names;
    for (const PlacedText &value : QList<PlacedText>{chart.metadata.icon} + chart.metadata.screenshots) {
        if (value.isEmpty() || !isLocalImage(value.text))
            continue;
        const QString path = chartPathOf(value.text);
        if (const auto known = byPath.constFind(path); known != byPath.constEnd()) {
            if (!m_images[*known].values.contains(value.text))
                m_images[*known].values.append(value.text);
            continue;
        }
        const QByteArray data = chart.bytes(path);
        byPath.insert(path, m_images.size());
        m_images.append({{value.text}, path, {}, data, sha256Hex(data)});
        names.insert(path.section(u'/', -1).toLower());
    }
    // The first of a name keeps it; others get a number that no image has. Stores may not tell cases apart.
    QSet<QString> taken;
    QHash<QString, int> numbers;
    for (LocalImage &image : m_images) {
        const QString base = image.path.section(u'/', -1);
        image.uploadName = base;
        const qsizetype dot = base.lastIndexOf(u'.');
        const QString stem = dot > 0 ? base.left(dot) : base;
        const QString suffix = dot > 0 ? base.mid(dot) : QString();
        int &number = numbers[base.toLower()];
        for (number = qMax(number, 2); taken.contains(image.uploadName.toLower())
             || (image.uploadName != base && names.contains(image.uploadName.toLower()));
             ++number)
            image.uploadName = QStringLiteral("%1-%2%3").arg(stem).arg(number).arg(suffix);
        taken.insert(image.uploadName.toLower());
    }
}

void PreparedPackage::leaveOut(const PackageOptions &options, const std::stop_token &stop)
{
    if (options.keepImages || options.offline || m_images.isEmpty())
        return;
    QStringList paths;
    for (const LocalImage &image : std::as_const(m_images))
        paths.append(image.path);
    const ImageReach reach(m_files, paths, stop);
    for (const LocalImage &image : std::as_const(m_images)) {
        if (m_files.contains(image.path) && !reach.needs(image.path)) {
            m_files.remove(image.path);
            m_leftOut.append({image.path, LeftOut::Reason::Uploaded});
        }
    }
}

void PreparedPackage::warnAboutDependencies(const QStringList &subCharts)
{
    for (const ChartDependency &dependency : m_metadata.dependencies) {
        if (dependency.name.isEmpty() || subCharts.contains(dependency.name.text))
            continue;
        // helm, action.CheckDependencies
        m_findings.append({Severity::Warning, dependency.name.place,
            Text::tr(
                "The dependency “%1” has no sub-chart in charts/, and “helm install” refuses the chart for it. Put "
                "the sub-chart there, or remove the dependency.")
                .arg(dependency.name.text.left(80)),
            QStringLiteral("dependency-missing")});
    }
}

void PreparedPackage::warnAboutReadmes(const QString &folder)
{
    static const QRegularExpression readme(
        QStringLiteral("^(readme|changelog)[^/]*\\.md\\z"), QRegularExpression::CaseInsensitiveOption);
    for (auto it = m_files.begin(); it != m_files.end(); ++it) {
        if (!readme.match(it.key()).hasMatch())
            continue;
        const QByteArray wanted = folder.toUtf8() + '/';
        const QList<int> images = linesWithLostImages(it.value()); // which are findings already
        qsizetype line = 1;
        qsizetype counted = 0;
        for (qsizetype at = it.value().indexOf(wanted); at >= 0; at = it.value().indexOf(wanted, at)) {
            const qsizetype begin = at == 0 ? 0 : it.value().lastIndexOf('\n', at - 1) + 1;
            const qsizetype newline = it.value().indexOf('\n', at);
            const qsizetype end = newline < 0 ? it.value().size() : newline;
            line += QByteArrayView(it.value()).sliced(counted, begin - counted).count('\n');
            counted = begin;
            at = end;
            const QString text = QString::fromUtf8(it.value().sliced(begin, end - begin));
            const qsizetype start = pathStart(text, folder + u'/');
            if (start < 0 || images.contains(int(line)))
                continue;
            m_findings.append(
                {Severity::Warning, {it.key(), int(line), int(QStringView(text).first(start).toUcs4().size()) + 1},
                    Text::tr("This line refers to %1/, which is left out of the package (staticFileDirectory). Use an "
                             "absolute https:// address.")
                        .arg(folder),
                    QStringLiteral("readme-static")});
            if (m_findings.size() > 100)
                return;
        }
    }
}

Result<Package> PreparedPackage::build(const QMap<QString, QString> &urlByPath) const
{
    if (!m_isWhole)
        return failure(*tooLarge());
    Result<Package> package = assemble(urlByPath);
    if (package)
        package->sha256 = sha256Hex(package->bytes);
    return package;
}

Result<QByteArray> PreparedPackage::extensionYamlWith(const QMap<QString, QString> &urlByPath) const
{
    return rewriteImages(m_extensionYaml, urlsByValue(urlByPath));
}

ImageUrls PreparedPackage::urlsByValue(const QMap<QString, QString> &urlByPath) const
{
    ImageUrls urls;
    for (const LocalImage &image : m_images) {
        if (!urlByPath.contains(image.path))
            continue;
        for (const QString &value : image.values)
            urls.insert(value, urlByPath.value(image.path));
    }
    return urls;
}

Result<Package> PreparedPackage::assemble(const QMap<QString, QString> &urlByPath) const
{
    const ImageUrls urls = urlsByValue(urlByPath);
    Result<QByteArray> extensionYaml = rewriteImages(m_extensionYaml, urls);
    if (!extensionYaml)
        return failure(extensionYaml.error());
    Package package;
    package.extensionYaml = std::move(*extensionYaml);
    const QString icon
        = m_offlineIcon.isEmpty() ? urls.value(m_metadata.icon.text, m_metadata.icon.text) : m_offlineIcon;
    package.chartYaml = generateChartYaml(m_metadata, icon);
    const QString prefix = m_metadata.name.text + u'/';
    const Result<QByteArray> head
        = writeTar({{prefix + chartFile, package.chartYaml}, {prefix + metadataFile, package.extensionYaml}}, false);
    if (!head)
        return failure(head.error());
    package.bytes = joinGzip(*head, m_body);
    return package;
}

Result<void> PreparedPackage::measure()
{
    // What a URL of the longest kind takes where nothing of it can be compressed, and a reference to it in Chart.yaml.
    constexpr qint64 longestUrl = 512 + 8;
    QMap<QString, QString> none;
    QByteArray images;
    for (const LocalImage &image : std::as_const(m_images)) {
        none.insert(image.path, QString());
        images += image.uploadName.toUtf8() + '\0' + image.sha256 + '\n';
    }
    const Result<Package> smallest = assemble(none);
    if (!smallest)
        return failure(smallest.error());
    m_lower = m_upper = smallest->bytes.size();
    // Which image is which is in extension.yaml itself, which the version with empty URLs does not show.
    m_contentId = sha256Hex(sha256Hex(smallest->bytes) + '\n' + sha256Hex(m_extensionYaml) + '\n' + images);
    if (m_images.isEmpty())
        return {};
    // Deflate may pack a longer text into fewer bytes than a shorter one: some of the head, or of all where head and
    // body are compressed together.
    const qint64 slack = 16 + (m_body.plain.isEmpty() ? 0 : m_lower / 32);
    m_lower -= slack;
    m_upper += slack + longestUrl * m_images.size();
    return {};
}

std::optional<Error> PreparedPackage::tooLarge() const
{
    if (m_lower <= SizeLimits::refused)
        return std::nullopt;
    const auto packed = [](const QString &path, qint64 bytes) {
        return Text::tr("%1 (%2 bytes packed)").arg(path, QLocale().toString(bytes));
    };
    QList<std::pair<qint64, QString>> sizes;
    QMap<QString, std::pair<qint64, qsizetype>> folders; // bytes unpacked and number of files
    qint64 all = 0;
    for (auto it = m_files.begin(); it != m_files.end(); ++it) {
        sizes.append({it.value().size(), it.key()});
        all += it.value().size();
        const qsizetype depth = it.key().startsWith(QLatin1String("charts/")) ? 2 : 1;
        if (it.key().count(u'/') >= depth) {
            auto &[bytes, files] = folders[it.key().section(u'/', 0, depth - 1) + u'/'];
            bytes += it.value().size();
            ++files;
        }
    }
    std::sort(sizes.begin(), sizes.end(), std::greater<>());
    sizes.resize(qMin<qsizetype>(sizes.size(), 20));
    for (auto &[size, path] : sizes)
        size = compressedSize(m_files.value(path));
    std::sort(sizes.begin(), sizes.end(), std::greater<>());
    QStringList largest;
    // A folder of many files that none of them gives away: by its share, which is near enough.
    for (auto folder = folders.cbegin(); folder != folders.cend(); ++folder) {
        const auto &[bytes, files] = *folder;
        const auto share = qint64(double(m_lower) * double(bytes) / double(qMax<qint64>(all, 1)));
        if (files > 3 && share > m_lower / 4 && share > 2 * sizes.first().first)
            largest.append(packed(folder.key(), share));
    }
    for (const auto &[size, path] : sizes.mid(0, 3 - qMin<qsizetype>(largest.size(), 2)))
        largest.append(packed(path, size));
    return Error{ErrorKind::Limit,
        Text::tr("The package would have at least %1 bytes; the Cloud takes at most %2. Make the largest files smaller "
                 "or leave them out with .helmignore: %3.")
            .arg(QLocale().toString(m_lower), QLocale().toString(SizeLimits::refused),
                largest.join(QLatin1String(", "))),
        {}};
}

} // namespace ksp
