#include "attack/KilledPush.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace ksp::test {

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

PushOutcome outcomeOf(QProcess &process)
{
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

KilledPush::KilledPush(PracticeCloud &cloud, quint32 seed) : m_cloud(cloud), m_random(seed) { }

void KilledPush::start(QProcess &process, const QStringList &arguments) const
{
    process.start(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
        arguments + QStringList{s("--key-stdin"), s("--server"), m_cloud.url(), s("--profile"), profile()});
    process.write(m_cloud.key().toUtf8() + '\n');
    process.closeWriteChannel();
}

PushOutcome KilledPush::push(const QString &chart, const QStringList &more) const
{
    QProcess process;
    start(process, QStringList{s("push"), chart} + more);
    return outcomeOf(process);
}

QStringList KilledPush::carriedOut(const PracticeCloud &cloud, qsizetype from, QSet<QString> *packages)
{
    QStringList sent;
    const auto requests = cloud.requests().mid(from);
    for (const QJsonObject &request : requests) {
        if (request.value(s("method")).toString() != s("POST") || request.value(s("status")).toInt() != 200)
            continue;
        sent.append(request.value(s("path")).toString().section(u'/', -1));
        if (packages && sent.last() == s("package"))
            packages->insert(request.value(s("parts")).toArray().first().toObject().value(s("sha256")).toString());
    }
    return sent;
}

bool KilledPush::measure()
{
    QElapsedTimer clock;
    clock.start();
    const bool good = push(m_chart.write(m_folder.path())).exitCode == 0;
    m_usual = qMax(1, int(clock.elapsed()));
    return good;
}

/// Looked at in a copy, so that the program finds what it left behind.
KilledPush::JournalState KilledPush::journalState(const QString &version) const
{
    const QTemporaryDir copy;
    const QString name = s("publisher.sqlite");
    if (!QFile::exists(QDir(profile()).filePath(name)))
        return {};
    for (const char *end : {"", "-wal", "-shm"})
        QFile::copy(QDir(profile()).filePath(name + s(end)), copy.filePath(name + s(end)));
    JournalState state;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(s("QSQLITE"), s("copy"));
        database.setDatabaseName(copy.filePath(name));
        QSqlQuery query(database);
        if (!database.open() || !query.exec(s("PRAGMA integrity_check")) || !query.next())
            state.error = database.lastError().text() + query.lastError().text();
        else if (query.value(0).toString() != s("ok"))
            state.error = query.value(0).toString();
        query.prepare(s("SELECT count(*) FROM image WHERE version = ? AND url <> ''"));
        query.addBindValue(version);
        if (query.exec() && query.next())
            state.knownUrls = query.value(0).toInt();
    }
    QSqlDatabase::removeDatabase(s("copy"));
    return state;
}

KilledPush::Run KilledPush::once()
{
    Run run;
    const auto check = [&run](bool good, const QString &otherwise) {
        if (!good)
            run.complaints.append(otherwise);
    };
    m_chart.version = QStringLiteral("1.0.%1").arg(++m_number);
    const QString chart = m_chart.write(m_folder.path());
    const qsizetype before = m_cloud.requests().size();
    QProcess process;
    start(process, {s("push"), chart});
    run.moment = m_random.bounded(m_usual);
    run.finishedFirst = process.waitForFinished(run.moment);
    process.kill();
    process.waitForFinished();

    const JournalState journal = journalState(m_chart.version);
    check(journal.error.isEmpty(), s("the database is damaged: ") + journal.error);

    const PushOutcome second = push(chart, {s("--json")});
    const bool wasDone = second.exitCode == 2; // it asks whether to replace what it finds waiting
    check(second.exitCode == 0 || wasDone, s("the second push fails: ") + QString::fromUtf8(second.err));
    check(!second.err.contains("warning"), QString::fromUtf8(second.err)); // such as a database that was set aside
    run.resumed = !wasDone && QJsonDocument::fromJson(second.out).object().value(s("resumed")).toBool();

    // What a killed client sent may reach the server after all: it is all there by the time of the answer to the second
    // push, since the server keeps their order.
    QSet<QString> packages;
    run.sent = carriedOut(m_cloud, before, &packages);
    check(run.sent.count(s("action:submit")) == 1 && run.sent.last() == s("action:submit"), s("not submitted once"));
    check(run.sent.count(s("action:cancel-submit")) == 0, s("took its own submission back"));
    check(packages.size() == 1, QStringLiteral("%1 different packages").arg(packages.size()));
    const qsizetype images = run.sent.count(s("files"));
    check(images == 1 || images == 2, QStringLiteral("images sent %1 times").arg(images));
    check(images == 1 || journal.knownUrls == 0, s("sent images of known URL again"));
    // A package is made of known URLs: after it no image is sent any more.
    check(run.sent.lastIndexOf(s("files")) < run.sent.indexOf(s("package")), s("sent images after the package"));
    return run;
}

int KilledPush::submitted() const
{
    QProcess process;
    start(process, {s("get"), m_chart.name});
    return int(outcomeOf(process).out.count(" submitted "));
}

} // namespace ksp::test
