#include "image/DecoderProtocol.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>

namespace ksp {

namespace {

constexpr quint32 requestMagic = 0x4B534931; // "KSI1"
constexpr quint32 replyMagic = 0x4B534F31; // "KSO1"

} // namespace

QByteArray DecoderProtocol::requestHeader(QSize box, qsizetype imageBytes)
{
    QByteArray header;
    QDataStream stream(&header, QIODevice::WriteOnly);
    stream << requestMagic << quint32(std::clamp(box.width(), 1, maxBoxSide))
           << quint32(std::clamp(box.height(), 1, maxBoxSide)) << quint32(imageBytes);
    return header;
}

std::optional<DecoderProtocol::Request> DecoderProtocol::parseRequestHeader(const QByteArray &header)
{
    QDataStream stream(header);
    quint32 magic = 0;
    quint32 width = 0;
    quint32 height = 0;
    quint32 bytes = 0;
    stream >> magic >> width >> height >> bytes;
    if (stream.status() != QDataStream::Ok || magic != requestMagic || width < 1 || width > quint32(maxBoxSide)
        || height < 1 || height > quint32(maxBoxSide) || bytes > quint32(maxInputBytes))
        return std::nullopt;
    return Request{QSize(int(width), int(height)), bytes};
}

QByteArray DecoderProtocol::replyHeader(const Reply &reply)
{
    QByteArray header;
    QDataStream stream(&header, QIODevice::WriteOnly);
    stream << replyMagic << quint32(reply.status) << quint32(reply.format) << qint32(reply.sourceSize.width())
           << qint32(reply.sourceSize.height()) << qint32(reply.image.width()) << qint32(reply.image.height())
           << quint32(reply.confinement.toInt()); // The eighth word: the pixels behind it are aligned.
    return header;
}

std::optional<DecoderProtocol::Reply> DecoderProtocol::parseReply(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    quint32 magic = 0;
    quint32 status = 0;
    quint32 format = 0;
    qint32 sourceWidth = 0;
    qint32 sourceHeight = 0;
    qint32 width = 0;
    qint32 height = 0;
    quint32 confinement = 0;
    stream >> magic >> status >> format >> sourceWidth >> sourceHeight >> width >> height >> confinement;
    if (stream.status() != QDataStream::Ok || magic != replyMagic || status > quint32(Status::BadRequest)
        || format > quint32(ImageFormat::Tiff) || width < 0 || width > maxBoxSide || height < 0 || height > maxBoxSide
        || bytes.size() != replyHeaderBytes + qsizetype(width) * height * 4)
        return std::nullopt;
    Reply reply{Status(status), ImageFormat(format), QSize(sourceWidth, sourceHeight), {},
        Confinements::fromInt(int(confinement))};
    if (reply.status != Status::Ok)
        return reply;
    if (width == 0 || height == 0 || sourceWidth < 1 || sourceHeight < 1)
        return std::nullopt;
    auto *keeper = new QByteArray(bytes);
    reply.image = QImage(
        reinterpret_cast<const uchar *>(keeper->constData() + replyHeaderBytes), width, height, width * 4,
        QImage::Format_ARGB32_Premultiplied, [](void *held) { delete static_cast<QByteArray *>(held); }, keeper);
    return reply;
}

} // namespace ksp
