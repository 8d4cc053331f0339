// Whether an image is whole, by its structure: every cut and every flipped byte of each kind.
#include "image/ImageSoundness.h"

#include <QBuffer>
#include <QImage>
#include <QImageWriter>
#include <QTest>

using namespace ksp;

namespace {

QByteArray encoded(const char *format)
{
    QImage image(16, 16, QImage::Format_RGB32);
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 16; ++x)
            image.setPixelColor(x, y, QColor(x * 15, y * 15, (x * y) % 255));
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return QImageWriter(&buffer, format).write(image) ? bytes : QByteArray();
}

} // namespace

class ImageSoundnessTest : public QObject
{
    Q_OBJECT

private slots:
    void formats_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("format");
        QTest::newRow("png") << encoded("png") << int(ImageFormat::Png);
        QTest::newRow("jpeg") << encoded("jpeg") << int(ImageFormat::Jpeg);
        QTest::newRow("webp") << encoded("webp") << int(ImageFormat::WebP);
        QTest::newRow("gif") << QByteArray::fromHex(
            "47494638396101000100800000ff0000ffffff2c00000000010001000002024401003b")
                             << int(ImageFormat::Gif);
        QTest::newRow("svg") << QByteArray(
            "<?xml version=\"1.0\"?><!-- c --><svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>")
                             << int(ImageFormat::Svg);
    }
    void formats()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const int, format);
        QVERIFY(!bytes.isEmpty());
        QCOMPARE(int(sniffImageFormat(bytes)), format);
        QCOMPARE(soundnessOf(bytes, ImageFormat(format)), ImageSoundness::Sound);
        QCOMPARE(soundnessOf(bytes + QByteArray(100, ' '), ImageFormat(format)), ImageSoundness::Sound);
        for (qsizetype size = 12; size < bytes.size() - 2; ++size) {
            if (sniffImageFormat(bytes.first(size)) == ImageFormat(format))
                QVERIFY2(soundnessOf(bytes.first(size), ImageFormat(format)) != ImageSoundness::Sound,
                    qPrintable(QString::number(size)));
        }
    }

    void damagedPng()
    {
        const QByteArray bytes = encoded("png");
        for (qsizetype at = 12; at < bytes.size() - 12; ++at) {
            QByteArray flipped = bytes;
            flipped[at] = char(flipped[at] ^ 0x20);
            QVERIFY2(soundnessOf(flipped, ImageFormat::Png) != ImageSoundness::Sound, qPrintable(QString::number(at)));
        }
    }

    void svgThatIsNoXml()
    {
        QCOMPARE(soundnessOf("<svg><g></svg>", ImageFormat::Svg), ImageSoundness::Damaged);
        QCOMPARE(soundnessOf("<svg><use xlink:href='#a'/></svg>", ImageFormat::Svg), ImageSoundness::Damaged);
    }
};

QTEST_GUILESS_MAIN(ImageSoundnessTest)
#include "ImageSoundnessTest.moc"
