#include "net/ProxyFactory.h"

#include <QTest>

using namespace ksp;

class TestProxyFactory : public QObject
{
    Q_OBJECT
private slots:
    void chooses_data();
    void chooses();
    void refuses_data();
    void refuses();
    void typesAndPasswords();
    void warnsOfAProxyThatReadsTheKey();
    void noProxy_data();
    void noProxy();
};

void TestProxyFactory::chooses_data()
{
    QTest::addColumn<QString>("environment"); // name=value, separated by spaces
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("proxy"); // host:port, empty for none
    const auto row = [](const char *environment, const char *url, const char *proxy) {
        QTest::addRow("%s %s", environment, url)
            << QString::fromLatin1(environment) << QString::fromLatin1(url) << QString::fromLatin1(proxy);
    };
    row("", "https://cloud.example", "");
    row("https_proxy=http://p:3128", "https://cloud.example", "p:3128");
    row("HTTPS_PROXY=http://p:3128", "https://cloud.example", "p:3128");
    row("HTTPS_PROXY=http://up:1 https_proxy=http://low:2", "https://cloud.example", "up:1");
    row("HTTPS_PROXY= https_proxy=http://low:2", "https://cloud.example", "low:2");
    row("http_proxy=http://p:3128", "https://cloud.example", "");
    row("http_proxy=http://p:3128", "http://cloud.example", "p:3128");
    row("https_proxy=http://p:3128", "http://cloud.example", "");
    row("https_proxy=p:3128", "https://cloud.example", "p:3128");
    row("https_proxy=10.0.0.1:3128", "https://cloud.example", "10.0.0.1:3128");
    row("https_proxy=p", "https://cloud.example", "p:80");
    row("https_proxy=socks5://p", "https://cloud.example", "p:1080");
    row("https_proxy=http://joe:p%40ss@p:3128", "https://cloud.example", "p:3128");
    row("https_proxy=joe:pw@p:3128", "https://cloud.example", "p:3128");
    row("https_proxy=HTTP://p:3128", "https://cloud.example", "p:3128");
    row("https_proxy=[::1]:3128", "https://cloud.example", "::1:3128");
    // What cannot be used does no harm where it does not count.
    row("https_proxy=ftp://p", "http://cloud.example", "");
    row("https_proxy=ftp://p", "https://127.0.0.1", "");
    row("https_proxy=ftp://p no_proxy=cloud.example", "https://cloud.example", "");
    row("https_proxy=http://p:3128", "https://localhost", "");
    row("https_proxy=http://p:3128", "https://127.0.0.1:8443", "");
    row("http_proxy=http://p:3128", "http://127.9.9.9:8900", "");
    row("http_proxy=http://p:3128", "http://[::1]:8900", "");
    row("http_proxy=http://p:3128", "ftp://cloud.example", "");
}

void TestProxyFactory::chooses()
{
    QFETCH(QString, environment);
    QFETCH(QString, url);
    QFETCH(QString, proxy);
    ProxyFactory::Environment map;
    const QStringList pairs = environment.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &pair : pairs)
        map.insert(pair.section(QLatin1Char('='), 0, 0), pair.section(QLatin1Char('='), 1));
    const ProxyFactory factory(map);
    const auto proxyFor = factory.proxyFor(QUrl(url));
    QVERIFY2(proxyFor, proxyFor ? "" : qPrintable(proxyFor.error().sentence));
    const QNetworkProxy &chosen = *proxyFor;
    QCOMPARE(chosen.type() == QNetworkProxy::NoProxy, proxy.isEmpty());
    if (!proxy.isEmpty())
        QCOMPARE(QStringLiteral("%1:%2").arg(chosen.hostName()).arg(chosen.port()), proxy);
}

void TestProxyFactory::refuses_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *value, const char *part) {
        QTest::addRow("[%s]", value) << QString::fromUtf8(value) << QString::fromUtf8(part);
    };
    row("http://joe:s3c@ret@proxy:3128", "Write @ as %40");
    row("joe:s3c@ret@proxy:3128", "Write @ as %40");
    row("http://joe:s3c/ret@proxy:3128", "/ as %2F");
    row("http://joe:s3c#ret@proxy:3128", "# as %23");
    row("http://joe:12#s3cret@proxy:3128", "# as %23");
    row("http://joe:s3c?ret@proxy:3128", "? as %3F");
    row("http://joe:s3c%ret@proxy:3128", "% as %25");
    row("https://proxy:3128", "of the kind https://");
    row("HTTPS://joe:s3cret@proxy:3128", "of the kind https://");
    row("socks4://proxy", "of the kind socks4://");
    row("socks://proxy", "of the kind socks://");
    row("socks4a://proxy", "of the kind socks4a://");
    row("ftp://proxy", "of the kind ftp://");
    row(" http://proxy:3128", "a blank");
    row("http://proxy:3128 ", "a blank");
    row("http://proxy:3128\n", "a blank");
    row("\thttp://proxy:3128", "a blank");
    row("http://pro xy:3128", "a blank");
    row(" ", "a blank");
    row("http://proxy:99999", "does not hold the address");
    row("http://proxy:0", "does not hold the address");
    row("http://proxy:s3cret", "does not hold the address");
    row("\"http://proxy:3128\"", "");
    row("://", "does not hold the address");
    row("http://", "does not hold the address");
    row("http:/proxy", "does not hold the address");
    row("//proxy:3128/", "does not hold the address");
}

