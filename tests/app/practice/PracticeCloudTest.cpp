#include "support/PracticeCloud.h"
#include "RawHttp.h"
#include "TestPackage.h"
#include "practice/PracticeState.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <QNetworkInterface>
#include <QRegularExpression>
#include <QTest>
#include <QUrl>

#include <atomic>
#include <thread>

#include <csignal>

using namespace ksp;
using namespace ksp::test;

/// ks-practice-cloud as a process: every call, who may call, what stays after its end.
class PracticeCloudTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<PracticeCloud> m_cloud;
    std::unique_ptr<RawHttp> m_http;

    void start(const QStringList &arguments = {})
    {
        m_cloud = std::make_unique<PracticeCloud>(arguments);
        QVERIFY2(m_cloud->start(), qPrintable(m_cloud->errorText()));
        connectAnew();
    }

    void connectAnew()
    {
        m_http = std::make_unique<RawHttp>(m_cloud->port());
        m_http->setKey(m_cloud->key());
    }

    [[nodiscard]] QByteArray ofUser(const QByteArray &rest) const
    {
        return "/apis/extension/v1/users/" + m_cloud->userId().toUtf8() + '/' + rest;
    }

    [[nodiscard]] RawReply push(
        const QByteArray &name, const QByteArray &tgz, const QByteArray &query = "force=true&create_extension=true")
    {
        return m_http->postForm(
            ofUser("extensions/" + name + "/package?" + query), {{"extension_package", name + ".tgz", tgz}});
    }

    /// Pushes a version and returns its snapshot's ID.
    [[nodiscard]] QByteArray pushed(const QByteArray &name, const QByteArray &version)
    {
        const QJsonDocument reply = push(name, extensionPackage(name, version)).json();
        return reply[u"snapshot"][u"snapshot_id"].toString().toUtf8();
    }

    [[nodiscard]] RawReply act(const QByteArray &id, const QByteArray &action)
    {
        return m_http->post(ofUser("snapshots/" + id + "/action:" + action), R"({"message": "now"})");
    }

    [[nodiscard]] QString statusOf(const QByteArray &name, const QByteArray &version)
    {
        return m_http->get("/apis/extension/v1/extensions/" + name + "/versions/" + version)
            .json()[u"status"]
            .toString();
    }

    [[nodiscard]] RawReply search(const QByteArray &statuses)
    {
        return m_http->post("/apis/extension/v1/extensions/search",
            R"({"developer_ids": [")" + m_cloud->userId().toUtf8() + R"("], "statuses": )" + statuses + '}');
    }

