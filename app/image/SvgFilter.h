#pragma once

#include "image/DecoderProtocol.h"

namespace ksp {

/// The SVG with everything taken out that would make a renderer look elsewhere or run something: every reference that
/// is neither `#id` nor an embedded raster image (`data:`), document type and entities, processing instructions,
/// scripts, event attributes, foreign content, `@import`. What is left draws the same.
///
/// Errors: Unreadable (not well-formed), TooComplex (SvgReferences' limits, or more than 64 MiB once entities are put
/// in).
[[nodiscard]] tl::expected<QByteArray, DecoderProtocol::Status> filterSvg(const QByteArray &svg);

} // namespace ksp
