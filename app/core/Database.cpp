#include "core/Database.h"

#include "core/DatabaseQuery.h"
#include "core/DatabaseSchema.h"
#include "core/FileLock.h"
#include "core/OwnFiles.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QUuid>

#include <chrono>

#include <unistd.h>

namespace ksp {

/// Carries one result to the thread of its context. A signal does this safely even while the context is being
/// destroyed on its own thread.
class DatabaseDelivery : public QObject
{
    Q_OBJECT
signals:
    void ready();
};

/// Everything in it runs on the database's thread.
class DatabaseWorker : public QObject
{
    Q_OBJECT
public:
    explicit DatabaseWorker(Database *database)
        : m_database(database), m_file(QDir(database->folder()).filePath(QStringLiteral("publisher.sqlite"))),
          m_connectionName(QUuid::createUuid().toString())
    {
    }

    void runItem(const Database::Item &item)
    {
        auto connection = open();
        if (!connection) {
            item(nullptr, connection.error());
            return;
        }
        // Damage beyond the first pages shows only when they are read.
        if (!item(&*connection, {}) && isDamaged(*connection)) {
            *connection = {};
            setAside(QStringLiteral("damaged"));
        }
    }

    void close()
    {
        if (QSqlDatabase::contains(m_connectionName)) {
            QSqlDatabase::database(m_connectionName, false).close();
            QSqlDatabase::removeDatabase(m_connectionName);
        }
    }

private:
    enum class State { Usable, Outdated, Damaged, Newer, Foreign };

    Result<QSqlDatabase> open()
    {
        if (QSqlDatabase::contains(m_connectionName))
            return QSqlDatabase::database(m_connectionName, false);
        if (const auto own = OwnFiles::makeFolder(m_database->folder()); !own)
            return failure(own.error());
        if (const auto own = takeFiles(); !own)
            return failure(own.error());
        // Mostly there is nothing to be done, and SQLite's own locks do for that.
        auto state = tryOpen();
        if (state && *state != State::Usable)
            state = mend();
        if (!state || *state != State::Usable) {
            close();
            return failure(state ? Error{ErrorKind::Internal,
                               Database::tr("The journal %1 cannot be used and could not be set aside. Check "
                                            "the permissions of its folder.")
                                   .arg(QDir::toNativeSeparators(m_file)),
                               {}}
                                 : state.error());
        }
        return QSqlDatabase::database(m_connectionName, false);
    }

    /// SQLite follows links, waits at pipes, and makes files that others can read.
    Result<void> takeFiles() const
    {
        for (const QLatin1String suffix :
            {QLatin1String(""), QLatin1String("-wal"), QLatin1String("-shm"), QLatin1String("-journal")}) {
            if (const auto own = OwnFiles::checkFile(m_file + suffix); !own)
                return own;
        }
        // Never one that is there: closing it would end the locks that SQLite has on it in this process.
        if (QFileInfo::exists(m_file))
            return {};
        return OwnFiles::open(m_file, OwnFiles::Access::ReadWrite).map([](int fd) { ::close(fd); });
    }

    /// Sets aside what cannot be used, and brings the schema up to date. Two processes must not do that at once.
    Result<State> mend()
    {
        constexpr std::chrono::seconds patience(30);
        close();
        const auto lock
            = FileLock::take(QDir(m_database->folder()).filePath(QStringLiteral("publisher.lock")), patience);
        if (!lock)
            return failure(lock.error());
        // Another process may have done it meanwhile.
        auto state = tryOpen();
        if (state && *state != State::Usable && *state != State::Outdated) {
            setAside(*state == State::Newer    ? QStringLiteral("newer")
                    : *state == State::Foreign ? QStringLiteral("foreign")
                                               : QStringLiteral("damaged"));
            if (const auto own = takeFiles(); !own)
                return failure(own.error());
            state = tryOpen();
        }
        if (state && *state == State::Outdated) {
            const auto connection = QSqlDatabase::database(m_connectionName, false);
            if (auto wal = DatabaseQuery::run(connection, QStringLiteral("PRAGMA journal_mode = WAL")); !wal)
                return failure(wal.error());
            auto version = DatabaseQuery::run(connection, QStringLiteral("PRAGMA user_version"));
            if (!version)
                return failure(version.error());
            version->next();
            const int from = version->value(0).toInt();
            version->finish();
            if (auto migrated = migrateDatabase(connection, from); !migrated)
                return failure(migrated.error());
            return State::Usable;
        }
        return state;
    }

    Result<State> tryOpen()
    {
        // What is left of a write-ahead log: the last user was killed, or another process is at work.
        const bool leftOpen = QFileInfo(m_file + QStringLiteral("-wal")).size() > 0;
        QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connectionName);
        if (!connection.isValid()) {
            return failure(ErrorKind::Internal,
                Database::tr("Qt's SQLite driver is missing. Install the package libqt6sql6-sqlite."));
        }
        connection.setDatabaseName(m_file);
        // Many processes may be at work on a slow disk, and SQLite gives no place in a queue.
        connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=30000"));
        if (!connection.open())
            return failure(DatabaseQuery::errorFrom(connection.lastError(), connection));

