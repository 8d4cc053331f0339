#include "app/practice/RawHttp.h"
#include "practice/PracticeServer.h"
#include "practice/PracticeState.h"
#include "practice/PracticeStore.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

using namespace ksp;
using namespace ksp::test;

namespace {

constexpr int patience = 20'000; // ms

} // namespace

/// What a page in a browser, or a client that means ill, may send to the practice Cloud on loopback.
class PracticeAttackTest : public QObject
{
    Q_OBJECT

    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeServer> m_server;

    void start(const PracticeServerOptions &options = {})
    {
        m_server.reset();
        m_folder.emplace();
        PracticeStoreOptions state;
        state.folder = m_folder->filePath(QStringLiteral("state"));
        state.now = [] { return QDateTime::currentDateTimeUtc(); };
        auto store = PracticeStore::open(state);
        QVERIFY(store);
        auto server = PracticeServer::start(*std::move(store), options);
        QVERIFY(server);
        m_server = *std::move(server);
    }

    [[nodiscard]] quint16 port() const { return quint16(QUrl(m_server->url()).port()); }
    [[nodiscard]] QByteArray host() const { return "127.0.0.1:" + QByteArray::number(port()); }

    [[nodiscard]] std::unique_ptr<QTcpSocket> open() const
    {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QStringLiteral("127.0.0.1"), port());
        return socket->waitForConnected(patience) ? std::move(socket) : nullptr;
    }

    /// All that comes until the server closes; nothing where it does not.
    [[nodiscard]] static std::optional<QByteArray> readToTheEnd(QTcpSocket &socket)
    {
        QByteArray all;
        const QDeadlineTimer deadline(patience);
        while (socket.state() == QAbstractSocket::ConnectedState && !deadline.hasExpired()) {
            socket.waitForReadyRead(int(deadline.remainingTime()));
            all += socket.readAll();
        }
        return deadline.hasExpired() ? std::nullopt : std::optional(all + socket.readAll());
    }

    /// The statuses of the replies to all that is sent on one connection, "400 200".
    [[nodiscard]] QByteArray statusesFor(const QByteArray &bytes) const
    {
        const auto socket = open();
        socket->write(bytes);
        const auto replies = readToTheEnd(*socket);
        QByteArrayList statuses;
        constexpr QByteArrayView start("HTTP/1.1 ");
        for (qsizetype at = 0; replies && (at = replies->indexOf(start, at)) >= 0; at += start.size()) {
            statuses.append(replies->mid(at + start.size(), 3));
        }
        return replies ? statuses.join(' ') : QByteArray("still open");
    }

    /// How long an honest request takes, ms; -1 where it gets no answer.
    [[nodiscard]] qint64 honestRequest() const
    {
        QElapsedTimer timer;
        timer.start();
        RawHttp http(port());
        http.setKey(m_server->owner().key);
        return http.get("/apis/user/v1/user").status == 200 ? timer.elapsed() : -1;
    }

    [[nodiscard]] static qsizetype threads()
    {
        return QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
    }

