// An archive as it is, or, since no mutation keeps a gzip checksum right, a tar that is compressed here.
#include "Fuzz.h"

#include "chart/ChartArchive.h"
#include "chart/SubCharts.h"

#include <QBuffer>
#include <QtEndian>

#include <zlib.h>

namespace ksp::fuzz {

namespace {

template <typename T> QByteArray little(T number)
{
    QByteArray bytes(sizeof(T), '\0');
    qToLittleEndian(number, bytes.data());
    return bytes;
}

/// One stored block: compressing would take longer than what is tried here.
QByteArray gzipStored(const QByteArray &data)
{
    const auto size = quint16(data.size());
    const auto checksum = quint32(crc32(0, reinterpret_cast<const Bytef *>(data.constData()), uInt(data.size())));
    return QByteArray("\x1F\x8B\x08\0\0\0\0\0\0\xFF\x01", 11) + little(size) + little(quint16(~size)) + data
        + little(checksum) + little(quint32(data.size()));
}

} // namespace

void input(const QByteArray &data)
{
    constexpr ChartLimits limits{64 * 1024, 256 * 1024};
    if (data.size() > 0xFFFF)
        return;
    QByteArray archive = data.startsWith("\x1F\x8B") ? data : gzipStored(data);
    QBuffer buffer(&archive);
    buffer.open(QIODevice::ReadOnly);
    const auto contents = readChartArchive(&buffer, QStringLiteral("x.tgz"), {}, limits);
    if (!contents) {
        FUZZ_CHECK(contents.error().kind == ErrorKind::BadInput || contents.error().kind == ErrorKind::Limit);
        FUZZ_CHECK(!contents.error().sentence.isEmpty());
        return;
    }
    FUZZ_CHECK(!contents->files.isEmpty());
    qint64 total = 0;
    for (auto file = contents->files.cbegin(); file != contents->files.cend(); ++file) {
        const QString path = u'/' + file.key() + u'/';
        FUZZ_CHECK(!file.key().isEmpty() && !file.key().startsWith(u'/'));
        FUZZ_CHECK(!path.contains(QLatin1String("/../")));
        FUZZ_CHECK(file->size() <= limits.file);
        total += file->size();
    }
    FUZZ_CHECK(total <= limits.chart);
    const auto laidOut = layOutSubCharts(contents->files, QStringLiteral("v1"), {}, limits);
    FUZZ_CHECK(laidOut || !laidOut.error().sentence.isEmpty());
}

} // namespace ksp::fuzz
