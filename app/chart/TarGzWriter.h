#pragma once

#include "chart/HelmChart.h"
#include "core/Result.h"

#include <QByteArray>
#include <QList>

#include <utility>

namespace ksp {

/// Entries in the order in which they are to stand in an archive.
using TarEntries = QList<std::pair<QString, QByteArray>>;

/// The second part of a package, compressed. A package is one gzip stream of two independent deflate parts: the head
/// (Chart.yaml and extension.yaml, small, made anew for every set of URLs) and the body (everything else, compressed
/// once). That makes both size bounds and the final package cost one compression of the body, and lets only the head
/// differ between them.
struct CompressedBody
{
    QByteArray deflated; ///< Raw deflate data with the final block.
    quint32 crc = 0; ///< CRC-32 of the uncompressed data.
    qint64 size = 0; ///< Bytes, uncompressed.
};

/// How hard the body is compressed: libdeflate's level 6, or 12 (about thirty times slower, 3–5 % smaller).
enum class Compression { Fast, Smallest };

/// Writes entries as a tar archive: mode 0644, owner 0, a fixed time that tar does not warn about, PAX headers only
/// where a name needs them; the same bytes for the same entries on every machine. Errors: BadInput (a name that tar
/// cannot hold), Internal.
[[nodiscard]] Result<QByteArray> writeTar(const TarEntries &entries, bool withEnd);

/// Compresses the body of a package.
[[nodiscard]] Result<CompressedBody> compressBody(const QByteArray &tar, Compression compression);

/// Joins a head (a tar without end) and a body to a .tgz with a fixed gzip header.
[[nodiscard]] QByteArray joinGzip(const QByteArray &headTar, const CompressedBody &body);

/// The compressed size of one file's contents, in bytes: what it adds to a package, about.
[[nodiscard]] qint64 compressedSize(const QByteArray &data, Compression compression = Compression::Fast);

} // namespace ksp