private slots:
    void cleanup() { m_server.reset(); }

    void takesNoBodyForARequest_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("statuses");
        const QByteArray search = "POST /apis/extension/v1/extensions/search HTTP/1.1\r\nHost: HOST\r\n";
        const QByteArray get = "GET /nope HTTP/1.1\r\nHost: HOST\r\n";
        const QByteArray foreign = "Origin: https://evil.example\r\n";
        const QByteArray length = "Content-Length: SIZE\r\n";
        const QByteArray form = "Content-Type: multipart/form-data\r\n";
        const auto row = [](const char *name, const QByteArray &head, const char *before, const char *statuses) {
            QTest::newRow(name) << head << QByteArray(before) << QByteArray(statuses);
        };
        // Read to its end, such a body is nothing worse than useless.
        row("a GET's", get + length, "", "404 404");
        row("a GET's in chunks", get + "Transfer-Encoding: chunked\r\n", "CHUNKED", "404 404");
        row("a form without a boundary", search + form + length, "", "400 404");
        row("a DELETE's", "DELETE /nope HTTP/1.1\r\nHost: HOST\r\n" + length, "", "404 404");
        // Refused before its body is read.
        row("a foreign GET's", get + foreign + length, "", "403");
        row("a foreign POST's", search + foreign + length, "", "403");
        row("a foreign form without a boundary", search + foreign + form + length, "", "403");
        row("gzip", search + "Content-Encoding: gzip\r\n" + length, "", "415");
        row("a foreign gzip", search + foreign + "Content-Encoding: gzip\r\n" + length, "", "415");
        // What two readers might understand in two ways.
        row("length and chunks", search + length + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "400");
        row("two lengths", search + "Content-Length: 0\r\n" + length, "", "400");
        row("a list of lengths", search + "Content-Length: 0, SIZE\r\n", "", "400");
        row("a signed length", search + "Content-Length: +0\r\n", "", "400");
        row("an unknown coding", search + "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n", "400");
        row("chunked twice", search + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n",
            "400");
        row("a coding in HTTP/1.0", "POST /nope HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n",
            "400");
        row("a negative chunk", search + "Transfer-Encoding: chunked\r\n", "-1\r\n\r\n", "400");
        row("a chunk without its end", search + "Transfer-Encoding: chunked\r\n", "1\r\nxx\r\n0\r\n\r\n", "400");
        row("a folded line", search + "X-Old:\r\n Content-Length: 0\r\n" + length, "", "400");
        row("a blank before the colon", search + "Content-Length : SIZE\r\n", "", "400");
        row("line feeds alone", "POST /nope HTTP/1.1\nHost: HOST\n\n\r\n", "", "400");
        row("another version", "GET /nope HTTP/2.0\r\nHost: HOST\r\n", "", "505");
        row("a proxy's target", "GET http://HOST/nope HTTP/1.1\r\nHost: HOST\r\n", "", "400");
    }

    void takesNoBodyForARequest()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, before);
        PracticeServerOptions options;
        QTemporaryDir folder;
        options.logFile = folder.filePath(QStringLiteral("log"));
        start(options);
        const QByteArray hidden = "GET /apis/user/v1/user HTTP/1.1\r\nHost: " + host() + "\r\nAuthorization: Bearer "
            + m_server->owner().key.toLatin1() + "\r\n\r\n";
        const QByteArray next = "GET /last HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n";
        head.replace("HOST", host()).replace("SIZE", QByteArray::number(hidden.size()));
        const QByteArray body = before == "CHUNKED"
            ? QByteArray::number(hidden.size(), 16) + "\r\n" + hidden + "\r\n0\r\n\r\n"
            : before + hidden;
        QTEST(statusesFor(head + "\r\n" + body + next), "statuses");
        QFile log(options.logFile);
        QVERIFY(log.open(QIODevice::ReadOnly));
        QVERIFY(!log.readAll().contains("/apis/user"));
        QVERIFY(honestRequest() >= 0);
    }

    void limitsEveryKindOfBody_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("piece");
        const QByteArray megabyte(1 << 20, ' ');
        QTest::newRow("with its length") << QByteArray("Content-Length: 99999999") << megabyte;
        QTest::newRow("in chunks") << QByteArray("Transfer-Encoding: chunked") << "100000\r\n" + megabyte + "\r\n";
        QTest::newRow("in one chunk") << QByteArray("Transfer-Encoding: chunked") << "5f5e0ff\r\n" + megabyte;
        QTest::newRow("in trailers") << QByteArray("Transfer-Encoding: chunked")
                                     << "0\r\n" + QByteArray("a: b\r\n").repeated(10'000);
        QTest::newRow("in a chunk's extension") << QByteArray("Transfer-Encoding: chunked") << "1;" + megabyte;
        QTest::newRow("in the head") << "X: " + megabyte << QByteArray();
        QTest::newRow("in many heads") << QByteArray("X: y\r\n").repeated(101) + "X: y" << QByteArray();
    }

    void limitsEveryKindOfBody()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, piece);
        PracticeServerOptions options;
        options.limits.request.bodyBytes = 4 << 20;
        start(options);
        const QByteArray statuses
            = statusesFor("POST /nope HTTP/1.1\r\nHost: " + host() + "\r\n" + head + "\r\n\r\n" + piece.repeated(6));
        QVERIFY2(statuses == "413" || statuses == "431" || statuses == "400", statuses);
    }

    void limitsAllBodiesTogether()
    {
        PracticeServerOptions options;
        options.limits.allBodiesBytes = 4 << 20;
        start(options);
        const QByteArray half = "POST /nope HTTP/1.1\r\nHost: " + host() + "\r\nContent-Length: 3000000\r\n\r\n"
            + QByteArray(1'500'000, ' ');
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 4; ++i) {
            sockets.push_back(open());
            sockets.back()->write(half);
        }
        // Two fit. Which two depends on whose bytes come first.
        const auto refused = [&sockets] {
            return std::count_if(sockets.begin(), sockets.end(), [](const auto &socket) {
                socket->waitForReadyRead(10);
                return socket->peek(12) == "HTTP/1.1 503";
            });
        };
        QTRY_COMPARE(refused(), 2);
        // Room again as soon as they are gone.
        sockets.clear();
        QTRY_VERIFY(RawHttp(port()).post("/nope", QByteArray(1'500'000, ' ')).status == 404);
    }

    void keepsNobodyWaiting_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("quiet") << QByteArray();
        QTest::newRow("half a head") << QByteArray("GET /beta/index.yaml HTTP/1.1\r\nHost: ");
        QTest::newRow("half a body") << QByteArray("POST /nope HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n1");
        QTest::newRow("answered, then quiet") << QByteArray("GET /beta/index.yaml HTTP/1.1\r\nHost: HOST\r\n\r\n");
    }

    void keepsNobodyWaiting()
    {
        QFETCH(QByteArray, bytes);
        start();
        bytes.replace("HOST", host());
        QVERIFY(honestRequest() >= 0);
        const qsizetype before = threads();
        std::vector<std::unique_ptr<QTcpSocket>> others;
        for (int i = 0; i < 200; ++i) {
            others.push_back(open());
            QVERIFY(others.back());
            others.back()->write(bytes);
            others.back()->flush();
        }
        const qint64 taken = honestRequest();
        QVERIFY2(taken >= 0 && taken < 2000, qPrintable(QString::number(taken)));
        QCOMPARE(threads(), before);
    }

    void endsWhatIsSlow_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QByteArray>("drop");
        QTest::addColumn<QByteArray>("statuses");
        QTest::newRow("a head in drops") << QByteArray("GET / HTTP/1.1\r\nX: ") << QByteArray("y") << QByteArray("408");
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\n") << QByteArray() << QByteArray("408");
        QTest::newRow("half a body") << QByteArray("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9\r\n\r\n1")
                                     << QByteArray() << QByteArray("408");
        QTest::newRow("a body in drops") << QByteArray("POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999\r\n\r\n")
                                         << QByteArray("y") << QByteArray("408");
        QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray();
    }

    void endsWhatIsSlow()
    {
        QFETCH(QByteArray, start);
        QFETCH(QByteArray, drop);
        PracticeServerOptions options;
        options.limits.headMs = 150;
        options.limits.stallMs = 150;
        options.limits.requestMs = 400;
        options.limits.idleMs = 150;
        this->start(options);
        const auto socket = open();
        socket->write(start.replace("HOST", host()));
        QByteArray reply;
        const QDeadlineTimer deadline(patience);
        while (socket->state() == QAbstractSocket::ConnectedState && !deadline.hasExpired()) {
            socket->write(drop);
            socket->waitForReadyRead(20);
            reply += socket->readAll();
        }
        QVERIFY(!deadline.hasExpired());
        QTEST(reply.mid(9, 3), "statuses");
    }

    void trustsNoFolderOfOthers_data()
    {
        QTest::addColumn<QString>("plant");
        for (const char *plant : {"owner", "mode", "link", "file", "connection"}) {
            QTest::newRow(plant) << QString::fromLatin1(plant);
        }
    }

    void trustsNoFolderOfOthers()
    {
        QFETCH(QString, plant);
        const bool needsRoot = plant == QLatin1String("owner") || plant == QLatin1String("link");
        if (needsRoot && ::geteuid() != 0) {
            QSKIP("Only the system's administrator can make another user's folder.");
        }
        constexpr uid_t somebody = 12345;
        QTemporaryDir root;
        PracticeStoreOptions options;
        options.folder = root.filePath(QStringLiteral("state"));
        options.now = [] { return QDateTime::currentDateTimeUtc(); };
        QVERIFY(PracticeStore::open(options));
        const QByteArray folder = QFile::encodeName(options.folder);
        const QByteArray victim = QFile::encodeName(root.filePath(QStringLiteral("victim")));
        QFile file(QFile::decodeName(victim));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("untouched") == 9);
        file.close();
        if (plant == QLatin1String("owner")) {
            QCOMPARE(::chown(folder.constData(), somebody, somebody), 0);
        } else if (plant == QLatin1String("mode")) {
            QCOMPARE(::chmod(folder.constData(), 0777), 0);
        } else if (plant == QLatin1String("link")) {
            // Another's link to a folder of ours.
            QCOMPARE(::rename(folder.constData(), (folder + "-real").constData()), 0);
            QCOMPARE(::symlink((folder + "-real").constData(), folder.constData()), 0);
            QCOMPARE(::lchown(folder.constData(), somebody, somebody), 0);
        } else {
            const QByteArray name = plant == QLatin1String("file") ? "/users.json" : "/practice.json";
            ::unlink((folder + name).constData());
            QCOMPARE(::symlink(victim.constData(), (folder + name).constData()), 0);
        }
        auto store = PracticeStore::open(options);
        if (plant == QLatin1String("connection")) {
            // The connection is what is written last.
            QVERIFY(!PracticeState::readConnection(options.folder));
            QVERIFY(store);
            QVERIFY(!PracticeServer::start(*std::move(store), {}));
        } else {
            QVERIFY(!store);
            QVERIFY(!store.error().sentence.isEmpty());
            QVERIFY(!PracticeState::readConnection(options.folder));
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("untouched"));
    }

    void hasRoomForANewConnection()
    {
        PracticeServerOptions options;
        options.mostConnections = 20;
        start(options);
        std::vector<std::unique_ptr<QTcpSocket>> others;
        for (int i = 0; i < 60; ++i) {
            others.push_back(open());
            QVERIFY(others.back());
        }
        QVERIFY(honestRequest() >= 0);
        const auto isOpen = [](const auto &socket) {
            socket->waitForReadyRead(0);
            return socket->state() == QAbstractSocket::ConnectedState;
        };
        QTRY_VERIFY(std::count_if(others.begin(), others.end(), isOpen) <= options.mostConnections);
        // Those that have waited longest went first.
        QVERIFY(!isOpen(others.front()));
    }
};

QTEST_GUILESS_MAIN(PracticeAttackTest)
#include "PracticeAttackTest.moc"
