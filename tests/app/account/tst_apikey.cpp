#include "account/ApiKey.h"

#include <QTest>

using namespace ksp;

class TestApiKey : public QObject
{
    Q_OBJECT
private slots:
    void cleans_data();
    void cleans();
    void hint();
};

void TestApiKey::cleans_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("key"); // empty: refused
    const QString key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    QTest::newRow("key") << key << key;
    QTest::newRow("pasted") << QStringLiteral(" \t") + key + QStringLiteral("\r\n") << key;
    QTest::newRow("other form") << QStringLiteral("s3cret/+=") << QStringLiteral("s3cret/+=");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("spaces") << QStringLiteral("  \n") << QString();
    QTest::newRow("form: two lines") << key + QStringLiteral("\nX: 1") << QString();
    QTest::newRow("inner space") << QStringLiteral("kck 1") << QString();
    QTest::newRow("not ASCII") << QStringLiteral("kck-é") << QString();
    QTest::newRow("control") << QStringLiteral("kck-\x01") << QString();
    for (const char *around : {"\"%1\"", "'%1'", "“%1”", "`%1`", "{\"token\":\"%1\"}", "{\"token\": \"%1\"}", "[%1]",
             "Bearer %1", "token=%1", "%1,"})
        QTest::addRow("form: %s", around) << QString::fromUtf8(around).arg(key) << QString();
    QTest::newRow("form: quoted, of another server") << QStringLiteral("\"s3cret\"") << QString();
    QTest::newRow("form: base64") << QString::fromLatin1(key.toLatin1().toBase64()) << QString();
    QTest::newRow("form: base64 with a line end")
        << QString::fromLatin1((key + u'\n').toLatin1().toBase64()) << QString();
    QTest::newRow("form: hex") << QString::fromLatin1(key.toLatin1().toHex()) << QString();
    QTest::newRow("capitals") << key.toUpper() << key.toUpper();
    QTest::newRow("base64 of another server") << QStringLiteral("czNjcmV0") << QStringLiteral("czNjcmV0");
    QTest::newRow("endless") << QString(5000, QLatin1Char('k')) << QString();
}

void TestApiKey::cleans()
{
    QFETCH(QString, text);
    QFETCH(QString, key);
    const Result<QString> cleaned = cleanedApiKey(text);
    QCOMPARE(cleaned.has_value(), !key.isEmpty());
    if (cleaned) {
        QCOMPARE(*cleaned, key);
    } else {
        QCOMPARE(cleaned.error().kind, ErrorKind::BadInput);
        QVERIFY(!cleaned.error().sentence.contains(QStringLiteral("kck-1")));
        QCOMPARE(cleaned.error().sentence.contains(QStringLiteral("not of the form kck-…")),
            QByteArray(QTest::currentDataTag()).startsWith("form: "));
    }
}

void TestApiKey::hint()
{
    QVERIFY(looksLikeApiKey(QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa")));
    QVERIFY(looksLikeApiKey(QStringLiteral("kck-1E63267B-CB3C-4757-B739-3D94A06781AA")));
    for (const char *text : {"", "1e63267b-cb3c-4757-b739-3d94a06781aa", "kck-1e63267b-cb3c-4757-b739-3d94a06781a",
             "kck-1e63267b-cb3c-4757-b739-3d94a06781aa\n", "kck-1e63267bcb3c4757b7393d94a06781aa"})
        QVERIFY(!looksLikeApiKey(QString::fromLatin1(text)));
}

QTEST_GUILESS_MAIN(TestApiKey)
#include "tst_apikey.moc"
