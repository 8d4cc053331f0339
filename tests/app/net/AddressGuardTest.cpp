#include "net/AddressGuard.h"

#include "net/HttpClient.h"
#include "support/ScriptedServer.h"

#include <QTest>

using namespace ksp;
using namespace ksp::test;
using Verdict = AddressGuard::Verdict;

class AddressGuardTest : public QObject
{
    Q_OBJECT
private slots:
    void addresses_data()
    {
        QTest::addColumn<bool>("isPrivate");
        for (const char *address : {"127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
                 "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1",
                 "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "fc00::1", "fec0::1", "ff02::1",
                 "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"})
            QTest::newRow(address) << true;
        for (const char *address : {"1.1.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1",
                 "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"})
            QTest::newRow(address) << false;
    }
    void addresses()
    {
        QFETCH(bool, isPrivate);
        QCOMPARE(AddressGuard::isPrivate(QHostAddress(QString::fromLatin1(QTest::currentDataTag()))), isPrivate);
    }

    void verdicts_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<int>("verdict");
        const auto row = [](const char *target, const char *origin, Verdict verdict) {
            QTest::addRow("%s from %s", target, origin)
                << QString::fromLatin1(target) << QString::fromLatin1(origin) << int(verdict);
        };
        row("https://1.1.1.1/a.tgz", "https://1.0.0.1/", Verdict::Allowed);
        row("https://127.0.0.1/a.tgz", "https://1.0.0.1/", Verdict::Private);
        row("http://localhost:8900/a.tgz", "http://1.0.0.1/", Verdict::Private);
        row("http://[::1]/a.tgz", "http://1.0.0.1/", Verdict::Private);
        row("http://[::ffff:10.0.0.1]/a.tgz", "http://1.0.0.1/", Verdict::Private);
        row("http://0x7f.1/a.tgz", "http://1.0.0.1/", Verdict::Private);
        row("http://2130706433/a.tgz", "http://1.0.0.1/", Verdict::Private);
        row("http://169.254.169.254/latest/meta-data", "http://1.0.0.1/", Verdict::Private);
        row("http://10.0.0.2/a.tgz", "http://10.0.0.1/", Verdict::Allowed);
        row("http://127.0.0.1:1/a.tgz", "http://localhost:8900/", Verdict::Allowed);
        row("http://1.0.0.1/a.tgz", "https://1.0.0.1/", Verdict::Unencrypted);
        row("https://1.0.0.1/a.tgz", "http://1.0.0.1/", Verdict::Allowed);
    }
    void verdicts()
    {
        QFETCH(QString, target);
        QFETCH(QString, origin);
        QFETCH(int, verdict);
        std::optional<Verdict> got;
        AddressGuard::judge(QUrl(target), QUrl(origin), this, [&got](Verdict is) { got = is; });
        QVERIFY(!got);
        QTRY_VERIFY(got);
        QCOMPARE(int(*got), verdict);
    }

    void nothingIsSentThere()
    {
        ScriptedServer server({ok("{}")});
        HttpClient::Settings settings;
        settings.server = server.url();
        HttpClient client(settings);
        for (const auto &[origin, isAllowed] : {std::pair("http://1.0.0.1", false),
                 std::pair("https://127.0.0.1", false), std::pair("http://127.0.0.2", true)}) {
            HttpRequest request;
            request.path = "/a.tgz";
            request.followsRedirects = true;
            request.origin = QUrl(QString::fromLatin1(origin));
            std::optional<Result<HttpReply>> result;
            connect(client.send(request), &HttpJob::finished, this,
                [&result](const Result<HttpReply> &reply) { result = reply; });
            QTRY_VERIFY(result);
            QCOMPARE(result->has_value(), isAllowed);
            QCOMPARE(server.connectionCount(), isAllowed ? 1 : 0);
            if (!isAllowed)
                QCOMPARE(result->error().kind, ErrorKind::Refused);
        }
    }

    void redirects()
    {
        ScriptedServer plain({ok("{}")});
        const QByteArray location = "Location: " + plain.url().toEncoded() + "/a.tgz\r\n";
        ScriptedServer server({answer("302 Found", "", location)});
        HttpClient::Settings settings;
        settings.server = server.url();
        HttpClient client(settings);
        HttpRequest request;
        request.path = "/a.tgz";
        request.followsRedirects = true;
        std::optional<Result<HttpReply>> result;
        const auto send = [&] {
            result.reset();
            connect(client.send(request), &HttpJob::finished, this,
                [&result](const Result<HttpReply> &reply) { result = reply; });
        };
        send();
        QTRY_VERIFY(result);
        QVERIFY(result->has_value());
        QCOMPARE(plain.requestCount(), 1);
    }
};

QTEST_GUILESS_MAIN(AddressGuardTest)
#include "AddressGuardTest.moc"
