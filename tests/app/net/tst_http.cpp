#include "net/CaFile.h"
#include "net/HttpClient.h"
#include "support/ScriptedServer.h"
#include "support/TestCertificate.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <zlib.h>

using namespace ksp;
using namespace ksp::test;
using namespace std::chrono_literals;

namespace {

QString key()
{
    return QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
}

/// How a job ended, and how often.
struct Outcome
{
    int count = 0;
    Result<HttpReply> result;
    [[nodiscard]] Error error() const { return result ? Error{} : result.error(); }
};

TimeLimits shortLimits()
{
    TimeLimits limits;
    limits.connect = 2s;
    limits.progress = 250ms;
    limits.reply = 500ms;
    limits.pauses = {5ms, 10ms};
    limits.second = 10ms;
    return limits;
}

HttpClient::Settings settingsFor(const QUrl &server)
{
    HttpClient::Settings settings;
    settings.server = server;
    settings.key = key();
    settings.limits = shortLimits();
    return settings;
}

HttpRequest get(const QByteArray &path = "/thing")
{
    HttpRequest request;
    request.path = path;
    request.step = QStringLiteral("Reading the thing");
    return request;
}

HttpRequest post(const QByteArray &body, const QByteArray &contentType = "application/json")
{
    HttpRequest request = get("/post");
    request.method = HttpRequest::Method::Post;
    request.body = {contentType, {body}};
    return request;
}

HttpRequest upload(qsizetype size)
{
    MultipartForm form;
    form.addFile("file1", QStringLiteral("a.png"), QByteArray(size, 'x'));
    HttpRequest request = post({});
    request.step = QStringLiteral("Uploading the images");
    request.body = form.body();
    return request;
}

std::shared_ptr<Outcome> watch(HttpJob *job)
{
    auto outcome = std::make_shared<Outcome>();
    QObject::connect(job, &HttpJob::finished, job, [outcome](const Result<HttpReply> &result) {
        ++outcome->count;
        outcome->result = result;
    });
    return outcome;
}

QList<qint64> firstArguments(const QSignalSpy &spy)
{
    QList<qint64> values;
    for (const QList<QVariant> &arguments : spy)
        values.append(arguments.constFirst().toLongLong());
    return values;
}

/// Lets whatever is still on its way arrive.
void settle()
{
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
}

/// With a file name in gzip's header, which says nothing of the content.
QByteArray gzipped(QByteArray data, QByteArray name = "n")
{
    z_stream stream{};
    gz_header header{};
    header.name = reinterpret_cast<Bytef *>(name.data());
    deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    deflateSetHeader(&stream, &header);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(data.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(data.data());
    stream.avail_in = uInt(data.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

constexpr int large = 24 * 1024 * 1024; ///< More than the loopback's buffers take.

} // namespace

class TestHttp : public QObject
{
    Q_OBJECT
private slots:
    void sendsWhatItShould();
    void faults_data();
    void faults();
    void emptyBodyIsWhole_data();
    void emptyBodyIsWhole();
    void dripArrives_data();
    void dripArrives();
    void postGoesOutOnce_data();
    void postGoesOutOnce();
    void getIsRepeated();
    void retryAfter_data();
    void retryAfter();
    void retryAfterCountsDown();
    void retryAfterRepeatsAtMost();
    void refusedConnection();
    void unknownHost();
    void tls_data();
    void tls();
    void ownCertificateAuthority();
    void cancel();
    void cancelWhileWaiting();
    void cancelInHandler();
    void deletedMidway();
    void clientDeletedInHandler();
    void tooLargeReply();
    void redirectKeepsTheKey();
    void keyNeverShows();
    void badKeyAndPath();
    void progress();
    void proxyThatRefuses();
    void connectsAhead_data();
    void connectsAhead();
    void uploadsWaitForNoAcknowledgement();
};

void TestHttp::sendsWhatItShould()
{
    ScriptedServer server({ok("{}")});
    QUrl url = server.url();
    url.setPath(QStringLiteral("/prefix"));
    QStringList lines;
    auto settings = settingsFor(url);
    settings.log = [&lines](const QString &line) { lines.append(line); };
    HttpClient client(settings);

    const auto outcome = watch(client.send(get("/a%2Fb%20c?x=1&y=2")));
    QCOMPARE(outcome->count, 0);
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY(outcome->result.has_value());
    QCOMPARE(outcome->result->status, 200);
    QCOMPARE(outcome->result->body, "{}");

    const QByteArray request = server.requests().constFirst();
    QVERIFY2(request.startsWith("GET /prefix/a%2Fb%20c?x=1&y=2 HTTP/1.1\r\n"), request);
    QVERIFY(request.toLower().contains("\r\nauthorization: bearer " + key().toLatin1().toLower() + "\r\n"));
    QVERIFY(request.toLower().contains("\r\nuser-agent: ks-publisher/" KSP_VERSION "\r\n"));
    QVERIFY(request.toLower().contains("\r\naccept: application/json\r\n"));
    QVERIFY(!request.toLower().contains("cookie"));
    QVERIFY(!request.toLower().contains("upgrade"));
    QCOMPARE(lines.size(), 1);
    QVERIFY2(lines.constFirst().startsWith(QStringLiteral("GET /a%2Fb%20c?x=1&y=2: 200, 2 B received")),
        qPrintable(lines.constFirst()));

    const auto posted = watch(client.send(upload(100'000)));
    QTRY_COMPARE(posted->count, 1);
    const QByteArray head = server.requests().constLast().left(600);
    QVERIFY(head.startsWith("POST /prefix/post HTTP/1.1\r\n"));
    QVERIFY(head.toLower().contains("\r\ncontent-type: multipart/form-data; boundary="));
    QVERIFY(head.toLower().contains("\r\ncontent-length: " + QByteArray::number(server.lastBody().size()) + "\r\n"));
    QVERIFY(!head.toLower().contains("transfer-encoding"));
    QCOMPARE(server.connectionCount(), 1);
}

void TestHttp::faults_data()
{
    QTest::addColumn<bool>("isUpload");
    QTest::addColumn<Act>("act");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("part");

    const QByteArray html = "Content-Type: text/html\r\n";
    const QByteArray gzip = "Content-Encoding: gzip\r\n";
    const Act cut{Act::AnswerThenClose, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\""};
    const Act cutChunked{Act::AnswerThenClose, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n"};
    const Act resetReply{Act::AnswerThenReset, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\""};
    const Act stallReply{Act::AnswerThenStall, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\""};
    for (const bool isUpload : {false, true}) {
        const auto row = [isUpload](const char *name) -> QTestData & {
            return QTest::addRow("%s: %s", isUpload ? "upload" : "get", name) << isUpload;
        };
        using K = ErrorKind;
        row("closed without a word") << Act{Act::AnswerThenClose, {}} << K::Network << 0
                                     << (isUpload ? "takes no file of this size" : "broke before an answer came");
        row("reset without a word") << Act{Act::AnswerThenReset, {}} << K::Network << 0
                                    << (isUpload ? "takes no file of this size" : "broke before an answer came");
        row("stall") << Act{Act::AnswerThenStall, {}} << K::Network << 0 << "time-out, since 127.0.0.1:";
        row("cut short") << cut << K::Network << 200 << "was cut short";
        row("cut short, chunked") << cutChunked << K::Network << 200 << "was cut short";
        row("reset while receiving") << resetReply << K::Network << 200 << "was cut short";
        row("gzip cut short, whole by its length")
            << answer("200 OK", gzipped("{\"a\":1}").chopped(3), gzip) << K::Network << 200 << "was cut short";
        row("gzip cut short") << Act{Act::AnswerThenClose, httpReply("200 OK", gzipped("{\"a\":1}"), gzip).chopped(3)}
                              << K::Network << 200 << "was cut short";
        row("gzip bomb") << answer("200 OK", gzipped(QByteArray(20 * 1024 * 1024, ' ')), gzip) << K::Refused << 200
                         << "too large to be right";
        row("coding not asked for") << answer("200 OK", "x", "Content-Encoding: br\r\n") << K::Refused << 200
                                    << "cannot be read";
        row("stall while receiving") << stallReply << K::Network << 200 << "time-out";
        row("cut short in the head") << Act{Act::AnswerThenClose, "HTTP/1.1 200 OK\r\nConte"} << K::Network << 0 << "";
        row("not HTTP") << Act{Act::AnswerThenClose, "SSH-2.0-OpenSSH_9.2\r\n"} << K::Network << 0 << "";
        row("401") << answer("401 Unauthorized", "{\"message\":\"no key\"}") << K::Refused << 401
                   << " The answer was: 401 Unauthorized, no key.";
        row("401 with a challenge") << answer("401 Unauthorized", "", "WWW-Authenticate: Basic realm=\"x\"\r\n")
                                    << K::Refused << 401 << " The answer was: 401 Unauthorized.";
        row("403") << answer("403 Forbidden", "permission denied", "Content-Type: text/plain\r\n") << K::Refused << 403
                   << " The answer was: 403 Forbidden, permission denied.";
        row("404") << answer("404 Not Found", "{\"message\":\"extension not found\"}") << K::Refused << 404
                   << "404 Not Found, extension not found. ";
        row("409") << answer("409 Conflict", "{}") << K::Refused << 409 << "does not fit the state";
        row("413 read") << answer("413 Request Entity Too Large", "") << K::Refused << 413
                        << (isUpload ? "takes no upload of" : "too large");
        row("429 without Retry-After") << answer("429 Too Many Requests", "") << K::Refused << 429
                                       << "Wait some minutes";
        row("429, 31 s") << answer("429 Too Many Requests", "", "Retry-After: 31\r\n") << K::Refused << 429
                         << "Try again in 31 second";
        row("429, an hour") << answer("429 Too Many Requests", "", "Retry-After: 3601\r\n") << K::Refused << 429
                            << "Try again in 61 minute";
        row("500") << answer("500 Internal Server Error", "{\"message\":\"boom\"}") << K::Refused << 500
                   << "500 Internal Server Error, boom. ";
        row("503 HTML") << answer("503 Service Unavailable", "<html>nginx</html>", html) << K::Refused << 503
                        << "a web page came instead";
        row("201") << answer("201 Created", "{}") << K::Refused << 201 << "did not accept";
        row("204") << answer("204 No Content", "", "") << K::Refused << 204 << "did not accept";
        row("302") << answer("302 Found", "", "Location: https://elsewhere.example/x\r\n") << K::Refused << 302
                   << "sent to elsewhere.example";
        row("broken gzip") << answer("200 OK", "this is no gzip", "Content-Encoding: gzip\r\n") << K::Refused << 200
                           << "cannot be read";
    }
    QTest::addRow("upload: early 413") << true << Act{Act::EarlyAnswer, httpReply("413 Request Entity Too Large", "")}
                                       << ErrorKind::Network << 0 << "takes no file of this size";
    QTest::addRow("upload: reset while sending")
        << true << Act{Act::ResetWhileSending, {}, 200'000} << ErrorKind::Network << 0 << "takes no file of this size";
    QTest::addRow("upload: nobody reads")
        << true << Act{Act::StopReading} << ErrorKind::Network << 0 << "nothing moved any more after";
}

void TestHttp::faults()
{
    QFETCH(bool, isUpload);
    QFETCH(Act, act);
    QFETCH(ErrorKind, kind);
    QFETCH(int, status);
    QFETCH(QString, part);

    ScriptedServer server({act});
    HttpClient client(settingsFor(server.url()));
    const bool isLarge
        = act.kind == Act::EarlyAnswer || act.kind == Act::ResetWhileSending || act.kind == Act::StopReading;
    const HttpRequest request = isUpload ? upload(isLarge ? large : 100'000) : get();
    const auto outcome = watch(client.send(request));
    QTRY_COMPARE_WITH_TIMEOUT(outcome->count, 1, 20'000);
    QVERIFY(!outcome->result);
    const Error error = outcome->error();
    QVERIFY2(error.sentence.contains(part), qPrintable(error.sentence + QStringLiteral(" | ") + error.detail));
    QVERIFY2(error.sentence.contains(request.step + QStringLiteral(" failed: ")), qPrintable(error.sentence));
    QVERIFY2(error.sentence.endsWith(QLatin1Char('.')), qPrintable(error.sentence));
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.httpStatus, status);
    settle();
    QCOMPARE(outcome->count, 1);
    if (isUpload || kind == ErrorKind::Refused)
        QCOMPARE(server.requestCount(), 1);
    else
        QVERIFY(server.requestCount() >= 3);
}

void TestHttp::emptyBodyIsWhole_data()
{
    QTest::addColumn<Act>("act");
    for (const char *name : {"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "identity"}) {
        const QByteArray coding = name;
        const QByteArray header = "Content-Encoding: " + coding + "\r\n";
        QTest::addRow("%s, its length", coding.constData()) << answer("200 OK", "", header);
        QTest::addRow("%s, chunked", coding.constData())
            << Act{Act::Answer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + header + "\r\n0\r\n\r\n"};
        QTest::addRow("%s, closed", coding.constData())
            << Act{Act::AnswerThenClose, "HTTP/1.1 200 OK\r\nConnection: close\r\n" + header + "\r\n"};
    }
}

void TestHttp::emptyBodyIsWhole()
{
    QFETCH(Act, act);
    ScriptedServer server({act});
    HttpClient client(settingsFor(server.url()));
    for (const HttpRequest &request : {post("{}"), get()}) {
        const auto outcome = watch(client.send(request));
        QTRY_COMPARE(outcome->count, 1);
        QVERIFY2(outcome->result, qPrintable(outcome->error().sentence));
        QVERIFY(outcome->result->body.isEmpty());
    }
    QCOMPARE(server.requestCount(), 2);
}

void TestHttp::dripArrives_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("plain") << httpReply("200 OK", QByteArray(200, 'x'));
    // Whose bytes say nothing for a long time.
    QByteArray name(180, 'n');
    QTest::newRow("gzip") << httpReply("200 OK", gzipped(QByteArray(200, 'x'), name), "Content-Encoding: gzip\r\n");
}

void TestHttp::dripArrives()
{
    QFETCH(const QByteArray, reply);
    ScriptedServer server({Act{Act::Drip, reply}});
    auto settings = settingsFor(server.url());
    // Much longer than one byte takes, shorter than all of them.
    settings.limits.progress = settings.limits.reply = 1s;
    HttpClient client(settings);
    for (const HttpRequest &request : {get(), post("{}")}) {
        const auto outcome = watch(client.send(request));
        QTRY_COMPARE_WITH_TIMEOUT(outcome->count, 1, 20'000);
        QVERIFY2(outcome->result.has_value(), qPrintable(outcome->error().detail));
        QCOMPARE(outcome->result->body.size(), 200);
    }
}

void TestHttp::postGoesOutOnce_data()
{
    QTest::addColumn<bool>("isWarm");
    QTest::addColumn<bool>("isMultipart");
    QTest::addColumn<int>("kind");
    for (const bool isWarm : {false, true}) {
        for (const bool isMultipart : {false, true}) {
            for (const int kind : {int(Act::AnswerThenClose), int(Act::AnswerThenReset), int(Act::ResetWhileSending)})
                QTest::addRow("%s %s %d", isWarm ? "warm" : "fresh", isMultipart ? "multipart" : "json", kind)
                    << isWarm << isMultipart << kind;
        }
    }
}

void TestHttp::postGoesOutOnce()
{
    QFETCH(bool, isWarm);
    QFETCH(bool, isMultipart);
    QFETCH(int, kind);

    const Act breaks{static_cast<Act::Kind>(kind), {}};
    ScriptedServer server(isWarm ? QList<Act>{ok("{}"), breaks, ok("{}")} : QList<Act>{breaks, ok("{}")});
    HttpClient client(settingsFor(server.url()));
    if (isWarm) {
        const auto warm = watch(client.send(get()));
        QTRY_COMPARE(warm->count, 1);
        QVERIFY(warm->result.has_value());
    }
    const auto outcome = watch(client.send(isMultipart ? upload(200'000) : post("{\"message\":\"x\"}")));
    QTRY_COMPARE(outcome->count, 1);
    QCOMPARE(outcome->error().kind, ErrorKind::Network);
    settle();
    QCOMPARE(server.requestCount(), isWarm ? 2 : 1);
    QCOMPARE(outcome->count, 1);
}

void TestHttp::getIsRepeated()
{
    ScriptedServer server({Act{Act::AnswerThenStall, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"},
        Act{Act::AnswerThenStall, {}}, ok("{\"a\":1}")});
    HttpClient client(settingsFor(server.url()));
    HttpJob *job = client.send(get());
    QSignalSpy waits(job, &HttpJob::waiting);
    const auto outcome = watch(job);
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY2(outcome->result.has_value(), qPrintable(outcome->error().sentence));
    QCOMPARE(outcome->result->body, "{\"a\":1}");
    QCOMPARE(server.requestCount(), 3);
    QCOMPARE(firstArguments(waits), QList<qint64>({1, 1}));
    for (const QList<QVariant> &wait : std::as_const(waits))
        QCOMPARE(wait.at(1).toBool(), false); // nobody asked for it
}

void TestHttp::retryAfter_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<bool>("isRepeated");
    const QByteArray date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    QTest::newRow("429") << QByteArray("429 Too Many Requests") << QByteArray("Retry-After: 2\r\n") << true;
    QTest::newRow("503") << QByteArray("503 Service Unavailable") << QByteArray("Retry-After: 30\r\n") << true;
    QTest::newRow("503 zero") << QByteArray("503 Service Unavailable") << QByteArray("Retry-After: 0\r\n") << true;
    QTest::newRow("date") << QByteArray("503 Busy") << date + "Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n" << true;
    QTest::newRow("past date") << QByteArray("503 Busy") << QByteArray("Retry-After: Sun, 06 Nov 1994 08:49:40 GMT\r\n")
                               << true;
    QTest::newRow("far date") << QByteArray("503 Busy") << date + "Retry-After: Sun, 06 Nov 1994 08:59:40 GMT\r\n"
                              << false;
    QTest::newRow("31") << QByteArray("503 Busy") << QByteArray("Retry-After: 31\r\n") << false;
    QTest::newRow("negative") << QByteArray("503 Busy") << QByteArray("Retry-After: -1\r\n") << false;
    QTest::newRow("nonsense") << QByteArray("503 Busy") << QByteArray("Retry-After: soon\r\n") << false;
    QTest::newRow("500") << QByteArray("500 Error") << QByteArray("Retry-After: 1\r\n") << false;
}

void TestHttp::retryAfter()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, headers);
    QFETCH(bool, isRepeated);
    for (const bool isPost : {false, true}) {
        ScriptedServer server({answer(status, "{}", headers), ok("{}")});
        HttpClient client(settingsFor(server.url()));
        const HttpRequest request = isPost ? upload(100'000) : get();
        const auto outcome = watch(client.send(request));
        QTRY_COMPARE(outcome->count, 1);
        QCOMPARE(outcome->result.has_value(), isRepeated);
        QCOMPARE(server.requestCount(), isRepeated ? 2 : 1);
        if (isRepeated && isPost)
            QCOMPARE(server.lastBody(), request.body.joined());
    }
}

void TestHttp::retryAfterCountsDown()
{
    ScriptedServer server({answer("429 Too Many Requests", "", "Retry-After: 4\r\n"), ok("{}")});
    HttpClient client(settingsFor(server.url()));
    HttpJob *job = client.send(post("{}"));
    QSignalSpy waits(job, &HttpJob::waiting);
    const auto outcome = watch(job);
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY(outcome->result.has_value());
    QCOMPARE(firstArguments(waits), QList<qint64>({4, 3, 2, 1}));
    for (const QList<QVariant> &wait : std::as_const(waits))
        QCOMPARE(wait.at(1).toBool(), true);
}

void TestHttp::retryAfterRepeatsAtMost()
{
    ScriptedServer server({answer("429 Too Many Requests", "", "Retry-After: 1\r\n")});
    HttpClient client(settingsFor(server.url()));
    const auto outcome = watch(client.send(get()));
    QTRY_COMPARE(outcome->count, 1);
    QCOMPARE(outcome->error().httpStatus, 429);
    QCOMPARE(server.requestCount(), 6);
}

void TestHttp::refusedConnection()
{
    QUrl url;
    {
        ScriptedServer server({ok("{}")});
        url = server.url();
    }
    HttpClient client(settingsFor(url));
    for (const HttpRequest &request : {get(), upload(1000)}) {
        const auto outcome = watch(client.send(request));
        QTRY_COMPARE(outcome->count, 1);
        QCOMPARE(outcome->error().kind, ErrorKind::Network);
        QVERIFY2(outcome->error().sentence.contains(QStringLiteral("refused the connection")),
            qPrintable(outcome->error().sentence));
    }
}

void TestHttp::unknownHost()
{
    HttpClient client(settingsFor(QUrl(QStringLiteral("https://no-such-host.invalid"))));
    const auto outcome = watch(client.send(get()));
    QTRY_COMPARE_WITH_TIMEOUT(outcome->count, 1, 60'000);
    QCOMPARE(outcome->error().kind, ErrorKind::Network);
    QVERIFY2(
        outcome->error().sentence.contains(QStringLiteral("no address is known for the server no-such-host.invalid")),
        qPrintable(outcome->error().sentence));
}

void TestHttp::tls_data()
{
    QTest::addColumn<bool>("isEncrypted");
    QTest::newRow("untrusted certificate") << true;
    QTest::newRow("no TLS at all") << false;
}

void TestHttp::tls()
{
    QFETCH(bool, isEncrypted);
    ScriptedServer server({ok("{}")}, isEncrypted);
    QUrl url = server.url();
    url.setScheme(QStringLiteral("https"));
    HttpClient client(settingsFor(url));
    const auto outcome = watch(client.send(post("{}")));
    QTRY_COMPARE(outcome->count, 1);
    const Error error = outcome->error();
    QCOMPARE(error.kind, ErrorKind::Network);
    if (isEncrypted) {
        QVERIFY2(error.sentence.contains(QStringLiteral("no secure connection (TLS)")), qPrintable(error.sentence));
        QVERIFY2(error.sentence.contains(QStringLiteral("self-signed")), qPrintable(error.sentence));
        QVERIFY(error.isUntrusted);
        QCOMPARE(server.requestCount(), 0);
    }
}

void TestHttp::ownCertificateAuthority()
{
    const QTemporaryDir folder;
    const auto write = [&folder](const char *name, const QByteArray &content) {
        QFile file(folder.filePath(QLatin1String(name)));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
    };
    const QString ca = write("ca.pem", testCertificate());
    const QString empty = write("empty.pem", "nothing\n");
    const QString privateKey = write("key.pem", testPrivateKey());
    for (const QString &bad : {empty, privateKey, folder.filePath(QStringLiteral("none.pem")), folder.path()}) {
        const auto none = readCaFile(bad);
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::BadInput);
        QVERIFY2(none.error().sentence.contains(bad), qPrintable(none.error().sentence));
    }
    // The time decides, too. The certificate is valid from 2026 to 2126.
    QVERIFY(readCaFile(ca, QDateTime(QDate(2030, 1, 1), QTime(0, 0), Qt::UTC)));
    for (const auto &[year, says] : {std::pair(2000, "clock"), std::pair(2200, "have expired")}) {
        const auto none = readCaFile(ca, QDateTime(QDate(year, 1, 1), QTime(0, 0), Qt::UTC));
        QVERIFY(!none);
        QVERIFY2(none.error().sentence.contains(QLatin1String(says)), qPrintable(none.error().sentence));
    }
    // The first that is named counts.
    qunsetenv("SSL_CERT_FILE");
    QVERIFY(companyCertificates({}, {})->isEmpty());
    qputenv("SSL_CERT_FILE", ca.toUtf8());
    QCOMPARE(companyCertificates({}, {})->size(), 1);
    QVERIFY(!companyCertificates({}, empty));
    QCOMPARE(companyCertificates(ca, empty)->size(), 1);
    qunsetenv("SSL_CERT_FILE");

    ScriptedServer server({ok("{}")}, true);
    auto settings = settingsFor(server.url());
    settings.certificates = *companyCertificates(ca, {});
    HttpClient client(settings);
    const auto outcome = watch(client.send(post("{}")));
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY2(outcome->result, qPrintable(outcome->error().sentence));

    // Later requests of a client go by what is trusted then.
    ScriptedServer other({ok("{}")}, true);
    HttpClient late(settingsFor(other.url()));
    const auto refused = watch(late.send(get()));
    QTRY_COMPARE(refused->count, 1);
    QVERIFY(refused->error().isUntrusted);
    late.setCertificates(*companyCertificates(ca, {}));
    const auto taken = watch(late.send(get()));
    QTRY_COMPARE(taken->count, 1);
    QVERIFY2(taken->result, qPrintable(taken->error().sentence));
}

void TestHttp::cancel()
{
    ScriptedServer server({Act{Act::AnswerThenStall, {}}});
    HttpClient client(settingsFor(server.url()));
    for (const bool isStarted : {false, true}) {
        HttpJob *job = client.send(upload(100'000));
        const auto outcome = watch(job);
        if (isStarted)
            QTRY_COMPARE(server.requestCount(), 1);
        job->cancel();
        QCOMPARE(outcome->count, 0);
        job->cancel();
        QTRY_COMPARE(outcome->count, 1);
        QCOMPARE(outcome->error().kind, ErrorKind::Cancelled);
        settle();
        QCOMPARE(outcome->count, 1);
    }
}

void TestHttp::cancelWhileWaiting()
{
    ScriptedServer server({answer("429 Too Many Requests", "", "Retry-After: 30\r\n")});
    HttpClient client(settingsFor(server.url()));
    HttpJob *job = client.send(get());
    const auto outcome = watch(job);
    connect(job, &HttpJob::waiting, job, &HttpJob::cancel);
    QTRY_COMPARE(outcome->count, 1);
    QCOMPARE(outcome->error().kind, ErrorKind::Cancelled);
    settle();
    QCOMPARE(server.requestCount(), 1);
}

void TestHttp::cancelInHandler()
{
    ScriptedServer server({ok("{}")});
    HttpClient client(settingsFor(server.url()));
    HttpJob *job = client.send(get());
    connect(job, &HttpJob::finished, job, &HttpJob::cancel);
    const auto outcome = watch(job);
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY(outcome->result.has_value());
    settle();
    QCOMPARE(outcome->count, 1);
}

void TestHttp::deletedMidway()
{
    ScriptedServer server({Act{Act::AnswerThenStall, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"}});
    auto client = std::make_unique<HttpClient>(settingsFor(server.url()));
    HttpJob *job = client->send(upload(large));
    const auto outcome = watch(job);
    QTRY_COMPARE(server.requestCount(), 1);
    delete job;
    const auto other = watch(client->send(upload(large)));
    QTRY_COMPARE(server.requestCount(), 2);
    client.reset();
    settle();
    QCOMPARE(outcome->count + other->count, 0);
}

void TestHttp::clientDeletedInHandler()
{
    ScriptedServer server({ok("{}")});
    auto *client = new HttpClient(settingsFor(server.url()));
    HttpJob *job = client->send(get());
    const auto outcome = watch(job);
    connect(job, &HttpJob::finished, job, [client] { delete client; });
    QTRY_COMPARE(outcome->count, 1);
    settle();
    QCOMPARE(outcome->count, 1);
}

void TestHttp::tooLargeReply()
{
    ScriptedServer server({ok(QByteArray(5'000'000, 'x'))});
    HttpClient client(settingsFor(server.url()));
    HttpRequest request = get();
    request.maxReplySize = 1'000'000;
    const auto outcome = watch(client.send(request));
    QTRY_COMPARE(outcome->count, 1);
    QCOMPARE(outcome->error().kind, ErrorKind::Refused);
    QVERIFY(outcome->error().sentence.contains(QStringLiteral("too large")));
}

void TestHttp::redirectKeepsTheKey()
{
    ScriptedServer other({ok("{}")});
    for (const char *status :
        {"301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
        ScriptedServer server({answer(status, "", "Location: " + other.url().toEncoded() + "/thing\r\n")});
        HttpClient client(settingsFor(server.url()));
        for (const HttpRequest &request : {get(), post("{}")}) {
            const auto outcome = watch(client.send(request));
            QTRY_COMPARE(outcome->count, 1);
            QCOMPARE(outcome->error().kind, ErrorKind::Refused);
        }
    }
    QCOMPARE(other.connectionCount(), 0);
}

void TestHttp::keyNeverShows()
{
    const QByteArray bytes = key().toLatin1();
    const QList<Act> acts = {
        answer("403 " + bytes, "{\"message\":\"your key " + bytes + " is bad\"}"),
        answer("500 Error", bytes, "Content-Type: " + bytes + "\r\n"),
        answer("500 Error", "{\"message\":\"" + bytes.left(10) + "\\u0000\\u200b" + bytes.mid(10) + "\"}"),
        answer("302 Found", "", "Location: https://" + bytes + ".example/\r\n"),
    };
    for (const Act &act : acts) {
        ScriptedServer server({act});
        QString texts;
        auto settings = settingsFor(server.url());
        settings.log = [&texts](const QString &line) { texts += line; };
        HttpClient client(settings);
        const auto outcome = watch(client.send(get("/users/" + bytes)));
        QTRY_COMPARE(outcome->count, 1);
        texts += outcome->error().sentence + outcome->error().detail;
        QVERIFY2(!texts.contains(key()), qPrintable(texts));
        QVERIFY2(texts.contains(QStringLiteral("[API key]")), qPrintable(texts));
    }
}

void TestHttp::badKeyAndPath()
{
    ScriptedServer server({ok("{}")});
    auto settings = settingsFor(server.url());
    HttpClient good(settings);
    settings.key = QStringLiteral("kck-x\r\nX-Evil: 1");
    HttpClient bad(settings);
    QList<std::shared_ptr<Outcome>> outcomes = {watch(bad.send(get()))};
    for (const char *path : {"/users//files", "/users/../files", "/users/.", "/users/", "users", ""})
        outcomes.append(watch(good.send(get(path))));
    for (const auto &outcome : outcomes)
        QCOMPARE(outcome->count, 0);
    for (const auto &outcome : outcomes) {
        QTRY_COMPARE(outcome->count, 1);
        QCOMPARE(outcome->error().kind, ErrorKind::BadInput);
    }
    QCOMPARE(server.connectionCount(), 0);
}

void TestHttp::progress()
{
    ScriptedServer server({ok("{}")});
    HttpClient client(settingsFor(server.url()));
    const HttpRequest request = upload(1'000'000);
    HttpJob *job = client.send(request);
    QSignalSpy progress(job, &HttpJob::uploadProgress);
    const auto outcome = watch(job);
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY(outcome->result.has_value());
    for (const QList<QVariant> &arguments : std::as_const(progress))
        QCOMPARE(arguments.at(1).toLongLong(), request.body.size());
    const QList<qint64> sent = firstArguments(progress);
    QVERIFY(sent.size() > 10);
    QVERIFY(std::is_sorted(sent.begin(), sent.end()));
    QCOMPARE(sent.constLast(), request.body.size());
    QCOMPARE(server.lastBody(), request.body.joined());
}

void TestHttp::proxyThatRefuses()
{
    ScriptedServer proxy(
        {answer("407 Proxy Authentication Required", "", "Proxy-Authenticate: Basic realm=\"p\"\r\n")});
    for (const QString &scheme : {QStringLiteral("http"), QStringLiteral("https")}) {
        auto settings = settingsFor(QUrl(scheme + QStringLiteral("://cloud.example")));
        const auto type = scheme == QLatin1String("http") ? QNetworkProxy::HttpCachingProxy : QNetworkProxy::HttpProxy;
        settings.proxy = QNetworkProxy(type, QStringLiteral("127.0.0.1"), proxy.serverPort());
        HttpClient client(settings);
        const auto outcome = watch(client.send(post("{}")));
        QTRY_COMPARE(outcome->count, 1);
        QCOMPARE(outcome->error().kind, ErrorKind::Network);
        QVERIFY2(outcome->error().sentence.contains(QStringLiteral(" asks for a user name")),
            qPrintable(outcome->error().sentence));
    }
    proxy.close();
    auto settings = settingsFor(QUrl(QStringLiteral("https://cloud.example")));
    settings.proxy = QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), 1);
    HttpClient client(settings);
    const auto outcome = watch(client.send(post("{}")));
    QTRY_COMPARE(outcome->count, 1);
    QVERIFY2(outcome->error().sentence.contains(QStringLiteral("the proxy 127.0.0.1:1 refused")),
        qPrintable(outcome->error().detail));
}

void TestHttp::connectsAhead_data()
{
    QTest::addColumn<bool>("isEncrypted");
    QTest::newRow("http") << false;
    QTest::newRow("https") << true;
}

void TestHttp::connectsAhead()
{
    QFETCH(bool, isEncrypted);
    ScriptedServer server({ok("{}")}, isEncrypted);
    auto settings = settingsFor(server.url());
    settings.key.clear();
    settings.certificates = QSslCertificate::fromData(testCertificate());
    HttpClient client(settings);
    client.connectAhead(1);
    QTRY_COMPARE(server.connectionCount(), 1);
    settle();
    QCOMPARE(server.requestCount(), 0);
    client.setKey(key());
    for (const HttpRequest &request : {get(), post("{}")}) {
        const auto outcome = watch(client.send(request));
        QTRY_COMPARE(outcome->count, 1);
        QVERIFY2(outcome->result, qPrintable(outcome->error().detail));
    }
    if (!isEncrypted) // there the handshake may still be under way
        QCOMPARE(server.connectionCount(), 1);
    QCOMPARE(server.requestCount(), 2);
    for (const QByteArray &request : server.requests())
        QVERIFY(request.contains("Bearer " + key().toLatin1()));

    // Where nobody is there it is the request that says so.
    server.close();
    HttpClient late(settings);
    late.connectAhead(2);
    const auto refused = watch(late.send(get()));
    QTRY_COMPARE(refused->count, 1);
    QCOMPARE(refused->error().kind, ErrorKind::Network);
}

void TestHttp::uploadsWaitForNoAcknowledgement()
{
    ScriptedServer server({ok("{}")});
    HttpClient client(settingsFor(server.url()));
    const auto outcome = watch(client.send(upload(20'000)));
    QTRY_COMPARE(outcome->count, 1);
    // With Nagle's algorithm the last piece waits for 40 ms, the least that Linux delays an acknowledgement.
    int count = 0;
    const QStringList descriptors = QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System);
    for (const QString &descriptor : descriptors) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(descriptor.toInt(), reinterpret_cast<sockaddr *>(&peer), &size) != 0
            || peer.sin_family != AF_INET || ntohs(peer.sin_port) != server.serverPort())
            continue;
        int isSet = 0;
        size = sizeof isSet;
        QCOMPARE(::getsockopt(descriptor.toInt(), IPPROTO_TCP, TCP_NODELAY, &isSet, &size), 0);
        QVERIFY(isSet != 0);
        ++count;
    }
    QVERIFY(count >= 1);
}

QTEST_GUILESS_MAIN(TestHttp)
#include "tst_http.moc"
