#include "core/Database.h"

#include "core/DatabaseQuery.h"
#include "core/DatabaseSchema.h"
#include "core/FileLock.h"
#include "support/Await.h"
#include "support/SmallDisk.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>
#include <vector>

#include <sys/stat.h>

namespace ksp {

class DatabaseTest : public QObject
{
    Q_OBJECT

    static Result<int> count(QSqlDatabase &connection)
    {
        auto query = DatabaseQuery::run(connection, QStringLiteral("SELECT count(*) FROM image"));
        if (!query)
            return failure(query.error());
        query->next();
        return query->value(0).toInt();
    }
    static Result<void> insert(QSqlDatabase &connection, const QString &name)
    {
        auto query = DatabaseQuery::run(connection,
            QStringLiteral("INSERT INTO image VALUES ('s', 'u', 'n', '1', ?, '', '', '', "
                           "'started', 0)"),
            {name});
        if (!query)
            return failure(query.error());
        return {};
    }
    Result<int> countIn(Database &database)
    {
        return await<int>([&](auto done) { database.run<int>(count, this, done); });
    }
    Result<void> insertInto(Database &database, const QString &name)
    {
        return await<void>([&](auto done) {
            database.run<void>([name](QSqlDatabase &connection) { return insert(connection, name); }, this, done);
        });
    }
    static QByteArray bytes(const QString &file)
    {
        QFile f(file);
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    static void write(const QString &file, const QByteArray &contents)
    {
        QFile f(file);
        QVERIFY(f.open(QIODevice::WriteOnly));
        QCOMPARE(f.write(contents), contents.size());
    }
    static QStringList setAside(const QTemporaryDir &dir, const QString &why)
    {
        return QDir(dir.path()).entryList({QStringLiteral("publisher.sqlite.%1-*").arg(why)}, QDir::Files);
    }

private slots:
    void opensAtFirstUseOnly()
    {
        QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("a/b"));
        {
            Database unused(folder);
        }
        QVERIFY(!QFile::exists(folder));
        Database database(folder);
        QCOMPARE(countIn(database).value_or(-1), 0);
        QVERIFY(QFile::exists(folder + QStringLiteral("/publisher.sqlite")));
        const auto mode = await<QString>([&](auto done) {
            database.run<QString>(
                [](QSqlDatabase &connection) -> Result<QString> {
                    QString settings;
                    for (const char *pragma : {"PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys"}) {
                        auto query = DatabaseQuery::run(connection, QLatin1String(pragma));
                        if (!query)
                            return failure(query.error());
                        query->next();
                        settings += query->value(0).toString() + QLatin1Char(' ');
                    }
                    return settings;
                },
                this, done);
        });
        QCOMPARE(mode.value_or(QString()), QStringLiteral("wal 2 1 "));
    }

    void handlersRunInOrderOnTheContextsThreadAndLater()
    {
        QTemporaryDir dir;
        Database database(dir.path());
        QList<int> order;
        for (int i = 0; i < 20; ++i) {
            database.run<int>(
                [i](QSqlDatabase &) -> Result<int> {
                    return QThread::currentThread() == QCoreApplication::instance()->thread() ? -1 : i;
                },
                this,
                [&](const Result<int> &r) {
                    QCOMPARE(QThread::currentThread(), thread());
                    order.append(r.value_or(-2));
                });
        }
        QVERIFY(order.isEmpty());
        QTRY_COMPARE(order.size(), 20);
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QCOMPARE(order.first(), 0);
    }

    void aContextThatIsGoneGetsNothingButTheWorkIsDone()
    {
        QTemporaryDir dir;
        Database database(dir.path());
        bool called = false;
        auto context = std::make_unique<QObject>();
        database.run<void>([](QSqlDatabase &connection) { return insert(connection, QStringLiteral("a")); },
            context.get(), [&](const Result<void> &) { called = true; });
        context.reset();
        QCOMPARE(countIn(database).value_or(-1), 1);
        QVERIFY(!called);
    }