        // Nothing that stands in the file itself may do more than hold data.
        if (auto set = DatabaseQuery::run(connection, QStringLiteral("PRAGMA trusted_schema = OFF")); !set)
            return failure(set.error());
        int version = 0;
        {
            QSqlQuery query(connection);
            if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next()) {
                if (DatabaseQuery::isDamage(query.lastError()))
                    return State::Damaged;
                return failure(DatabaseQuery::errorFrom(query.lastError(), connection));
            }
            version = query.value(0).toInt();
        }
        if (version < 0)
            return State::Damaged;
        if (version > databaseSchemaVersion())
            return State::Newer;
        if (leftOpen && isDamaged(connection))
            return State::Damaged;
        {
            // Triggers and views, which can run for ever, and virtual tables, which run other code.
            QSqlQuery query(connection);
            if (!query.exec(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index') OR "
                                           "rootpage IS NULL OR rootpage = 0"))
                || !query.next()) {
                if (DatabaseQuery::isDamage(query.lastError()))
                    return State::Damaged;
                return failure(DatabaseQuery::errorFrom(query.lastError(), connection));
            }
            if (query.value(0).toInt() > 0)
                return State::Foreign;
        }
        for (const char *pragma : {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"}) {
            if (auto set = DatabaseQuery::run(connection, QLatin1String(pragma)); !set)
                return failure(set.error());
        }
        return version < databaseSchemaVersion() ? State::Outdated : State::Usable;
    }

    static bool isDamaged(const QSqlDatabase &connection)
    {
        QSqlQuery query(connection);
        if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next())
            return DatabaseQuery::isDamage(query.lastError());
        return query.value(0).toString() != QLatin1String("ok");
    }

    /// Renames the database and its companions to publisher.sqlite.WHY-TIME and tells the user.
    void setAside(const QString &why)
    {
        close();
        const QString stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-hhmmss"));
        QString target = QStringLiteral("%1.%2-%3").arg(m_file, why, stamp);
        for (int n = 2; QFileInfo::exists(target); ++n)
            target = QStringLiteral("%1.%2-%3-%4").arg(m_file, why, stamp).arg(n);
        // The database itself goes last: after a kill in between, the next start sets aside what is left of it.
        bool moved = true;
        for (const QLatin1String suffix : {QLatin1String("-wal"), QLatin1String("-shm"), QLatin1String("")}) {
            if (QFileInfo::exists(m_file + suffix))
                moved = QFile::rename(m_file + suffix, target + suffix) && moved;
        }
        if (!moved)
            return;
        const QString name = QDir::toNativeSeparators(target);
        const QString sentence = why == QLatin1String("foreign")
            ? Database::tr(
                "The journal held commands that this program did not put there. It was kept as %1, and a new one was "
                "begun: publishes that were not finished cannot be resumed.")
                  .arg(name)
            : why == QLatin1String("newer")
            ? Database::tr(
                "The journal was written by a newer version of this program. It was kept as %1, and a new one "
                "was begun: publishes that were not finished cannot be resumed.")
                  .arg(name)
            : Database::tr(
                "The journal was damaged. It was kept as %1, and a new one was begun: publishes that were not "
                "finished cannot be resumed.")
                  .arg(name);
        QMetaObject::invokeMethod(
            m_database, [database = m_database, sentence] { emit database->notice(sentence); }, Qt::QueuedConnection);
    }

    Database *m_database;
    const QString m_file;
    const QString m_connectionName;
};

Database::Database(const QString &folder, QObject *parent) : QObject(parent), m_folder(folder)
{
    m_thread.setObjectName(QStringLiteral("database"));
}

Database::~Database()
{
    if (!m_worker)
        return;
    QMetaObject::invokeMethod(
        m_worker.get(),
        [this] {
            m_worker->close();
            m_thread.quit();
        },
        Qt::QueuedConnection);
    m_thread.wait();
}

void Database::post(Item item, QObject *context, std::function<void()> deliver)
{
    if (!m_worker) {
        m_worker = std::make_unique<DatabaseWorker>(this);
        m_worker->moveToThread(&m_thread);
        m_thread.start();
    }
    auto *delivery = new DatabaseDelivery;
    connect(delivery, &DatabaseDelivery::ready, context, std::move(deliver), Qt::QueuedConnection);
    delivery->moveToThread(&m_thread);
    QMetaObject::invokeMethod(
        m_worker.get(),
        [worker = m_worker.get(), item = std::move(item), delivery] {
            worker->runItem(item);
            emit delivery->ready();
            delete delivery;
        },
        Qt::QueuedConnection);
}

} // namespace ksp

#include "Database.moc"
