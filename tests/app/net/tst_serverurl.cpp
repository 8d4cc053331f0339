#include "net/ServerUrl.h"

#include <QTest>

using namespace ksp;

class TestServerUrl : public QObject
{
    Q_OBJECT
private slots:
    void parses_data();
    void parses();
    void insecureNeedsAnAnswer();
    void loopback();
};

void TestServerUrl::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("url"); // empty: refused
    const auto row = [](const char *text, const char *url) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url);
    };
    row("https://apis.kubesphere.cloud", "https://apis.kubesphere.cloud");
    row("  https://apis.kubesphere.cloud/ \n", "https://apis.kubesphere.cloud");
    row("https://cloud.example:8443//", "https://cloud.example:8443");
    row("https://cloud.example/api/v2/", "https://cloud.example/api/v2");
    row("https://cloud.example/a%2Fb/", "https://cloud.example/a%2Fb");
    row("HTTPS://Cloud.Example", "https://cloud.example");
    row("http://127.0.0.1:8900", "http://127.0.0.1:8900");
    row("http://localhost:8900/", "http://localhost:8900");
    row("http://[::1]:80", "http://[::1]:80");
    row("", "");
    row("apis.kubesphere.cloud", "");
    row("localhost:8900", "");
    row("ftp://cloud.example", "");
    row("https://", "");
    row("https:///path", "");
    row("https://user:secret@cloud.example", "");
    row("https://cloud.example/?a=b", "");
    row("https://cloud.example/#x", "");
    row("https://cloud example", "");
    row("https://cloud.example:99999", "");
    row("file:///etc/passwd", "");
}

void TestServerUrl::parses()
{
    QFETCH(QString, text);
    QFETCH(QString, url);
    const Result<QUrl> result = parseServerUrl(text);
    if (url.isEmpty()) {
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
        QVERIFY(result.error().sentence.endsWith(QLatin1Char('.')));
        QVERIFY(!result.error().sentence.contains(QStringLiteral("secret")));
    } else {
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence));
        QCOMPARE(result->toString(), url);
    }
}

void TestServerUrl::insecureNeedsAnAnswer()
{
    const QString text = QStringLiteral("http://cloud.example");
    QCOMPARE(parseServerUrl(text).error().kind, ErrorKind::NeedsAnswer);
    QCOMPARE(parseServerUrl(text, true).value(), QUrl(text));
    QCOMPARE(parseServerUrl(QStringLiteral("http://127.0.0.1.example")).error().kind, ErrorKind::NeedsAnswer);
}

void TestServerUrl::loopback()
{
    for (const char *host : {"localhost", "LOCALHOST", "127.0.0.1", "127.200.0.1", "::1"})
        QVERIFY2(isLoopbackHost(QString::fromLatin1(host)), host);
    for (const char *host : {"", "localhost.example", "128.0.0.1", "0.0.0.0", "::2", "127.0.0.1.example"})
        QVERIFY2(!isLoopbackHost(QString::fromLatin1(host)), host);
}

QTEST_GUILESS_MAIN(TestServerUrl)
#include "tst_serverurl.moc"
