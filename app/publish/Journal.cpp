#include "publish/Journal.h"

#include "core/Database.h"
#include "core/DatabaseQuery.h"
#include "publish/JournalPackages.h"

namespace ksp {

namespace {

// The words of the database. They are stored, so they never change.
template <typename E, size_t N> struct Words
{
    std::array<const char *, N> words;

    [[nodiscard]] QString of(E value) const { return QString::fromLatin1(words[size_t(value)]); }
    [[nodiscard]] std::optional<E> from(const QString &word) const
    {
        for (size_t i = 0; i < N; ++i) {
            if (word == QLatin1String(words[i]))
                return E(i);
        }
        return {};
    }
};
constexpr Words<PublishStep, 4> stepWords{{"images", "withdraw", "package", "submit"}};
constexpr Words<StepState, 4> stepStateWords{{"planned", "started", "done", "failed"}};
constexpr Words<PublishState, 3> publishStateWords{{"open", "finished", "given-up"}};

QDateTime fromMSecs(const QVariant &value)
{
    return QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

/// A null QString would be bound as NULL, which the columns refuse.
QString text(const QString &value)
{
    return value.isNull() ? QLatin1String("") : value;
}

QVariantList versionValues(const PublishKey &key)
{
    return {text(key.server), text(key.userId), text(key.name), text(key.version)};
}

Result<void> readSteps(const QSqlDatabase &connection, PublishRecord *record)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT step, state, result, error, outcome_unknown, updated_at FROM publish_step "
                       "WHERE publish_id = ?"),
        {record->id});
    if (!query)
        return failure(query.error());
    while (query->next()) {
        const auto step = stepWords.from(query->value(0).toString());
        const auto state = stepStateWords.from(query->value(1).toString());
        if (!step || !state)
            continue;
        record->steps[size_t(*step)] = {*state, query->value(2).toString(), query->value(3).toString(),
            query->value(4).toBool(), fromMSecs(query->value(5))};
    }
    return {};
}

/// `rest` is what follows FROM publish.
Result<QList<PublishRecord>> readPublishes(
    const QSqlDatabase &connection, const QString &rest, const QVariantList &values)
{
    auto query = DatabaseQuery::run(connection,
        QStringLiteral("SELECT id, server, user_id, name, version, content, account, chart_path, message, "
                       "replace_submitted, overwrite_active, state, snapshot_id, package_sha256, package_size, "
                       "started_at, updated_at FROM publish ")
            + rest,
        values);
    if (!query)
        return failure(query.error());
    QList<PublishRecord> records;
    while (query->next()) {
        PublishRecord record;
        int column = 0;
        const auto next = [&] { return query->value(column++); };
        record.id = next().toLongLong();
        record.key.server = next().toString();
        record.key.userId = next().toString();
        record.key.name = next().toString();
        record.key.version = next().toString();
        record.key.content = next().toString();
        record.account = next().toString();
        record.chartPath = next().toString();
        record.message = next().toString();
        record.replaceSubmitted = next().toBool();
        record.overwriteActive = next().toBool();
        record.state = publishStateWords.from(next().toString()).value_or(PublishState::GivenUp);
        record.snapshotId = next().toString();
        record.packageSha256 = next().toString();
        record.packageSize = next().toLongLong();
        record.startedAt = fromMSecs(next());
        record.updatedAt = fromMSecs(next());
        records.append(record);
    }
    for (PublishRecord &record : records) {
        if (auto read = readSteps(connection, &record); !read)
            return failure(read.error());
    }
    return records;
}

/// `assignments` is what follows SET; the id comes last.
Result<void> updatePublish(
    const QSqlDatabase &connection, qint64 id, qint64 now, const QString &assignments, QVariantList values)
{
    values << now << id;
    auto query = DatabaseQuery::run(
        connection, QStringLiteral("UPDATE publish SET %1 updated_at = ? WHERE id = ?").arg(assignments), values);
    if (!query)
        return failure(query.error());
    if (query->numRowsAffected() != 1) {
        return failure(ErrorKind::Internal,
            Journal::tr("The journal has lost this publish. Publish the chart again; what is on the server "
                        "already is found there."),
            QStringLiteral("no publish %1").arg(id));
    }
    return {};
}

/// Part of a transaction. `assignments` and `values` are what else changes in the publish, as updatePublish() takes it.
Result<void> writeStep(const QSqlDatabase &connection, qint64 id, PublishStep step, const StepRecord &record,
    qint64 now, const QString &assignments = {}, const QVariantList &values = {})
{
    if (auto updated = updatePublish(connection, id, now, assignments, values); !updated)
        return updated;
    auto written = DatabaseQuery::run(connection,
        QStringLiteral("INSERT OR REPLACE INTO publish_step "
                       "(publish_id, step, state, result, error, outcome_unknown, updated_at) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?)"),
        {id, stepWords.of(step), stepStateWords.of(record.state), text(record.result), text(record.error),
            record.outcomeUnknown, now});
    if (!written)
        return failure(written.error());
    return {};
}

