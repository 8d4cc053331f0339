#include "core/DatabaseSchema.h"

#include "core/DatabaseQuery.h"

#include <iterator>

namespace ksp {

namespace {

// Row N leads from version N to N + 1. Rows are only ever added: databases of every earlier version exist. Statements
// end with a semicolon at the end of a line. Times are milliseconds since 1970, UTC.
const char *const migrations[] = {
    R"(
CREATE TABLE publish (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    content TEXT NOT NULL,
    account TEXT NOT NULL,
    chart_path TEXT NOT NULL,
    message TEXT NOT NULL,
    replace_submitted INTEGER NOT NULL,
    overwrite_active INTEGER NOT NULL,
    state TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    package_sha256 TEXT NOT NULL,
    package_size INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL);
CREATE INDEX publish_key ON publish (server, user_id, name, version);
CREATE INDEX publish_open ON publish (id) WHERE state = 'open';
CREATE TABLE publish_step (
    publish_id INTEGER NOT NULL REFERENCES publish (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT NOT NULL,
    error TEXT NOT NULL,
    outcome_unknown INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (publish_id, step)) WITHOUT ROWID;
CREATE TABLE image (
    server TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    upload_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (server, user_id, name, version, upload_name)) WITHOUT ROWID;
)",
    // The dashboard: what was known last, and what changed. A time of 0 stands for "never" or "not known".
    R"(
CREATE TABLE review_owner (
    id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    user_id TEXT NOT NULL,
    searched_at INTEGER NOT NULL,
    UNIQUE (server, user_id));
CREATE TABLE review_extension (
    owner_id INTEGER NOT NULL REFERENCES review_owner (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    extension_id TEXT NOT NULL,
    status TEXT NOT NULL,
    latest_version TEXT NOT NULL,
    snapshots_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, name)) WITHOUT ROWID;
CREATE TABLE review_snapshot (
    owner_id INTEGER NOT NULL REFERENCES review_owner (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (owner_id, name, snapshot_id)) WITHOUT ROWID;
CREATE TABLE review_change (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES review_owner (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    snapshot_id TEXT NOT NULL,
    version TEXT NOT NULL,
    old_status TEXT NOT NULL,
    new_status TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    own INTEGER NOT NULL);
CREATE INDEX review_change_of ON review_change (owner_id, name, id);
)",
    // Up to which change the user has looked at each extension. What was recorded before this counts as looked at.
    R"(
CREATE TABLE review_look (
    owner_id INTEGER NOT NULL REFERENCES review_owner (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    change_id INTEGER NOT NULL,
    PRIMARY KEY (owner_id, name)) WITHOUT ROWID;
INSERT INTO review_look (owner_id, name, change_id)
    SELECT owner_id, name, max(id) FROM review_change GROUP BY owner_id, name;
)",
    // Small pictures (PNG) of extensions whose charts were opened.
    R"(
CREATE TABLE review_icon (
    server TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (server, user_id, name));
)",
};

} // namespace

int databaseSchemaVersion()
{
    return int(std::size(migrations));
}

Result<void> migrateDatabase(const QSqlDatabase &connection, int version)
{
    return DatabaseQuery::inTransaction(connection, [&]() -> Result<void> {
        for (int step = version; step < databaseSchemaVersion(); ++step) {
            const auto statements = QString::fromLatin1(migrations[step]).split(QStringLiteral(";\n"));
            for (const QString &statement : statements) {
                if (statement.trimmed().isEmpty())
                    continue;
                if (auto done = DatabaseQuery::run(connection, statement); !done)
                    return failure(done.error());
            }
        }
        // A pragma takes no bound values.
        const QString pragma = QStringLiteral("PRAGMA user_version = %1").arg(databaseSchemaVersion());
        if (auto done = DatabaseQuery::run(connection, pragma); !done)
            return failure(done.error());
        return {};
    });
}

} // namespace ksp
