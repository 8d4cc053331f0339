#pragma once

#include "image/ImageFormat.h"

#include <QImage>

namespace ksp {

/// An image that was decoded, as a value.
struct DecodedImage
{
    /// Scaled into the wanted box with its proportions kept. Raster images are made smaller but never larger, an SVG
    /// fills the box. Device pixel ratio 1.
    QImage image;
    ImageFormat format = ImageFormat::Unknown;
    /// The image's own size in pixels (an SVG's: the size that it asks for).
    QSize sourceSize;
    /// Of the encoded image.
    qint64 bytes = 0;
};

} // namespace ksp
