#include "publish/Journal.h"

#include "core/Database.h"
#include "core/DatabaseQuery.h"
#include "publish/PublishLock.h"
#include "support/Await.h"
#include "support/SmallDisk.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

namespace ksp {

namespace {

PublishKey helloKey(const QString &content = QStringLiteral("c1"))
{
    return {QStringLiteral("https://server"), QStringLiteral("usr-1"), QStringLiteral("hello"), QStringLiteral("0.1.0"),
        content};
}

PublishRecord helloRecord(const QString &content = QStringLiteral("c1"))
{
    PublishRecord record;
    record.key = helloKey(content);
    record.account = QStringLiteral("work");
    record.chartPath = QStringLiteral("/charts/héllo 世界");
    record.message = QStringLiteral("please");
    record.replaceSubmitted = true;
    return record;
}

} // namespace

/// A profile's database and journal, as a process has them; reopen() is a restart.
class Profile
{
public:
    explicit Profile(const QString &folder) : m_folder(folder) { reopen(); }
    void reopen()
    {
        journal.reset();
        database.reset();
        database = std::make_unique<Database>(m_folder);
        journal.emplace(database.get(), [this] { return now; });
    }

    QDateTime now = QDateTime(QDate(2026, 11, 23), QTime(9, 34, 30), Qt::UTC);
    std::unique_ptr<Database> database;
    std::optional<Journal> journal;

private:
    QString m_folder;
};

class JournalTest : public QObject
{
    Q_OBJECT

    // A step of the journal whose result is awaited: `call<void>(&Journal::finish, journal, id, state)`.
    template <typename T, typename M, typename... A>
    Result<T> call(M method, std::optional<Journal> &journal, A... arguments)
    {
        return await<T>([&](auto done) { ((*journal).*method)(arguments..., this, done); });
    }
    qint64 begin(Profile &profile, const PublishRecord &record)
    {
        return call<qint64>(&Journal::begin, profile.journal, record).value_or(-1);
    }
    std::optional<PublishRecord> findOpen(Profile &profile, const PublishKey &key)
    {
        return call<std::optional<PublishRecord>>(&Journal::findOpen, profile.journal, key).value_or(std::nullopt);
    }
    QList<PublishRecord> history(Profile &profile, int limit = 1000)
    {
        return call<QList<PublishRecord>>(&Journal::history, profile.journal, limit).value_or(QList<PublishRecord>());
    }
    QList<ImageRecord> images(Profile &profile, const PublishKey &key)
    {
        return call<QList<ImageRecord>>(&Journal::images, profile.journal, key).value_or(QList<ImageRecord>());
    }

private slots:
    void aPublishSurvivesRestarts()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        auto &journal = profile.journal;
        const QDateTime start = profile.now;
        QVERIFY(!findOpen(profile, helloKey()));
        const qint64 id = begin(profile, helloRecord());
        QVERIFY(id > 0);

        QVERIFY(call<void>(&Journal::stepStarted, journal, id, PublishStep::Images));
        profile.reopen();
        auto record = findOpen(profile, helloKey());
        QVERIFY(record);
        QCOMPARE(record->step(PublishStep::Images).state, StepState::Started);
        QCOMPARE(record->step(PublishStep::Package).state, StepState::Planned);

        profile.now = start.addSecs(5);
        QVERIFY(call<void>(&Journal::stepDone, journal, id, PublishStep::Images, QStringLiteral("2 images")));
        QVERIFY(call<void>(&Journal::setPackage, journal, id, QString(64, QLatin1Char('a')), qint64(4711)));
        QVERIFY(call<void>(&Journal::stepStarted, journal, id, PublishStep::Package));
        QVERIFY(call<void>(&Journal::stepFailed, journal, id, PublishStep::Package, QStringLiteral("Lost."), true));
        profile.reopen();

