#pragma once

#include <QByteArrayView>
#include <QString>

namespace ksp {

/// What an image is by its content. The first five are what browsers and the console show and what ImageDecoder
/// decodes; the others are known by name only, to say what a file is instead of what it claims.
enum class ImageFormat : quint8 { Unknown, Svg, Png, Jpeg, Gif, WebP, Avif, Bmp, Ico, Tiff };

/// The format by the first bytes, never by a name. Looks at most at the first 64 KiB (an SVG may begin with a long
/// comment). Says nothing about whether the rest is sound.
[[nodiscard]] ImageFormat sniffImageFormat(QByteArrayView bytes);

/// Whether ImageDecoder decodes it.
[[nodiscard]] bool isDecodable(ImageFormat format);

/// "PNG"; empty for Unknown. A proper name, the same in every language.
[[nodiscard]] QString formatName(ImageFormat format);

/// Whether the name's suffix claims another format than the content has ("logo.png" that is an AVIF, or no image at
/// all). A name without a suffix of an image claims nothing.
[[nodiscard]] bool lies(const QString &name, ImageFormat format);

} // namespace ksp
