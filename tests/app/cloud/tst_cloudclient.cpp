#include "cloud/CloudClient.h"
#include "net/HttpClient.h"
#include "support/ScriptedServer.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <functional>
#include <memory>

using namespace ksp;
using namespace ksp::test;
using namespace std::chrono_literals;

namespace {

QString key()
{
    return QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
}

HttpClient::Settings settingsFor(const QUrl &server)
{
    HttpClient::Settings settings;
    settings.server = server;
    settings.key = key();
    settings.limits.pauses = {5ms, 10ms};
    settings.limits.second = 10ms;
    return settings;
}

/// What a handler was given, as text, and how often.
struct Answer
{
    int count = 0;
    bool isGood = false;
    QString value;
    Error error;
};

QString text(const QString &value)
{
    return value;
}
QString text(const QStringList &value)
{
    return value.join(QLatin1Char(' '));
}
QString text(const Extension &value)
{
    return QStringList{value.id, value.name, value.status, value.latestVersion}.join(QLatin1Char('|'));
}
QString text(const Snapshot &value)
{
    return QStringList{value.id, value.version, value.status}.join(QLatin1Char('|'));
}
QString text(const std::optional<Snapshot> &value)
{
    return value ? text(*value) : QStringLiteral("none");
}
template <typename T> QString text(const QList<T> &values)
{
    QStringList texts;
    for (const T &value : values)
        texts.append(text(value));
    return texts.join(QLatin1Char(' '));
}

template <typename T> CloudClient::Handler<T> into(const std::shared_ptr<Answer> &answer)
{
    return [answer](const Result<T> &result) {
        ++answer->count;
        answer->isGood = result.has_value();
        if (!result)
            answer->error = result.error();
        else if constexpr (!std::is_void_v<T>)
            answer->value = text(*result);
    };
}

/// Each of the API's calls, with the reply that it understands.
struct Call
{
    const char *name;
    QByteArray goodReply;
    QString value;
    QByteArray requestLine;
    QByteArray body; ///< Of JSON requests.
    std::function<CloudCall *(CloudClient &, QObject *, const std::shared_ptr<Answer> &)> start;
};

QString user()
{
    return QStringLiteral("usr-4");
}

QList<Call> calls()
{
    using A = const std::shared_ptr<Answer> &;
    const QByteArray snapshot = R"({"snapshot_id": "55", "metadata": {"version": "1.0.0"}, "status": "draft"})";
    const QByteArray extension = R"({"extension_id": "7", "name": "devops", "status": "draft"})";
    return {
        {"user", R"({"user_id": "usr-4"})", user(), "GET /apis/user/v1/user", {},
            [](CloudClient &c, QObject *o, A a) { return c.user(o, into<QString>(a)); }},
        {"usage", R"({"dir": "ext/usr-4"})", QStringLiteral("ext/usr-4"),
            "GET /apis/extension/v1/users/usr-4/files/usage", {},
            [](CloudClient &c, QObject *o, A a) { return c.filesUsage(user(), o, into<QString>(a)); }},
        {"version", snapshot, QStringLiteral("55|1.0.0|draft"),
            "GET /apis/extension/v1/extensions/devops/versions/1.0.0%2B1", {},
            [](CloudClient &c, QObject *o, A a) {
                return c.version(
                    QStringLiteral("devops"), QStringLiteral("1.0.0+1"), o, into<std::optional<Snapshot>>(a));
            }},
        {"files", R"({"files": [{"url": "https://a/1"}, {"url": "https://a/2"}]})",
            QStringLiteral("https://a/1 https://a/2"), "POST /apis/extension/v1/users/usr-4/files", {},
            [](CloudClient &c, QObject *o, A a) {
                return c.uploadFiles(user(),
                    {{QStringLiteral("1.png"), QStringLiteral("d/1.png"), "one"},
                        {QStringLiteral("2.png"), QStringLiteral("d/2.png"), "two"}},
                    o, into<QStringList>(a));
            }},
        {"package", R"({"snapshot": {"snapshot_id": "516955082328173371"}})", QStringLiteral("516955082328173371"),
            "POST /apis/extension/v1/users/usr-4/extensions/devops/package?force=true&create_extension=true", {},
            [](CloudClient &c, QObject *o, A a) {
                return c.uploadPackage(
                    user(), QStringLiteral("devops"), QStringLiteral("devops-1.0.0.tgz"), "tgz", o, into<QString>(a));
            }},
        {"submit", "<html>whatever</html>", {}, "POST /apis/extension/v1/users/usr-4/snapshots/55/action:submit",
            R"({"message":"please"})",
            [](CloudClient &c, QObject *o, A a) {
                return c.submit(user(), QStringLiteral("55"), QStringLiteral("please"), o, into<void>(a));
            }},
        {"cancelSubmit", "", {}, "POST /apis/extension/v1/users/usr-4/snapshots/55/action:cancel-submit",
            R"({"message":"cancel submit"})",
            [](CloudClient &c, QObject *o, A a) {
                return c.cancelSubmit(user(), QStringLiteral("55"), o, into<void>(a));
            }},
        {"search", "{\"extensions\": [" + extension + "]}", QStringLiteral("7|devops|draft|"),
            "POST /apis/extension/v1/extensions/search", R"({"developer_ids":["usr-4"],"statuses":["*"]})",
            [](CloudClient &c, QObject *o, A a) { return c.search(user(), o, into<QList<Extension>>(a)); }},
        {"summary", extension, QStringLiteral("7|devops|draft|"), "GET /apis/extension/v1/extensions/a%2Fb%20c/summary",
            {},
            [](CloudClient &c, QObject *o, A a) { return c.summary(QStringLiteral("a/b c"), o, into<Extension>(a)); }},
        {"snapshots", "[" + snapshot + "]", QStringLiteral("55|1.0.0|draft"),
            "GET /apis/extension/v1/extensions/devops/snapshots", {},
            [](CloudClient &c, QObject *o, A a) {
                return c.snapshots(QStringLiteral("devops"), o, into<QList<Snapshot>>(a));
            }},
    };
}

void addCalls()
{
    QTest::addColumn<qsizetype>("index");
    const QList<Call> all = calls();
    for (qsizetype i = 0; i < all.size(); ++i)
        QTest::newRow(all.at(i).name) << i;
}

} // namespace

