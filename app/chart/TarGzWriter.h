#pragma once

#include "chart/HelmChart.h"
#include "core/Result.h"

#include <QByteArray>
#include <QList>

#include <stop_token>
#include <utility>

namespace ksp {

/// Entries in the order in which they are to stand in an archive.
using TarEntries = QList<std::pair<QString, QByteArray>>;

/// How hard a body is compressed: libdeflate's levels. CPU time per MiB of a tar, about: 12, 33, 215 and 370 ms.
enum class Compression { Fast = 6, Thorough = 8, Small = 10, Smallest = 12 };

/// The second part of a package, compressed. A package is one gzip stream of two independent deflate parts: the head
/// (Chart.yaml and extension.yaml, small, made anew for every set of URLs) and the body (everything else, compressed
/// once). That makes both size bounds and the final package cost one compression of the body, and lets only the head
/// differ between them.
struct CompressedBody
{
    QByteArray deflated; ///< Raw deflate data with the final block.
    quint32 crc = 0; ///< CRC-32 of the uncompressed data.
    qint64 size = 0; ///< Bytes, uncompressed.
    /// Gzip members that follow, each whole: a body of more than bodySlice bytes is never in memory in one piece.
    QByteArray moreMembers;
    /// The tar itself, where it is small: head and body are then compressed together each time, which saves up to 130
    /// bytes. Empty where it is not.
    QByteArray plain;
    Compression compression = Compression::Fast;

    /// In bytes, compressed.
    [[nodiscard]] qint64 packedSize() const { return deflated.size() + moreMembers.size(); }
};

/// Bytes of a tar up to which CompressedBody::plain is kept.
inline constexpr qsizetype smallBody = 128 * 1024;

/// Bytes of a tar that are compressed together.
inline constexpr qsizetype bodySlice = 8 * 1024 * 1024;

/// Writes entries as a tar archive: mode 0644, owner 0, a fixed time that tar does not warn about, PAX headers only
/// where a name needs them; the same bytes for the same entries on every machine. Errors: BadInput (a name that tar
/// cannot hold), Internal.
[[nodiscard]] Result<QByteArray> writeTar(const TarEntries &entries, bool withEnd);

/// Compresses a tar in one piece.
[[nodiscard]] Result<CompressedBody> compressBody(const QByteArray &tar, Compression compression);

/// writeTar() with an end and compressBody() in one, slice by slice. Stops as soon as more than `mostBytes` (0: any
/// number) came of it; what it gives then is no whole body. Errors as theirs, and Cancelled.
[[nodiscard]] Result<CompressedBody> compressEntries(
    const TarEntries &entries, Compression compression, qint64 mostBytes = 0, const std::stop_token &stop = {});

/// Joins a head (a tar without end) and a body to a .tgz with a fixed gzip header.
[[nodiscard]] QByteArray joinGzip(const QByteArray &headTar, const CompressedBody &body);

/// The compressed size of one file's contents, in bytes: what it adds to a package, about.
[[nodiscard]] qint64 compressedSize(const QByteArray &data, Compression compression = Compression::Fast);

} // namespace ksp