    void closingWaitsForTheQueue()
    {
        QTemporaryDir dir;
        {
            Database database(dir.path());
            for (int i = 0; i < 30; ++i) {
                database.run<void>([i](QSqlDatabase &connection) { return insert(connection, QString::number(i)); },
                    this, [](const Result<void> &) {});
            }
        }
        QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("publisher.sqlite-wal"))));
        Database again(dir.path());
        QCOMPARE(countIn(again).value_or(-1), 30);
    }

    void aTransactionIsAllOrNothing()
    {
        QTemporaryDir dir;
        Database database(dir.path());
        const auto result = await<void>([&](auto done) {
            database.run<void>(
                [](QSqlDatabase &connection) {
                    return DatabaseQuery::inTransaction(connection, [&]() -> Result<void> {
                        if (auto first = insert(connection, QStringLiteral("same")); !first)
                            return first;
                        return insert(connection, QStringLiteral("same"));
                    });
                },
                this, done);
        });
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QCOMPARE(countIn(database).value_or(-1), 0);
    }

    void aDamagedFileIsSetAside_data()
    {
        QTest::addColumn<QByteArray>("contents");
        QTest::newRow("text") << QByteArray(5000, 'x');
        QTest::newRow("short") << QByteArray("not a database");
        QByteArray header("SQLite format 3");
        header.append('\0').append(QByteArray(8000, '\xff'));
        QTest::newRow("header only") << header;
    }
    void aDamagedFileIsSetAside()
    {
        QFETCH(QByteArray, contents);
        QTemporaryDir dir;
        write(dir.filePath(QStringLiteral("publisher.sqlite")), contents);
        write(dir.filePath(QStringLiteral("publisher.sqlite-wal")), "log");
        Database database(dir.path());
        QSignalSpy notices(&database, &Database::notice);
        QCOMPARE(countIn(database).value_or(-1), 0);
        QCOMPARE(notices.size(), 1);
        const QStringList kept = setAside(dir, QStringLiteral("damaged"));
        QVERIFY(!kept.isEmpty());
        QVERIFY(notices.first().first().toString().contains(kept.first()));
        QCOMPARE(bytes(dir.filePath(kept.first())), contents);
    }

    void damageInTheMiddleIsSetAsideAtTheNextUse()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("publisher.sqlite"));
        {
            Database database(dir.path());
            for (int i = 0; i < 200; ++i)
                QVERIFY(insertInto(database, QString(200, QLatin1Char('a')) + QString::number(i)));
        }
        QByteArray contents = bytes(file);
        QVERIFY(contents.size() > 6 * 4096);
        contents.replace(8 * 4096, contents.size() - 8 * 4096, QByteArray(contents.size() - 8 * 4096, '\x5a'));
        write(file, contents);

        Database database(dir.path());
        QSignalSpy notices(&database, &Database::notice);
        const auto damaged = countIn(database);
        QVERIFY(!damaged);
        QVERIFY2(damaged.error().sentence.contains(QStringLiteral("damaged")), qPrintable(damaged.error().detail));
        QCOMPARE(countIn(database).value_or(-1), 0);
        QCOMPARE(notices.size(), 1);
        QCOMPARE(bytes(dir.filePath(setAside(dir, QStringLiteral("damaged")).value(0))).size(), contents.size());
    }

    void aNewerVersionIsSetAside()
    {
        QTemporaryDir dir;
        {
            Database database(dir.path());
            QVERIFY(insertInto(database, QStringLiteral("kept")));
            const auto raised = await<void>([&](auto done) {
                database.run<void>(
                    [](QSqlDatabase &connection) -> Result<void> {
                        auto query = DatabaseQuery::run(
                            connection, QStringLiteral("PRAGMA user_version = %1").arg(databaseSchemaVersion() + 1));
                        if (!query)
                            return failure(query.error());
                        return {};
                    },
                    this, done);
            });
            QVERIFY(raised);
        }
        const QByteArray contents = bytes(dir.filePath(QStringLiteral("publisher.sqlite")));
        Database database(dir.path());
        QSignalSpy notices(&database, &Database::notice);
        QCOMPARE(countIn(database).value_or(-1), 0);
        QCOMPARE(notices.size(), 1);
        QVERIFY(notices.first().first().toString().contains(QStringLiteral("newer")));
        QCOMPARE(bytes(dir.filePath(setAside(dir, QStringLiteral("newer")).value(0))), contents);
    }

    void whatIsNotDataIsSetAside_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("trigger") << QStringLiteral(
            "CREATE TRIGGER t BEFORE INSERT ON image BEGIN INSERT INTO publish_step WITH RECURSIVE n (i) AS (SELECT 1 "
            "UNION ALL SELECT i + 1 FROM n) SELECT i, '', '', '', '', 0, 0 FROM n; END");
        QTest::newRow("view") << QStringLiteral("CREATE VIEW v AS SELECT 1");
        QTest::newRow("virtual table") << QStringLiteral("CREATE VIRTUAL TABLE f USING fts5 (a)");
    }
    void whatIsNotDataIsSetAside()
    {
        QFETCH(QString, statement);
        const QTemporaryDir dir;
        {
            Database database(dir.path());
            const auto planted = await<void>([&](auto done) {
                database.run<void>(
                    [statement](QSqlDatabase &connection) -> Result<void> {
                        return DatabaseQuery::run(connection, statement).map([](const QSqlQuery &) {});
                    },
                    this, done);
            });
            QVERIFY2(planted, planted ? "" : qPrintable(planted.error().detail));
        }
        Database database(dir.path());
        QSignalSpy notices(&database, &Database::notice);
        QVERIFY(insertInto(database, QStringLiteral("a")));
        QCOMPARE(countIn(database).value_or(-1), 1);
        QCOMPARE(notices.size(), 1);
        QVERIFY(!setAside(dir, QStringLiteral("foreign")).isEmpty());
    }

    void aPipeOrALinkInItsPlace()
    {
        for (const char *suffix : {"", "-wal", "-shm"}) {
            const QTemporaryDir dir;
            const QString file = dir.filePath(QStringLiteral("publisher.sqlite")) + QLatin1String(suffix);
            QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
            Database database(dir.path());
            QCOMPARE(countIn(database).error().kind, ErrorKind::BadInput);
            QVERIFY(QFile::remove(file));
            const QString victim = dir.filePath(QStringLiteral("victim"));
            write(victim, {});
            QVERIFY(QFile::link(victim, file));
            QCOMPARE(countIn(database).error().kind, ErrorKind::BadInput);
            QCOMPARE(bytes(victim), QByteArray());
        }
    }

    void onlyTheUserCanReadIt()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("profile"));
        const mode_t before = ::umask(022);
        {
            Database database(folder);
            QVERIFY(insertInto(database, QStringLiteral("a")));
            // As earlier versions left them.
            for (const QString &name : {QString(), QStringLiteral("/publisher.sqlite")})
                QCOMPARE(::chmod(QFile::encodeName(folder + name).constData(), name.isEmpty() ? 0755 : 0644), 0);
        }
        Database database(folder);
        QVERIFY(insertInto(database, QStringLiteral("b")));
        ::umask(before);
        const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
        QCOMPARE(QFile::permissions(folder) & others, QFile::Permissions());
        const auto files = QDir(folder).entryInfoList(QDir::Files);
        QVERIFY(files.size() >= 3);
        for (const QFileInfo &file : files)
            QVERIFY2(!(file.permissions() & others), qPrintable(file.fileName()));
    }

    void manyAtOnce()
    {
        const QTemporaryDir dir;
        constexpr int programs = 20;
        std::vector<std::unique_ptr<QProcess>> running;
        for (int i = 0; i < programs; ++i) {
            running.push_back(std::make_unique<QProcess>());
            running.back()->start(QCoreApplication::applicationFilePath(), {QStringLiteral("--insert"), dir.path()});
        }
        for (const auto &program : running) {
            QVERIFY(program->waitForFinished());
            QCOMPARE(program->exitCode(), 0);
        }
        Database database(dir.path());
        QCOMPARE(countIn(database).value_or(-1), programs);
        QVERIFY(setAside(dir, QStringLiteral("damaged")).isEmpty());
    }

    /// The lock is for changing the schema only: whose file is up to date waits for nobody.
    void anUpToDateFileIsOpenedWithoutTheLock()
    {
        const QTemporaryDir dir;
        {
            Database database(dir.path());
            QCOMPARE(countIn(database).value_or(-1), 0);
        }
        const auto lock = FileLock::take(dir.filePath(QStringLiteral("publisher.lock")), std::chrono::milliseconds(0));
        QVERIFY(lock);
        Database database(dir.path());
        QCOMPARE(countIn(database).value_or(-1), 0);
    }

    void aSoundDatabaseIsNeverSetAside()
    {
        QTemporaryDir dir;
        Database first(dir.path());
        QVERIFY(insertInto(first, QStringLiteral("a")));
        // The first one is still open, so its write-ahead log stands there.
        Database second(dir.path());
        QSignalSpy notices(&second, &Database::notice);
        QVERIFY(!insertInto(second, QStringLiteral("a")));
        QCOMPARE(countIn(second).value_or(-1), 1);
        QCOMPARE(notices.size(), 0);
    }

    void aReadOnlyProfile()
    {
        QTemporaryDir dir;
        SmallDisk disk(dir.path(), 1024);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        QVERIFY(disk.setReadOnly());
        Database database(dir.path());
        const auto result = countIn(database);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY2(result.error().sentence.contains(QStringLiteral("permissions")), qPrintable(result.error().sentence));
        QVERIFY(result.error().sentence.contains(dir.path()));
    }

    void aProfileThatBecomesReadOnly()
    {
        QTemporaryDir dir;
        SmallDisk disk(dir.path(), 1024);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        {
            Database database(dir.path());
            QVERIFY(insertInto(database, QStringLiteral("a")));
        }
        QVERIFY(disk.setReadOnly());
        Database database(dir.path());
        const auto result = insertInto(database, QStringLiteral("b"));
        QVERIFY(!result);
        QVERIFY2(result.error().sentence.contains(QStringLiteral("permissions")), qPrintable(result.error().sentence));
    }

    void aFullDisk()
    {
        QTemporaryDir dir;
        SmallDisk disk(dir.path(), 256);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        Database database(dir.path());
        QSignalSpy notices(&database, &Database::notice);
        Result<void> result;
        int written = 0;
        for (; written < 1000 && result; ++written)
            result = insertInto(database, QString(500, QLatin1Char('a')) + QString::number(written));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY2(result.error().sentence.contains(QStringLiteral("disk is full")), qPrintable(result.error().sentence));
        QCOMPARE(notices.size(), 0);
        QCOMPARE(countIn(database).value_or(-1), written - 1);
    }

    void aProfileThatIsAFile()
    {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("file"));
        write(file, "x");
        Database database(file);
        const auto result = countIn(database);
        QVERIFY(!result);
        QVERIFY2(result.error().sentence.contains(QStringLiteral("no folder")), qPrintable(result.error().sentence));
        QCOMPARE(bytes(file), QByteArray("x"));
    }
};

} // namespace ksp

namespace {

/// `--insert FOLDER`: one of the many in manyAtOnce().
int insertOnce(const QString &folder)
{
    ksp::Database database(folder);
    QObject context;
    const auto inserted = ksp::await<void>([&](auto done) {
        database.run<void>(
            [](QSqlDatabase &connection) -> ksp::Result<void> {
                return ksp::DatabaseQuery::run(connection,
                    QStringLiteral("INSERT INTO image VALUES ('s', 'u', 'n', '1', ?, '', '', '', 'started', 0)"),
                    {QCoreApplication::applicationPid()})
                    .map([](const QSqlQuery &) {});
            },
            &context, done);
    });
    if (!inserted)
        qWarning("%s", qPrintable(inserted.error().sentence + inserted.error().detail));
    return inserted ? 0 : 1;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (const QStringList arguments = QCoreApplication::arguments(); arguments.value(1) == QLatin1String("--insert"))
        return insertOnce(arguments.value(2));
    ksp::DatabaseTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "DatabaseTest.moc"