class TestCloudClient : public QObject
{
    Q_OBJECT
private slots:
    void requests_data() { addCalls(); }
    void requests();
    void badReplies_data() { addCalls(); }
    void badReplies();
    void refusals_data() { addCalls(); }
    void refusals();
    void cancels_data() { addCalls(); }
    void cancels();
    void contextGoes_data() { addCalls(); }
    void contextGoes();
    void uploadLayout();
    void onlyUserAuthenticates();
    void missingVersionIsNone();
    void deletesEverythingInHandler();
    void clientsGo();
    void echoedKeyIsRefused();
    void reportsProgressAndWaiting();
    void dotsAreNoNames();
    void longRepliesAreReadOnAnotherThread();
};

void TestCloudClient::requests()
{
    QFETCH(qsizetype, index);
    const Call call = calls().at(index);
    ScriptedServer server({ok(call.goodReply)});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto answer = std::make_shared<Answer>();
    call.start(cloud, this, answer);
    QCOMPARE(answer->count, 0);
    QTRY_COMPARE(answer->count, 1);
    QVERIFY2(answer->isGood, qPrintable(answer->error.sentence + answer->error.detail));
    QCOMPARE(answer->value, call.value);
    QCOMPARE(server.requestCount(), 1);
    const QByteArray request = server.requests().constFirst();
    QCOMPARE(request.left(request.indexOf('\r')), call.requestLine + " HTTP/1.1");
    if (!call.body.isEmpty()) {
        QCOMPARE(server.lastBody(), call.body);
        QVERIFY(request.toLower().contains("\r\ncontent-type: application/json\r\n"));
    }
}