        PublishRecord expected = helloRecord();
        expected.id = id;
        expected.steps[0] = {StepState::Done, QStringLiteral("2 images"), QString(), false, profile.now};
        expected.steps[2] = {StepState::Failed, QString(), QStringLiteral("Lost."), true, profile.now};
        expected.packageSha256 = QString(64, QLatin1Char('a'));
        expected.packageSize = 4711;
        expected.startedAt = start;
        expected.updatedAt = profile.now;
        record = findOpen(profile, helloKey());
        QVERIFY(record);
        QVERIFY(*record == expected);

        // A second try forgets how the first one failed.
        QVERIFY(call<void>(&Journal::stepStarted, journal, id, PublishStep::Package));
        QCOMPARE(findOpen(profile, helloKey())->step(PublishStep::Package),
            (StepRecord{StepState::Started, QString(), QString(), false, profile.now}));

        const QString snapshot = QStringLiteral("516955082328173371");
        QVERIFY(call<void>(&Journal::packageDone, journal, id, snapshot));
        profile.reopen();
        record = findOpen(profile, helloKey());
        QVERIFY(record);
        QCOMPARE(record->snapshotId, snapshot);
        QCOMPARE(
            record->step(PublishStep::Package), (StepRecord{StepState::Done, snapshot, QString(), false, profile.now}));

        QVERIFY(call<void>(&Journal::submitted, journal, id, snapshot));
        profile.reopen();
        QVERIFY(!findOpen(profile, helloKey()));
        QCOMPARE(history(profile).size(), 1);
        QCOMPARE(history(profile).constFirst().state, PublishState::Finished);
        QCOMPARE(history(profile).constFirst().step(PublishStep::Submit).state, StepState::Done);
    }

    void anotherKeyIsAnotherPublish_data()
    {
        QTest::addColumn<int>("field");
        for (int field = 0; field < 5; ++field)
            QTest::addRow("%d", field) << field;
    }
    void anotherKeyIsAnotherPublish()
    {
        QFETCH(int, field);
        QTemporaryDir dir;
        Profile profile(dir.path());
        QVERIFY(begin(profile, helloRecord()) > 0);
        PublishKey other = helloKey();
        QString *const fields[] = {&other.server, &other.userId, &other.name, &other.version, &other.content};
        fields[field]->append(QLatin1Char('x'));
        QVERIFY(findOpen(profile, helloKey()));
        QVERIFY(!findOpen(profile, other));
    }

