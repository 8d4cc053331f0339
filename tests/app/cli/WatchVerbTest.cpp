#include "cli/WatchVerb.h"
#include "account/AccountStore.h"
#include "cli/Console.h"
#include "cli/UnpushVerb.h"
#include "core/Database.h"
#include "core/Log.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"
#include "support/Await.h"
#include "support/MemoryKeyStore.h"
#include "support/ReviewServer.h"

#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace ksp;
using namespace ksp::test;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}

/// Time that passes only when the test says so.
class VirtualClock
{
public:
    [[nodiscard]] WatchClock clock()
    {
        return {[this] { return noon().addMSecs(m_elapsed); }, [this] { return m_elapsed; },
            [this](qint64 milliseconds, QObject *context, const std::function<void()> &act) {
                m_timers.append({m_elapsed + milliseconds, context, act});
            },
            [] { return 0.5; }};
    }
    void pass(qint64 milliseconds)
    {
        m_elapsed += milliseconds;
        for (const Timer &timer : std::exchange(m_timers, {})) {
            if (timer.context && timer.due <= m_elapsed)
                timer.act();
            else if (timer.context)
                m_timers.append(timer);
        }
    }

private:
    struct Timer
    {
        qint64 due;
        QPointer<QObject> context;
        std::function<void()> act;
    };
    qint64 m_elapsed = 0;
    QList<Timer> m_timers;
};

