#include "chart/ImageChecks.h"

#include "chart/ChartRecognition.h"
#include "image/ImageSoundness.h"

#include <QCoreApplication>
#include <QSet>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ImageChecks)
};

std::optional<Finding> check(const PlacedText &image, const QString &key, const QByteArray &bytes)
{
    const QString shown = image.text.left(200);
    const ImageFormat format = sniffImageFormat(bytes);
    const auto finding = [&](Severity severity, const char *id, const QString &sentence) {
        return Finding{severity, image.place, sentence, QLatin1String(id)};
    };
    if (format == ImageFormat::Unknown) {
        const auto other = whatStandsInFor(shown, bytes.first(qMin<qsizetype>(bytes.size(), recognitionBytes)));
        return finding(Severity::Error, "image-format",
            Text::tr("%1: “%2” is not an image. Put a PNG, JPEG, GIF, WebP or SVG there.").arg(key, shown)
                + (other ? u' ' + *other : QString()));
    }
    if (lies(image.text, format)) {
        // Browsers look at the content and show these all the same.
        if (isDecodable(format) && format != ImageFormat::Svg)
            return finding(Severity::Warning, "image-lies",
                Text::tr("%1: by its content “%2” is %3. Give the file the suffix of what it is.")
                    .arg(key, shown, formatName(format)));
        return finding(Severity::Error, "image-lies",
            Text::tr("%1: by its content “%2” is %3, which is served as what its name says and may not be "
                     "shown. Convert it, or rename it.")
                .arg(key, shown, formatName(format)));
    }
    switch (soundnessOf(bytes, format)) {
    case ImageSoundness::CutShort:
        return finding(Severity::Error, "image-broken",
            Text::tr("%1: the image “%2” is cut short. Export or download it again.").arg(key, shown));
    case ImageSoundness::Damaged:
        return finding(Severity::Error, "image-broken",
            Text::tr("%1: the image “%2” is damaged and cannot be shown. Export or download it again.")
                .arg(key, shown));
    case ImageSoundness::Sound:
        break;
    }
    if (!isDecodable(format))
        return finding(Severity::Warning, "image-format",
            Text::tr("%1: not every browser shows “%2”, which is %3. PNG, JPEG, GIF, WebP and SVG are safe.")
                .arg(key, shown, formatName(format)));
    return std::nullopt;
}

} // namespace

QList<Finding> checkImages(const Chart &chart)
{
    QList<Finding> findings;
    QSet<QString> known;
    const auto look = [&](const PlacedText &image, const QString &key) {
        if (image.isEmpty() || !isLocalImage(image.text))
            return;
        const QString path = chartPathOf(image.text);
        const QByteArray bytes = chart.bytes(path);
        // What is missing or empty is said by checkChart().
        if (path.isEmpty() || bytes.isEmpty() || known.contains(path))
            return;
        known.insert(path);
        if (const auto finding = check(image, key, bytes))
            findings.append(*finding);
    };
    look(chart.metadata.icon, QStringLiteral("icon"));
    for (qsizetype i = 0; i < chart.metadata.screenshots.size(); ++i)
        look(chart.metadata.screenshots[i], QStringLiteral("screenshots[%1]").arg(i));
    return findings;
}

} // namespace ksp
