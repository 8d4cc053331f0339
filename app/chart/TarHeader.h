#pragma once

#include <QByteArray>

namespace ksp {

/// What stands before a file's contents in a tar archive (POSIX.1-2017, pax interchange format): mode 0644, owner 0, a
/// fixed time that tar does not warn about. A name that is not ASCII or too long for the header gets a pax record, in
/// which it is UTF-8 byte for byte. By hand, since libarchive's writer cannot write a name that the process's locale
/// cannot hold, and normalises others. Empty for a name that tar cannot hold (empty, or with a NUL) and for 8 GiB and
/// more.
[[nodiscard]] QByteArray tarHeader(const QByteArray &path, qint64 size);

/// In bytes: what contents take in an archive, which consists of blocks of 512 bytes.
[[nodiscard]] constexpr qint64 tarPadded(qint64 size)
{
    return (size + 511) / 512 * 512;
}

/// Bytes of zeros that end an archive.
inline constexpr qsizetype tarEndSize = 1024;

} // namespace ksp
