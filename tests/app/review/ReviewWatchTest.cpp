#include "review/ReviewWatch.h"
#include "cloud/CloudClient.h"
#include "core/Database.h"
#include "net/HttpClient.h"
#include "review/ReviewStatus.h"
#include "review/ReviewStore.h"
#include "support/Await.h"
#include "support/ReviewServer.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;

/// Time that passes only when the test says so.
class VirtualClock
{
public:
    [[nodiscard]] WatchClock clock()
    {
        return {[this] { return noon().addMSecs(m_elapsed + set); }, [this] { return m_elapsed; },
            [this](qint64 milliseconds, QObject *context, const std::function<void()> &act) {
                m_timers.append({m_elapsed + milliseconds, context, act});
            },
            [] { return 0.5; }};
    }
    /// Lets time pass, timer by timer; `settle` is called after each.
    void pass(qint64 milliseconds, const std::function<void()> &settle)
    {
        const qint64 end = m_elapsed + milliseconds;
        for (;;) {
            qsizetype next = -1;
            for (qsizetype i = 0; i < m_timers.size(); ++i) {
                if (m_timers.at(i).context && m_timers.at(i).due <= end
                    && (next < 0 || m_timers.at(i).due < m_timers.at(next).due))
                    next = i;
            }
            if (next < 0)
                break;
            const Timer timer = m_timers.takeAt(next);
            m_elapsed = std::max(m_elapsed, timer.due);
            timer.act();
            settle();
        }
        m_elapsed = end;
    }
    qint64 set = 0; ///< By how much the user has set the wall clock forward.

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

struct Bench
{
    Bench()
    {
        server.add(QStringLiteral("gateway"), StatusWord::ready, QStringLiteral("1.0.0"),
            {{QStringLiteral("11"), QStringLiteral("1.1.0"), StatusWord::submitted, noon().addSecs(-60)},
                {QStringLiteral("10"), QStringLiteral("1.0.0"), StatusWord::active, noon().addDays(-9)}});
        server.add(QStringLiteral("vault"), StatusWord::ready, QStringLiteral("2.0.0"),
            {{QStringLiteral("20"), QStringLiteral("2.0.0"), StatusWord::active, noon().addDays(-3)}});
        start();
    }

    void start()
    {
        watch.reset();
        database = std::make_unique<Database>(folder.path());
        store = std::make_unique<ReviewStore>(database.get());
        watch = std::make_unique<ReviewWatch>(store.get(), time.clock());
        QObject::connect(watch.get(), &ReviewWatch::recorded, watch.get(),
            [this](const StatusChange &change) { recorded.append(change); });
        QObject::connect(watch.get(), &ReviewWatch::observed, watch.get(),
            [this](const StatusChange &change) { observed.append(change); });
    }
    void connectTo()
    {
        HttpClient::Settings settings;
        settings.server = server.url();
        settings.limits.pauses = {};
        settings.limits.longestRetryAfter = 0;
        http = std::make_unique<HttpClient>(settings);
        cloud = std::make_unique<CloudClient>(http.get());
        watch->setAccount(cloud.get(), {server.url().toString(), server.userId});
    }
    /// Until nothing is under way.
    void settle()
    {
        QVERIFY(QTest::qWaitFor(
            [&] {
                const auto *model = watch->extensions();
                bool idle = !watch->isRefreshing() && (watch->isLoaded() || !watch->owner().isValid());
                for (int row = 0; row < model->size(); ++row)
                    idle = idle && !watch->isLoading(model->at(row).extension.name);
                return idle;
            },
            10'000));
        // What was handed to the database before is told now.
        QVERIFY(await<QList<StatusChange>>([&](auto done) { store->timeline({}, {}, 1, watch.get(), done); }));
    }
    void pass(qint64 milliseconds)
    {
        time.pass(milliseconds, [this] { settle(); });
    }
    /// How many searches there are in that time.
    qsizetype roundsIn(qint64 milliseconds)
    {
        const qsizetype before = server.count(QStringLiteral("search"));
        pass(milliseconds);
        return server.count(QStringLiteral("search")) - before;
    }

    QTemporaryDir folder;
    ReviewServer server;
    VirtualClock time;
    std::unique_ptr<HttpClient> http;
    std::unique_ptr<CloudClient> cloud;
    std::unique_ptr<Database> database;
    std::unique_ptr<ReviewStore> store;
    std::unique_ptr<ReviewWatch> watch;
    QList<StatusChange> recorded;
    QList<StatusChange> observed;
};

} // namespace

class ReviewWatchTest : public QObject
{
    Q_OBJECT

private slots:
    void roundsComeByThePolicy()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        QCOMPARE(bench.server.count(QStringLiteral("search")), 1);
        bench.pass(minute); // Fills in what is not known.
        QVERIFY(bench.watch->extensions()->find(QStringLiteral("vault"))->snapshots);
        // In the background, with something under review: every five minutes.
        QCOMPARE(bench.roundsIn(60 * minute), 12);
        bench.watch->setFocused(true);
        bench.settle();
        const qsizetype snapshots = bench.server.count(QStringLiteral("snapshots"));
        QCOMPARE(bench.roundsIn(10 * minute), 20);
        // One call for the one under review, none for the other.
        QCOMPARE(bench.server.count(QStringLiteral("snapshots")) - snapshots, 20);
        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon());
        bench.pass(minute);
        bench.watch->setFocused(false);
        QCOMPARE(bench.roundsIn(10 * 60 * minute), 20);
    }

