#pragma once

#include "core/Result.h"

class QSqlDatabase;

namespace ksp {

/// The schema version that this program writes (`PRAGMA user_version`).
int databaseSchemaVersion();

/// Brings an open database from `version` to databaseSchemaVersion(), all or nothing.
Result<void> migrateDatabase(const QSqlDatabase &connection, int version);

} // namespace ksp
