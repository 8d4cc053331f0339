#include "image/ImageSoundness.h"

#include <QXmlStreamReader>
#include <QtEndian>

#include <zlib.h>

namespace ksp {

namespace {

using enum ImageSoundness;

quint8 byteAt(QByteArrayView bytes, qsizetype at)
{
    return static_cast<quint8>(bytes[at]);
}

ImageSoundness png(QByteArrayView bytes)
{
    constexpr qsizetype signature = 8;
    constexpr qsizetype frame = 12; // length, type and checksum around a chunk's data
    bool hasHeader = false;
    bool hasData = false;
    for (qsizetype at = signature; at + frame <= bytes.size();) {
        const qint64 length = qFromBigEndian<quint32>(bytes.data() + at);
        if (length > bytes.size() - at - frame)
            return CutShort;
        const QByteArrayView checked = bytes.sliced(at + 4, 4 + length);
        const auto sum = crc32(0, reinterpret_cast<const Bytef *>(checked.data()), uInt(checked.size()));
        if (sum != qFromBigEndian<quint32>(bytes.data() + at + 8 + length))
            return Damaged;
        const QByteArrayView type = checked.first(4);
        hasHeader = hasHeader || type == QByteArrayView("IHDR");
        hasData = hasData || type == QByteArrayView("IDAT");
        if (!hasHeader)
            return Damaged;
        if (type == QByteArrayView("IEND"))
            return hasData ? Sound : Damaged;
        at += frame + length;
    }
    return CutShort;
}

ImageSoundness jpeg(QByteArrayView bytes)
{
    constexpr quint8 startOfScan = 0xDA;
    constexpr quint8 endOfImage = 0xD9;
    bool hasScan = false;
    qsizetype at = 2;
    while (at + 1 < bytes.size()) {
        if (byteAt(bytes, at) != 0xFF)
            return hasScan ? CutShort : Damaged;
        const quint8 marker = byteAt(bytes, at + 1);
        if (marker == 0xFF) { // padding
            ++at;
            continue;
        }
        if (marker == endOfImage)
            return hasScan ? Sound : Damaged;
        at += 2;
        if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7))
            continue;
        if (at + 2 > bytes.size())
            return CutShort;
        const qsizetype length = qFromBigEndian<quint16>(bytes.data() + at);
        if (length < 2)
            return Damaged;
        at += length;
        if (marker != startOfScan)
            continue;
        hasScan = true;
        // Its data end at the next marker; 0xFF within them is followed by 0 or a restart marker.
        for (; at + 1 < bytes.size(); ++at) {
            const quint8 next = byteAt(bytes, at + 1);
            if (byteAt(bytes, at) == 0xFF && next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7))
                break;
        }
    }
    return CutShort;
}

/// Behind the sub-blocks that begin at `at`; -1 where they do not end.
qsizetype behindSubBlocks(QByteArrayView bytes, qsizetype at)
{
    while (at < bytes.size()) {
        const qsizetype length = byteAt(bytes, at);
        at += 1 + length;
        if (length == 0)
            return at;
    }
    return -1;
}

qsizetype colorTable(quint8 flags)
{
    return (flags & 0x80) != 0 ? qsizetype(3) << ((flags & 7) + 1) : 0;
}

ImageSoundness gif(QByteArrayView bytes)
{
    constexpr qsizetype header = 13;
    if (bytes.size() < header)
        return CutShort;
    bool hasImage = false;
    qsizetype at = header + colorTable(byteAt(bytes, 10));
    while (at >= 0 && at < bytes.size()) {
        switch (byteAt(bytes, at)) {
        case 0x3B: // trailer
            return hasImage ? Sound : Damaged;
        case 0x21: // extension
            at = behindSubBlocks(bytes, at + 2);
            break;
        case 0x2C: // image
            if (at + 10 >= bytes.size())
                return CutShort;
            hasImage = true;
            at = behindSubBlocks(bytes, at + 10 + colorTable(byteAt(bytes, at + 9)) + 1);
            break;
        default:
            return Damaged;
        }
    }
    return CutShort;
}

ImageSoundness webp(QByteArrayView bytes)
{
    constexpr qsizetype header = 8;
    constexpr qsizetype smallest = 20;
    const qint64 length = qFromLittleEndian<quint32>(bytes.data() + 4);
    if (length > bytes.size() - header)
        return CutShort;
    return bytes.size() < smallest ? Damaged : Sound;
}

ImageSoundness svg(QByteArrayView bytes)
{
    QXmlStreamReader reader(bytes.toByteArray());
    while (!reader.atEnd())
        reader.readNext();
    if (!reader.hasError())
        return Sound;
    return reader.error() == QXmlStreamReader::PrematureEndOfDocumentError ? CutShort : Damaged;
}

} // namespace

ImageSoundness soundnessOf(QByteArrayView bytes, ImageFormat format)
{
    switch (format) {
    case ImageFormat::Png:
        return png(bytes);
    case ImageFormat::Jpeg:
        return jpeg(bytes);
    case ImageFormat::Gif:
        return gif(bytes);
    case ImageFormat::WebP:
        return webp(bytes);
    case ImageFormat::Svg:
        return svg(bytes);
    case ImageFormat::Unknown:
    case ImageFormat::Avif:
    case ImageFormat::Bmp:
    case ImageFormat::Ico:
    case ImageFormat::Tiff:
        break;
    }
    return Sound;
}

} // namespace ksp
