#include "net/ProxyFactory.h"

#include <QTest>

using namespace ksp;

class TestProxyFactory : public QObject
{
    Q_OBJECT
private slots:
    void chooses_data();
    void chooses();
    void typesAndPasswords();
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
    row("https_proxy=ftp://p", "https://cloud.example", "");
    row("https_proxy=://", "https://cloud.example", "");
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
    ProxyFactory factory(map);
    const QNetworkProxy chosen = factory.proxyFor(QUrl(url));
    QCOMPARE(chosen.type() == QNetworkProxy::NoProxy, proxy.isEmpty());
    if (!proxy.isEmpty())
        QCOMPARE(QStringLiteral("%1:%2").arg(chosen.hostName()).arg(chosen.port()), proxy);
    QCOMPARE(factory.queryProxy(QNetworkProxyQuery(QUrl(url))), QList<QNetworkProxy>{chosen});
}

void TestProxyFactory::typesAndPasswords()
{
    const ProxyFactory factory({{QStringLiteral("http_proxy"), QStringLiteral("http://u:p%40ss@proxy:3128/")},
        {QStringLiteral("https_proxy"), QStringLiteral("socks5://me:x@socks:1081")}});
    const QNetworkProxy http = factory.proxyFor(QUrl(QStringLiteral("http://cloud.example")));
    QCOMPARE(http.type(), QNetworkProxy::HttpCachingProxy);
    QCOMPARE(http.user(), QStringLiteral("u"));
    QCOMPARE(http.password(), QStringLiteral("p@ss"));
    const QNetworkProxy socks = factory.proxyFor(QUrl(QStringLiteral("https://cloud.example")));
    QCOMPARE(socks.type(), QNetworkProxy::Socks5Proxy);
    QCOMPARE(socks.user(), QStringLiteral("me"));
    const ProxyFactory tunnel({{QStringLiteral("https_proxy"), QStringLiteral("http://proxy")}});
    QCOMPARE(tunnel.proxyFor(QUrl(QStringLiteral("https://cloud.example"))).type(), QNetworkProxy::HttpProxy);
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
    QCOMPARE(factory.proxyFor(QUrl(url)).type() == QNetworkProxy::NoProxy, isDirect);
}

QTEST_GUILESS_MAIN(TestProxyFactory)
#include "tst_proxyfactory.moc"
