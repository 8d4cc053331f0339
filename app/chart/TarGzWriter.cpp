#include "chart/TarGzWriter.h"

#include <QCoreApplication>

#include <archive.h>
#include <archive_entry.h>
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

constexpr time_t entryTime = 1577836800; // 2020-01-01: neither "implausibly old" nor in the future for tar
constexpr int fastLevel = 6;
constexpr int smallestLevel = 12;

using Sink = std::function<bool(const void *data, std::size_t size)>;

la_ssize_t handOn(archive *, void *sink, const void *data, std::size_t size)
{
    return (*static_cast<const Sink *>(sink))(data, size) ? la_ssize_t(size) : -1;
}

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
    qsizetype size = 1024;
    for (const auto &[path, data] : entries)
        size += 512 + (data.size() + 511) / 512 * 512;
    return size;
}

/// With the two blocks of zeros at the end. A sink that gives false ends it with an error.
Result<void> writeTarTo(const TarEntries &entries, const Sink &sink)
{
    const std::unique_ptr<archive, int (*)(archive *)> writer(archive_write_new(), archive_write_free);
    archive_write_set_format_pax_restricted(writer.get());
    archive_write_set_bytes_per_block(writer.get(), 0);
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    const auto failed = [&](const QString &path) {
        return failure(ErrorKind::BadInput, Text::tr("%1 cannot be put into the package. Rename the file.").arg(path),
            QString::fromUtf8(archive_error_string(writer.get())));
    };
    if (archive_write_open(writer.get(), const_cast<Sink *>(&sink), nullptr, handOn, nullptr) != ARCHIVE_OK)
        return failed(QString());
    const std::unique_ptr<archive_entry, void (*)(archive_entry *)> entry(archive_entry_new(), archive_entry_free);
    for (const auto &[path, data] : entries) {
        archive_entry_clear(entry.get());
        archive_entry_set_pathname_utf8(entry.get(), path.toUtf8().constData());
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_entry_set_size(entry.get(), data.size());
        archive_entry_set_mtime(entry.get(), entryTime, 0);
        if (archive_write_header(writer.get(), entry.get()) != ARCHIVE_OK
            || archive_write_data(writer.get(), data.constData(), std::size_t(data.size())) != data.size())
            return failed(path);
    }
    // The last entry's padding is written here.
    if (archive_write_finish_entry(writer.get()) != ARCHIVE_OK || archive_write_close(writer.get()) != ARCHIVE_OK)
        return failed(QString());
    return {};
}

} // namespace

Result<QByteArray> writeTar(const TarEntries &entries, bool withEnd)
{
    QByteArray out;
    out.reserve(tarSize(entries));
    const auto written = writeTarTo(entries, [&out](const void *data, std::size_t size) {
        out.append(static_cast<const char *>(data), qsizetype(size));
        return true;
    });
    if (!written)
        return failure(written.error());
    // The end of the archive is two blocks of zeros, which a head must not have.
    if (!withEnd)
        out.chop(1024);
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
    const auto written = writeTarTo(entries, [&](const void *data, std::size_t size) {
        if (slice.isEmpty())
            slice.reserve(qBound<qsizetype>(0, expected - done, bodySlice + 64 * 1024));
        slice.append(static_cast<const char *>(data), qsizetype(size));
        done += qsizetype(size);
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

Result<CompressedBody> compressBody(const QByteArray &tar, Compression compression)
{
    const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor *)> compressor(
        libdeflate_alloc_compressor(compression == Compression::Fast ? fastLevel : smallestLevel),
        libdeflate_free_compressor);
    CompressedBody body;
    body.deflated = QByteArray(
        qsizetype(libdeflate_deflate_compress_bound(compressor.get(), std::size_t(tar.size()))), Qt::Uninitialized);
    const std::size_t size = libdeflate_deflate_compress(compressor.get(), tar.constData(), std::size_t(tar.size()),
        body.deflated.data(), std::size_t(body.deflated.size()));
    if (size == 0)
        return failure(ErrorKind::Internal, Text::tr("The package could not be compressed."));
    body.deflated.truncate(qsizetype(size));
    body.deflated.squeeze();
    body.crc = libdeflate_crc32(0, tar.constData(), std::size_t(tar.size()));
    body.size = tar.size();
    return body;
}

QByteArray joinGzip(const QByteArray &headTar, const CompressedBody &body)
{
    // RFC 1952: magic, deflate, no flags, no time, no extra flags, unknown system.
    const QByteArray head = deflateHead(headTar);
    QByteArray out;
    out.reserve(10 + head.size() + body.packedSize() + 8);
    out.append("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\xFF", 10);
    out += head;
    out += body.deflated;
    const quint32 headCrc = libdeflate_crc32(0, headTar.constData(), std::size_t(headTar.size()));
    appendLittleEndian(&out, quint32(crc32_combine(headCrc, body.crc, z_off_t(body.size))));
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
