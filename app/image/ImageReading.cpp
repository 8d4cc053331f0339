#include "image/ImageReading.h"

#include "image/SvgFilter.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>

namespace ksp {

namespace {

using Reply = DecoderProtocol::Reply;
using Status = DecoderProtocol::Status;

QSize fitted(QSize size, QSize box)
{
    return size.scaled(box, Qt::KeepAspectRatio).expandedTo(QSize(1, 1));
}

Reply readSvg(const QByteArray &bytes, QSize box)
{
    Reply reply{Status::Unreadable, ImageFormat::Svg, {}, {}, {}};
    const auto filtered = filterSvg(bytes);
    if (!filtered) {
        reply.status = filtered.error();
        return reply;
    }
    QSvgRenderer renderer(*filtered);
    if (!renderer.isValid())
        return reply;
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    reply.sourceSize = renderer.defaultSize().expandedTo(QSize(1, 1));
    reply.image = QImage(fitted(reply.sourceSize, box), QImage::Format_ARGB32_Premultiplied);
    if (reply.image.isNull())
        return reply;
    reply.image.fill(Qt::transparent);
    QPainter painter(&reply.image);
    renderer.render(&painter);
    painter.end();
    reply.status = Status::Ok;
    return reply;
}

Reply readRaster(const QByteArray &bytes, ImageFormat format, QSize box)
{
    Reply reply{Status::Unreadable, format, {}, {}, {}};
    const QByteArray plugin = formatName(format).toLower().toLatin1();
    if (!QImageReader::supportedImageFormats().contains(plugin)) {
        reply.status = Status::NoPlugin;
        return reply;
    }
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer, plugin);
    reader.setDecideFormatFromContent(false);
    reader.setAutoTransform(true);
    reply.sourceSize = reader.size();
    if (reply.sourceSize.isEmpty())
        return reply;
    if (qint64(reply.sourceSize.width()) * reply.sourceSize.height() > DecoderProtocol::maxSourcePixels) {
        reply.status = Status::TooManyPixels;
        return reply;
    }
    // libjpeg paints what is missing grey and calls it a success.
    if (format == ImageFormat::Jpeg && bytes.lastIndexOf("\xFF\xD9") < 0)
        return reply;
    const QImage image = reader.read();
    if (image.isNull())
        return reply;
    reply.sourceSize = image.size(); // An EXIF rotation exchanges the sides.
    const bool fits = image.width() <= box.width() && image.height() <= box.height();
    const QImage scaled
        = fits ? image : image.scaled(fitted(image.size(), box), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    reply.image = scaled.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    reply.status = reply.image.isNull() ? Status::Unreadable : Status::Ok;
    return reply;
}

} // namespace

void loadForReading(const QByteArray &bytes)
{
    // Asking what they can do loads them.
    static_cast<void>(QImageReader::supportedImageFormats());
    // A search, not a parser; in UTF-16 there is a zero between any two letters.
    if (!bytes.contains("text") && !bytes.left(4).contains('\0'))
        return;
    QImage image(1, 1, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    for (const char *family : {"sans-serif", "serif", "monospace"}) {
        for (const QFont::Weight weight : {QFont::Normal, QFont::Bold}) {
            QFont font(QString::fromLatin1(family));
            font.setWeight(weight);
            painter.setFont(font);
            // The font itself, and the one that stands in where it has no Chinese.
            painter.drawText(0, 0, QStringLiteral("A中"));
        }
    }
}

Reply readImage(const QByteArray &bytes, QSize box)
{
    constexpr int mebibytesOfOneImage = 384;
    QImageReader::setAllocationLimit(mebibytesOfOneImage);
    const ImageFormat format = sniffImageFormat(bytes);
    if (format == ImageFormat::Svg)
        return readSvg(bytes, box);
    if (isDecodable(format))
        return readRaster(bytes, format, box);
    return {Status::UnknownFormat, format, {}, {}, {}};
}

} // namespace ksp