/// One run of a verb on a profile that has an account of the test's server.
class Run
{
public:
    Run(const QString &folder, ReviewServer *server, const QStringList &arguments, bool json = false)
        : m_out(m_streams.filePath(QStringLiteral("out"))), m_err(m_streams.filePath(QStringLiteral("err"))),
          m_log(folder), m_console(open())
    {
        m_invocation.verb = QStringLiteral("watch");
        m_invocation.arguments = arguments;
        m_invocation.json = json;
        m_console.setJson(json);
        Account account;
        account.name = QStringLiteral("work");
        account.server = server->url();
        account.userId = server->userId;
        if (!AccountStore(folder).save(account) || !AccountStore(folder).setCurrent(account.name))
            qFatal("no account");
        m_keys.keys.insert(KeyOwner{account.server, account.userId}.entry(),
            QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa"));
        m_context.emplace(Context{m_console, m_invocation, folder, m_log, m_keys});
    }
    ~Run()
    {
        m_verb.reset();
        ::close(m_outFile);
        ::close(m_errFile);
    }
    Q_DISABLE_COPY_MOVE(Run)

    void watch(bool untilDecided = false)
    {
        m_invocation.untilDecided = untilDecided;
        start(std::make_unique<WatchVerb>(time.clock()));
    }
    void start(std::unique_ptr<Verb> verb)
    {
        m_verb = std::move(verb);
        QObject::connect(m_verb.get(), &Verb::finished, m_verb.get(), [this](int exitCode) { code = exitCode; });
        m_verb->start(*m_context);
    }
    void cancel() { m_verb->cancel(); }
    [[nodiscard]] QStringList lines() const { return read(m_out); }
    [[nodiscard]] QString errors() const { return read(m_err).join(QLatin1Char('\n')); }
    [[nodiscard]] bool says(const QString &text) const { return errors().contains(text); }

    VirtualClock time;
    std::optional<int> code;

private:
    Console::Files open()
    {
        const auto make = [](const QString &name) {
            return ::open(QFile::encodeName(name).constData(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        };
        m_outFile = make(m_out);
        m_errFile = make(m_err);
        return {-1, m_outFile, m_errFile};
    }
    static QStringList read(const QString &name)
    {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }

    QTemporaryDir m_streams;
    QString m_out;
    QString m_err;
    int m_outFile = -1;
    int m_errFile = -1;
    Log m_log;
    Console m_console;
    Invocation m_invocation;
    MemoryKeyStore m_keys;
    std::optional<Context> m_context;
    std::unique_ptr<Verb> m_verb;
};

} // namespace

class WatchVerbTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ReviewServer> m_server;

    [[nodiscard]] ReviewOwner owner() const { return {m_server->url().toString(), m_server->userId}; }
    std::unique_ptr<Run> run(const QStringList &arguments = {}, bool json = false)
    {
        return std::make_unique<Run>(m_folder->path(), m_server.get(), arguments, json);
    }
    /// The next round.
    void nextRound(Run *run)
    {
        const auto before = m_server->count(QStringLiteral("search"));
        run->time.pass(35'000);
        QTRY_COMPARE(m_server->count(QStringLiteral("search")), before + 1);
    }

    /// Until the profile knows the versions of both extensions.
    void waitUntilKept()
    {
        Database database(m_folder->path());
        ReviewStore store(&database);
        QTRY_COMPARE(keptCount(&store), 2);
    }
    qsizetype keptCount(ReviewStore *store)
    {
        const auto known = await<ReviewKnown>([&](auto done) { store->load(owner(), &m_context, done); });
        return std::count_if(known->extensions.begin(), known->extensions.end(),
            [](const ExtensionState &state) { return state.snapshots.has_value(); });
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ReviewServer>();
        m_server->add(QStringLiteral("gateway"), StatusWord::ready, QStringLiteral("1.0.0"),
            {{QStringLiteral("11"), QStringLiteral("1.1.0"), StatusWord::submitted, noon().addSecs(-60)},
                {QStringLiteral("10"), QStringLiteral("1.0.0"), StatusWord::active, noon().addDays(-9)}});
        m_server->add(QStringLiteral("vault"), StatusWord::draft, {},
            {{QStringLiteral("20"), QStringLiteral("2.0.0"), StatusWord::submitted, noon().addDays(-3)}});
    }

    void printsChangesAsTheyCome()
    {
        const auto run = this->run();
        run->watch();
        QTRY_VERIFY(run->says(QStringLiteral("Watching 2 extension")));
        QCOMPARE(run->lines(), QStringList());
        QTRY_COMPARE(m_server->count(QStringLiteral("snapshots")), 2);
        m_server->setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon().addSecs(9));
        m_server->setStatus(QStringLiteral("vault"), QStringLiteral("2.0.0"), StatusWord::draft, noon().addSecs(19));
        nextRound(run.get());
        QTRY_COMPARE(run->lines().size(), 2);
        QStringList lines = run->lines();
        lines.sort();
        QCOMPARE(lines.at(0), QStringLiteral("2026-11-24 12:00:09 UTC   gateway   1.1.0   submitted -> active"));
        QCOMPARE(
            lines.at(1), QStringLiteral("2026-11-24 12:00:19 UTC   vault   2.0.0   submitted -> draft   (sent back)"));
        QVERIFY(!run->code);
        run->cancel();
        QTRY_COMPARE(run->code, std::optional(6));
        QVERIFY(run->says(QStringLiteral("Stopped.")));
    }

    void tellsWhatHappenedSinceTheLastLook()
    {
        {
            const auto first = run();
            first->watch();
            QTRY_COMPARE(m_server->count(QStringLiteral("snapshots")), 2);
            waitUntilKept();
        }
        m_server->setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon().addSecs(9));
        const auto second = run({}, true);
        second->time.pass(60'000);
        second->watch();
        QTRY_COMPARE(second->lines().size(), 1);
        const QJsonObject object = QJsonDocument::fromJson(second->lines().constFirst().toUtf8()).object();
        QCOMPARE(object.value(QStringLiteral("name")).toString(), QStringLiteral("gateway"));
        QCOMPARE(object.value(QStringLiteral("newStatus")).toString(), QStringLiteral("active"));
        QCOMPARE(object.value(QStringLiteral("oldStatus")).toString(), QStringLiteral("submitted"));
        QCOMPARE(object.value(QStringLiteral("changedAt")).toString(), QStringLiteral("2026-11-24T12:00:09Z"));
        QCOMPARE(object.value(QStringLiteral("sentBack")).toBool(true), false);
    }

    void endsWhenAllIsDecided_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("approved") << QString(StatusWord::active) << 0;
        QTest::newRow("sent back") << QString(StatusWord::draft) << 5;
        QTest::newRow("a new word") << QStringLiteral("quarantined") << 5;
    }
    void endsWhenAllIsDecided()
    {
        QFETCH(QString, status);
        QFETCH(int, code);
        const auto run = this->run();
        run->watch(true);
        QTRY_COMPARE(m_server->count(QStringLiteral("snapshots")), 2);
        m_server->setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon().addSecs(9));
        QTRY_VERIFY(run->says(QStringLiteral("Watching")));
        nextRound(run.get());
        QTRY_COMPARE(run->lines().size(), 1);
        QVERIFY(!run->code);
        m_server->setStatus(QStringLiteral("vault"), QStringLiteral("2.0.0"), status, noon().addSecs(19));
        nextRound(run.get());
        QTRY_COMPARE(run->code, std::optional(code));
        QCOMPARE(run->lines().size(), 2);
    }

    void oneExtension()
    {
        const auto run = this->run({QStringLiteral("gateway")});
        run->watch(true);
        QTRY_VERIFY(run->says(QStringLiteral("Watching gateway")));
        QTRY_COMPARE(m_server->count(QStringLiteral("snapshots gateway")), 1);
        m_server->setStatus(QStringLiteral("vault"), QStringLiteral("2.0.0"), StatusWord::draft, noon().addSecs(19));
        m_server->setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon().addSecs(9));
        nextRound(run.get());
        QTRY_COMPARE(run->code, std::optional(0));
        QCOMPARE(run->lines().size(), 1);
    }

    void oneExtensionThatWasDecidedBefore()
    {
        m_server->setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon());
        m_server->setStatus(QStringLiteral("vault"), QStringLiteral("2.0.0"), StatusWord::draft, noon());
        const auto gateway = run({QStringLiteral("gateway")});
        gateway->watch(true);
        QTRY_COMPARE(gateway->code, std::optional(0));
        const auto vault = run({QStringLiteral("vault")});
        vault->watch(true);
        QTRY_COMPARE(vault->code, std::optional(5));
        const auto all = run();
        all->watch(true);
        QTRY_COMPARE(all->code, std::optional(0));
        const auto none = run({QStringLiteral("nobodys")});
        none->watch(true);
        QTRY_COMPARE(none->code, std::optional(5));
        QVERIFY(none->says(QStringLiteral("nobodys")));
    }

    void goesOnWhenTheServerFails()
    {
        const auto run = this->run();
        run->watch();
        QTRY_COMPARE(m_server->count(QStringLiteral("snapshots")), 2);
        QTRY_VERIFY(run->says(QStringLiteral("Watching")));
        m_server->instead = [](const QString & /*request*/) {
            return std::optional(ReviewServer::reply("404 Not Found", R"({"message":"lunch"})"));
        };
        nextRound(run.get());
        QTRY_VERIFY(run->says(QStringLiteral("The watch goes on.")));
        for (int i = 0; i < 8; ++i) // every 30 s as ever, so that it is there when the server is
            nextRound(run.get());
        m_server->instead = {};
        nextRound(run.get());
        QTRY_VERIFY(run->says(QStringLiteral("The server answers again.")));
        QVERIFY(!run->code);
        m_server->instead = [](const QString & /*request*/) {
            return std::optional(ReviewServer::reply("403 Forbidden", R"({"message":"permission denied"})"));
        };
        run->time.pass(120'000);
        QTRY_COMPARE(run->code, std::optional(4));
    }

    void whatTheUserTookBackIsNotSentBack()
    {
        const auto run = this->run();
        run->watch();
        QTRY_COMPARE(m_server->count(QStringLiteral("snapshots")), 2);
        QTRY_VERIFY(run->says(QStringLiteral("Watching")));
        waitUntilKept();
        // By the verb unpush, on the same profile.
        Run unpush(m_folder->path(), m_server.get(), {QStringLiteral("20")}, true);
        unpush.start(std::make_unique<UnpushVerb>());
        QTRY_COMPARE(unpush.code, std::optional(0));
        Database database(m_folder->path());
        ReviewStore store(&database);
        const auto changes
            = await<QList<StatusChange>>([&](auto done) { store.timeline(owner(), {}, 9, &m_context, done); });
        QCOMPARE(changes->size(), 1);
        QVERIFY(changes->constFirst().isOwn);
        QCOMPARE(changes->constFirst().name, QStringLiteral("vault"));
        QCOMPARE(changes->constFirst().version, QStringLiteral("2.0.0"));
        nextRound(run.get());
        QTRY_COMPARE(run->lines().size(), 1);
        QVERIFY(run->lines().constFirst().endsWith(QStringLiteral("submitted -> draft")));
    }

private:
    QObject m_context;
};

QTEST_GUILESS_MAIN(WatchVerbTest)
#include "WatchVerbTest.moc"