Result<void> setStep(const QSqlDatabase &connection, qint64 id, PublishStep step, const StepRecord &record, qint64 now,
    const QString &assignments = {}, const QVariantList &values = {})
{
    return DatabaseQuery::inTransaction(
        connection, [&] { return writeStep(connection, id, step, record, now, assignments, values); });
}

Result<void> setImages(const QSqlDatabase &connection, qint64 id, const PublishKey &key,
    const QList<ImageRecord> &images, const StepRecord &step, qint64 now)
{
    return DatabaseQuery::inTransaction(connection, [&]() -> Result<void> {
        for (const ImageRecord &image : images) {
            const QString url = step.state == StepState::Done ? image.url : QString();
            QVariantList values = versionValues(key);
            values << text(image.uploadName) << text(image.sha256) << text(image.path) << text(url)
                   << stepStateWords.of(step.state) << now;
            auto written = DatabaseQuery::run(connection,
                QStringLiteral("INSERT OR REPLACE INTO image (server, user_id, name, version, upload_name, sha256, "
                               "path, url, state, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                values);
            if (!written)
                return failure(written.error());
        }
        return writeStep(connection, id, PublishStep::Images, step, now);
    });
}

} // namespace

Journal::Journal(Database *database, Clock now)
    : m_database(database), m_now(now ? std::move(now) : Clock([] { return QDateTime::currentDateTimeUtc(); }))
{
}

void Journal::findOpen(const PublishKey &key, QObject *context, Handler<std::optional<PublishRecord>> done)
{
    using Found = std::optional<PublishRecord>;
    m_database->run<Found>(
        [key](const QSqlDatabase &connection) -> Result<Found> {
            auto records = readPublishes(connection,
                QStringLiteral("WHERE server = ? AND user_id = ? AND name = ? AND version = ? AND content = ? "
                               "AND state = 'open' ORDER BY id DESC LIMIT 1"),
                versionValues(key) << text(key.content));
            if (!records)
                return failure(records.error());
            return records->isEmpty() ? Found() : Found(records->first());
        },
        context, std::move(done));
}

void Journal::begin(const PublishRecord &record, QObject *context, Handler<qint64> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<qint64>(
        [record, now](const QSqlDatabase &connection) -> Result<qint64> {
            return DatabaseQuery::inTransaction(connection, [&]() -> Result<qint64> {
                auto others = DatabaseQuery::run(connection,
                    QStringLiteral("UPDATE publish SET state = 'given-up', updated_at = ? WHERE server = ? AND "
                                   "user_id = ? AND name = ? AND version = ? AND state = 'open'"),
                    QVariantList{now} + versionValues(record.key));
                if (!others)
                    return failure(others.error());
                QVariantList values = versionValues(record.key);
                values << text(record.key.content) << text(record.account) << text(record.chartPath)
                       << text(record.message) << record.replaceSubmitted << record.overwriteActive
                       << publishStateWords.of(PublishState::Open) << now << now;
                auto inserted = DatabaseQuery::run(connection,
                    QStringLiteral("INSERT INTO publish (server, user_id, name, version, content, account, chart_path, "
                                   "message, replace_submitted, overwrite_active, state, snapshot_id, package_sha256, "
                                   "package_size, started_at, updated_at) "
                                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, ?, ?)"),
                    values);
                if (!inserted)
                    return failure(inserted.error());
                return inserted->lastInsertId().toLongLong();
            });
        },
        context, std::move(done));
}

void Journal::stepStarted(qint64 id, PublishStep step, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setStep(connection, id, step, {StepState::Started, {}, {}, false, {}}, now);
        },
        context, std::move(done));
}

void Journal::stepDone(qint64 id, PublishStep step, const QString &resultText, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setStep(connection, id, step, {StepState::Done, resultText, {}, false, {}}, now);
        },
        context, std::move(done));
}

void Journal::stepFailed(
    qint64 id, PublishStep step, const QString &sentence, bool outcomeUnknown, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setStep(connection, id, step, {StepState::Failed, {}, sentence, outcomeUnknown, {}}, now);
        },
        context, std::move(done));
}

void Journal::packageDone(qint64 id, const QString &snapshotId, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setStep(connection, id, PublishStep::Package, {StepState::Done, snapshotId, {}, false, {}}, now,
                QStringLiteral("snapshot_id = ?,"), {text(snapshotId)});
        },
        context, std::move(done));
}

void Journal::submitted(qint64 id, const QString &snapshotId, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setStep(connection, id, PublishStep::Submit, {StepState::Done, snapshotId, {}, false, {}}, now,
                QStringLiteral("snapshot_id = ?, state = ?,"),
                {text(snapshotId), publishStateWords.of(PublishState::Finished)});
        },
        context, std::move(done));
}

