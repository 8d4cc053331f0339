#include "net/HttpClient.h"
#include "support/ScriptedServer.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace ksp;
using namespace ksp::test;
using namespace std::chrono_literals;

namespace {

/// A proxy that asks for a password by one scheme, accepts none, and counts.
class RefusingProxy : public QTcpServer
{
public:
    RefusingProxy(QByteArray scheme, bool closes) : m_scheme(std::move(scheme)), m_closes(closes)
    {
        listen(QHostAddress::LocalHost);
    }

    int requests = 0;
    int logIns = 0; ///< Those that carry a password, or what was made of one.

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket, received] {
            *received += socket->readAll();
            for (qsizetype end = received->indexOf("\r\n\r\n"); end >= 0; end = received->indexOf("\r\n\r\n")) {
                const QByteArray head = received->left(end);
                received->remove(0, end + 4);
                refuse(socket, head);
            }
        });
    }

private:
    void refuse(QTcpSocket *socket, const QByteArray &head)
    {
        QByteArray challenge = m_scheme;
        if (m_scheme == "Basic")
            challenge += " realm=\"p\"";
        else if (m_scheme == "Digest")
            challenge += " realm=\"p\", qop=\"auth\", nonce=\"" + QByteArray::number(requests) + '"';
        ++requests;
        const QByteArray name = "proxy-authorization: ";
        const QList<QByteArray> lines = head.split('\n');
        for (const QByteArray &line : lines) {
            if (!line.toLower().startsWith(name))
                continue;
            const QByteArray given = line.mid(name.size()).trimmed();
            // NTLM's first message says that somebody is there, the second has the password's hash.
            if (QByteArray::fromBase64(given.mid(m_scheme.size() + 1)).startsWith(QByteArray("NTLMSSP\0\1", 9)))
                challenge += " TlRMTVNTUAACAAAADAAMADgAAAAFgomiASNFZ4mrze8AAAAAAAAAACQAJABEAAAABgBwFwAAAA9TAGUAcgB2AGUA"
                             "cgACAAwARABvAG0AYQBpAG4AAQAMAFMAZQByAHYAZQByAAAAAAA=";
            else
                ++logIns;
        }
        socket->write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nProxy-Authenticate: "
            + challenge + (m_closes ? "\r\nConnection: close" : "") + "\r\n\r\n");
        if (m_closes)
            socket->disconnectFromHost();
    }

    QByteArray m_scheme;
    bool m_closes;
};

HttpClient::Settings through(const QString &scheme, const QNetworkProxy &proxy)
{
    HttpClient::Settings settings;
    settings.server = QUrl(scheme + QStringLiteral("://cloud.example"));
    settings.key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    settings.limits.connect = settings.limits.progress = settings.limits.reply = 5s;
    settings.limits.pauses = {1ms, 1ms};
    settings.proxy = proxy;
    return settings;
}

HttpRequest get()
{
    HttpRequest request;
    request.path = "/thing";
    request.step = QStringLiteral("Reading the thing");
    return request;
}

/// The errors of several requests at once.
QList<Error> errorsOf(HttpClient *client, int count)
{
    const auto errors = std::make_shared<QList<Error>>();
    for (int i = 0; i < count; ++i) {
        QObject::connect(client->send(get()), &HttpJob::finished, client, [errors](const Result<HttpReply> &result) {
            errors->append(result ? Error{ErrorKind::Internal, QStringLiteral("no error"), {}} : result.error());
        });
    }
    const bool ended = QTest::qWaitFor([&] { return errors->size() == count; }, 20'000);
    return ended ? *errors : QList<Error>{{ErrorKind::Internal, QStringLiteral("no end"), {}}};
}

QString httpScheme()
{
    return QStringLiteral("http");
}

QString httpsScheme()
{
    return QStringLiteral("https");
}

} // namespace

class ProxyTest : public QObject
{
    Q_OBJECT
private slots:
    void refusesThePassword_data()
    {
        QTest::addColumn<QByteArray>("auth");
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<bool>("hasPassword");
        for (const char *name : {"Basic", "Digest", "NTLM", "Negotiate"}) {
            const QByteArray auth = name;
            for (const QString &scheme : {httpScheme(), httpsScheme()}) {
                for (const bool closes : {false, true}) {
                    for (const bool hasPassword : {true, false})
                        QTest::addRow("%s %s%s%s", auth.constData(), qPrintable(scheme), closes ? " closes" : "",
                            hasPassword ? " with a password" : "")
                            << auth << scheme << closes << hasPassword;
                }
            }
        }
    }
    void refusesThePassword()
    {
        QFETCH(QByteArray, auth);
        QFETCH(QString, scheme);
        QFETCH(bool, closes);
        QFETCH(bool, hasPassword);
        RefusingProxy server(auth, closes);
        QNetworkProxy proxy(scheme == httpScheme() ? QNetworkProxy::HttpCachingProxy : QNetworkProxy::HttpProxy,
            QStringLiteral("127.0.0.1"), server.serverPort());
        if (hasPassword) {
            proxy.setUser(QStringLiteral("joe"));
            proxy.setPassword(QStringLiteral("s3cret"));
        }
        HttpClient client(through(scheme, proxy));
        const QList<Error> errors = errorsOf(&client, 3);
        const QString expected = hasPassword ? QStringLiteral("does not accept this user name and password")
                                             : QStringLiteral("asks for a user name and a password");
        for (const Error &error : errors) {
            QCOMPARE(error.kind, ErrorKind::Network);
            QVERIFY2(error.sentence.contains(expected), qPrintable(error.sentence + error.detail));
            QVERIFY2(error.sentence.contains(QStringLiteral("the proxy 127.0.0.1:%1 ").arg(server.serverPort())),
                qPrintable(error.sentence));
            QVERIFY(!error.sentence.contains(QLatin1String("s3cret")) && !error.detail.contains(QLatin1String("s3c")));
        }
        QCOMPARE(errors.size(), 3);
        QVERIFY2(server.logIns <= 1, qPrintable(QString::number(server.logIns)));
        QVERIFY2(server.requests <= 3, qPrintable(QString::number(server.requests)));
        // Asked for once more, it may be asked once more.
        QVERIFY(errorsOf(&client, 1).constFirst().sentence.contains(expected));
        QVERIFY2(server.logIns <= 2, qPrintable(QString::number(server.logIns)));
    }