void TestProxyFactory::refuses()
{
    QFETCH(QString, value);
    QFETCH(QString, part);
    for (const QString &scheme : {QStringLiteral("http"), QStringLiteral("https")}) {
        for (const QString &name : {scheme + QStringLiteral("_proxy"), scheme.toUpper() + QStringLiteral("_PROXY")}) {
            const auto chosen
                = ProxyFactory({{name, value}}).proxyFor(QUrl(scheme + QStringLiteral("://cloud.example")));
            QVERIFY(!chosen);
            QCOMPARE(chosen.error().kind, ErrorKind::BadInput);
            const QString sentence = chosen.error().sentence;
            QVERIFY2(sentence.contains(part) && sentence.contains(name), qPrintable(sentence));
            QVERIFY2(!sentence.contains(QLatin1String("s3c")), qPrintable(sentence));
        }
    }
}

void TestProxyFactory::typesAndPasswords()
{
    const ProxyFactory factory({{QStringLiteral("http_proxy"), QStringLiteral("http://u:p%40ss@proxy:3128/")},
        {QStringLiteral("https_proxy"), QStringLiteral("socks5://me:x@socks:1081")}});
    const QNetworkProxy http = *factory.proxyFor(QUrl(QStringLiteral("http://cloud.example")));
    QCOMPARE(http.type(), QNetworkProxy::HttpCachingProxy);
    QCOMPARE(http.user(), QStringLiteral("u"));
    QCOMPARE(http.password(), QStringLiteral("p@ss"));
    const QNetworkProxy socks = *factory.proxyFor(QUrl(QStringLiteral("https://cloud.example")));
    QCOMPARE(socks.type(), QNetworkProxy::Socks5Proxy);
    QCOMPARE(socks.user(), QStringLiteral("me"));
    const ProxyFactory tunnel({{QStringLiteral("https_proxy"), QStringLiteral("http://proxy")}});
    QCOMPARE(tunnel.proxyFor(QUrl(QStringLiteral("https://cloud.example")))->type(), QNetworkProxy::HttpProxy);
}

void TestProxyFactory::warnsOfAProxyThatReadsTheKey()
{
    const ProxyFactory::Environment environment{
        {QStringLiteral("http_proxy"), QStringLiteral("http://joe:s3cret@proxy:3128")},
        {QStringLiteral("https_proxy"), QStringLiteral("http://proxy:3128")},
        {QStringLiteral("no_proxy"), QStringLiteral("near.example")}};
    const auto warning
        = [&](const char *url) { return ProxyFactory::warningFor(QUrl(QString::fromLatin1(url)), environment); };
    QCOMPARE(warning("http://cloud.example"),
        QStringLiteral("It goes through the proxy proxy:3128, which can read the key, too."));
    QCOMPARE(warning("https://cloud.example"), QString());
    QCOMPARE(warning("http://near.example"), QString());
    QCOMPARE(warning("http://127.0.0.1:8900"), QString());
    QCOMPARE(ProxyFactory::warningFor(QUrl(QStringLiteral("http://cloud.example")), {}), QString());
}

void TestProxyFactory::noProxy_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isDirect");
    const auto row = [](const char *list, const char *url, bool isDirect) {
        QTest::addRow("%s %s", list, url) << QString::fromUtf8(list) << QString::fromUtf8(url) << isDirect;
    };
    row("*", "https://cloud.example", true);
    row("other,*", "https://cloud.example", true);
    row("example", "https://cloud.example", true);
    row("cloud.example", "https://cloud.example", true);
    row("cloud.example", "https://a.cloud.example", true);
    row("cloud.example", "https://mycloud.example", false);
    row(".cloud.example", "https://cloud.example", false);
    row(".cloud.example", "https://a.cloud.example", true);
    row("*.cloud.example", "https://a.cloud.example", true);
    row("*.cloud.example", "https://cloud.example", false);
    row(" CLOUD.Example ,x", "https://cloud.EXAMPLE", true);
    row("cloud.example:443", "https://cloud.example", true);
    row("cloud.example:8443", "https://cloud.example", false);
    row("cloud.example:8443", "https://cloud.example:8443", true);
    row("10.0.0.1", "https://10.0.0.1", true);
    row("10.0.0.1", "https://10.0.0.2", false);
    row("10.0.0.1:443", "https://10.0.0.1", true);
    row("10.0.0.1:80", "https://10.0.0.1", false);
    row("10.0.0.0/8", "https://10.200.3.4", true);
    row("10.0.0.0/8", "https://11.0.0.1", false);
    row("10.0.0.0/8", "https://cloud.example", false);
    row("[fd00::1]:443", "https://[fd00::1]", true);
    row("fd00::1", "https://[fd00::1]", true);
    row("fd00::/16", "https://[fd00::2]", true);
    row("fd00::/16", "https://[fe00::2]", false);
    row("bücher.example", "https://bücher.example", true);
    row(",, ,:80", "https://cloud.example", false);
    row("10.0.0.0/99", "https://10.0.0.1", false);
}

void TestProxyFactory::noProxy()
{
    QFETCH(QString, list);
    QFETCH(QString, url);
    QFETCH(bool, isDirect);
    const ProxyFactory factory(
        {{QStringLiteral("https_proxy"), QStringLiteral("http://p:3128")}, {QStringLiteral("no_proxy"), list}});
    QCOMPARE(factory.proxyFor(QUrl(url))->type() == QNetworkProxy::NoProxy, isDirect);
}

QTEST_GUILESS_MAIN(TestProxyFactory)
#include "tst_proxyfactory.moc"
