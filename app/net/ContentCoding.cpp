#include "net/ContentCoding.h"

#include <array>

#include <zlib.h>

namespace ksp {

namespace {

/// Frees zlib's memory at every way out.
struct Inflater
{
    Inflater() { isReady = inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK; } // 16: gzip
    ~Inflater()
    {
        if (isReady)
            inflateEnd(&stream);
    }
    Q_DISABLE_COPY_MOVE(Inflater)

    z_stream stream{};
    bool isReady = false;
};

} // namespace

tl::expected<QByteArray, ContentCoding::Fault> ContentCoding::decoded(
    const QByteArray &coding, const QByteArray &data, qint64 maxSize)
{
    const QByteArray name = coding.trimmed().toLower();
    // Nothing is nothing in every coding: servers put the header also where there is no body.
    if (data.isEmpty() || name.isEmpty() || name == "identity")
        return data;
    if (name != "gzip" && name != "x-gzip")
        return tl::make_unexpected(Fault::Broken);

    Inflater inflater;
    if (!inflater.isReady)
        return tl::make_unexpected(Fault::Broken);
    QByteArray in = data; // zlib's pointer is not const
    inflater.stream.next_in = reinterpret_cast<Bytef *>(in.data());
    inflater.stream.avail_in = uInt(in.size());
    QByteArray out;
    std::array<char, 16 * 1024> part{};
    for (;;) {
        inflater.stream.next_out = reinterpret_cast<Bytef *>(part.data());
        inflater.stream.avail_out = uInt(part.size());
        const int state = inflate(&inflater.stream, Z_NO_FLUSH);
        out.append(part.data(), qsizetype(part.size() - inflater.stream.avail_out));
        if (out.size() > maxSize)
            return tl::make_unexpected(Fault::TooLarge);
        if (state == Z_STREAM_END && inflater.stream.avail_in == 0)
            return out;
        if (state == Z_STREAM_END) // several members in a row are one text
            inflateReset(&inflater.stream);
        else if (state == Z_BUF_ERROR
            || (state == Z_OK && inflater.stream.avail_in == 0 && inflater.stream.avail_out > 0))
            return tl::make_unexpected(Fault::CutShort);
        else if (state != Z_OK)
            return tl::make_unexpected(Fault::Broken);
    }
}

} // namespace ksp
