#pragma once

#include "image/DecoderProtocol.h"

namespace ksp {

/// Decodes an image with Qt's plugins in this very process: may crash, hang or eat memory when the image is hostile, so
/// only ks-image-decoder calls it, under limitThisProcess(). An SVG's text needs a QGuiApplication.
/// `box` is in device pixels, at most DecoderProtocol::maxBoxSide.
[[nodiscard]] DecoderProtocol::Reply readImage(const QByteArray &bytes, QSize box);

} // namespace ksp