void TestCloudClient::badReplies()
{
    QFETCH(qsizetype, index);
    const Call call = calls().at(index);
    const bool usesBody = !call.value.isEmpty();
    const QList<std::pair<Act, QString>> replies = {
        {test::answer("200 OK", "<html>sign in</html>", "Content-Type: text/html; charset=utf-8\r\n"),
            QStringLiteral("a web page")},
        {test::answer("200 OK", " <!DOCTYPE html>", ""), QStringLiteral("a web page")},
        {ok(""), QStringLiteral("is empty")},
        {ok(" \n"), QStringLiteral("is empty")},
        {ok("{\"broken\": "), QStringLiteral("not valid JSON")},
        {ok("{\"another\": [\"shape\"]}"), QStringLiteral("does not contain what was expected")},
        {ok("[1, 2]"), QStringLiteral("does not contain what was expected")},
    };
    for (const auto &[act, part] : replies) {
        ScriptedServer server({act});
        HttpClient http(settingsFor(server.url()));
        CloudClient cloud(&http);
        const auto answer = std::make_shared<Answer>();
        call.start(cloud, this, answer);
        QTRY_COMPARE(answer->count, 1);
        QCOMPARE(answer->isGood, !usesBody);
        QCOMPARE(server.requestCount(), 1);
        if (usesBody) {
            QCOMPARE(answer->error.kind, ErrorKind::Refused);
            QCOMPARE(answer->error.httpStatus, 200);
            QVERIFY2(answer->error.sentence.contains(part), qPrintable(answer->error.sentence));
            QVERIFY(answer->error.sentence.contains(QStringLiteral(" failed: ")));
        }
    }
}

