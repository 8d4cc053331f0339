#include "review/ReviewStore.h"
#include "core/Database.h"
#include "publish/Journal.h"
#include "review/ReviewLooks.h"
#include "review/ReviewStatus.h"
#include "support/Await.h"

#include <QTemporaryDir>

using namespace ksp;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}
ReviewOwner owner()
{
    return {QStringLiteral("https://cloud"), QStringLiteral("1")};
}
QString name()
{
    return QStringLiteral("vault");
}

Extension extension(const QString &status = StatusWord::draft)
{
    return {QStringLiteral("9"), name(), status, {}};
}

Snapshot snapshot(const QString &status, const QString &version = QStringLiteral("1.0.0"))
{
    return {QStringLiteral("8-") + version, version, status, noon().addSecs(-60)};
}

/// A program: a connection of its own to the database in the folder.
struct Program
{
    explicit Program(const QString &folder) : database(folder), store(&database) { }

    QList<StatusChange> saveExtensions(
        const QList<Extension> &list, const QDateTime &at, const ReviewOwner &of = owner())
    {
        return await<QList<StatusChange>>([&](auto done) {
            store.saveExtensions(of, list, at, &database, done);
        }).value();
    }
    QList<StatusChange> saveSnapshots(const QList<Snapshot> &list, const QDateTime &at)
    {
        return await<QList<StatusChange>>([&](auto done) {
            store.saveSnapshots(owner(), name(), list, at, &database, done);
        }).value();
    }
    ReviewKnown load(const ReviewOwner &of = owner())
    {
        return await<ReviewKnown>([&](auto done) { store.load(of, &database, done); }).value();
    }
    QList<StatusChange> timeline(const QString &of = {})
    {
        return await<QList<StatusChange>>([&](auto done) {
            store.timeline(owner(), of, 100, &database, done);
        }).value();
    }

    Database database;
    ReviewStore store;
};

} // namespace

class ReviewStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void whatWasKnownIsThereAfterARestart()
    {
        QTemporaryDir folder;
        {
            Program program(folder.path());
            QCOMPARE(program.load().extensions.size(), 0);
            QVERIFY(!program.load().searchedAt.isValid());
            program.saveExtensions(
                {extension(),
                    {QStringLiteral("7"), QStringLiteral("alpha"), StatusWord::ready, QStringLiteral("2.0.0")}},
                noon());
            program.saveSnapshots(
                {snapshot(StatusWord::active), snapshot(QStringLiteral("odd"), QStringLiteral("1.1.0"))}, noon());
        }
        Program program(folder.path());
        const ReviewKnown known = program.load();
        QCOMPARE(known.searchedAt, noon());
        QCOMPARE(known.extensions.size(), 2);
        QCOMPARE(known.extensions.at(0).extension.name, QStringLiteral("alpha"));
        QVERIFY(!known.extensions.at(0).snapshots);
        QCOMPARE(known.extensions.at(1).snapshots,
            (QList<Snapshot>{snapshot(StatusWord::active), snapshot(QStringLiteral("odd"), QStringLiteral("1.1.0"))}));
        QCOMPARE(known.extensions.at(1).snapshotsAt, noon());
        QCOMPARE(program.load({owner().server, QStringLiteral("2")}).extensions.size(), 0);
        QCOMPARE(program.timeline(), QList<StatusChange>());
    }

    void newsIsNewUntilItIsLookedAt()
    {
        QTemporaryDir folder;
        const auto unseen = [](Program &program, const ReviewOwner &of = owner()) {
            return await<QSet<QString>>([&](auto done) {
                ReviewLooks(&program.database).unseen(of, &program.database, done);
            }).value();
        };
        {
            Program program(folder.path());
            program.saveExtensions({extension()}, noon());
            program.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
            QCOMPARE(unseen(program), QSet<QString>());
            program.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(600));
            QCOMPARE(unseen(program), QSet<QString>{name()});
            QCOMPARE(unseen(program, {owner().server, QStringLiteral("2")}), QSet<QString>());
        }
        Program program(folder.path());
        QCOMPARE(unseen(program), QSet<QString>{name()});
        QVERIFY(await<void>(
            [&](auto done) { ReviewLooks(&program.database).look(owner(), name(), &program.database, done); }));
        QCOMPARE(unseen(program), QSet<QString>());
        // What the user did is no news, what follows is.
        program.saveSnapshots({snapshot(StatusWord::submitted)}, noon().addSecs(1200));
        QCOMPARE(unseen(program), QSet<QString>());
        program.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(1800));
        QCOMPARE(unseen(program), QSet<QString>{name()});
    }

    void anExtensionWithoutSnapshotsIsNotAnUnknownOne()
    {
        QTemporaryDir folder;
        Program program(folder.path());
        program.saveExtensions({extension()}, noon());
        program.saveSnapshots({}, noon());
        QCOMPARE(program.load().extensions.at(0).snapshots, QList<Snapshot>());
    }

    void aChangeIsRecordedOnce()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
        Program other(folder.path());
        const auto seen = one.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(30));
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen.at(0).oldStatus, StatusWord::submitted);
        QCOMPARE(seen.at(0).newStatus, StatusWord::active);
        QVERIFY(!seen.at(0).isSentBack());
        QVERIFY(seen.at(0).id > 0);
        QCOMPARE(other.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(31)), QList<StatusChange>());
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(60)), QList<StatusChange>());
        QCOMPARE(other.timeline(), seen);
        QCOMPARE(other.timeline(name()), seen);
        QCOMPARE(other.timeline(QStringLiteral("alpha")), QList<StatusChange>());
        // The same way again is another change.
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::submitted)}, noon().addSecs(90)).size(), 1);
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(120)).size(), 1);
    }

    void anOldAnswerChangesNothing()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::active)}, noon().addSecs(30)).size(), 1);
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::submitted)}, noon().addSecs(20)), QList<StatusChange>());
        QCOMPARE(one.saveExtensions({}, noon().addSecs(-20)), QList<StatusChange>());
        QCOMPARE(one.load().extensions.at(0).snapshots, (QList<Snapshot>{snapshot(StatusWord::active)}));
        // The clock was set back by a day: what is asked now counts all the same.
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::suspended)}, noon().addDays(-1)).size(), 1);
    }

    void newAndGoneOnes()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::active)}, noon());
        const auto seen = one.saveSnapshots(
            {snapshot(StatusWord::draft, QStringLiteral("1.1.0")), snapshot(StatusWord::active)}, noon().addSecs(30));
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen.at(0).oldStatus, QString());
        QCOMPARE(seen.at(0).version, QStringLiteral("1.1.0"));
        const auto ready = one.saveExtensions({extension(StatusWord::ready)}, noon().addSecs(30));
        QCOMPARE(ready.size(), 1);
        QVERIFY(ready.at(0).snapshotId.isEmpty());
        one.saveExtensions({}, noon().addSecs(60));
        QCOMPARE(one.load().extensions.size(), 0);
        QCOMPARE(one.timeline().size(), 2);
        // It comes back: known as new, not as changed.
        one.saveExtensions({extension()}, noon().addSecs(90));
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(90)), QList<StatusChange>());
        // For an extension that is not in the list nothing is stored.
        one.saveExtensions({}, noon().addSecs(120));
        one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(120));
        QCOMPARE(one.load().extensions.size(), 0);
    }

    void whatTheUserDidIsNotSentBack()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
        const auto done = await<void>([&](auto handler) {
            one.store.saveOwnChange(
                owner(), name(), snapshot(StatusWord::submitted), StatusWord::draft, noon().addSecs(10), this, handler);
        });
        QVERIFY(done);
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::submitted)}, noon().addSecs(5)), QList<StatusChange>());
        QCOMPARE(one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(20)), QList<StatusChange>());
        const auto timeline = one.timeline(name());
        QCOMPARE(timeline.size(), 1);
        QVERIFY(timeline.at(0).isOwn);
        QVERIFY(!timeline.at(0).isSentBack());
    }

    void whatTheReviewersDidIsSentBack()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
        const auto seen = one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(20));
        QVERIFY(seen.at(0).isSentBack());
        QVERIFY(one.timeline(name()).at(0).isSentBack());
    }

    void aWithdrawalByAPublishIsNotSentBack()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        one.saveExtensions({extension()}, noon());
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon());
        Journal journal(&one.database, [] { return noon().addSecs(10); });
        PublishRecord record;
        record.key = {owner().server, owner().userId, name(), QStringLiteral("1.0.0"), QStringLiteral("c0ffee")};
        const auto id = await<qint64>([&](auto done) { journal.begin(record, this, done); });
        QVERIFY(id);
        QVERIFY(await<void>([&](auto done) { journal.stepDone(*id, PublishStep::Withdraw, {}, this, done); }));
        const auto seen = one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(20));
        QCOMPARE(seen.size(), 1);
        QVERIFY(seen.at(0).isOwn);
        // A later one is somebody else's.
        one.saveSnapshots({snapshot(StatusWord::submitted)}, noon().addSecs(40));
        QVERIFY(one.saveSnapshots({snapshot(StatusWord::draft)}, noon().addSecs(60)).at(0).isSentBack());
    }

    void hostileValuesAreKeptAsTheyAre()
    {
        QTemporaryDir folder;
        Program one(folder.path());
        const Extension odd{QStringLiteral("1'); DROP TABLE review_owner; --"), name(), QString(), QString(3000, u'x')};
        one.saveExtensions({odd, odd}, noon());
        one.saveSnapshots({{QStringLiteral("a"), {}, {}, {}}, {QStringLiteral("a"), {}, {}, {}}}, noon());
        QCOMPARE(one.load().extensions.size(), 1);
        QCOMPARE(one.load().extensions.at(0).extension, odd);
        QCOMPARE(one.load().extensions.at(0).snapshots->size(), 1);
    }
};

QTEST_GUILESS_MAIN(ReviewStoreTest)
#include "ReviewStoreTest.moc"
