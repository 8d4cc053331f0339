#include "core/SafeText.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace ksp {

class SafeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void oneLineWithoutTricks()
    {
        QCOMPARE(safeText(QStringLiteral("plain, 中文, é, 👍")), QStringLiteral("plain, 中文, é, 👍"));
        QCOMPARE(safeText(QStringLiteral("a\nb\tc\u2028d")), QStringLiteral("a b c d"));
        QCOMPARE(safeText(QStringLiteral("a\u202Egnp.exe\u0007")), QStringLiteral("a\uFFFDgnp.exe\uFFFD"));
        QCOMPARE(safeText(QString()), QString());
    }

    void tricks_data()
    {
        QTest::addColumn<QString>("trick");
        QTest::newRow("escape") << QStringLiteral("\u001b");
        QTest::newRow("DEL") << QString(QChar(0x7f));
        QTest::newRow("C1") << QString(QChar(0x9b));
        QTest::newRow("override") << QStringLiteral("\u202e");
        QTest::newRow("isolate") << QStringLiteral("\u2066");
        QTest::newRow("Arabic mark") << QStringLiteral("\u061c");
        QTest::newRow("zero-width blank") << QStringLiteral("\u200b");
        QTest::newRow("zero-width joiner") << QStringLiteral("\u200d");
        QTest::newRow("word joiner") << QStringLiteral("\u2060");
        QTest::newRow("byte-order mark") << QStringLiteral("\ufeff");
        QTest::newRow("soft hyphen") << QStringLiteral("\u00ad");
        QTest::newRow("line separator") << QStringLiteral("\u2029");
        QTest::newRow("Hangul filler") << QStringLiteral("\u3164");
        QTest::newRow("grapheme joiner") << QStringLiteral("\u034f");
        QTest::newRow("tag") << QStringLiteral("\U000E0041");
    }
    void tricks()
    {
        QFETCH(QString, trick);
        const QString text = QStringLiteral("a%1b").arg(trick);
        const QString expected = QStringLiteral("a\uFFFDb");
        QCOMPARE(withoutControls(text), expected);
        if (!trick.startsWith(QChar::ParagraphSeparator))
            QCOMPARE(safeText(text), expected);
        const QJsonObject object{{QStringLiteral("k\n"), text}};
        const QByteArray json = safeJson(QJsonDocument(object).toJson());
        QVERIFY2(!QString::fromUtf8(json).contains(trick), json.constData());
        QCOMPARE(QJsonDocument::fromJson(json).object(), object);
    }

    void linesStay()
    {
        const QString text = QStringLiteral("a\n\tb 👍\uFE0F 中");
        QCOMPARE(withoutControls(text), text);
        QCOMPARE(withoutControls(QStringLiteral("a\rb")), QStringLiteral("a\uFFFDb"));
    }

    void endless()
    {
        QCOMPARE(safeText(QStringLiteral("abcdef"), 3), QStringLiteral("abc…"));
        QCOMPARE(safeText(QStringLiteral("abc"), 3), QStringLiteral("abc"));
        // Not through the middle of a character.
        QCOMPARE(safeText(QStringLiteral("ab👍👍"), 3), QStringLiteral("ab…"));
    }

    void toolTips()
    {
        QCOMPARE(toolTipText(QStringLiteral("1.0.0")), QStringLiteral("1.0.0"));
        QCOMPARE(toolTipText(QStringLiteral("<img src=\"file:/dev/zero\">\na & b")),
            QStringLiteral("<qt>&lt;img src=&quot;file:/dev/zero&quot;&gt;<br>a &amp; b</qt>"));
        QCOMPARE(toolTipText(QStringLiteral("a\u0003b\u202Ec")), QStringLiteral("a\uFFFDb\uFFFDc"));
    }

    void cells()
    {
        QCOMPARE(cellText(QStringLiteral("hello-world")), QStringLiteral("hello-world"));
        QCOMPARE(cellText(QStringLiteral("=1+1")), QStringLiteral("'=1+1"));
        QCOMPARE(cellText(QStringLiteral("-rf")), QStringLiteral("'-rf"));
        QCOMPARE(cellText(QStringLiteral("a\u0003\nrm -r")), QStringLiteral("a\uFFFD rm -r"));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::SafeTextTest)
#include "SafeTextTest.moc"
