#pragma once

#include "image/ImageFormat.h"

#include <QByteArrayView>

namespace ksp {

enum class ImageSoundness {
    Sound, ///< As far as its structure tells; also of formats that are known by name only.
    CutShort, ///< It ends before the format says that it does.
    Damaged, ///< What the format demands is missing, or a checksum is wrong.
};

/// Looks at an image's structure without decoding it: PNG (W3C PNG, chunks and their CRC-32), JPEG (ITU-T T.81,
/// markers), GIF (89a, blocks), WebP (RIFF sizes), SVG (well-formed XML). Pure; takes time in proportion to the bytes.
[[nodiscard]] ImageSoundness soundnessOf(QByteArrayView bytes, ImageFormat format);

} // namespace ksp
