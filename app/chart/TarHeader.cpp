#include "chart/TarHeader.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace ksp {

namespace {

constexpr qint64 entryTime = 1577836800; // 2020-01-01: neither "implausibly old" nor in the future for tar
constexpr qsizetype nameSize = 100;
constexpr qsizetype prefixSize = 155;
constexpr qint64 mostInOctal = qint64(1) << 33;

void putOctal(char *field, int digits, qint64 value)
{
    for (int i = digits - 1; i >= 0; --i, value >>= 3)
        field[i] = char('0' + (value & 7));
}

QByteArray block(const QByteArray &prefix, const QByteArray &name, qint64 size, char type)
{
    QByteArray out(512, '\0');
    char *header = out.data();
    std::memcpy(header, name.constData(), std::size_t(name.size()));
    putOctal(header + 100, 7, 0644);
    putOctal(header + 108, 7, 0);
    putOctal(header + 116, 7, 0);
    putOctal(header + 124, 11, size);
    putOctal(header + 136, 11, entryTime);
    std::memset(header + 148, ' ', 8); // the checksum counts itself as blanks
    header[156] = type;
    std::memcpy(header + 257, "ustar\00000", 8);
    std::memcpy(header + 345, prefix.constData(), std::size_t(prefix.size()));
    const int sum = std::accumulate(
        out.cbegin(), out.cend(), 0, [](int total, char c) { return total + static_cast<unsigned char>(c); });
    putOctal(header + 148, 6, sum);
    header[154] = '\0';
    return out;
}

bool isAscii(const QByteArray &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// "LENGTH path=VALUE\n", where LENGTH counts itself.
QByteArray paxRecord(const QByteArray &path)
{
    const QByteArray rest = " path=" + path + '\n';
    qsizetype length = rest.size();
    while (length != rest.size() + QByteArray::number(length).size())
        length = rest.size() + QByteArray::number(length).size();
    return QByteArray::number(length) + rest;
}

} // namespace

QByteArray tarHeader(const QByteArray &path, qint64 size)
{
    constexpr char regular = '0';
    constexpr char extended = 'x';
    if (path.isEmpty() || path.contains('\0') || size < 0 || size >= mostInOctal)
        return {};
    if (isAscii(path)) {
        if (path.size() <= nameSize)
            return block({}, path, size, regular);
        // The name may be split at a slash.
        const qsizetype slash = path.indexOf('/', path.size() - nameSize - 1);
        if (slash > 0 && slash <= prefixSize && slash + 1 < path.size())
            return block(path.first(slash), path.sliced(slash + 1), size, regular);
    }
    // Readers that do not know pax headers see names of their own, not one name twice.
    const QByteArray record = paxRecord(path);
    QByteArray plain = path.first(std::min(path.size(), nameSize));
    std::replace_if(
        plain.begin(), plain.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '_');
    return block({}, QByteArrayLiteral("PaxHeaders/name"), record.size(), extended) + record
        + QByteArray(tarPadded(record.size()) - record.size(), '\0') + block({}, plain, size, regular);
}

} // namespace ksp
