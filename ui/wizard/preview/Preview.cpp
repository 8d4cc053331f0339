#include "wizard/preview/Preview.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::Preview)
};

constexpr QLatin1String metadataFile("extension.yaml");
/// Longer ones are cut: a line with a data: URL may have megabytes, and no editor widget bears that.
constexpr qsizetype longestLine = 300;
/// No extension.yaml of a person has so many; comparing them would take much memory.
constexpr qsizetype mostLines = 20'000;

/// The bytes of a data: URL; nothing where it is not one.
QByteArray dataOf(const QString &url)
{
    const qsizetype comma = url.indexOf(u',');
    if (comma < 0)
        return {};
    const QByteArray payload = QByteArray::fromPercentEncoding(QStringView(url).sliced(comma + 1).toUtf8());
    const bool isBase64 = QStringView(url).first(comma).endsWith(QLatin1String(";base64"), Qt::CaseInsensitive);
    return isBase64 ? QByteArray::fromBase64(payload) : payload;
}

QString shortened(const QString &text, qsizetype most)
{
    return text.size() <= most ? text : text.left(most) + QStringLiteral("…");
}

PreviewImage imageOf(const Chart &chart, const QString &value, bool isIcon)
{
    PreviewImage image;
    image.isIcon = isIcon;
    image.name = shortened(value, 200);
    if (value.isEmpty()) {
        image.kind = PreviewImage::Kind::Missing;
        image.name = isIcon ? QStringLiteral("icon") : QStringLiteral("screenshots");
        image.problem = isIcon ? Text::tr("The extension.yaml names no icon. Add one.")
                               : Text::tr("This entry is empty. Remove it or name a file.");
        return image;
    }
    if (value.startsWith(QLatin1String("data:image"))) {
        image.kind = PreviewImage::Kind::Data;
        image.name = shortened(value.left(value.indexOf(u',')), 40);
        image.bytes = dataOf(value);
    } else if (!isLocalImage(value)) {
        image.kind = PreviewImage::Kind::Remote;
    } else {
        const QString path = chartPathOf(value);
        if (!path.isEmpty())
            image.name = shortened(path, 200);
        image.bytes = chart.bytes(path);
        if (path.isEmpty())
            image.problem = Text::tr("The path leads out of the chart. Put the file into the chart.");
        else if (!chart.has(path))
            image.problem = Text::tr("The chart has no such file. Add it or correct the path.");
        else if (image.bytes.isEmpty())
            image.problem = Text::tr("The file is empty. Put the image there.");
        if (!image.problem.isEmpty())
            image.kind = PreviewImage::Kind::Missing;
    }
    image.sha256 = QCryptographicHash::hash(image.bytes, QCryptographicHash::Sha256);
    return image;
}

void addImages(Preview *preview)
{
    const ExtensionMetadata &metadata = preview->loaded->chart.metadata;
    preview->images.append(imageOf(preview->loaded->chart, metadata.icon.text, true));
    const qsizetype shown = std::min(metadata.screenshots.size(), Preview::mostImages - 1);
    for (qsizetype i = 0; i < shown; ++i)
        preview->images.append(imageOf(preview->loaded->chart, metadata.screenshots[i].text, false));
    preview->moreImages = int(metadata.screenshots.size() - shown);
}

/// Below the publisher's folder, which only the server knows.
QString storePath(const ExtensionMetadata &metadata, const LocalImage &image)
{
    return QStringLiteral("…/%1/%2/%3").arg(metadata.name.text, metadata.version.text, image.uploadName);
}

void addFiles(Preview *preview)
{
    const LoadedChart &loaded = *preview->loaded;
    const auto add = [preview](Preview::FileGroup group, const PreviewFile &file) {
        PreviewFiles &files = preview->files[group];
        ++files.total;
        if (files.files.size() < Preview::mostFiles)
            files.files.append(file);
    };
    for (const LocalImage &image : loaded.package->images())
        add(Preview::Uploaded, {image.path, storePath(loaded.chart.metadata, image), image.data.size()});
    const QList<PlacedText> named = QList<PlacedText>{loaded.chart.metadata.icon} + loaded.chart.metadata.screenshots;
    for (const PlacedText &image : named) {
        if (image.isEmpty() || isLocalImage(image.text))
            continue;
        const bool isData = image.text.startsWith(QLatin1String("data:"));
        add(Preview::Untouched,
            {shortened(image.text, isData ? 40 : 300),
                isData ? Text::tr("Stays as it is: the image is in extension.yaml itself.")
                       : Text::tr("Stays as it is: the address of another server.")});
    }
    for (const LeftOut &file : loaded.package->leftOut()) {
        const bool isKnown = loaded.chart.has(file.path);
        add(Preview::LeftOutOfPackage,
            {file.path, leftOutSentence(file.reason), isKnown ? loaded.chart.bytes(file.path).size() : -1});
    }
    add(Preview::InPackage, {QStringLiteral("Chart.yaml"), Text::tr("Made from extension.yaml.")});
    add(Preview::InPackage,
        {metadataFile, preview->exampleUrl.isEmpty() ? QString() : Text::tr("With the images' addresses.")});
    const FileMap &files = loaded.package->files();
    for (auto it = files.begin(); it != files.end(); ++it)
        add(Preview::InPackage, {it.key(), {}, it.value().size()});
    for (PreviewFiles &group : preview->files) {
        if (group.total > group.files.size())
            group.files.append({Text::tr("… and %1 more").arg(group.total - group.files.size()), {}});
    }
}

void addChanges(Preview *preview)
{
    const LoadedChart &loaded = *preview->loaded;
    const QByteArray before = loaded.package->extensionYaml();
    QMap<QString, QString> urls;
    for (const LocalImage &image : loaded.package->images()) {
        const QString url = QStringLiteral("https://") + storePath(loaded.chart.metadata, image);
        if (preview->exampleUrl.isEmpty())
            preview->exampleUrl = url;
        urls.insert(image.path, url);
    }
    if (before.count('\n') > mostLines) {
        preview->changesProblem = Text::tr("The extension.yaml is too long to be compared.");
        return;
    }
    const Result<QByteArray> after = loaded.package->extensionYamlWith(urls);
    if (!after) {
        preview->changesProblem = after.error().sentence;
        return;
    }
    preview->changes = diffTexts(QString::fromUtf8(before), QString::fromUtf8(*after));
    for (DiffLine &line : preview->changes)
        line.text = shortened(line.text, longestLine);
}

} // namespace

Preview Preview::make(const std::shared_ptr<const LoadedChart> &loaded)
{
    Preview preview;
    preview.loaded = loaded;
    const ExtensionMetadata &metadata = loaded->chart.metadata;
    addImages(&preview);
    preview.chinese = CardTexts::of(metadata, CardContent::Language::Chinese);
    preview.english = CardTexts::of(metadata, CardContent::Language::English);
    preview.neverShownLanguages = languagesNeverShown(metadata);
    if (loaded->package) {
        addChanges(&preview);
        addFiles(&preview);
    }
    return preview;
}

} // namespace ksp
