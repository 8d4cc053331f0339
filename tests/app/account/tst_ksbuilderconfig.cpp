#include "account/KsbuilderConfig.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace ksp;

class TestKsbuilderConfig : public QObject
{
    Q_OBJECT
private slots:
    void parses_data();
    void parses();
    void insecureServer();
    void files();
};

void TestKsbuilderConfig::parses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("key"); // empty: refused
    QTest::addColumn<QString>("server");
    const QString key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    const QByteArray token = key.toLatin1().toBase64();
    const QString standard = QStringLiteral("https://apis.kubesphere.cloud");
    QTest::newRow("full") << "{\"token\": \"" + token + "\", \"server\": \"https://c.example/\", \"x\": 1}" << key
                          << QStringLiteral("https://c.example");
    QTest::newRow("loopback") << "{\"token\": \"" + token + "\", \"server\": \"http://127.0.0.1:8900\"}" << key
                              << QStringLiteral("http://127.0.0.1:8900");
    QTest::newRow("no server") << "{\"token\": \"" + token + "\"}" << key << standard;
    QTest::newRow("empty server") << "{\"token\": \"" + token + "\", \"server\": \"\"}" << key << standard;
    QTest::newRow("line end in the key") << "{\"token\": \"" + (key.toLatin1() + "\n").toBase64() + "\"}" << key
                                         << standard;
    QTest::newRow("no token") << QByteArray("{\"server\": \"https://c.example\"}") << QString() << QString();
    QTest::newRow("empty token") << QByteArray("{\"token\": \"\"}") << QString() << QString();
    QTest::newRow("number token") << QByteArray("{\"token\": 3}") << QString() << QString();
    QTest::newRow("not base64") << QByteArray("{\"token\": \"%%%%\"}") << QString() << QString();
    QTest::newRow("binary token") << QByteArray("{\"token\": \"AAECAw==\"}") << QString() << QString();
    QTest::newRow("bad server") << "{\"token\": \"" + token + "\", \"server\": \"c.example\"}" << QString()
                                << QString();
    QTest::newRow("broken") << QByteArray("{\"token\"") << QString() << QString();
    QTest::newRow("empty") << QByteArray() << QString() << QString();
    QTest::newRow("list") << QByteArray("[]") << QString() << QString();
}

void TestKsbuilderConfig::parses()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, key);
    QFETCH(QString, server);
    const Result<ImportedKey> imported = parseKsbuilderConfig(json);
    QCOMPARE(imported.has_value(), !key.isEmpty());
    if (imported) {
        QCOMPARE(imported->key, key);
        QCOMPARE(imported->server.toString(), server);
    } else {
        QCOMPARE(imported.error().kind, ErrorKind::BadInput);
    }
}

void TestKsbuilderConfig::insecureServer()
{
    const QByteArray json = R"({"token": "a2NrLTE=", "server": "http://c.example"})";
    QCOMPARE(parseKsbuilderConfig(json).error().kind, ErrorKind::NeedsAnswer);
    QCOMPARE(parseKsbuilderConfig(json, true).value().server, QUrl(QStringLiteral("http://c.example")));
}

void TestKsbuilderConfig::files()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("config.json")));
    QCOMPARE(readKsbuilderConfig(file.fileName()).error().kind, ErrorKind::BadInput);

    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"token": "a2NrLTE="})");
    file.close();
    QCOMPARE(readKsbuilderConfig(file.fileName()).value().key, QStringLiteral("kck-1"));

    QVERIFY(file.open(QIODevice::Append));
    file.write(QByteArray(70'000, ' '));
    file.close();
    QVERIFY(readKsbuilderConfig(file.fileName()).error().sentence.contains(QStringLiteral("too large")));

    // A reader of a pipe would wait for ever.
    const QString pipe = folder.filePath(QStringLiteral("pipe"));
    QCOMPARE(mkfifo(qPrintable(pipe), 0600), 0);
    QCOMPARE(readKsbuilderConfig(pipe).error().kind, ErrorKind::BadInput);
    QCOMPARE(readKsbuilderConfig(folder.path()).error().kind, ErrorKind::BadInput);
    QVERIFY(ksbuilderConfigFile().endsWith(QStringLiteral("/.ksbuilder/config.json")));
}

QTEST_GUILESS_MAIN(TestKsbuilderConfig)
#include "tst_ksbuilderconfig.moc"
