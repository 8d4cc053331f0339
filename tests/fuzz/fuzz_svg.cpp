// The SVG filter: what comes out asks for nothing and is not filtered any further.
#include "Fuzz.h"

#include "image/ImageFormat.h"
#include "image/SvgFilter.h"

namespace ksp::fuzz {

void input(const QByteArray &data)
{
    static_cast<void>(sniffImageFormat(data));
    static_cast<void>(DecoderProtocol::parseReply(data));
    static_cast<void>(DecoderProtocol::parseRequestHeader(data));
    const auto out = filterSvg(data);
    if (!out)
        return;
    FUZZ_CHECK(!out->contains("<!DOCTYPE") && !out->contains("<!ENTITY") && !out->contains("<script"));
    const auto again = filterSvg(*out);
    FUZZ_CHECK(again && *again == *out);
}

} // namespace ksp::fuzz
