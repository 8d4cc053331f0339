#include "net/CertificateName.h"

#include "net/HttpClient.h"
#include "support/ScriptedServer.h"
#include "support/TestCertificate.h"

#include <QTest>

using namespace ksp;
using namespace ksp::test;

class CertificateNameTest : public QObject
{
    Q_OBJECT
private slots:
    void names_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isFor");
        const auto row = [](const char *host, bool isFor) { QTest::newRow(host) << QString::fromUtf8(host) << isFor; };
        row("cn.example", false); // the common name
        row("plain.example", true);
        row("PLAIN.example.", true);
        row("sub.plain.example", false);
        row("a.wild.example", true);
        row("a.b.wild.example", false);
        row("wild.example", false);
        row(".wild.example", false);
        row("partial.example", false);
        row("single", false);
        row("any.com", false);
        row("a.b.example", false);
        row("upper.example", true);
        row("bücher.example", true);
        row("xn--bcher-kva.example", true);
        row("10.1.2.3", true);
        row("10.1.2.4", false);
        row("10.9.9.9", false); // an address as a name
        row("fd00::1", true);
        row("fd00:0:0::1", true);
        row("fd00::2", false);
        row("", false);
    }
    void names()
    {
        QFETCH(QString, host);
        QFETCH(bool, isFor);
        const QSslCertificate certificate(manyNamesCertificate());
        QVERIFY(!certificate.isNull());
        QCOMPARE(isCertificateFor(certificate, host), isFor);
    }

    void theCommonNameIsNotEnough_data()
    {
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("isFor");
        QTest::addColumn<int>("ahead"); // milliseconds
        for (const int ahead : {-1, 0, 50}) {
            const auto row = [ahead](const char *name) -> QTestData & {
                return QTest::addRow("%s, %s", name,
                    ahead < 0       ? "connects itself"
                        : ahead > 0 ? "connected ahead"
                                    : "being connected ahead");
            };
            row("name") << commonNameCertificate() << QStringLiteral("localhost") << false << ahead;
            row("address") << commonAddressCertificate() << QStringLiteral("127.0.0.1") << false << ahead;
            row("alternative name") << testCertificate() << QStringLiteral("localhost") << true << ahead;
            row("alternative address") << testCertificate() << QStringLiteral("127.0.0.1") << true << ahead;
        }
    }
    void theCommonNameIsNotEnough()
    {
        QFETCH(QByteArray, certificate);
        QFETCH(QString, host);
        QFETCH(bool, isFor);
        QFETCH(int, ahead);
        ScriptedServer server({ok("{}")}, true);
        server.setCertificate(certificate);
        HttpClient::Settings settings;
        settings.server = server.url();
        settings.server.setHost(host);
        settings.key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
        settings.limits.pauses.clear();
        settings.certificates = QSslCertificate::fromData(certificate);
        HttpClient client(settings);
        if (ahead >= 0)
            client.connectAhead(1);
        if (ahead > 0)
            QTest::qWait(ahead); // for the handshake, of which nobody here hears
        std::optional<Result<HttpReply>> result;
        HttpRequest request;
        request.path = "/thing";
        connect(client.send(request), &HttpJob::finished, this,
            [&result](const Result<HttpReply> &reply) { result = reply; });
        QTRY_VERIFY(result);
        QCOMPARE(result->has_value(), isFor);
        QCOMPARE(server.requestCount(), isFor ? 1 : 0);
        if (!isFor) {
            QCOMPARE(result->error().kind, ErrorKind::Network);
            QVERIFY2(result->error().sentence.contains(QStringLiteral("no secure connection (TLS)")),
                qPrintable(result->error().sentence));
        }
    }
};

QTEST_GUILESS_MAIN(CertificateNameTest)
#include "CertificateNameTest.moc"
