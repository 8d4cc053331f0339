#include "chart/TarGzWriter.h"

#include "chart/TarHeader.h"

#include <QCoreApplication>

#include <libdeflate.h>
#include <zlib.h>

#include <functional>
#include <memory>
#include <optional>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::TarGzWriter)
};

using Sink = std::function<bool(QByteArrayView data)>;

void appendLittleEndian(QByteArray *out, quint32 value)
{
    for (int shift = 0; shift < 32; shift += 8)
        out->append(static_cast<char>((value >> shift) & 0xFF));
}

/// Raw deflate that ends at a byte boundary and is not final, so that the body can follow.
QByteArray deflateHead(const QByteArray &data)
{
    z_stream stream{};
    constexpr int rawDeflate = -15;
    constexpr int mostMemory = 9;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, rawDeflate, mostMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(qsizetype(deflateBound(&stream, uLong(data.size()))) + 16, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data.constData()));
    stream.avail_in = uInt(data.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const int status = deflate(&stream, Z_SYNC_FLUSH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return status == Z_OK ? out : QByteArray();
}

/// In bytes; more where names need headers of their own.
qsizetype tarSize(const TarEntries &entries)
{
    qsizetype size = tarEndSize;
    for (const auto &[path, data] : entries)
        size += 512 + tarPadded(data.size());
    return size;
}

/// With the end. A sink that gives false ends it; that is no error.
Result<void> writeTarTo(const TarEntries &entries, const Sink &sink)
{
    static const QByteArray zeros(tarEndSize, '\0');
    for (const auto &[path, data] : entries) {
        const QByteArray header = tarHeader(path.toUtf8(), data.size());
        if (header.isEmpty())
            return failure(
                ErrorKind::BadInput, Text::tr("%1 cannot be put into the package. Rename the file.").arg(path));
        if (!sink(header) || !sink(data) || !sink(QByteArrayView(zeros).first(tarPadded(data.size()) - data.size())))
            return {};
    }
    sink(zeros);
    return {};
}

} // namespace

Result<QByteArray> writeTar(const TarEntries &entries, bool withEnd)
{
    QByteArray out;
    out.reserve(tarSize(entries));
    const auto written = writeTarTo(entries, [&out](QByteArrayView data) {
        out.append(data);
        return true;
    });
    if (!written)
        return failure(written.error());
    if (!withEnd)
        out.chop(tarEndSize);
    return out;
}

Result<CompressedBody> compressEntries(
    const TarEntries &entries, Compression compression, qint64 mostBytes, const std::stop_token &stop)
{
    CompressedBody body;
    const qsizetype expected = tarSize(entries);
    qsizetype done = 0;
    QByteArray slice;
    std::optional<Error> error;
    bool isFirst = true;
    const auto compressSlice = [&] {
        Result<CompressedBody> part = compressBody(slice, compression);
        slice.clear();
        if (!part) {
            error = part.error();
        } else if (isFirst) {
            body = std::move(*part);
            isFirst = false;
        } else {
            body.moreMembers += joinGzip({}, *part);
        }
        if (stop.stop_requested())
            error = Error{ErrorKind::Cancelled, Text::tr("Packing was cancelled."), {}};
        return !error && (mostBytes == 0 || body.packedSize() <= mostBytes);
    };
    const auto written = writeTarTo(entries, [&](QByteArrayView data) {
        if (slice.isEmpty())
            slice.reserve(qBound<qsizetype>(0, expected - done, bodySlice + 64 * 1024));
        slice.append(data);
        done += data.size();
        return slice.size() < bodySlice || compressSlice();
    });
    const bool isFull = mostBytes > 0 && body.packedSize() > mostBytes;
    if (error)
        return failure(*error);
    if (!written && !isFull)
        return failure(written.error());
    if (!isFull && (isFirst || !slice.isEmpty()) && !compressSlice() && error)
        return failure(*error);
    return body;
}

namespace {

/// Raw deflate with the final block; empty where there is no memory.
QByteArray deflated(const QByteArray &data, Compression compression)
{
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor *)> compressor(
        libdeflate_alloc_compressor(int(compression)), libdeflate_free_compressor);
    if (!compressor)
        return {};
    QByteArray out(
        qsizetype(libdeflate_deflate_compress_bound(compressor.get(), std::size_t(data.size()))), Qt::Uninitialized);
    out.truncate(qsizetype(libdeflate_deflate_compress(
        compressor.get(), data.constData(), std::size_t(data.size()), out.data(), std::size_t(out.size()))));
    out.squeeze();
    return out;
}

quint32 crcOf(const QByteArray &data)
{
    return libdeflate_crc32(0, data.constData(), std::size_t(data.size()));
}

} // namespace

Result<CompressedBody> compressBody(const QByteArray &tar, Compression compression)
{
    CompressedBody body;
    body.deflated = deflated(tar, compression);
    if (body.deflated.isEmpty())
        return failure(ErrorKind::Internal, Text::tr("The package could not be compressed."));
    body.crc = crcOf(tar);
    body.size = tar.size();
    body.compression = compression;
    if (tar.size() <= smallBody)
        body.plain = tar;
    return body;
}

QByteArray joinGzip(const QByteArray &headTar, const CompressedBody &body)
{
    // RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system.
    QByteArray out("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\xFF", 10);
    if (!headTar.isEmpty() && !body.plain.isEmpty()) {
        out += deflated(headTar + body.plain, body.compression);
    } else {
        const QByteArray head = headTar.isEmpty() ? QByteArray() : deflateHead(headTar);
        out.reserve(out.size() + head.size() + body.packedSize() + 8);
        out += head + body.deflated;
    }
    appendLittleEndian(&out, quint32(crc32_combine(crcOf(headTar), body.crc, z_off_t(body.size))));
    appendLittleEndian(&out, quint32(headTar.size() + body.size));
    out += body.moreMembers;
    return out;
}

qint64 compressedSize(const QByteArray &data, Compression compression)
{
    const auto body = compressBody(data, compression);
    return body ? body->deflated.size() : data.size();
}

} // namespace ksp
