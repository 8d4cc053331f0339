#include "image/ImageDecoder.h"

#include "image/DecoderProtocol.h"
#include "support/Await.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QPainter>
#include <QProcess>
#include <QTemporaryDir>
#include <QtEndian>

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// The address sanitizer needs more addresses than any limit would leave it.
#ifdef __SANITIZE_ADDRESS__
#define KSP_MEMORY_LIMIT "unlimited unlimited b"
#else
#define KSP_MEMORY_LIMIT "1073741824 1073741824"
#endif

namespace ksp {

namespace {

/// Left half red, right half green.
QImage picture(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    QPainter painter(&image);
    painter.fillRect(width / 2, 0, width, height, QColor(0, 255, 0));
    return image;
}

QByteArray encoded(const QImage &image, const char *format)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, format, 95) ? buffer.data() : QByteArray();
}

QByteArray svg(const QByteArray &content, const QByteArray &attributes = "width='40' height='20'")
{
    return "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' " + attributes + ">"
        + content + "</svg>";
}

constexpr const char *halves = "<rect width='20' height='20' fill='#ff0000'/><rect x='20' width='20' height='20' "
                               "fill='#00ff00'/>";

/// 2 × 1, red and green.
QByteArray gif()
{
    return QByteArray::fromHex("474946383961020001008000 00ff000000ff00 2c00000000020001000002 02440a003b");
}

quint32 crc(const QByteArray &bytes)
{
    quint32 value = 0xFFFFFFFF;
    for (const char c : bytes) {
        value ^= quint8(c);
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
    }
    return ~value;
}

QByteArray bigEndian(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray chunk(const QByteArray &type, const QByteArray &data)
{
    return bigEndian(quint32(data.size())) + type + data + bigEndian(crc(type + data));
}

/// A grey PNG of one bit a pixel that says it is so large; `zlib` are the pixels.
QByteArray png(quint32 width, quint32 height, const QByteArray &zlib)
{
    return QByteArray::fromHex("89504e470d0a1a0a")
        + chunk("IHDR", bigEndian(width) + bigEndian(height) + QByteArray::fromHex("0100000000")) + chunk("IDAT", zlib)
        + chunk("IEND", QByteArray());
}

QByteArray onePicture()
{
    return encoded(picture(40, 20), "png");
}

} // namespace

class ImageDecoderTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    static ImageDecoder::Options real() { return {QStringLiteral(KSP_BIN_DIR "/ks-image-decoder"), 20'000, 2}; }

    Result<DecodedImage> decode(const QByteArray &bytes, QSize box = QSize(100, 100), int timeLimitMs = 20'000)
    {
        ImageDecoder::Options options = real();
        options.timeLimitMs = timeLimitMs;
        ImageDecoder decoder(options);
        return await<DecodedImage>([&](const auto &done) { decoder.decode(bytes, box, this, done); });
    }

    /// A program in the decoder's place.
    QString script(const QByteArray &lines)
    {
        const QString name = m_dir.filePath(QStringLiteral("decoder-%1").arg(m_scripts++));
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write("#!/bin/sh\n" + lines + "\n");
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        return name;
    }
    int m_scripts = 0;

    Result<DecodedImage> decodeBy(const QString &program, const QByteArray &bytes = onePicture())
    {
        ImageDecoder decoder(ImageDecoder::Options{program, 20'000, 2});
        return await<DecodedImage>([&](const auto &done) { decoder.decode(bytes, QSize(10, 10), this, done); });
    }

    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void goodImages_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ImageFormat>("format");
        QTest::addColumn<QSize>("size");
        const QImage image = picture(40, 20);
        QTest::newRow("png") << encoded(image, "png") << ImageFormat::Png << QSize(40, 20);
        QTest::newRow("jpeg") << encoded(image, "jpg") << ImageFormat::Jpeg << QSize(40, 20);
        QTest::newRow("webp") << encoded(image, "webp") << ImageFormat::WebP << QSize(40, 20);
        QTest::newRow("gif") << gif() << ImageFormat::Gif << QSize(2, 1);
        QTest::newRow("svg") << svg(halves) << ImageFormat::Svg << QSize(40, 20);
        QTest::newRow("svg with an embedded image") << svg(
            "<image width='40' height='20' xlink:href='data:image/png;base64," + encoded(image, "png").toBase64()
            + "'/>") << ImageFormat::Svg << QSize(40, 20);
    }
    void goodImages()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ImageFormat, format);
        QFETCH(QSize, size);
        const Result<DecodedImage> result = decode(bytes, size);
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
        QCOMPARE(result->format, format);
        QCOMPARE(result->sourceSize, size);
        QCOMPARE(result->bytes, bytes.size());
        QCOMPARE(result->image.size(), size);
        const QColor left = result->image.pixelColor(0, 0);
        const QColor right = result->image.pixelColor(size.width() - 1, size.height() - 1);
        QVERIFY(left.red() > 240 && left.green() < 20);
        QVERIFY(right.green() > 240 && right.red() < 20);
    }