    void anotherContentGivesUpTheFormer()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        const qint64 first = begin(profile, helloRecord());
        PublishRecord otherVersion = helloRecord();
        otherVersion.key.version = QStringLiteral("0.2.0");
        QVERIFY(begin(profile, otherVersion) > 0);
        const qint64 second = begin(profile, helloRecord(QStringLiteral("c2")));
        QVERIFY(second > first);
        QVERIFY(!findOpen(profile, helloKey()));
        QVERIFY(findOpen(profile, otherVersion.key));
        const auto open = call<QList<PublishRecord>>(&Journal::openPublishes, profile.journal);
        QVERIFY(open);
        QCOMPARE(open->size(), 2);
        QCOMPARE(open->first().id, second);
        QCOMPARE(history(profile).constLast().state, PublishState::GivenUp);
        QCOMPARE(history(profile, 2).size(), 2);
        QCOMPARE(history(profile, 2).constFirst().id, second);
    }

    void anUnknownPublishIsAnError()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        const auto result = call<void>(&Journal::stepStarted, profile.journal, qint64(17), PublishStep::Submit);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY(history(profile).isEmpty());
    }

    void imagesOfOneVersion()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        auto &journal = profile.journal;
        ImageRecord icon{QStringLiteral("icon.svg"), QStringLiteral("11"), QStringLiteral("d/hello/0.1.0/icon.svg"),
            QString(), StepState::Started};
        ImageRecord shot{QStringLiteral("shot.png"), QStringLiteral("22"), QStringLiteral("d/hello/0.1.0/shot.png"),
            QString(), StepState::Started};
        const qint64 id = begin(profile, helloRecord());
        QVERIFY(call<void>(&Journal::imagesStarted, journal, id, helloKey(), QList<ImageRecord>{icon, shot}));
        profile.reopen();
        QCOMPARE(findOpen(profile, helloKey())->step(PublishStep::Images).state, StepState::Started);
        QCOMPARE(images(profile, helloKey()), (QList<ImageRecord>{icon, shot}));

        icon.url = QStringLiteral("https://files/icon");
        shot.url = QStringLiteral("https://files/shot");
        QVERIFY(call<void>(&Journal::imagesDone, journal, id, helloKey(), QList<ImageRecord>{icon, shot}));
        profile.reopen();
        QCOMPARE(findOpen(profile, helloKey())->step(PublishStep::Images),
            (StepRecord{StepState::Done, QStringLiteral("https://files/icon\nhttps://files/shot"), QString(), false,
                profile.now}));
        icon.state = shot.state = StepState::Done;
        // Another content of the same version sees them too, another version or user does not.
        QCOMPARE(images(profile, helloKey(QStringLiteral("c2"))), (QList<ImageRecord>{icon, shot}));
        PublishKey other = helloKey();
        other.version = QStringLiteral("0.1.1");
        QVERIFY(images(profile, other).isEmpty());
        other = helloKey();
        other.userId = QStringLiteral("usr-2");
        QVERIFY(images(profile, other).isEmpty());

        // Other bytes under the same name overwrite the file, so its URL no longer stands for the old bytes.
        ImageRecord changed = icon;
        changed.sha256 = QStringLiteral("33");
        QVERIFY(call<void>(&Journal::imagesStarted, journal, id, helloKey(), QList<ImageRecord>{changed}));
        changed.url.clear();
        changed.state = StepState::Started;
        QCOMPARE(images(profile, helloKey()), (QList<ImageRecord>{changed, shot}));
    }

    void packagesAreKeptByTheirHash()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        const QByteArray package(300'000, 'p');
        const QString hash = QString::fromLatin1(QCryptographicHash::hash(package, QCryptographicHash::Sha256).toHex());
        QCOMPARE(call<QString>(&Journal::storePackage, profile.journal, package).value_or(QString()), hash);
        QCOMPARE(call<QString>(&Journal::storePackage, profile.journal, package).value_or(QString()), hash);
        profile.reopen();
        QCOMPARE(call<QByteArray>(&Journal::loadPackage, profile.journal, hash).value_or(QByteArray()), package);

        const QString fileName = dir.filePath(QStringLiteral("packages/%1.tgz").arg(hash));
        QFile file(fileName);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("x");
        file.close();
        const auto changed = call<QByteArray>(&Journal::loadPackage, profile.journal, hash);
        QVERIFY(!changed);
        QVERIFY(changed.error().sentence.contains(QStringLiteral("changed")));
        // Storing it again mends it.
        QVERIFY(call<QString>(&Journal::storePackage, profile.journal, package));
        QVERIFY(call<QByteArray>(&Journal::loadPackage, profile.journal, hash));
        QVERIFY(QFile::remove(fileName));
        const auto gone = call<QByteArray>(&Journal::loadPackage, profile.journal, hash);
        QVERIFY(!gone);
        QVERIFY(gone.error().sentence.contains(QStringLiteral("no longer")));
    }

    void cleaningKeepsWhatIsNeeded()
    {
        QTemporaryDir dir;
        Profile profile(dir.path());
        const auto keep = [&](int day, char fill, PublishState state) {
            profile.now = QDateTime(QDate(2026, 1, day), QTime(12, 0), Qt::UTC);
            const QByteArray package(1000, fill);
            const QString hash = call<QString>(&Journal::storePackage, profile.journal, package).value_or(QString());
            PublishRecord record = helloRecord();
            record.key.version = QString::number(int(fill));
            const qint64 id = begin(profile, record);
            [&] { QVERIFY(call<void>(&Journal::setPackage, profile.journal, id, hash, qint64(1000))); }();
            if (state != PublishState::Open)
                [&] { QVERIFY(call<void>(&Journal::finish, profile.journal, id, state)); }();
            return dir.filePath(QStringLiteral("packages/%1.tgz").arg(hash));
        };
        const QString open = keep(1, 'a', PublishState::Open);
        const QString old = keep(2, 'b', PublishState::Finished);
        const QString third = keep(20, 'c', PublishState::GivenUp);
        const QString fourth = keep(21, 'd', PublishState::Finished);
        const QString orphan
            = dir.filePath(QStringLiteral("packages/%1.tgz")
                               .arg(call<QString>(&Journal::storePackage, profile.journal, QByteArray("new")).value()));
        QFile foreign(dir.filePath(QStringLiteral("packages/x.tgz.Ab12Cd")));
        QVERIFY(foreign.open(QIODevice::WriteOnly));

        profile.now = QDateTime(QDate(2026, 1, 22), QTime(12, 0), Qt::UTC);
        QVERIFY(foreign.setFileTime(profile.now.addDays(-3), QFileDevice::FileModificationTime));
        {
            QFile file(orphan);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(profile.now.addSecs(-60), QFileDevice::FileModificationTime));
        }
        QCOMPARE(call<int>(&Journal::clean, profile.journal, 10, qint64(1'000'000)).value_or(-1), 2);
        QVERIFY(!QFile::exists(old));
        QVERIFY(!foreign.exists());
        QVERIFY(QFile::exists(open) && QFile::exists(third) && QFile::exists(fourth) && QFile::exists(orphan));

        QCOMPARE(call<int>(&Journal::clean, profile.journal, 10, qint64(2100)).value_or(-1), 1);
        QVERIFY(!QFile::exists(third));
        QVERIFY(QFile::exists(fourth));
        QCOMPARE(call<int>(&Journal::clean, profile.journal, 10, qint64(0)).value_or(-1), 1);
        QVERIFY(QFile::exists(open) && QFile::exists(orphan));
        QCOMPARE(history(profile).size(), 4);
    }

    void aLockIsHeldByOne()
    {
        QTemporaryDir dir;
        auto first = PublishLock::acquire(dir.path(), helloKey());
        QVERIFY(first);
        const auto second = PublishLock::acquire(dir.path(), helloKey(QStringLiteral("other bytes")));
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::BadInput);
        QVERIFY2(second.error().sentence.contains(QString::number(QCoreApplication::applicationPid())),
            qPrintable(second.error().sentence));
        PublishKey other = helloKey();
        other.version = QStringLiteral("0.1.1");
        QVERIFY(PublishLock::acquire(dir.path(), other));
        first->reset();
        QVERIFY(PublishLock::acquire(dir.path(), helloKey()));
    }

    void twoProcesses()
    {
        QTemporaryDir dir;
        QProcess children[2];
        for (QProcess &child : children)
            child.start(
                QCoreApplication::applicationFilePath(), {QStringLiteral("--child"), dir.path(), QStringLiteral("40")});
        for (QProcess &child : children) {
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitCode(), 0);
        }
        Profile profile(dir.path());
        QCOMPARE(history(profile).size(), 80);
        QCOMPARE(QDir(dir.path()).entryList({QStringLiteral("*damaged*"), QStringLiteral("*newer*")}).size(), 0);
    }

    void aKilledProcessLosesNothingThatWasCommitted()
    {
        QTemporaryDir dir;
        int acknowledged = 0;
        for (int round = 0; round < 12; ++round) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("--child"), dir.path(), QStringLiteral("100000")});
            const int enough = QRandomGenerator::global()->bounded(1, 30);
            int lines = 0;
            while (lines < enough) {
                QVERIFY(child.waitForReadyRead());
                lines += int(child.readAllStandardOutput().count('\n'));
            }
            ::kill(pid_t(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            QCOMPARE(child.exitStatus(), QProcess::CrashExit);
            lines += int(child.readAllStandardOutput().count('\n'));
            acknowledged += lines;

            auto lock = PublishLock::acquire(dir.path(), helloKey());
            QVERIFY(lock);
            Profile profile(dir.path());
            QSignalSpy notices(profile.database.get(), &Database::notice);
            const auto records = history(profile, 100'000);
            // One more may have been committed without having been told about.
            QVERIFY2(records.size() >= acknowledged && records.size() <= acknowledged + round + 1,
                qPrintable(QStringLiteral("%1 %2").arg(records.size()).arg(acknowledged)));
            const auto halfDone = std::count_if(records.begin(), records.end(), [](const PublishRecord &record) {
                return record.step(PublishStep::Images).state != StepState::Started;
            });
            QVERIFY2(halfDone <= round + 1, qPrintable(QString::number(halfDone)));
            const auto check = await<QString>([&](auto done) {
                profile.database->run<QString>(
                    [](QSqlDatabase &connection) -> Result<QString> {
                        auto query = DatabaseQuery::run(connection, QStringLiteral("PRAGMA integrity_check"));
                        if (!query)
                            return failure(query.error());
                        query->next();
                        return query->value(0).toString();
                    },
                    this, done);
            });
            QCOMPARE(check.value_or(QString()), QStringLiteral("ok"));
            QCOMPARE(notices.size(), 0);
        }
    }

    void aFullDiskKeepsNoHalfPackage()
    {
        QTemporaryDir dir;
        SmallDisk disk(dir.path(), 512);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        Profile profile(dir.path());
        QVERIFY(begin(profile, helloRecord()) > 0);
        const auto result = call<QString>(&Journal::storePackage, profile.journal, QByteArray(1'000'000, 'p'));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY(result.error().sentence.contains(QStringLiteral("free space")));
        QCOMPARE(QDir(dir.filePath(QStringLiteral("packages"))).entryList(QDir::Files | QDir::Hidden).size(), 0);
        QVERIFY(findOpen(profile, helloKey()));
    }
};