    void focusRefreshesAtOnceButNotTooOften()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(2 * minute);
        QCOMPARE(bench.server.count(QStringLiteral("search")), 1);
        for (int i = 0; i < 20; ++i) {
            bench.watch->setFocused(true);
            bench.settle();
            bench.watch->setFocused(false);
        }
        QCOMPARE(bench.server.count(QStringLiteral("search")), 2);
    }

    void focusSoonAfterARoundIsNotForgotten()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.watch->setFocused(true);
        bench.watch->setFocused(false);
        bench.watch->setFocused(true);
        QCOMPARE(bench.server.count(QStringLiteral("search")), 1);
        QCOMPARE(bench.roundsIn(ReviewWatch::leastGap + 1), 1);
        QCOMPARE(bench.roundsIn(ReviewWatch::leastGap + 1), 0);
    }

    void aChangeIsToldOnceAlsoAcrossRestartsAndPrograms()
    {
        Bench bench;
        bench.connectTo();
        bench.watch->setFocused(true);
        bench.settle();
        bench.pass(minute);
        Database secondDatabase(bench.folder.path());
        ReviewStore secondStore(&secondDatabase);
        ReviewWatch secondWatch(&secondStore, bench.time.clock());
        QSignalSpy secondRecorded(&secondWatch, &ReviewWatch::recorded);
        QSignalSpy secondObserved(&secondWatch, &ReviewWatch::observed);
        secondWatch.setAccount(bench.cloud.get(), bench.watch->owner());
        QTRY_VERIFY(secondWatch.isLoaded() && !secondWatch.isRefreshing());
        QCOMPARE(bench.recorded, QList<StatusChange>());

        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon());
        bench.watch->refresh();
        bench.settle();
        QCOMPARE(bench.observed.size(), 1);
        QCOMPARE(bench.recorded.size(), 1);
        QCOMPARE(bench.recorded.at(0).newStatus, StatusWord::active);
        QVERIFY(!bench.recorded.at(0).isSentBack());
        secondWatch.refresh();
        QTRY_COMPARE(secondObserved.size(), 1);
        QTRY_VERIFY(!secondWatch.isRefreshing());
        QVERIFY(await<QList<StatusChange>>([&](auto done) { secondStore.timeline({}, {}, 1, this, done); }));
        QCOMPARE(secondRecorded.size(), 0);

        bench.start();
        bench.connectTo();
        bench.settle();
        QCOMPARE(bench.recorded.size(), 1);
        bench.pass(10 * minute);
        QCOMPARE(bench.recorded.size(), 1);
    }

    void aChangeWhileNobodyRanIsToldAtTheNextStart()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        bench.watch.reset();
        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::draft, noon());
        bench.time.pass(48 * 60 * minute, [] {});
        bench.start();
        bench.connectTo();
        bench.settle();
        QCOMPARE(bench.recorded.size(), 1);
        QVERIFY(bench.recorded.at(0).isSentBack());
    }

    void whatIsKnownIsShownBeforeTheServerAnswers()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        bench.start();
        bench.server.holds = true;
        bench.connectTo();
        QTRY_COMPARE(bench.watch->extensions()->size(), 2);
        QVERIFY(bench.watch->extensions()->find(QStringLiteral("gateway"))->isUnderReview());
        QVERIFY(bench.watch->isRefreshing());
        QVERIFY(bench.watch->refreshedAt().isValid());
        bench.server.holds = false;
        QTRY_COMPARE(bench.server.heldCount(), 1);
        bench.server.releaseAll();
        bench.settle();
    }

    void withoutAClientNothingIsAsked()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        bench.start();
        const qsizetype before = bench.server.requests.size();
        bench.watch->setAccount(nullptr, {bench.server.url().toString(), bench.server.userId});
        QTRY_COMPARE(bench.watch->extensions()->size(), 2);
        bench.watch->setFocused(true);
        bench.watch->refresh();
        bench.watch->load(QStringLiteral("vault"));
        bench.pass(60 * minute);
        QCOMPARE(bench.server.requests.size(), before);
    }

    void atMostFourCallsAtATime()
    {
        Bench bench;
        for (int i = 0; i < 30; ++i)
            bench.server.add(QStringLiteral("many-%1").arg(i), StatusWord::draft, {},
                {{QString::number(100 + i), QStringLiteral("1.0.0"), StatusWord::submitted, noon()}});
        bench.connectTo();
        bench.settle();
        QStringList names;
        for (int row = 0; row < bench.watch->extensions()->size(); ++row)
            names.append(bench.watch->extensions()->at(row).extension.name);
        bench.server.holds = true;
        bench.watch->setVisible(names);
        QTRY_COMPARE(bench.server.heldCount(), 4);
        // Answers that come in another order than the questions.
        int turn = 0;
        while (bench.server.count(QStringLiteral("snapshots")) < 32 || bench.server.heldCount() > 0) {
            QTRY_VERIFY(bench.server.heldCount() > 0);
            bench.server.release(++turn % 2 ? bench.server.heldCount() - 1 : 0);
            QTest::qWait(0);
        }
        bench.settle();
        QCOMPARE(bench.server.mostAtATime, 4);
        QCOMPARE(bench.watch->extensions()->counts(),
            (QMap<QString, int>{{StatusWord::submitted, 31}, {StatusWord::active, 1}}));
        // The round that follows asks for each once.
        bench.server.holds = false;
        bench.server.requests.clear();
        bench.watch->refresh();
        bench.settle();
        QCOMPARE(
            bench.server.requests.size(), 33); // a search, and the snapshots of 32 that are under review or visible
        QCOMPARE(bench.recorded, QList<StatusChange>());
    }

    void aRefreshWithoutChangesIsOneRequest()
    {
        Bench bench;
        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::draft, noon());
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        bench.server.requests.clear();
        const QSignalSpy changed(bench.watch->extensions(), &QAbstractItemModel::dataChanged);
        bench.watch->refresh();
        bench.settle();
        QCOMPARE(bench.server.requests, QStringList{QStringLiteral("search")});
        QCOMPARE(changed.size(), 0);
    }

    void errorsBackOffAndRetryAfterIsHonoured()
    {
        Bench bench;
        bench.connectTo();
        bench.watch->setFocused(true);
        bench.settle();
        bench.pass(minute);
        bench.server.instead = [](const QString &) {
            return std::optional(ReviewServer::reply("500 Internal Server Error", "{\"message\": \"broken\"}"));
        };
        // 30 s, then 1, 2, 4, 8, 16 minutes and at last every half hour.
        QCOMPARE(bench.roundsIn(31 * minute), 5);
        QCOMPARE(bench.roundsIn(5 * 60 * minute), 10);
        QVERIFY(bench.watch->error());
        QCOMPARE(bench.watch->extensions()->size(), 2);
        bench.server.instead = {};
        bench.watch->refresh();
        bench.settle();
        QVERIFY(!bench.watch->error());
        bench.server.instead = [](const QString &) {
            return std::optional(ReviewServer::reply("429 Too Many Requests", "{}", "Retry-After: 3600\r\n"));
        };
        QCOMPARE(bench.roundsIn(minute), 1);
        bench.watch->setFocused(false);
        bench.watch->setFocused(true);
        QCOMPARE(bench.roundsIn(59 * minute), 0);
        QCOMPARE(bench.roundsIn(2 * minute), 1);
    }

    void anotherSchemaIsAnErrorAndNothingIsLost()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        for (const QByteArray &body : {QByteArray("[]"), QByteArray("{\"extensions\": {}}"),
                 QByteArray("{\"extensions\": [{\"name\": 7}]}"), QByteArray("<html>"), QByteArray()}) {
            bench.server.instead = [body](const QString &line) {
                return line.endsWith(QLatin1String("search")) ? std::optional(ReviewServer::reply("200 OK", body))
                                                              : std::nullopt;
            };
            bench.watch->refresh();
            bench.settle();
            QVERIFY2(bench.watch->error(), body.constData());
            QCOMPARE(bench.watch->extensions()->size(), 2);
        }
        // One extension's snapshots that cannot be read are that extension's error.
        bench.server.instead = [](const QString &line) {
            return line.endsWith(QLatin1String("gateway/snapshots"))
                ? std::optional(ReviewServer::reply("200 OK", "{\"items\": []}"))
                : std::nullopt;
        };
        bench.watch->refresh();
        bench.settle();
        QVERIFY(!bench.watch->error());
        QVERIFY(bench.watch->errorOf(QStringLiteral("gateway")));
        QVERIFY(bench.watch->extensions()->find(QStringLiteral("gateway"))->isUnderReview());
        bench.server.instead = {};
        bench.watch->load(QStringLiteral("gateway"));
        bench.settle();
        QVERIFY(!bench.watch->errorOf(QStringLiteral("gateway")));
        QCOMPARE(bench.recorded, QList<StatusChange>());
    }

    void aRefusedKeyIsDoubted()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        QSignalSpy doubted(bench.watch.get(), &ReviewWatch::keyDoubted);
        bench.server.instead = [](const QString &) {
            return std::optional(ReviewServer::reply("403 Forbidden", "{\"message\": \"permission denied\"}"));
        };
        bench.watch->refresh();
        bench.settle();
        QCOMPARE(doubted.size(), 1);
    }

    void anOwnChangeIsNobodyElses()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        const Snapshot submitted = bench.server.snapshots.value(QStringLiteral("gateway")).at(0);
        // An answer is under way that still says "submitted".
        bench.server.holds = true;
        bench.watch->load(QStringLiteral("gateway"));
        QTRY_COMPARE(bench.server.heldCount(), 1);
        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::draft, noon());
        bench.watch->noteOwnChange(QStringLiteral("gateway"), submitted, StatusWord::draft);
        QVERIFY(!bench.watch->extensions()->find(QStringLiteral("gateway"))->isUnderReview());
        bench.server.holds = false;
        bench.server.releaseAll();
        bench.settle();
        QVERIFY(!bench.watch->extensions()->find(QStringLiteral("gateway"))->isUnderReview());
        QCOMPARE(bench.recorded, QList<StatusChange>());
        QCOMPARE(bench.observed, QList<StatusChange>());
    }

    void offlineNothingIsAsked()
    {
        Bench bench;
        bench.connectTo();
        bench.watch->setFocused(true);
        bench.settle();
        bench.watch->setOnline(false);
        QVERIFY(!bench.watch->isOnline());
        QCOMPARE(bench.roundsIn(60 * minute), 0);
        bench.watch->setOnline(true);
        bench.settle();
        QCOMPARE(bench.server.count(QStringLiteral("search")), 2);
        QCOMPARE(bench.roundsIn(minute), 2);
    }

    void theWallClockMayJump()
    {
        Bench bench;
        bench.connectTo();
        bench.watch->setFocused(true);
        bench.settle();
        bench.pass(minute);
        bench.time.set = -400LL * 24 * 60 * minute;
        QCOMPARE(bench.roundsIn(10 * minute), 20);
        bench.server.setStatus(QStringLiteral("gateway"), QStringLiteral("1.1.0"), StatusWord::active, noon());
        bench.pass(minute);
        QCOMPARE(bench.recorded.size(), 1);
        bench.time.set = 400LL * 24 * 60 * minute;
        QCOMPARE(bench.roundsIn(10 * minute), 20);
        QCOMPARE(bench.recorded.size(), 1);
    }

    void anotherAccountHasItsOwnData()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        // In the middle of a round.
        bench.server.holds = true;
        bench.watch->refresh();
        QTRY_COMPARE(bench.server.heldCount(), 1);
        bench.watch->setAccount(nullptr, {bench.server.url().toString(), QStringLiteral("another")});
        QCOMPARE(bench.watch->extensions()->size(), 0);
        bench.server.holds = false;
        bench.server.releaseAll();
        bench.settle();
        QCOMPARE(bench.watch->extensions()->size(), 0);
        QVERIFY(!bench.watch->refreshedAt().isValid());
        bench.watch->setAccount(nullptr, {});
        QVERIFY(!bench.watch->isLoaded());
        bench.connectTo();
        bench.settle();
        QCOMPARE(bench.watch->extensions()->size(), 2);
    }

    /// A colleague, CI or ksbuilder sends a version: a search does not show it, since it is not approved yet.
    void refreshSeesWhatOthersSent()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.pass(minute);
        const auto versions
            = [&bench] { return bench.watch->extensions()->find(QStringLiteral("vault"))->snapshots->size(); };
        QCOMPARE(versions(), 1);
        bench.server.push(
            QStringLiteral("vault"), {QStringLiteral("21"), QStringLiteral("2.1.0"), StatusWord::draft, noon()});
        bench.watch->setVisible({QStringLiteral("vault")});
        bench.watch->refresh();
        bench.settle();
        QCOMPARE(versions(), 2);
        // Without anybody's asking: what is visible is asked for again after a while, also in another program.
        bench.server.push(
            QStringLiteral("vault"), {QStringLiteral("22"), QStringLiteral("2.2.0"), StatusWord::draft, noon()});
        bench.start();
        bench.connectTo();
        bench.settle();
        bench.watch->setFocused(true);
        bench.watch->setVisible({QStringLiteral("vault")});
        bench.pass(ReviewWatch::visibleKeep + minute);
        QCOMPARE(versions(), 3);
    }

    /// While somebody looks, what is missing comes four at a time and without pauses, what is visible first.
    void fillsInQuicklyWhileLookedAt()
    {
        Bench bench;
        for (int i = 0; i < 40; ++i)
            bench.server.add(QStringLiteral("more-%1").arg(i), StatusWord::ready, QStringLiteral("1.0.0"),
                {{QString::number(100 + i), QStringLiteral("1.0.0"), StatusWord::active, noon()}});
        bench.connectTo();
        bench.watch->setFocused(true);
        bench.watch->setVisible({QStringLiteral("more-33")});
        bench.settle();
        QTRY_COMPARE(bench.watch->extensions()->counts().value(QString()), 0);
        QVERIFY(!bench.watch->isFilling());
        QCOMPARE(bench.server.count(QStringLiteral("snapshots")), 42);
    }

    void theClientMayGoInTheMiddle()
    {
        Bench bench;
        bench.connectTo();
        bench.settle();
        bench.server.holds = true;
        bench.watch->refresh();
        bench.watch->load(QStringLiteral("vault"));
        QTRY_COMPARE(bench.server.heldCount(), 2);
        bench.cloud.reset();
        bench.watch->setAccount(nullptr, bench.watch->owner());
        QVERIFY(!bench.watch->isRefreshing());
        bench.server.holds = false;
        bench.server.releaseAll();
        bench.connectTo();
        bench.settle();
        QVERIFY(!bench.watch->error());
    }
};

QTEST_GUILESS_MAIN(ReviewWatchTest)
#include "ReviewWatchTest.moc"
