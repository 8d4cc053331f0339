#include "image/ImageFormat.h"

#include <QXmlStreamReader>

namespace ksp {

namespace {

bool startsWithSvg(QByteArrayView bytes)
{
    constexpr qsizetype looked = 64 * 1024;
    QXmlStreamReader reader(bytes.first(std::min(looked, bytes.size())).toByteArray());
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement)
            return reader.name() == QLatin1String("svg");
    }
    return false;
}

ImageFormat formatBySuffix(const QString &suffix)
{
    struct Entry
    {
        const char *suffix;
        ImageFormat format;
    };
    constexpr Entry entries[] = {{"svg", ImageFormat::Svg}, {"png", ImageFormat::Png}, {"jpg", ImageFormat::Jpeg},
        {"jpeg", ImageFormat::Jpeg}, {"jpe", ImageFormat::Jpeg}, {"jfif", ImageFormat::Jpeg}, {"gif", ImageFormat::Gif},
        {"webp", ImageFormat::WebP}, {"avif", ImageFormat::Avif}, {"bmp", ImageFormat::Bmp}, {"ico", ImageFormat::Ico},
        {"tif", ImageFormat::Tiff}, {"tiff", ImageFormat::Tiff}};
    for (const Entry &entry : entries) {
        if (suffix.compare(QLatin1String(entry.suffix), Qt::CaseInsensitive) == 0)
            return entry.format;
    }
    return ImageFormat::Unknown;
}

} // namespace

ImageFormat sniffImageFormat(QByteArrayView bytes)
{
    const auto at = [bytes](qsizetype offset, QByteArrayView magic) {
        return bytes.size() >= offset + magic.size() && bytes.sliced(offset, magic.size()) == magic;
    };
    if (at(0, "\x89PNG\r\n\x1a\n"))
        return ImageFormat::Png;
    if (at(0, "\xFF\xD8\xFF"))
        return ImageFormat::Jpeg;
    if (at(0, "GIF87a") || at(0, "GIF89a"))
        return ImageFormat::Gif;
    if (at(0, "RIFF") && at(8, "WEBP"))
        return ImageFormat::WebP;
    if (at(4, "ftypavif") || at(4, "ftypavis"))
        return ImageFormat::Avif;
    if (at(0, "BM") && at(6, QByteArrayView("\0\0\0\0", 4)))
        return ImageFormat::Bmp;
    if (at(0, QByteArrayView("\0\0\1\0", 4)))
        return ImageFormat::Ico;
    if (at(0, QByteArrayView("II*\0", 4)) || at(0, QByteArrayView("MM\0*", 4)))
        return ImageFormat::Tiff;
    return startsWithSvg(bytes) ? ImageFormat::Svg : ImageFormat::Unknown;
}

bool isDecodable(ImageFormat format)
{
    return format >= ImageFormat::Svg && format <= ImageFormat::WebP;
}

QString formatName(ImageFormat format)
{
    switch (format) {
    case ImageFormat::Svg:
        return QStringLiteral("SVG");
    case ImageFormat::Png:
        return QStringLiteral("PNG");
    case ImageFormat::Jpeg:
        return QStringLiteral("JPEG");
    case ImageFormat::Gif:
        return QStringLiteral("GIF");
    case ImageFormat::WebP:
        return QStringLiteral("WebP");
    case ImageFormat::Avif:
        return QStringLiteral("AVIF");
    case ImageFormat::Bmp:
        return QStringLiteral("BMP");
    case ImageFormat::Ico:
        return QStringLiteral("ICO");
    case ImageFormat::Tiff:
        return QStringLiteral("TIFF");
    case ImageFormat::Unknown:
        break;
    }
    return {};
}

bool lies(const QString &name, ImageFormat format)
{
    const qsizetype dot = name.lastIndexOf(QLatin1Char('.'));
    const ImageFormat claimed = dot < 0 ? ImageFormat::Unknown : formatBySuffix(name.mid(dot + 1));
    return claimed != ImageFormat::Unknown && claimed != format;
}

} // namespace ksp
