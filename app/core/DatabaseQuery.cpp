#include "core/DatabaseQuery.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlError>

namespace ksp {

namespace {

// SQLite's primary result codes (https://sqlite.org/rescode.html); the driver may give extended ones, whose low byte
// is the primary one.
enum SqliteCode {
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    NotADatabase = 26
};

int primaryCode(const QSqlError &error)
{
    return error.nativeErrorCode().toInt() & 0xff;
}

} // namespace

Result<QSqlQuery> DatabaseQuery::run(const QSqlDatabase &connection, const QString &sql, const QVariantList &values)
{
    QSqlQuery query(connection);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        return failure(errorFrom(query.lastError(), connection));
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (!query.exec())
        return failure(errorFrom(query.lastError(), connection));
    return query;
}

bool DatabaseQuery::isDamage(const QSqlError &error)
{
    return primaryCode(error) == Corrupt || primaryCode(error) == NotADatabase;
}

Error DatabaseQuery::errorFrom(const QSqlError &error, const QSqlDatabase &connection)
{
    const QString file = QDir::toNativeSeparators(connection.databaseName());
    const QString folder = QDir::toNativeSeparators(QFileInfo(connection.databaseName()).path());
    const int code = primaryCode(error);
    const QString sentence = [&] {
        switch (code) {
        case Busy:
        case Locked:
            return tr("The journal %1 is in use by another program and stayed so. Close it, then try again.").arg(file);
        case ReadOnly:
        case CannotOpen:
            return tr("The journal %1 cannot be written. Check the permissions of the folder %2 (the option --profile "
                      "chooses another folder).")
                .arg(file, folder);
        case IoError:
        case Full:
            return tr("The journal %1 cannot be written: the disk is full or has a fault. Free some space, then try "
                      "again.")
                .arg(file);
        case Corrupt:
        case NotADatabase:
            return tr("The journal %1 is damaged. Try again: the damaged file is set aside then.").arg(file);
        default:
            return tr("The journal %1 cannot be used. The details tell why.").arg(file);
        }
    }();
    return Error{ErrorKind::Internal, sentence,
        QStringLiteral("SQLite error %1: %2; %3")
            .arg(error.nativeErrorCode(), error.databaseText(), error.driverText())};
}

} // namespace ksp