void TestCloudClient::refusals()
{
    QFETCH(qsizetype, index);
    const Call call = calls().at(index);
    ScriptedServer server({test::answer("403 Forbidden", "{\"message\": \"permission denied\"}")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto answer = std::make_shared<Answer>();
    call.start(cloud, this, answer);
    QTRY_COMPARE(answer->count, 1);
    QVERIFY(!answer->isGood);
    QVERIFY2(answer->error.sentence.endsWith(QStringLiteral(" The answer was: 403 Forbidden, permission denied.")),
        qPrintable(answer->error.sentence));
    QCOMPARE(answer->error.kind, index == 0 ? ErrorKind::Authentication : ErrorKind::Refused);
    QCOMPARE(answer->error.httpStatus, 403);
}

void TestCloudClient::cancels()
{
    QFETCH(qsizetype, index);
    ScriptedServer server({Act{Act::AnswerThenStall, {}}});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto answer = std::make_shared<Answer>();
    CloudCall *call = calls().at(index).start(cloud, this, answer);
    QTRY_COMPARE(server.requestCount(), 1);
    call->cancel();
    QCOMPARE(answer->count, 0);
    QTRY_COMPARE(answer->count, 1);
    QCOMPARE(answer->error.kind, ErrorKind::Cancelled);
    QTest::qWait(20);
    QCOMPARE(answer->count, 1);
    QVERIFY(cloud.children().isEmpty());
    QVERIFY(http.findChildren<HttpJob *>().isEmpty());
}

void TestCloudClient::contextGoes()
{
    QFETCH(qsizetype, index);
    const Call call = calls().at(index);
    ScriptedServer server({ok(call.goodReply)});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto gone = std::make_shared<Answer>();
    const auto stays = std::make_shared<Answer>();
    auto context = std::make_unique<QObject>();
    call.start(cloud, context.get(), gone);
    context.reset();
    call.start(cloud, this, stays);
    QTRY_COMPARE(stays->count, 1);
    QTRY_VERIFY(cloud.children().isEmpty());
    QCOMPARE(gone->count, 0);
}

void TestCloudClient::uploadLayout()
{
    ScriptedServer server({ok(R"({"files": [{"url": "https://a/1"}, {"url": "https://a/2"}]})"),
        ok(R"({"snapshot": {"snapshot_id": "1"}})")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto files = std::make_shared<Answer>();
    cloud.uploadFiles(user(),
        {{QStringLiteral("图 1.png"), QStringLiteral("d/devops/1.0.0/图 1.png"), "one"},
            {QStringLiteral("2.png"), QStringLiteral("d/devops/1.0.0/2.png"), "two"}},
        this, into<QStringList>(files));
    QTRY_COMPARE(files->count, 1);
    QByteArray body = server.lastBody();
    QByteArray boundary = body.left(body.indexOf("\r\n"));
    QCOMPARE(body.replace(boundary, "--B"),
        "--B\r\nContent-Disposition: form-data; name=\"file1\"; filename=\"图 1.png\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\none\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"file1_path\"\r\n\r\nd/devops/1.0.0/图 1.png\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"file2\"; filename=\"2.png\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\ntwo\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"file2_path\"\r\n\r\nd/devops/1.0.0/2.png\r\n"
        "--B--\r\n");

    const auto package = std::make_shared<Answer>();
    cloud.uploadPackage(
        user(), QStringLiteral("devops"), QStringLiteral("devops-1.0.0.tgz"), "tgz", this, into<QString>(package));
    QTRY_COMPARE(package->count, 1);
    body = server.lastBody();
    boundary = body.left(body.indexOf("\r\n"));
    QCOMPARE(body.replace(boundary, "--B"),
        "--B\r\nContent-Disposition: form-data; name=\"extension_package\"; filename=\"devops-1.0.0.tgz\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\ntgz\r\n--B--\r\n");
    QCOMPARE(server.connectionCount(), 1);
}

void TestCloudClient::onlyUserAuthenticates()
{
    ScriptedServer server({test::answer("401 Unauthorized", "")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto signIn = std::make_shared<Answer>();
    const auto usage = std::make_shared<Answer>();
    cloud.user(this, into<QString>(signIn));
    cloud.filesUsage(user(), this, into<QString>(usage));
    QTRY_COMPARE(signIn->count + usage->count, 2);
    QCOMPARE(signIn->error.kind, ErrorKind::Authentication);
    QVERIFY(signIn->error.sentence.contains(QStringLiteral("Signing in failed: ")));
    QCOMPARE(usage->error.kind, ErrorKind::Refused);
}

void TestCloudClient::missingVersionIsNone()
{
    ScriptedServer server({test::answer("404 Not Found", "{\"message\": \"no such version\"}")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto answer = std::make_shared<Answer>();
    cloud.version(QStringLiteral("a"), QStringLiteral("1.0.0"), this, into<std::optional<Snapshot>>(answer));
    QTRY_COMPARE(answer->count, 1);
    QVERIFY(answer->isGood);
    QCOMPARE(answer->value, QStringLiteral("none"));
}

void TestCloudClient::deletesEverythingInHandler()
{
    ScriptedServer server({ok(R"({"user_id": "usr-4"})")});
    auto *http = new HttpClient(settingsFor(server.url()));
    auto *cloud = new CloudClient(http);
    auto *context = new QObject;
    int count = 0;
    cloud->user(context, [&](const Result<QString> &result) {
        ++count;
        delete cloud;
        delete http;
        delete context;
        QCOMPARE(result.value(), user());
    });
    QTRY_COMPARE(count, 1);
    QTest::qWait(20);
}

void TestCloudClient::clientsGo()
{
    ScriptedServer server({Act{Act::AnswerThenStall, {}}});
    auto http = std::make_unique<HttpClient>(settingsFor(server.url()));
    auto cloud = std::make_unique<CloudClient>(http.get());
    const auto answer = std::make_shared<Answer>();
    cloud->user(this, into<QString>(answer));
    QTRY_COMPARE(server.requestCount(), 1);
    cloud.reset();
    QVERIFY(http->findChildren<HttpJob *>().isEmpty());

    CloudClient other(http.get());
    CloudCall *call = other.user(this, into<QString>(answer));
    http.reset();
    call->cancel();
    QTRY_VERIFY(other.children().isEmpty());
    QCOMPARE(answer->count, 0);
}

void TestCloudClient::echoedKeyIsRefused()
{
    const QByteArray bytes = key().toLatin1();
    for (const QByteArray &id : {bytes, "x" + bytes, QByteArray("\\u006b" + bytes.mid(1))}) {
        ScriptedServer server({ok("{\"user_id\": \"" + id + "\"}")});
        HttpClient http(settingsFor(server.url()));
        CloudClient cloud(&http);
        const auto answer = std::make_shared<Answer>();
        cloud.user(this, into<QString>(answer));
        QTRY_COMPARE(answer->count, 1);
        QCOMPARE(answer->error.kind, ErrorKind::Refused);
        QVERIFY(!(answer->error.sentence + answer->error.detail).contains(key()));
    }
}

void TestCloudClient::reportsProgressAndWaiting()
{
    ScriptedServer server(
        {test::answer("503 Busy", "", "Retry-After: 2\r\n"), ok(R"({"snapshot": {"snapshot_id": "1"}})")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    const auto answer = std::make_shared<Answer>();
    CloudCall *call = cloud.uploadPackage(
        user(), QStringLiteral("a"), QStringLiteral("a.tgz"), QByteArray(500'000, 'x'), this, into<QString>(answer));
    QSignalSpy waits(call, &CloudCall::waiting);
    QSignalSpy progress(call, &CloudCall::uploadProgress);
    QTRY_COMPARE(answer->count, 1);
    QVERIFY(answer->isGood);
    QCOMPARE(waits, QList<QList<QVariant>>({{2, true}, {1, true}}));
    const QList<QVariant> &last = progress.constLast();
    QVERIFY(last.at(1).toLongLong() > 500'000);
    QCOMPARE(last.at(0), last.at(1));
}

void TestCloudClient::dotsAreNoNames()
{
    ScriptedServer server({ok("{}")});
    HttpClient http(settingsFor(server.url()));
    CloudClient cloud(&http);
    for (const char *name : {"", ".", ".."}) {
        const auto answer = std::make_shared<Answer>();
        cloud.summary(QString::fromLatin1(name), this, into<Extension>(answer));
        QTRY_COMPARE(answer->count, 1);
        QCOMPARE(answer->error.kind, ErrorKind::BadInput);
    }
    QCOMPARE(server.requestCount(), 0);
}

void TestCloudClient::longRepliesAreReadOnAnotherThread()
{
    QByteArray list = "{\"extensions\": [";
    for (int i = 0; i < 3000; ++i)
        list
            += QByteArray(i > 0 ? "," : "") + R"({"extension_id": "7", "name": "name-)" + QByteArray::number(i) + "\"}";
    list += "]}";
    QVERIFY(list.size() > 100'000);
    ScriptedServer server({ok(list)});
    auto http = std::make_unique<HttpClient>(settingsFor(server.url()));
    CloudClient cloud(http.get());
    int size = -1;
    cloud.search(
        user(), this, [&size](const Result<QList<Extension>> &found) { size = found ? int(found->size()) : -2; });
    QCOMPARE(size, -1);
    QTRY_COMPARE(size, 3000);

    // The end of the HTTP job is not the end of the call: whatever comes while the reply is read still counts.
    const auto whenRead
        = [&](const std::function<void(CloudCall *)> &act, const std::shared_ptr<Answer> &answer, QObject *context) {
              CloudCall *call = cloud.search(user(), context, into<QList<Extension>>(answer));
              const auto jobs = http->findChildren<HttpJob *>();
              QCOMPARE(jobs.size(), 1);
              bool acted = false;
              connect(jobs.constFirst(), &HttpJob::finished, this, [&] {
                  act(call);
                  acted = true;
              });
              QTRY_VERIFY(acted);
          };
    const auto cancelled = std::make_shared<Answer>();
    whenRead([](CloudCall *call) { call->cancel(); }, cancelled, this);
    QTRY_COMPARE(cancelled->count, 1);
    QCOMPARE(cancelled->error.kind, ErrorKind::Cancelled);

    const auto unheard = std::make_shared<Answer>();
    auto context = std::make_unique<QObject>();
    whenRead([&](CloudCall *) { context.reset(); }, unheard, context.get());
    QTRY_VERIFY(cloud.findChildren<CloudCall *>().isEmpty());
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(unheard->count, 0);

    const auto broken = std::make_shared<Answer>();
    ScriptedServer other({ok(list.chopped(1))});
    HttpClient otherHttp(settingsFor(other.url()));
    CloudClient otherCloud(&otherHttp);
    otherCloud.search(user(), this, into<QList<Extension>>(broken));
    QTRY_COMPARE(broken->count, 1);
    QCOMPARE(broken->error.kind, ErrorKind::Refused);
}

QTEST_GUILESS_MAIN(TestCloudClient)
#include "tst_cloudclient.moc"