    void isNotThere_data()
    {
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("type");
        QTest::newRow("http") << httpScheme() << int(QNetworkProxy::HttpCachingProxy);
        QTest::newRow("https") << httpsScheme() << int(QNetworkProxy::HttpProxy);
        QTest::newRow("http socks") << httpScheme() << int(QNetworkProxy::Socks5Proxy);
        QTest::newRow("https socks") << httpsScheme() << int(QNetworkProxy::Socks5Proxy);
    }
    void isNotThere()
    {
        QFETCH(QString, scheme);
        QFETCH(int, type);
        const auto sentences = [&](const QString &host, quint16 port) {
            HttpClient client(through(scheme, {QNetworkProxy::ProxyType(type), host, port}));
            QStringList all;
            const QList<Error> errors = errorsOf(&client, 2);
            for (const Error &error : errors)
                all.append(error.sentence);
            return all.join(u'\n');
        };
        const QString refused = sentences(QStringLiteral("127.0.0.1"), 1);
        QCOMPARE(refused.count(QStringLiteral("the proxy 127.0.0.1:1 refused the connection")), 2);
        const QString unknown = sentences(QStringLiteral("no-such-proxy.invalid"), 3128);
        QCOMPARE(unknown.count(QStringLiteral("no address is known for the proxy no-such-proxy.invalid:3128")), 2);
    }

    void answersNothing()
    {
        ScriptedServer silent({Act{Act::AnswerThenStall, {}}});
        HttpClient::Settings settings
            = through(httpsScheme(), {QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), silent.serverPort()});
        settings.limits.connect = 200ms;
        settings.limits.pauses.clear();
        HttpClient client(settings);
        const Error error = errorsOf(&client, 1).constFirst();
        QVERIFY2(error.sentence.contains(QStringLiteral("time-out, since the proxy 127.0.0.1:%1 made no connection to "
                                                        "cloud.example in time")
                                             .arg(silent.serverPort())),
            qPrintable(error.sentence));
    }

    void lettingThrough()
    {
        ScriptedServer proxy({ok("{}")});
        HttpClient client(
            through(httpScheme(), {QNetworkProxy::HttpCachingProxy, QStringLiteral("127.0.0.1"), proxy.serverPort()}));
        int ok = 0;
        for (int i = 0; i < 3; ++i) {
            connect(client.send(get()), &HttpJob::finished, this,
                [&ok](const Result<HttpReply> &reply) { ok += reply.has_value() ? 1 : 0; });
        }
        QTRY_COMPARE(ok, 3);
        QVERIFY(proxy.requests().constFirst().startsWith("GET http://cloud.example/thing HTTP/1.1\r\n"));
    }

    void theFirstOneIsCancelledOrDeleted()
    {
        for (const bool isDeleted : {false, true}) {
            ScriptedServer proxy({Act{Act::AnswerThenStall, {}}, ok("{}")});
            HttpClient client(through(
                httpScheme(), {QNetworkProxy::HttpCachingProxy, QStringLiteral("127.0.0.1"), proxy.serverPort()}));
            HttpJob *first = client.send(get());
            QSignalSpy second(client.send(get()), &HttpJob::finished);
            QTRY_COMPARE(proxy.requestCount(), 1);
            QCOMPARE(second.size(), 0);
            if (isDeleted)
                delete first;
            else
                first->cancel();
            QTRY_COMPARE(second.size(), 1);
        }
    }

    void variableThatCannotBeUsed()
    {
        HttpClient::Settings settings = through(httpScheme(), {});
        ScriptedServer server({ok("{}")});
        settings.server = server.url();
        settings.proxy = failure(ErrorKind::BadInput, QStringLiteral("The variable https_proxy is wrong."));
        HttpClient client(settings);
        const Error error = errorsOf(&client, 1).constFirst();
        QCOMPARE(error.sentence, QStringLiteral("The variable https_proxy is wrong."));
        QCOMPARE(server.connectionCount(), 0);
    }
};

QTEST_GUILESS_MAIN(ProxyTest)
#include "ProxyTest.moc"
