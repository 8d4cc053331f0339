#include "image/SvgFilter.h"
#include "image/SvgReferences.h"

#include <QBuffer>
#include <QImage>
#include <QTest>

namespace ksp {

namespace {

using Status = DecoderProtocol::Status;

QByteArray svg(const QByteArray &content)
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">" + content
        + "</svg>";
}

QByteArray dataUrl(const char *format)
{
    QImage image(2, 2, QImage::Format_RGB32);
    image.fill(Qt::blue);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return "data:image/" + QByteArray(format) + ";base64," + buffer.data().toBase64();
}

} // namespace

class SvgFilterTest : public QObject
{
    Q_OBJECT

private slots:
    void takesOut_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &content, const QByteArray &expected) {
            QTest::newRow(name) << content << expected;
        };
        row("local file", "<image href='/etc/passwd' width='1'/>", "<image width=\"1\"/>");
        row("file of the old namespace", "<image xlink:href='file:///etc/passwd'/>", "<image/>");
        row("any prefix", "<image x:href='http://example.com/a.png' xmlns:x='http://www.w3.org/1999/xlink'/>",
            "<image xmlns:x=\"http://www.w3.org/1999/xlink\"/>");
        row("prefixed element", "<svg:image href='a.png' xmlns:svg='http://www.w3.org/2000/svg'/>",
            "<svg:image xmlns:svg=\"http://www.w3.org/2000/svg\"/>");
        row("use of another document", "<use href='other.svg#a'/>", "<use/>");
        row("use with blanks", "<use href=' #a '/>", "<use href=\"#a\"/>");
        row("gradient of another document", "<linearGradient xlink:href='http://a/b#c'/>", "<linearGradient/>");
        row("link", "<a href='#x'><g id='x'/></a>", "<a><g id=\"x\"/></a>");
        row("url in an attribute", "<rect fill='url(http://a/b#c)'/>", "<rect fill=\"none\"/>");
        row("url in a style", "<rect style=\"fill:url('x.svg#a');stroke:URL( #b )\"/>",
            "<rect style=\"fill:none;stroke:URL( #b )\"/>");
        row("url without its end", "<rect fill='url(http://a'/>", "<rect fill=\"none\"/>");
        row("escaped style", "<rect style='fill:u\\72l(x)'/>", "<rect style=\"\"/>");
        row("style sheet", "<style>@import url(a.css); .a{fill:url(b)} .c{fill:url(\"#d\")}</style>",
            "<style> .a{fill:none} .c{fill:url(&quot;#d&quot;)}</style>");
        row("style sheet in pieces", "<style>.a{fill:ur<![CDATA[l(b)]]>}</style>", "<style>.a{fill:none}</style>");
        row("import without its end", "<style>@IMPORT 'a.css'</style>", "<style></style>");
        row("import around an import", "<style>@im@import a;port 'b.css';.c{}</style>", "<style>.c{}</style>");
        row("element in a style sheet", "<style>.a{}<g/>@import 'b.css';.c{fill:url(d)}</style>",
            "<style>.a{}.c{fill:none}</style>");
        row("script", "<script>while(1);</script><g/>", "<g/>");
        row("foreign content", "<foreignObject><g><image href='x'/></g></foreignObject><g/>", "<g/>");
        row("event", "<g onload='x()' id='a'/>", "<g id=\"a\"/>");
        row("base", "<g xml:base='http://a/'/>", "<g/>");
        row("animated reference", "<image><set attributeName='xlink:href' to='/x'/></image>", "<image/>");
        row("comment and instruction", "<!-- a --><?b c?><g/>", "<g/>");
        row("embedded SVG", "<image href='data:image/svg+xml;base64," + QByteArray("<svg/>").toBase64() + "'/>",
            "<image/>");
        row("embedded SVG that says PNG",
            "<image href='data:image/png;base64," + QByteArray("<svg/>").toBase64() + "'/>", "<image/>");
        row("a path that begins like data", "<image href='data:/../../etc/passwd'/>", "<image/>");
    }
    void takesOut()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, expected);
        const auto filtered = filterSvg(svg(content));
        QVERIFY(filtered);
        QCOMPARE(QString::fromUtf8(*filtered), QString::fromUtf8(svg(expected)));
    }

    void putsNestedDrawingsInTheirPlace_data()
    {
        QTest::addColumn<QByteArray>("outer");
        QTest::addColumn<QByteArray>("nested");
        QTest::addColumn<QByteArray>("group");
        const auto row = [](const char *name, const QByteArray &outer, const QByteArray &nested,
                             const QByteArray &group) { QTest::newRow(name) << outer << nested << group; };
        row("as favicon makers write it", "width=\"200\" height=\"200\"",
            "version='1.0' xmlns='http://www.w3.org/2000/svg' width='200' height='200' viewBox='0 0 50 50' fill='red'",
            "transform=\"translate(0 0) scale(4 4)\" xmlns=\"http://www.w3.org/2000/svg\" fill=\"red\"");
        row("place, other proportions", "viewBox=\"0 0 100 100\"",
            "x='10' y='20px' width='50%' height='40' viewBox='5,5 10 10'", "transform=\"translate(-5 0) scale(4 4)\"");
        row("stretched", "viewBox=\"0 0 100 100\"", "viewBox='0 0 50 10' preserveAspectRatio='none'",
            "transform=\"translate(0 0) scale(2 10)\"");
        row("only a place", "viewBox=\"0 0 9 9\"", "x='3' transform='rotate(9)'",
            "transform=\"rotate(9) translate(3 0)\"");
        row("nothing to do", "width=\"9\" height=\"9\"", "", "");
        row("no numbers", "width=\"9\" height=\"9\"", "x='a' width='nan' viewBox='0 0 -1 b'", "");
        row("size not known", "", "viewBox='0 0 9 9'", "");
    }
    void putsNestedDrawingsInTheirPlace()
    {
        QFETCH(QByteArray, outer);
        QFETCH(QByteArray, nested);
        QFETCH(QByteArray, group);
        const auto drawing = [&outer](const QByteArray &element, const QByteArray &attributes) {
            return "<svg" + (outer.isEmpty() ? "" : " " + outer) + "><" + element
                + (attributes.isEmpty() ? "" : " " + attributes) + "><path/></" + element + "><g/></svg>";
        };
        const auto filtered = filterSvg(drawing("svg", nested));
        QVERIFY(filtered);
        QCOMPARE(QString::fromUtf8(*filtered), QString::fromUtf8(drawing("g", group)));
    }

    void keepsEmbeddedImages()
    {
        const QByteArray kept = svg("<image href=\"" + dataUrl("png") + "\"/>");
        QCOMPARE(filterSvg(kept).value_or(QByteArray()), kept);
    }

    void keepsTextAndPrefixes()
    {
        const QByteArray text = svg("<g id=\"a\"><text x=\"1\">a &lt; b &amp; 中文</text></g><use xlink:href=\"#a\"/>");
        QCOMPARE(filterSvg(text).value_or(QByteArray()), text);
    }

    void putsInDeclaredEntitiesAndDropsTheDeclaration()
    {
        const QByteArray illustrator
            = "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\"> <!ENTITY x SYSTEM "
              "\"file:///etc/passwd\">]><svg xmlns=\"&ns;\"><text>&x;</text></svg>";
        QCOMPARE(filterSvg(illustrator).value_or("refused"),
            QByteArray("<svg xmlns=\"http://www.w3.org/2000/svg\"><text/></svg>"));
    }

    void refusesEntityBombs()
    {
        QByteArray bomb = "<!DOCTYPE svg [<!ENTITY a0 \"aaaaaaaaaa\">";
        for (int i = 1; i < 10; ++i) {
            const QByteArray before = "&a" + QByteArray::number(i - 1) + ";";
            bomb += "<!ENTITY a" + QByteArray::number(i) + " \"" + before.repeated(10) + "\">";
        }
        bomb += "]><svg><text>&a9;</text></svg>";
        QCOMPARE(filterSvg(bomb).error(), Status::Unreadable);

        const QByteArray manySmall = "<!DOCTYPE svg [<!ENTITY a \"" + QByteArray(1000, 'x') + "\">]><svg>"
            + QByteArray("<g class='&a;'/>").repeated(90'000) + "</svg>";
        QCOMPARE(filterSvg(manySmall).error(), Status::TooComplex);
    }

    void refusesWhatIsNotWellFormed()
    {
        QCOMPARE(filterSvg("<svg><g></svg>").error(), Status::Unreadable);
        QCOMPARE(filterSvg("<svg><g>").error(), Status::Unreadable);
        QCOMPARE(filterSvg("").error(), Status::Unreadable);
    }

    void refusesTooManyAndTooDeep()
    {
        QCOMPARE(filterSvg(svg(QByteArray("<g/>").repeated(SvgReferences::maxElements))).error(), Status::TooComplex);
        QVERIFY(filterSvg(svg(QByteArray("<g/>").repeated(SvgReferences::maxElements - 1))));
        QCOMPARE(filterSvg(svg(QByteArray("<g>").repeated(SvgReferences::maxDepth)
                               + QByteArray("</g>").repeated(SvgReferences::maxDepth)))
                     .error(),
            Status::TooComplex);
    }

    void refusesCircles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("itself") << QByteArray("<g id='a'><use href='#a'/></g>");
        QTest::newRow("use of use") << QByteArray("<use id='a' href='#b'/><use id='b' href='#a'/>");
        QTest::newRow("two") << QByteArray("<g id='a'><use href='#b'/></g><g id='b'><use xlink:href='#a'/></g>");
        QTest::newRow("ancestor") << QByteArray("<g id='a'><g><g id='b'><use href='#a'/></g></g></g>");
        QTest::newRow("pattern") << QByteArray("<pattern id='p'><rect fill='url(#p)'/></pattern>");
        QTest::newRow("mask in a style") << QByteArray("<mask id='m'><rect style='mask : url( \"#m\" )'/></mask>");
    }
    void refusesCircles()
    {
        QFETCH(QByteArray, content);
        QCOMPARE(filterSvg(svg(content)).error(), Status::TooComplex);
    }

    void refusesGrowth()
    {
        QByteArray doubling = "<g id='g0'><rect/></g>";
        for (int i = 1; i <= 20; ++i) {
            const QByteArray use = "<use href='#g" + QByteArray::number(i - 1) + "'/>";
            doubling += "<g id='g" + QByteArray::number(i) + "'>" + use + use + "</g>";
        }
        QCOMPARE(filterSvg(svg(doubling)).error(), Status::TooComplex);
        QByteArray chain = "<g id='g0'/>";
        for (int i = 1; i < 5000; ++i)
            chain += "<use id='g" + QByteArray::number(i) + "' href='#g" + QByteArray::number(i - 1) + "'/>";
        QCOMPARE(filterSvg(svg(chain)).error(), Status::TooComplex);
        QVERIFY(filterSvg(svg("<g id='a'/><use href='#a'/><use href='#a'/><use href='#nowhere'/>")));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::SvgFilterTest)
#include "SvgFilterTest.moc"