    void scalesIntoTheBox()
    {
        const Result<DecodedImage> smaller = decode(encoded(picture(400, 200), "png"), QSize(100, 100));
        QVERIFY(smaller);
        QCOMPARE(smaller->image.size(), QSize(100, 50));
        QCOMPARE(smaller->sourceSize, QSize(400, 200));
        const Result<DecodedImage> notLarger = decode(onePicture(), QSize(100, 100));
        QVERIFY(notLarger);
        QCOMPARE(notLarger->image.size(), QSize(40, 20));
        const Result<DecodedImage> vector = decode(svg(halves), QSize(100, 100));
        QVERIFY(vector);
        QCOMPARE(vector->image.size(), QSize(100, 50));
        const Result<DecodedImage> thin = decode(encoded(picture(4000, 2), "png"), QSize(100, 100));
        QVERIFY(thin);
        QCOMPARE(thin->image.size(), QSize(100, 1));
    }

    void keepsTransparency()
    {
        const Result<DecodedImage> result = decode(svg("<rect width='20' height='20' fill='#f00'/>"), QSize(40, 20));
        QVERIFY(result);
        QCOMPARE(result->image.pixelColor(39, 0).alpha(), 0);
    }

    void drawsText()
    {
        const Result<DecodedImage> result = decode(svg("<text x='2' y='18' font-size='20'>M</text>"), QSize(40, 20));
        QVERIFY(result);
        bool drawn = false;
        for (int x = 0; x < 40; ++x)
            drawn = drawn || result->image.pixelColor(x, 10).alpha() > 100;
        QVERIFY(drawn);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorKind>("kind");
        const QByteArray noise = [] {
            QImage image(200, 200, QImage::Format_RGB32);
            quint32 state = 1;
            for (int y = 0; y < 200; ++y) {
                for (int x = 0; x < 200; ++x)
                    image.setPixel(x, y, state = state * 1664525 + 1013904223);
            }
            return encoded(image, "png");
        }();
        const QByteArray jpeg = encoded(picture(200, 200), "jpg");
        const QByteArray webp = encoded(picture(200, 200), "webp");
        const auto row
            = [](const char *name, const QByteArray &bytes, ErrorKind kind) { QTest::newRow(name) << bytes << kind; };
        row("nothing", {}, ErrorKind::BadInput);
        row("text", "no image", ErrorKind::BadInput);
        row("avif",
            QByteArray("\0\0\0\x1c"
                       "ftypavif\0\0\0\0",
                16),
            ErrorKind::BadInput);
        row("png header only", noise.left(20), ErrorKind::BadInput);
        row("png cut", noise.left(noise.size() / 2), ErrorKind::BadInput);
        row("jpeg cut", jpeg.left(jpeg.size() / 2), ErrorKind::BadInput);
        row("webp cut", webp.left(webp.size() / 2), ErrorKind::BadInput);
        row("gif cut", gif().left(15), ErrorKind::BadInput);
        row("svg cut", svg(halves).left(150), ErrorKind::BadInput);
        row("svg of nothing", "<svg", ErrorKind::BadInput);
        row("png that lies about its size", png(100'000, 100'000, qCompress(QByteArray(100, 'x')).mid(4)),
            ErrorKind::Limit);
        row("png within the limit that lies", png(6000, 6000, qCompress(QByteArray(100, 'x')).mid(4)),
            ErrorKind::BadInput);
        row("png bomb", png(30'000, 30'000, qCompress(QByteArray(30'000 * (1 + 30'000 / 8), '\0')).mid(4)),
            ErrorKind::Limit);
        row("more bytes than are read", QByteArray(DecoderProtocol::maxInputBytes + 1, 'x'), ErrorKind::Limit);
        row("use of itself", svg("<g id='a'><use href='#a'/></g>"), ErrorKind::BadInput);
        row("entities", "<!DOCTYPE svg [<!ENTITY a '" + QByteArray(5000, 'x') + "'>]><svg><text>&a;</text></svg>",
            ErrorKind::BadInput);
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorKind, kind);
        const Result<DecodedImage> result = decode(bytes);
        QVERIFY(!result);
        QVERIFY2(result.error().kind == kind, qPrintable(result.error().sentence + result.error().detail));
        QVERIFY(!result.error().sentence.isEmpty());
    }

    void decodesALargeImageOfOneColour()
    {
        // 36 million pixels in 5 kB: within the limits, so it is shown.
        const QByteArray bytes = png(6000, 6000, qCompress(QByteArray(6000 * (1 + 6000 / 8), '\0'), 9).mid(4));
        const Result<DecodedImage> result = decode(bytes);
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
        QCOMPARE(result->image.size(), QSize(100, 100));
        QCOMPARE(result->sourceSize, QSize(6000, 6000));
    }

    void opensNothingThatAnSvgNames()
    {
        const QString fifo = m_dir.filePath(QStringLiteral("fifo"));
        QCOMPARE(mkfifo(qPrintable(fifo), 0600), 0);
        const QByteArray path = fifo.toUtf8();
        const QByteArray image = "<image width='40' height='20' xlink:href='" + path + "'/>";
        const QByteArray nested = "data:image/svg+xml;base64," + svg(image).toBase64();
        // Whoever opened the FIFO would wait in there for ever.
        const Result<DecodedImage> result = decode(svg(image + "<image href='file://" + path + "'/><use href='" + path
            + "#a'/><style>@import '" + path + "';</style><image href='" + nested + "'/>" + halves));
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
        QCOMPARE(result->image.pixelColor(0, 0), QColor(Qt::red));
    }

    void bearsStrangeMeasures_data()
    {
        QTest::addColumn<QByteArray>("attributes");
        QTest::newRow("huge view box") << QByteArray("viewBox='0 0 1e30 1e30'");
        QTest::newRow("huge size") << QByteArray("width='2147483647' height='2147483647' viewBox='0 0 40 20'");
        QTest::newRow("huge and flat") << QByteArray("width='2000000000' height='1'");
        QTest::newRow("nothing") << QByteArray("width='0' height='0' viewBox='0 0 0 0'");
        QTest::newRow("negative") << QByteArray("width='-5' height='-5' viewBox='0 0 -1 -1'");
        QTest::newRow("no number") << QByteArray("width='nan' height='inf' viewBox='nan nan inf inf'");
        QTest::newRow("per cent") << QByteArray("width='100%' height='100%'");
    }
    void bearsStrangeMeasures()
    {
        QFETCH(QByteArray, attributes);
        const Result<DecodedImage> result = decode(svg(halves, attributes));
        // Shown or refused, in bounds and in time.
        if (result) {
            QVERIFY(result->image.width() <= 100 && result->image.height() <= 100);
            QVERIFY(result->sourceSize.width() > 0 && result->sourceSize.height() > 0);
        } else {
            QCOMPARE(result.error().kind, ErrorKind::BadInput);
        }
    }

    void killsWhatTakesTooLong()
    {
        // Twenty thousand full-size radial gradients, one upon the other: minutes.
        const QByteArray slow = svg("<defs><radialGradient id='r'><stop offset='0' stop-color='red'/><stop offset='1' "
                                    "stop-color='blue' stop-opacity='0.5'/></radialGradient></defs>"
                + QByteArray("<rect width='40' height='40' fill='url(#r)'/>").repeated(20'000),
            "width='40' height='40'");
        QElapsedTimer timer;
        timer.start();
        const Result<DecodedImage> result = decode(slow, QSize(4096, 4096), 700);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
        QCOMPARE(result.error().detail, QStringLiteral("killed after 700 ms"));
        QVERIFY(timer.elapsed() >= 600); // a coarse timer may come a twentieth early
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }

    void missingDecoder()
    {
        const Result<DecodedImage> result = decodeBy(m_dir.filePath(QStringLiteral("nowhere")));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY(result.error().detail.contains(QStringLiteral("nowhere")));
    }

    void faultyDecoder_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("killed") << QByteArray("kill -9 $$");
        QTest::newRow("crashes after the reply began") << QByteArray("printf KSO1; kill -11 $$");
        QTest::newRow("fails") << QByteArray("exit 3");
        QTest::newRow("says nothing") << QByteArray("cat >/dev/null");
        QTest::newRow("says something else") << QByteArray("cat >/dev/null; echo hello");
        QTest::newRow("never stops talking") << QByteArray("cat /dev/zero");
    }
    void faultyDecoder()
    {
        QFETCH(QByteArray, lines);
        const Result<DecodedImage> result = decodeBy(script(lines), QByteArray(3'000'000, 'x'));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
    }

    void tellsTheDecoderNothingItNeedNotKnow()
    {
        qputenv("KSP_TEST_SECRET", "s3cret");
        const QString seen = m_dir.filePath(QStringLiteral("seen"));
        QVERIFY(!decodeBy(script("cat >/dev/null; env > " + seen.toUtf8())));
        qunsetenv("KSP_TEST_SECRET");
        QVERIFY(contents(seen).contains("QT_QPA_PLATFORM=offscreen"));
        QVERIFY(!contents(seen).contains("s3cret"));
    }

    void decoderLimitsItself()
    {
        QProcess process;
        process.start(QStringLiteral(KSP_BIN_DIR "/ks-image-decoder"), QStringList());
        QVERIFY(process.waitForStarted());
        const QString limits = QStringLiteral("/proc/%1/limits").arg(process.processId());
        const auto softAndHard = [&](const QByteArray &name) {
            for (const QByteArray &line : contents(limits).split('\n')) {
                if (line.startsWith(name))
                    return line.mid(name.size()).simplified();
            }
            return QByteArray();
        };
        // It waits for its request meanwhile.
        QTRY_COMPARE(softAndHard("Max address space").left(21), QByteArray(KSP_MEMORY_LIMIT));
        QTRY_VERIFY(softAndHard("Max core file size").startsWith("0 0 "));
        QTRY_VERIFY(softAndHard("Max file size").startsWith("0 0 "));
        QTRY_VERIFY(softAndHard("Max cpu time").startsWith("10 10 "));
        QTRY_VERIFY(softAndHard("Max open files").startsWith("24 24 "));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
    }

    void decoderUnderItsLimitsWritesNoFile()
    {
        const QString bin = QStringLiteral(KSP_BIN_DIR "/ks-image-decoder");
        const QString out = m_dir.filePath(QStringLiteral("out"));
        QFile request(m_dir.filePath(QStringLiteral("request")));
        QVERIFY(request.open(QIODevice::WriteOnly));
        const QByteArray bytes = onePicture();
        request.write(DecoderProtocol::requestHeader(QSize(10, 10), bytes.size()) + bytes);
        request.close();
        const QString shell = QStringLiteral("'%1' < '%2' > '%3'").arg(bin, request.fileName(), out);
        // Its own answer into a file is what the limit stops here.
        QVERIFY(std::system(qPrintable(shell)) != 0);
        QCOMPARE(QFileInfo(out).size(), 0);
    }

    void atMostTwoAtOnceAndInOrder()
    {
        const QByteArray dir = m_dir.path().toUtf8();
        QCOMPARE(mkfifo((dir + "/gate").constData(), 0600), 0);
        const int gate = open((dir + "/gate").constData(), O_RDWR);
        QVERIFY(gate >= 0);
        const QByteArray log = dir + "/log";
        ImageDecoder decoder(ImageDecoder::Options{
            script("cat > /dev/null; echo begin >> " + log + "; read line < " + dir + "/gate; echo end >> " + log),
            20'000, 2});
        QList<int> order;
        for (int i = 0; i < 5; ++i)
            decoder.decode(onePicture(), QSize(1, 1), this, [&order, i](const auto &) { order.append(i); });
        QVERIFY(order.isEmpty());
        QTRY_COMPARE(contents(QString::fromUtf8(log)), "begin\nbegin\n");
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(write(gate, "\n", 1), 1);
            QTRY_COMPARE(order.size(), i + 1);
        }
        int running = 0;
        for (const QByteArray &line : contents(QString::fromUtf8(log)).split('\n')) {
            running += line == "begin" ? 1 : line == "end" ? -1 : 0;
            QVERIFY(running <= 2);
        }
        QCOMPARE(running, 0);
        close(gate);
        std::sort(order.begin(), order.end());
        QCOMPARE(order, (QList<int>{0, 1, 2, 3, 4}));
    }

    void neverCallsBackInsideTheCallNorTwice()
    {
        ImageDecoder decoder(ImageDecoder::Options{QStringLiteral("/nowhere"), 20'000, 2});
        int calls = 0;
        const QByteArray tooMuch(DecoderProtocol::maxInputBytes + 1, 'x');
        decoder.decode(tooMuch, QSize(1, 1), this, [&](const auto &) { ++calls; });
        decoder.decode(onePicture(), QSize(1, 1), this, [&](const auto &) { ++calls; });
        QCOMPARE(calls, 0);
        QTRY_COMPARE(calls, 2);
        Result<DecodedImage> last = decodeBy(script("exit 1"));
        QVERIFY(!last);
        QCOMPARE(calls, 2);
    }

    void forgetsWhoeverIsGone()
    {
        const QByteArray pid = m_dir.path().toUtf8() + "/pid";
        ImageDecoder decoder(ImageDecoder::Options{
            script("echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 100"), 60'000, 1});
        auto context = std::make_unique<QObject>();
        bool called = false;
        decoder.decode(onePicture(), QSize(1, 1), context.get(), [&](const auto &) { called = true; });
        decoder.decode(onePicture(), QSize(1, 1), context.get(), [&](const auto &) { called = true; });
        QTRY_VERIFY(QFile::exists(QString::fromUtf8(pid)));
        const int process = contents(QString::fromUtf8(pid)).trimmed().toInt();
        context.reset();
        QTRY_VERIFY(::kill(process, 0) != 0); // Killed, and waited for.
        QVERIFY(!called);
    }

    void mayBeDeletedByItsHandlerAndInMidWork()
    {
        auto decoder = std::make_unique<ImageDecoder>(real());
        bool called = false;
        decoder->decode(onePicture(), QSize(1, 1), this, [&](const Result<DecodedImage> &result) {
            called = result.has_value();
            decoder.reset();
        });
        QTRY_VERIFY(called);
        ImageDecoder second(real());
        second.decode(onePicture(), QSize(1, 1), this, [](const auto &) { QFAIL("called by a deleted decoder"); });
        QTest::qWait(0); // Lets it start.
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::ImageDecoderTest)
#include "ImageDecoderTest.moc"
