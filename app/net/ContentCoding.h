#pragma once

#include <QByteArray>

#include <tl/expected.hpp>

namespace ksp {

/// Undoes the Content-Encoding of replies. Not left to Qt, which takes a compressed reply that was cut short for a
/// whole one, and reports no progress while the compressed bytes of a reply drip in.
class ContentCoding
{
public:
    enum class Fault {
        CutShort, ///< The data ends too early.
        Broken, ///< It is not what the header says.
        TooLarge,
    };

    /// For Accept-Encoding: what decoded() understands.
    static constexpr auto accepted = "gzip";

    /// `coding` as in Content-Encoding. At most `maxSize` bytes are ever made of it.
    [[nodiscard]] static tl::expected<QByteArray, Fault> decoded(
        const QByteArray &coding, const QByteArray &data, qint64 maxSize);
};

} // namespace ksp
