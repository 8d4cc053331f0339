// An archive as it is, or, since no mutation keeps a gzip checksum right, a tar that is compressed here.
#include "Fuzz.h"

#include "chart/ChartArchive.h"
#include "chart/SubCharts.h"
#include "chart/TarGzWriter.h"

#include <QBuffer>

namespace ksp::fuzz {

void input(const QByteArray &data)
{
    constexpr ChartLimits limits{64 * 1024, 256 * 1024};
    QByteArray archive = data;
    if (!data.startsWith("\x1F\x8B")) {
        const auto body = compressBody(data, Compression::Fast);
        if (!body)
            return;
        archive = joinGzip({}, *body);
    }
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