/// The other process: holds a lock and records publishes, one after the other, each told on stdout once committed.
class Child : public QObject
{
public:
    Child(const QString &folder, int count) : m_database(folder), m_journal(&m_database), m_left(count)
    {
        auto lock = PublishLock::acquire(folder, helloKey());
        if (lock)
            m_lock = std::move(*lock);
        next();
    }

private:
    void next()
    {
        if (m_left-- == 0) {
            QCoreApplication::exit(0);
            return;
        }
        PublishRecord record = helloRecord();
        record.key.version
            = QString::number(QCoreApplication::applicationPid()) + QLatin1Char('.') + QString::number(m_left);
        m_journal.begin(record, this, [this](const Result<qint64> &id) {
            if (!id)
                return fail(id.error());
            m_journal.stepStarted(*id, PublishStep::Images, this, [this](const Result<void> &r) {
                if (!r)
                    return fail(r.error());
                std::puts("committed");
                std::fflush(stdout);
                next();
            });
        });
    }
    static void fail(const Error &error)
    {
        std::fputs(qPrintable(error.sentence + error.detail), stderr);
        QCoreApplication::exit(1);
    }

    Database m_database;
    Journal m_journal;
    std::unique_ptr<PublishLock> m_lock;
    int m_left;
};

} // namespace ksp

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--child")) {
        ksp::Child child(arguments.value(2), arguments.value(3).toInt());
        return QCoreApplication::exec();
    }
    ksp::JournalTest test;
    return QTest::qExec(&test, arguments);
}
#include "JournalTest.moc"
