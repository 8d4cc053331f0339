#include "core/Database.h"

#include "core/DatabaseQuery.h"
#include "core/DatabaseSchema.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlError>
#include <QUuid>

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
    enum class State { Usable, Damaged, Newer };

    Result<QSqlDatabase> open()
    {
        if (QSqlDatabase::contains(m_connectionName))
            return QSqlDatabase::database(m_connectionName, false);
        if (!QDir().mkpath(m_database->folder())) {
            return failure(ErrorKind::Internal,
                Database::tr("The folder %1 cannot be made. Check its permissions, or choose another folder "
                             "with the option --profile.")
                    .arg(QDir::toNativeSeparators(m_database->folder())));
        }
        // Two processes must not set aside or migrate the same file at once. Where no lock file can be written
        // SQLite's own error is the better one.
        QLockFile lock(m_file + QStringLiteral(".lock"));
        lock.setStaleLockTime(0);
        // A power cut can leave the file without the process in it, which QLockFile takes for a lock that is held.
        constexpr int patienceMs = 10'000;
        if (!lock.tryLock(patienceMs) && QFileInfo(lock.fileName()).size() == 0 && lock.removeStaleLockFile())
            lock.tryLock(0);
        if (!lock.isLocked() && lock.error() == QLockFile::LockFailedError) {
            return failure(ErrorKind::Internal,
                Database::tr("The journal %1 is being opened by another program and stayed so. Close it, "
                             "then try again.")
                    .arg(QDir::toNativeSeparators(m_file)));
        }
        auto state = tryOpen();
        if (state && *state != State::Usable) {
            setAside(*state == State::Newer ? QStringLiteral("newer") : QStringLiteral("damaged"));
            state = tryOpen();
        }
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
        connection.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
        if (!connection.open())
            return failure(DatabaseQuery::errorFrom(connection.lastError(), connection));

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

        for (const char *pragma :
            {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"}) {
            if (auto set = DatabaseQuery::run(connection, QLatin1String(pragma)); !set)
                return failure(set.error());
        }
        if (version < databaseSchemaVersion()) {
            if (auto migrated = migrateDatabase(connection, version); !migrated)
                return failure(migrated.error());
        }
        return State::Usable;
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
        const QString sentence = why == QLatin1String("newer")
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
