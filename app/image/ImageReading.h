#pragma once

#include "image/DecoderProtocol.h"

namespace ksp {

/// Loads what readImage() will need, since it may open no file any more: the plugins, and where the image might have
/// text the default fonts. Others that an SVG names are drawn with these. Parses nothing.
void loadForReading(const QByteArray &bytes);

/// Decodes an image with Qt's plugins in this very process: may crash, hang or eat memory when the image is hostile, so
/// only ks-image-decoder calls it, under limitThisProcess()
/// and confineThisProcess(). An SVG's text needs a QGuiApplication.
/// `box` is in device pixels, at most DecoderProtocol::maxBoxSide.
[[nodiscard]] DecoderProtocol::Reply readImage(const QByteArray &bytes, QSize box);

} // namespace ksp
