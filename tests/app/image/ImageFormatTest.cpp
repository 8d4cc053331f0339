#include "image/ImageFormat.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

namespace ksp {

class ImageFormatTest : public QObject
{
    Q_OBJECT

    static QByteArray encoded(const char *format)
    {
        QImage image(3, 2, QImage::Format_RGB32);
        image.fill(Qt::red);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, format);
        return buffer.data();
    }

private slots:
    void tellsByContent_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ImageFormat>("format");
        QTest::newRow("png") << encoded("png") << ImageFormat::Png;
        QTest::newRow("jpeg") << encoded("jpg") << ImageFormat::Jpeg;
        QTest::newRow("webp") << encoded("webp") << ImageFormat::WebP;
        QTest::newRow("bmp") << encoded("bmp") << ImageFormat::Bmp;
        QTest::newRow("tiff") << encoded("tiff") << ImageFormat::Tiff;
        QTest::newRow("ico") << encoded("ico") << ImageFormat::Ico;
        QTest::newRow("gif") << QByteArray("GIF89a\1\0\1\0") << ImageFormat::Gif;
        QTest::newRow("avif") << QByteArray("\0\0\0\x1c"
                                            "ftypavif\0\0\0\0",
            16) << ImageFormat::Avif;
        QTest::newRow("svg") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg'/>") << ImageFormat::Svg;
        QTest::newRow("svg with everything before")
            << QByteArray("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC 'a' 'b'>\n<svg:svg "
                          "xmlns:svg='http://www.w3.org/2000/svg'>")
            << ImageFormat::Svg;
        QTest::newRow("html") << QByteArray("<html><svg/></html>") << ImageFormat::Unknown;
        QTest::newRow("svg named only in a comment") << QByteArray("<!-- <svg> -->") << ImageFormat::Unknown;
        QTest::newRow("text") << QByteArray("not an image") << ImageFormat::Unknown;
        QTest::newRow("empty") << QByteArray() << ImageFormat::Unknown;
        QTest::newRow("cut magic") << QByteArray("\x89PNG") << ImageFormat::Unknown;
    }
    void tellsByContent()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ImageFormat, format);
        QCOMPARE(sniffImageFormat(bytes), format);
    }

    void looksAtTheBeginningOnly()
    {
        const QByteArray late = "<!--" + QByteArray(80'000, 'x') + "--><svg/>";
        QCOMPARE(sniffImageFormat(late), ImageFormat::Unknown);
        const QByteArray early = "<!--" + QByteArray(60'000, 'x') + "--><svg/>";
        QCOMPARE(sniffImageFormat(early), ImageFormat::Svg);
    }

    void namesThatLie()
    {
        QVERIFY(!lies(QStringLiteral("static/icon.png"), ImageFormat::Png));
        QVERIFY(!lies(QStringLiteral("Photo.JPEG"), ImageFormat::Jpeg));
        QVERIFY(lies(QStringLiteral("icon.png"), ImageFormat::Avif));
        QVERIFY(lies(QStringLiteral("icon.PNG"), ImageFormat::Svg));
        QVERIFY(lies(QStringLiteral("icon.svg"), ImageFormat::Unknown));
        QVERIFY(!lies(QStringLiteral("icon"), ImageFormat::Png));
        QVERIFY(!lies(QStringLiteral("icon.v2"), ImageFormat::Png));
    }

    void decodableOnes()
    {
        QVERIFY(isDecodable(ImageFormat::Svg));
        QVERIFY(isDecodable(ImageFormat::WebP));
        QVERIFY(!isDecodable(ImageFormat::Avif));
        QVERIFY(!isDecodable(ImageFormat::Unknown));
        QCOMPARE(formatName(ImageFormat::WebP), QStringLiteral("WebP"));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::ImageFormatTest)
#include "ImageFormatTest.moc"
