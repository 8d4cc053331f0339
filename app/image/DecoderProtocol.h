#pragma once

#include "core/Result.h"
#include "image/Confinement.h"
#include "image/DecodedImage.h"

#include <QByteArray>
#include <QSize>

#include <optional>

namespace ksp {

/// What ks-image-decoder is asked on its standard input, once, and answers on its standard output, once.
/// Numbers are big-endian (QDataStream); pixels are in the machine's order, since both ends are one machine.
struct DecoderProtocol
{
    /// Larger images are refused unread.
    static constexpr qint64 maxInputBytes = 32 << 20;
    /// Of the wanted box, width and height.
    static constexpr int maxBoxSide = 4096;
    /// Of the image itself, width times height. Does not apply to SVG, which has no pixels.
    static constexpr qint64 maxSourcePixels = 40'000'000;
    static constexpr qsizetype requestHeaderBytes = 16;
    static constexpr qsizetype replyHeaderBytes = 32;
    static constexpr qsizetype maxReplyBytes = replyHeaderBytes + qsizetype(maxBoxSide) * maxBoxSide * 4;

    enum class Status : quint32 {
        Ok,
        UnknownFormat, ///< Not one of the five that are decoded.
        Unreadable, ///< Cut short or damaged.
        TooManyPixels,
        TooComplex, ///< An SVG that refers to itself, or would be too many shapes.
        NoPlugin, ///< Qt's plugin for this format is not installed.
        BadRequest, ///< The two programs do not belong together.
    };

    struct Request
    {
        QSize box;
        quint32 imageBytes = 0;
    };

    struct Reply
    {
        Status status = Status::BadRequest;
        ImageFormat format = ImageFormat::Unknown;
        QSize sourceSize;
        QImage image; ///< ARGB32_Premultiplied; null unless status is Ok.
        Confinements confinement; ///< Of the process that decoded.
    };

    /// The header that goes before the image's bytes. The box is clamped to maxBoxSide.
    [[nodiscard]] static QByteArray requestHeader(QSize box, qsizetype imageBytes);
    /// Nothing when it is not a header of this protocol or asks for more than it may.
    [[nodiscard]] static std::optional<Request> parseRequestHeader(const QByteArray &header);

    [[nodiscard]] static QByteArray replyHeader(const Reply &reply);
    /// The whole reply. The image shares `bytes`' memory. Nothing when it is not exactly one reply.
    [[nodiscard]] static std::optional<Reply> parseReply(const QByteArray &bytes);
};

} // namespace ksp