private slots:
    void cleanup()
    {
        m_http.reset();
        m_cloud.reset();
    }

    void tellsHowToReachIt()
    {
        start();
        static const QRegularExpression url(QStringLiteral("\\Ahttp://127\\.0\\.0\\.1:[1-9][0-9]*\\z"));
        QVERIFY(url.match(m_cloud->url()).hasMatch());
        const auto connection = PracticeState::readConnection(m_cloud->stateFolder());
        QVERIFY(connection);
        QCOMPARE(connection->url, m_cloud->url());
        QCOMPARE(connection->key, m_cloud->key());
        const QFileDevice::Permissions others
            = QFile::permissions(m_cloud->stateFolder() + QStringLiteral("/practice.json"))
            & (QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther);
        QCOMPARE(others, QFileDevice::Permissions());
        m_cloud->kill();
        QVERIFY(!PracticeState::readConnection(m_cloud->stateFolder()));
        QVERIFY(m_cloud->restart());
        QVERIFY(PracticeState::readConnection(m_cloud->stateFolder()));
        QVERIFY(m_cloud->stop());
        QVERIFY(!QFile::exists(m_cloud->stateFolder() + QStringLiteral("/practice.json")));
        QCOMPARE(PracticeState::readConnection(m_cloud->stateFolder()).error().kind, ErrorKind::BadInput);
    }

    void servesOneUser()
    {
        start();
        const RawReply user = m_http->get("/apis/user/v1/user");
        QCOMPARE(user.status, 200);
        QCOMPARE(user.json()[u"user_id"].toString(), m_cloud->userId());
        const RawReply usage = m_http->get(ofUser("files/usage"));
        QCOMPARE(usage.status, 200);
        QCOMPARE(usage.json()[u"dir"].toString(), QStringLiteral("ext/") + m_cloud->userId());
    }

    void keepsAndServesFiles()
    {
        start();
        const QByteArray folder = "ext/" + m_cloud->userId().toUtf8() + "/demo/1.0.0/";
        const QByteArray picture = "\x89PNG\r\n\x1a\n\0--boundary" + noise(100'000);
        const RawReply reply = m_http->postForm(ofUser("files"),
            {{"file1", "3 third.png", picture}, {"file1_path", "", folder + "3 third.png"},
                {"file2", "图.svg", "<svg/>"}, {"file2_path", "", folder + "图.svg"}});
        QCOMPARE(reply.status, 200);
        const QJsonArray files = reply.json()[u"files"].toArray();
        QCOMPARE(files.size(), 2);
        const QString url = files[0][u"url"].toString();
        QCOMPARE(url,
            m_cloud->url() + QStringLiteral("/files/") + QString::fromUtf8(folder) + QStringLiteral("3%20third.png"));

        RawHttp anybody(m_cloud->port());
        RawReply file = anybody.get(QUrl(url).path(QUrl::FullyEncoded).toUtf8());
        QCOMPARE(file.status, 200);
        QCOMPARE(file.body, picture);
        QCOMPARE(file.headers.value("content-type"), "image/png");
        file = anybody.get(QUrl(files[1][u"url"].toString()).path(QUrl::FullyEncoded).toUtf8());
        QCOMPARE(file.body, "<svg/>");
        QCOMPARE(file.headers.value("content-type"), "image/svg+xml");
        QVERIFY(file.headers.value("content-security-policy").contains("sandbox"));
        // As some clients send it.
        QCOMPARE(anybody.get("/files/" + folder + "图.svg").body, "<svg/>");
        QCOMPARE(anybody.get("/files/" + folder + "none.png").status, 404);
        QCOMPARE(anybody.get("/files/../users.json").status, 404);
    }

    void refusesForms()
    {
        start();
        const QByteArray path = "ext/" + m_cloud->userId().toUtf8() + "/a.png";
        QCOMPARE(m_http->postForm(ofUser("files"), {}).status, 400);
        QCOMPARE(m_http->postForm(ofUser("files"), {{"file1", "a.png", "x"}}).status, 400);
        QCOMPARE(m_http
                     ->postForm(ofUser("files"),
                         {{"file1", "a.png", "x"}, {"file1_path", "", path}, {"file3", "b.png", "x"},
                             {"file3_path", "", path}})
                     .status,
            400);
        const RawReply outside
            = m_http->postForm(ofUser("files"), {{"file1", "a.png", "x"}, {"file1_path", "", "ext/../users.json"}});
        QCOMPARE(outside.status, 400);
        QVERIFY(!outside.message().isEmpty());
        QCOMPARE(m_http->post(ofUser("files"), "{}").status, 400);
        QCOMPARE(m_http->postForm(ofUser("extensions/demo/package?force=true"), {{"other", "a.tgz", "x"}}).status, 400);
    }

    void publishes()
    {
        start();
        const QByteArray tgz = extensionPackage("demo", "1.0.0");
        const RawReply reply = push("demo", tgz);
        QCOMPARE(reply.status, 200);
        const QByteArray id = reply.json()[u"snapshot"][u"snapshot_id"].toString().toUtf8();
        QCOMPARE(id.size(), 18);
        QCOMPARE(statusOf("demo", "1.0.0"), QStringLiteral("draft"));
        QCOMPARE(act(id, "cancel-submit").status, 409);
        QCOMPARE(act(id, "submit").status, 200);
        QCOMPARE(act(id, "submit").status, 409);
        QCOMPARE(act("123456789012345678", "submit").status, 404);
        QCOMPARE(m_http->post(ofUser("snapshots/" + id + "/action:submit"), "no JSON").status, 400);

        const RawReply snapshots = m_http->get("/apis/extension/v1/extensions/demo/snapshots");
        QCOMPARE(snapshots.status, 200);
        QCOMPARE(snapshots.json().array().size(), 1);
        const QJsonValue snapshot = snapshots.json().array().at(0);
        QCOMPARE(snapshot[u"snapshot_id"].toString().toUtf8(), id);
        QCOMPARE(snapshot[u"metadata"][u"version"].toString(), QStringLiteral("1.0.0"));
        QCOMPARE(snapshot[u"status"].toString(), QStringLiteral("submitted"));
        const QString time = snapshot[u"updated_at"].toString();
        QVERIFY(time.endsWith(u'Z'));
        const qint64 age = QDateTime::fromString(time, Qt::ISODateWithMs).secsTo(QDateTime::currentDateTimeUtc());
        QVERIFY2(age >= -1 && age < 60, qPrintable(time));

        QJsonDocument summary = m_http->get("/apis/extension/v1/extensions/demo/summary").json();
        QCOMPARE(summary[u"name"].toString(), QStringLiteral("demo"));
        QCOMPARE(summary[u"status"].toString(), QStringLiteral("draft"));
        QCOMPARE(summary[u"extension_id"].toString().size(), 18);
        QCOMPARE(summary[u"latest_version"][u"version"].toString(), QString());

        QCOMPARE(m_http->post("/practice/snapshots/" + id + "/approve").status, 200);
        QCOMPARE(m_http->post("/practice/snapshots/" + id + "/approve").status, 409);
        QCOMPARE(statusOf("demo", "1.0.0"), QStringLiteral("active"));
        summary = m_http->get("/apis/extension/v1/extensions/demo/summary").json();
        QCOMPARE(summary[u"status"].toString(), QStringLiteral("ready"));
        QCOMPARE(summary[u"latest_version"][u"version"].toString(), QStringLiteral("1.0.0"));

        QCOMPARE(push("demo", tgz, "create_extension=true").status, 409);
        QCOMPARE(push("fresh", extensionPackage("fresh", "1.0.0"), "force=true").status, 404);
        QCOMPARE(push("other", tgz).status, 400);
        const RawReply broken = push("demo", "no chart");
        QCOMPARE(broken.status, 400);
        QVERIFY(broken.message().size() > 40);
        const RawReply large = push("demo", extensionPackage("demo", "2.0.0", {{"big", noise(1 << 20)}}));
        QCOMPARE(large.status, 413);
        QVERIFY(large.message().contains(QLatin1String("1048576")));
        const RawReply unknown = m_http->get("/apis/extension/v1/extensions/nope/summary");
        QCOMPARE(unknown.status, 404);
        QCOMPARE(unknown.message(), QStringLiteral("extension not found"));
        QCOMPARE(m_http->get("/apis/extension/v1/extensions/nope/snapshots").status, 404);
        QCOMPARE(m_http->get("/apis/extension/v1/extensions/demo/versions/9.9.9").status, 404);
        QCOMPARE(m_http->get("/nonsense").status, 404);
        QVERIFY(!m_http->get("/nonsense").message().isEmpty());
    }

    void searches()
    {
        start();
        const QByteArray id = pushed("demo", "1.0.0");
        QVERIFY(!pushed("later", "1.0.0").isEmpty());
        QCOMPARE(act(id, "submit").status, 200);
        QCOMPARE(m_http->post("/practice/snapshots/" + id + "/approve").status, 200);
        const auto names = [this](const QByteArray &statuses) {
            QStringList all;
            const QJsonArray extensions = search(statuses).json()[u"extensions"].toArray();
            for (const auto &each : extensions) {
                all.append(each[u"name"].toString());
            }
            return all.join(u' ');
        };
        QCOMPARE(names(R"(["*"])"), QStringLiteral("demo later"));
        QCOMPARE(names(R"(["ready"])"), QStringLiteral("demo"));
        QCOMPARE(names(R"(["draft", "suspended"])"), QStringLiteral("later"));
        QCOMPARE(names("[]"), QString());
        const QByteArray path = "/apis/extension/v1/extensions/search";
        QCOMPARE(m_http->post(path, R"({"developer_ids": ["usr-100000000000000000"], "statuses": ["*"]})").status, 403);
        QCOMPARE(m_http->post(path, R"({"statuses": ["*"]})").status, 403);
        QCOMPARE(m_http->post(path, "[]").status, 400);
    }

    void sendsBack()
    {
        start();
        const QByteArray id = pushed("demo", "1.0.0");
        const QByteArray reject = "/practice/snapshots/" + id + "/reject";
        for (const char *as : {"draft", "rejected"}) {
            QCOMPARE(act(id, "submit").status, 200);
            QCOMPARE(m_http->post(reject, QByteArray(R"({"as": ")") + as + "\"}").status, 200);
            QCOMPARE(statusOf("demo", "1.0.0"), QString::fromLatin1(as));
        }
        QCOMPARE(pushed("demo", "1.0.0"), id);
        QCOMPARE(act(id, "submit").status, 200);
        QCOMPARE(m_http->post(reject, R"({"as": "active"})").status, 400);
        QCOMPARE(m_http->post(reject, "{}").status, 400);
        QCOMPARE(act(id, "cancel-submit").status, 200);
        QCOMPARE(statusOf("demo", "1.0.0"), QStringLiteral("draft"));
    }

    void hasSeveralUsers()
    {
        start();
        QVERIFY(!pushed("demo", "1.0.0").isEmpty());
        const QJsonDocument second = m_http->post("/practice/users").json();
        RawHttp other(m_cloud->port());
        other.setKey(second[u"key"].toString());
        QCOMPARE(other.get("/apis/user/v1/user").json()[u"user_id"].toString(), second[u"user_id"].toString());
        QCOMPARE(other.get("/apis/extension/v1/extensions/demo/summary").status, 404);
        QCOMPARE(other.get(ofUser("files/usage")).status, 403);
        const QByteArray own = "/apis/extension/v1/users/" + second[u"user_id"].toString().toUtf8();
        const RawReply taken = other.postForm(own + "/extensions/demo/package?force=true&create_extension=true",
            {{"extension_package", "demo.tgz", extensionPackage("demo", "2.0.0")}});
        QCOMPARE(taken.status, 403);
        QVERIFY(taken.message().contains(QLatin1String("another user")));
        QCOMPARE(other
                     .postForm(own + "/extensions/mine/package?force=true&create_extension=true",
                         {{"extension_package", "mine.tgz", extensionPackage("mine", "1.0.0")}})
                     .status,
            200);
        QCOMPARE(other.post("/practice/users").status, 403);
        QCOMPARE(search(R"(["*"])").json()[u"extensions"].toArray().size(), 1);
    }

    void asksForTheKey_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("none") << QString();
        QTest::newRow("wrong") << QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    }

    void asksForTheKey()
    {
        QFETCH(QString, key);
        start();
        const QByteArray id = pushed("demo", "1.0.0");
        m_http->setKey(key);
        const QByteArray extensions = "/apis/extension/v1/extensions/";
        for (const QByteArray &path : {QByteArray("/apis/user/v1/user"), ofUser("files/usage"),
                 extensions + "demo/summary", extensions + "demo/snapshots", extensions + "demo/versions/1.0.0"}) {
            const RawReply reply = m_http->get(path);
            QCOMPARE(reply.status, 403);
            QCOMPARE(reply.message(), QStringLiteral("permission denied"));
        }
        for (const QByteArray &path :
            {ofUser("snapshots/" + id + "/action:submit"), ofUser("snapshots/" + id + "/action:cancel-submit"),
                extensions + "search", QByteArray("/practice/users"), "/practice/snapshots/" + id + "/approve",
                "/practice/snapshots/" + id + "/reject"}) {
            const RawReply reply = m_http->post(path, "{}");
            QCOMPARE(reply.status, 403);
            QCOMPARE(reply.message(), QStringLiteral("permission denied"));
        }
        QCOMPARE(push("demo", extensionPackage("demo", "2.0.0")).status, 403);
        QCOMPARE(m_http->postForm(ofUser("files"), {{"file1", "a", "x"}, {"file1_path", "", "ext/a"}}).status, 403);
        // The connection is still in step after all those bodies.
        m_http->setKey(m_cloud->key());
        QCOMPARE(m_http->get("/apis/user/v1/user").status, 200);
        QCOMPARE(statusOf("demo", "2.0.0"), QString());
    }

    void asksForTheRightHost_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("status");
        QTest::newRow("its address") << QByteArray("Host: 127.0.0.1:PORT\r\n") << 200;
        QTest::newRow("its name") << QByteArray("Host: localhost:PORT\r\n") << 200;
        QTest::newRow("a rebound name") << QByteArray("Host: evil.example:PORT\r\n") << 403;
        QTest::newRow("no port") << QByteArray("Host: 127.0.0.1\r\n") << 403;
        QTest::newRow("another port") << QByteArray("Host: 127.0.0.1:1\r\n") << 403;
        QTest::newRow("none") << QByteArray() << 403;
        QTest::newRow("two") << QByteArray("Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n") << 403;
        QTest::newRow("own origin") << QByteArray("Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:PORT\r\n") << 200;
        QTest::newRow("a foreign origin")
            << QByteArray("Host: 127.0.0.1:PORT\r\nOrigin: https://evil.example\r\n") << 403;
        QTest::newRow("another server here")
            << QByteArray("Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:1\r\n") << 403;
        QTest::newRow("a hidden origin") << QByteArray("Host: 127.0.0.1:PORT\r\nOrigin: null\r\n") << 403;
    }

    void asksForTheRightHost()
    {
        QFETCH(QByteArray, headers);
        start();
        headers.replace("PORT", QByteArray::number(m_cloud->port()));
        RawHttp raw(m_cloud->port());
        for (const char *path : {"/apis/user/v1/user", "/beta/index.yaml"}) {
            const RawReply reply = raw.send(QByteArray("GET ") + path + " HTTP/1.1\r\nAuthorization: Bearer "
                + m_cloud->key().toUtf8() + "\r\n" + headers + "\r\n");
            QTEST(reply.status, "status");
        }
    }

    void listensOnLoopbackOnly()
    {
        start();
        int tried = 0;
        for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
            if (address == QHostAddress(QStringLiteral("127.0.0.1"))) {
                continue;
            }
            ++tried;
            QTcpSocket socket;
            socket.connectToHost(address, m_cloud->port());
            QVERIFY2(!socket.waitForConnected(500), qPrintable(address.toString()));
        }
        if (tried == 0) {
            QSKIP("This machine has no other address.");
        }
    }

    void refusesHugeBodies()
    {
        start();
        const QByteArray huge(65 * 1024 * 1024, ' ');
        const RawReply reply = m_http->post("/apis/extension/v1/extensions/search", huge);
        QCOMPARE(reply.status, 413);
        QVERIFY(!reply.message().isEmpty());
    }

    void servesSixConnectionsAtATime()
    {
        start();
        std::vector<std::unique_ptr<RawHttp>> connections;
        for (int i = 0; i < 12; ++i) {
            connections.push_back(std::make_unique<RawHttp>(m_cloud->port()));
            connections.back()->setKey(m_cloud->key());
        }
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < 3; ++round) {
            for (const auto &each : connections) {
                QCOMPARE(each->get("/apis/user/v1/user").status, 200);
            }
        }
        // With too few threads, a connection would wait a second for another one to idle out, in each round.
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
    }

    void servesSeveralThreadsOfOneUser()
    {
        start();
        constexpr int threads = 6;
        constexpr int rounds = 5;
        std::atomic<int> good = 0;
        std::vector<std::thread> workers;
        workers.reserve(threads);
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([this, t, &good] {
                RawHttp http(m_cloud->port());
                http.setKey(m_cloud->key());
                for (int r = 0; r < rounds; ++r) {
                    const QByteArray version = QByteArray::number(t) + '.' + QByteArray::number(r) + ".0";
                    const RawReply reply
                        = http.postForm(ofUser("extensions/demo/package?force=true&create_extension=true"),
                            {{"extension_package", "demo.tgz", extensionPackage("demo", version)}});
                    good += reply.status == 200 ? 1 : 0;
                }
            });
        }
        for (std::thread &each : workers) {
            each.join();
        }
        QCOMPARE(good.load(), threads * rounds);
        QCOMPARE(m_http->get("/apis/extension/v1/extensions/demo/snapshots").json().array().size(), threads * rounds);
    }

    void keepsEverythingOverAStopAndAKill_data()
    {
        QTest::addColumn<bool>("killed");
        QTest::newRow("stop") << false;
        QTest::newRow("kill") << true;
    }

    void keepsEverythingOverAStopAndAKill()
    {
        QFETCH(bool, killed);
        start();
        const QString key = m_cloud->key();
        const QByteArray id = pushed("demo", "1.0.0");
        QCOMPARE(act(id, "submit").status, 200);
        const QByteArray path = "ext/" + m_cloud->userId().toUtf8() + "/demo/a.png";
        QCOMPARE(m_http->postForm(ofUser("files"), {{"file1", "a.png", "x"}, {"file1_path", "", path}}).status, 200);
        const QByteArray before = m_http->get("/apis/extension/v1/extensions/demo/snapshots").body;
        const QByteArray index = m_http->get("/beta/index.yaml").body;
        if (killed) {
            m_cloud->kill();
        } else {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(m_cloud->stop());
            QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
        }
        QVERIFY2(m_cloud->restart(), qPrintable(m_cloud->errorText()));
        connectAnew();
        QCOMPARE(m_cloud->key(), key);
        QCOMPARE(m_http->get("/apis/extension/v1/extensions/demo/snapshots").body, before);
        QCOMPARE(m_http->get("/beta/index.yaml").body, index);
        QCOMPARE(m_http->get("/beta/demo-1.0.0.tgz").body.left(2), "\x1f\x8b");
        QCOMPARE(m_http->get("/files/" + path).body, "x");
        QCOMPARE(m_cloud->errorText(), QString());
    }

    void survivesAKillInTheMiddleOfPushes()
    {
        start();
        QList<QByteArray> kept;
        for (int round = 0; round < 8; ++round) {
            int number = 0;
            const auto pushNext = [&] {
                const QByteArray version = QByteArray::number(round) + '.' + QByteArray::number(number++) + ".0";
                const bool answered = push("demo", extensionPackage("demo", version)).status == 200;
                if (answered) {
                    kept.append(version);
                }
                return answered;
            };
            QVERIFY(pushNext());
            // Killed while a push is under way: what was answered is there, what was not may be.
            std::thread killer([pid = pid_t(m_cloud->processId()), round] {
                std::this_thread::sleep_for(std::chrono::milliseconds(2 * round));
                ::kill(pid, SIGKILL);
            });
            while (pushNext()) { }
            killer.join();
            m_cloud->kill();
            QVERIFY2(m_cloud->restart(), qPrintable(m_cloud->errorText()));
            connectAnew();
            for (const QByteArray &version : std::as_const(kept)) {
                QCOMPARE(statusOf("demo", version), QStringLiteral("draft"));
            }
            QCOMPARE(m_cloud->errorText(), QString());
        }
    }

    void makesItsKeyAnewForEachFolder()
    {
        start();
        PracticeCloud other;
        QVERIFY2(other.start(), qPrintable(other.errorText()));
        QVERIFY(other.key() != m_cloud->key());
        QVERIFY(other.userId() != m_cloud->userId());
        RawHttp http(other.port());
        http.setKey(m_cloud->key());
        QCOMPARE(http.get("/apis/user/v1/user").status, 403);
        // Whoever else uses this computer cannot read it.
        int withKey = 0;
        QDirIterator it(other.stateFolder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            if (!file.readAll().contains(other.key().toUtf8()))
                continue;
            ++withKey;
            const QFileDevice::Permissions others
                = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
            QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
        }
        QVERIFY(withKey > 0);
    }

    void isForOneProcessAFolderAndPort()
    {
        start();
        QProcess second;
        second.start(PracticeCloud::program(), {QStringLiteral("--state"), m_cloud->stateFolder()});
        QVERIFY(second.waitForFinished());
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(second.readAllStandardError().contains("Another practice Cloud"));
        QVERIFY(PracticeState::readConnection(m_cloud->stateFolder()));

        QTemporaryDir folder;
        second.start(PracticeCloud::program(),
            {QStringLiteral("--state"), folder.path(), QStringLiteral("--port"), QString::number(m_cloud->port())});
        QVERIFY(second.waitForFinished());
        QCOMPARE(second.exitCode(), 1);
        QVERIFY(second.readAllStandardError().contains("cannot be used"));
    }

    void refusesOptions_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown") << QStringList{QStringLiteral("--nonsense")};
        QTest::newRow("positional") << QStringList{QStringLiteral("8080")};
        QTest::newRow("no number") << QStringList{QStringLiteral("--port"), QStringLiteral("http")};
        QTest::newRow("port too high") << QStringList{QStringLiteral("--port"), QStringLiteral("65536")};
        QTest::newRow("negative") << QStringList{QStringLiteral("--review-after=-1")};
        QTest::newRow("no folder") << QStringList{QStringLiteral("--state=")};
    }

    void refusesOptions()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.start(PracticeCloud::program(), arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardError().contains("--help"));
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
    }

    void approvesByItself()
    {
        start({QStringLiteral("--review-after"), QStringLiteral("1")});
        QCOMPARE(act(pushed("demo", "1.0.0"), "submit").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(statusOf("demo", "1.0.0"), QStringLiteral("active"), 20'000);
    }

    void waitsWhenAsked()
    {
        start({QStringLiteral("--delay"), QStringLiteral("150")});
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_http->get("/apis/user/v1/user").status, 200);
        QVERIFY(timer.elapsed() >= 150);
    }

    void logsWithoutTheKey()
    {
        start();
        const QByteArray tgz = extensionPackage("demo", "1.0.0");
        QCOMPARE(push("demo", tgz).status, 200);
        QCOMPARE(search(R"(["*"])").status, 200);
        QCOMPARE(m_http->get("/nope?key=" + m_cloud->key().toUtf8()).status, 404);
        const QList<QJsonObject> requests = m_cloud->requests();
        QCOMPARE(requests.size(), 3);
        QCOMPARE(requests.at(0).value(QLatin1String("method")).toString(), QStringLiteral("POST"));
        QVERIFY(
            requests.at(0).value(QLatin1String("path")).toString().endsWith(QLatin1String("/extensions/demo/package")));
        QCOMPARE(requests.at(0).value(QLatin1String("query")).toString(),
            QStringLiteral("force=true&create_extension=true"));
        QCOMPARE(requests.at(0).value(QLatin1String("status")).toInt(), 200);
        QVERIFY(requests.at(0).value(QLatin1String("bytes")).toInt() > tgz.size());
        const QJsonValue part = requests.at(0).value(QLatin1String("parts")).toArray().at(0);
        QCOMPARE(part[u"bytes"].toInt(), tgz.size());
        QCOMPARE(
            part[u"sha256"].toString().toLatin1(), QCryptographicHash::hash(tgz, QCryptographicHash::Sha256).toHex());
        QVERIFY(requests.at(1).value(QLatin1String("bytes")).toInt() > 0);
        QCOMPARE(requests.at(1).value(QLatin1String("sha256")).toString().size(), 64);
        QCOMPARE(requests.at(2).value(QLatin1String("status")).toInt(), 404);
        QCOMPARE(m_cloud->requestCount(QStringLiteral("POST"), QStringLiteral("/package")), 1);
        QFile log(m_cloud->logFile());
        QVERIFY(log.open(QIODevice::ReadOnly));
        QVERIFY(!log.readAll().contains(m_cloud->key().toUtf8()));
    }

    void servesTheBetaIndexOnlyWhenChanged()
    {
        start();
        const QByteArray id = pushed("demo", "1.0.0");
        const RawReply empty = m_http->get("/beta/index.yaml");
        QCOMPARE(empty.status, 200);
        QVERIFY(!empty.body.contains("demo"));
        QCOMPARE(act(id, "submit").status, 200);
        const QByteArray oldTag = empty.headers.value("etag");
        const RawReply full = m_http->get("/beta/index.yaml", {"If-None-Match: " + oldTag});
        QCOMPARE(full.status, 200);
        QVERIFY(full.body.contains("demo-1.0.0.tgz"));
        const RawReply same = m_http->get("/beta/index.yaml", {"If-None-Match: " + full.headers.value("etag")});
        QCOMPARE(same.status, 304);
        QCOMPARE(same.body, QByteArray());
        QCOMPARE(m_http->get("/beta/index.yaml", {"If-Modified-Since: Mon, 01 Jan 2001 00:00:00 GMT"}).status, 200);
        QTRY_VERIFY(m_http->get("/beta/index.yaml").headers.contains("last-modified"));
        const QByteArray modified = m_http->get("/beta/index.yaml").headers.value("last-modified");
        QCOMPARE(m_http->get("/beta/index.yaml", {"If-Modified-Since: " + modified}).status, 304);
        QCOMPARE(act(id, "cancel-submit").status, 200);
        QCOMPARE(m_http->get("/beta/index.yaml", {"If-Modified-Since: " + modified}).status, 200);
        QCOMPARE(m_http->get("/beta/demo-1.0.0.tgz").status, 404);
    }

    void seedsAtScale()
    {
        QElapsedTimer timer;
        timer.start();
        start({QStringLiteral("--seed-extensions"), QStringLiteral("5000"), QStringLiteral("--seed-snapshots"),
            QStringLiteral("20")});
        qInfo("5,000 extensions with 20 versions each: up after %lld ms", timer.restart());
        QCOMPARE(search(R"(["*"])").json()[u"extensions"].toArray().size(), 5000);
        qInfo("search: %lld ms", timer.restart());
        QCOMPARE(m_http->get("/apis/extension/v1/extensions/sample-05000/snapshots").json().array().size(), 20);
        QCOMPARE(statusOf("sample-00003", "1.20.0"), QStringLiteral("draft"));
        timer.restart();
        QVERIFY(!pushed("demo", "1.0.0").isEmpty());
        qInfo("push: %lld ms", timer.elapsed());
    }
};

QTEST_GUILESS_MAIN(PracticeCloudTest)
#include "PracticeCloudTest.moc"