void Journal::setPackage(qint64 id, const QString &sha256, qint64 size, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return updatePublish(
                connection, id, now, QStringLiteral("package_sha256 = ?, package_size = ?,"), {text(sha256), size});
        },
        context, std::move(done));
}

void Journal::finish(qint64 id, PublishState state, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return updatePublish(connection, id, now, QStringLiteral("state = ?,"), {publishStateWords.of(state)});
        },
        context, std::move(done));
}

void Journal::images(const PublishKey &key, QObject *context, Handler<QList<ImageRecord>> done)
{
    m_database->run<QList<ImageRecord>>(
        [key](const QSqlDatabase &connection) -> Result<QList<ImageRecord>> {
            auto query = DatabaseQuery::run(connection,
                QStringLiteral("SELECT upload_name, sha256, path, url, state FROM image WHERE server = ? AND "
                               "user_id = ? AND name = ? AND version = ? ORDER BY upload_name"),
                versionValues(key));
            if (!query)
                return failure(query.error());
            QList<ImageRecord> images;
            while (query->next()) {
                images.append({query->value(0).toString(), query->value(1).toString(), query->value(2).toString(),
                    query->value(3).toString(),
                    stepStateWords.from(query->value(4).toString()).value_or(StepState::Started)});
            }
            return images;
        },
        context, std::move(done));
}

void Journal::imagesStarted(
    qint64 id, const PublishKey &key, const QList<ImageRecord> &images, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    m_database->run<void>(
        [=](const QSqlDatabase &connection) {
            return setImages(connection, id, key, images, {StepState::Started, {}, {}, false, {}}, now);
        },
        context, std::move(done));
}

void Journal::imagesDone(
    qint64 id, const PublishKey &key, const QList<ImageRecord> &images, QObject *context, Handler<void> done)
{
    const qint64 now = m_now().toMSecsSinceEpoch();
    QStringList urls;
    for (const ImageRecord &image : images)
        urls.append(image.url);
    m_database->run<void>(
        [=, result = urls.join(u'\n')](const QSqlDatabase &connection) {
            return setImages(connection, id, key, images, {StepState::Done, result, {}, false, {}}, now);
        },
        context, std::move(done));
}

void Journal::history(int limit, QObject *context, Handler<QList<PublishRecord>> done)
{
    m_database->run<QList<PublishRecord>>(
        [limit](const QSqlDatabase &connection) {
            return readPublishes(connection, QStringLiteral("ORDER BY id DESC LIMIT ?"), {limit});
        },
        context, std::move(done));
}

void Journal::historyOf(const QString &server, const QString &userId, const QString &name, int limit, QObject *context,
    Handler<QList<PublishRecord>> done)
{
    m_database->run<QList<PublishRecord>>(
        [=](const QSqlDatabase &connection) {
            return readPublishes(connection,
                QStringLiteral("WHERE server = ? AND user_id = ? AND name = ? ORDER BY id DESC LIMIT ?"),
                {server, userId, name, limit});
        },
        context, std::move(done));
}

void Journal::openPublishes(QObject *context, Handler<QList<PublishRecord>> done)
{
    m_database->run<QList<PublishRecord>>(
        [](const QSqlDatabase &connection) {
            return readPublishes(connection, QStringLiteral("WHERE state = 'open' ORDER BY id DESC"), {});
        },
        context, std::move(done));
}

void Journal::storePackage(const QByteArray &package, QObject *context, Handler<QString> done)
{
    m_database->run<QString>(
        [packages = JournalPackages(m_database->folder()), package](QSqlDatabase &) { return packages.store(package); },
        context, std::move(done));
}

void Journal::loadPackage(const QString &sha256, QObject *context, Handler<QByteArray> done)
{
    m_database->run<QByteArray>(
        [packages = JournalPackages(m_database->folder()), sha256](QSqlDatabase &) { return packages.load(sha256); },
        context, std::move(done));
}

void Journal::clean(int maxAgeDays, qint64 maxBytes, QObject *context, Handler<int> done)
{
    const QDateTime now = m_now();
    m_database->run<int>(
        [=, packages = JournalPackages(m_database->folder())](const QSqlDatabase &connection) -> Result<int> {
            // The write lock keeps another process from resuming a publish while its package is being judged.
            return DatabaseQuery::inTransaction(connection, [&]() -> Result<int> {
                auto query = DatabaseQuery::run(connection,
                    QStringLiteral("SELECT package_sha256, state = 'open', max(updated_at) FROM publish "
                                   "WHERE package_sha256 <> '' GROUP BY 1, 2"));
                if (!query)
                    return failure(query.error());
                JournalPackages::Use use;
                while (query->next()) {
                    const QString hash = query->value(0).toString();
                    if (query->value(1).toBool())
                        use.needed.insert(hash);
                    else
                        use.lastUsed.insert(hash, fromMSecs(query->value(2)));
                }
                return packages.clean(use, now, maxAgeDays, maxBytes);
            });
        },
        context, std::move(done));
}

} // namespace ksp
