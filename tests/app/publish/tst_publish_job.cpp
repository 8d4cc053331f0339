// The publish job with the real client and journal against the practice Cloud, with a proxy between them that spoils
// what a test tells it to.
#include "app/publish/FaultProxy.h"
#include "app/publish/TestChart.h"
#include "core/Database.h"
#include "core/DatabaseQuery.h"
#include "net/HttpClient.h"
#include "publish/ChartLoader.h"
#include "publish/PublishJob.h"
#include "support/PracticeCloud.h"
#include "support/SmallDisk.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <QTimer>

using namespace ksp;
using namespace ksp::test;
using namespace std::chrono_literals;

namespace {

QByteArray reply(const QByteArray &status, const QByteArray &body, const QByteArray &type = "application/json")
{
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: " + type
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

/// Runs the event loop until something is so, at most 20 s. Unlike QTest's it does not sleep between events: a publish
/// consists of dozens of short hops.
template <typename F> bool waitFor(F condition)
{
    const QDeadlineTimer deadline(20s);
    QTimer alarm;
    alarm.start(100ms);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

/// Text that does not compress below `bytes` bytes.
QByteArray noise(qsizetype bytes)
{
    QRandomGenerator random(1);
    QByteArray data(bytes, '\0');
    for (char &c : data)
        c = char(random.bounded(256));
    return data.toBase64(QByteArray::Base64UrlEncoding);
}

/// The bytes of a form's parts: files and fields by name.
QMap<QByteArray, QByteArray> partsOf(const QByteArray &form)
{
    QMap<QByteArray, QByteArray> parts;
    const QByteArray boundary = "\r\n" + form.left(form.indexOf("\r\n"));
    qsizetype at = 0;
    for (;;) {
        const qsizetype name = form.indexOf(" name=\"", at);
        const qsizetype begin = form.indexOf("\r\n\r\n", name) + 4;
        const qsizetype end = form.indexOf(boundary, begin);
        if (name < 0 || end < 0)
            return parts;
        parts.insert(form.mid(name + 7, form.indexOf('"', name + 7) - name - 7), form.mid(begin, end - begin));
        at = end;
    }
}

enum FaultKind {
    Refused,
    Lost,
    Status500,
    Status403,
    Html,
    Empty,
    BrokenJson,
    Stalled,
    CancelBefore,
    CancelAfter,
    KillBefore,
    KillAfter
};

constexpr int succeeds = -2;
constexpr int neverEnds = -1;

} // namespace

class tst_publish_job : public QObject
{
    Q_OBJECT

    /// One job with a client of its own, as a program that was started anew has it.
    struct Push
    {
        std::unique_ptr<HttpClient> http;
        std::unique_ptr<CloudClient> cloud;
        std::unique_ptr<PublishJob> job;
        std::optional<Result<Published>> result;
        int ended = 0;
        QStringList notices;
        QStringList phases; ///< "step/of" as started.
        QList<Snapshot> questions;

        [[nodiscard]] ErrorKind kind() const { return result->error().kind; }
        [[nodiscard]] bool good() const { return result && result->has_value(); }
        [[nodiscard]] QByteArray told() const
        {
            return !result ? "no result" : *result ? "success" : result->error().sentence.toUtf8();
        }
    };

    PracticeCloud m_cloud;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    TestChart m_chart;
    QDateTime m_now;
    int m_number = 0;

    QString profile() const { return m_folder->filePath(s("profile")); }

    void openJournal(const QString &folder)
    {
        m_journal.reset();
        m_database.reset();
        m_database = std::make_unique<Database>(folder);
        m_journal = std::make_unique<Journal>(m_database.get());
    }

    std::optional<PreparedPackage> prepare(const TestChart &chart) const
    {
        const QTemporaryDir folder;
        const auto opened = openChart(chart.write(folder.path()));
        if (!opened || hasErrors(opened->findings))
            return {};
        const auto prepared = PreparedPackage::prepare(*opened);
        return prepared ? std::optional(*prepared) : std::nullopt;
    }

    PublishRequest request(const TestChart &chart) const
    {
        PublishRequest request;
        request.package = prepare(chart).value();
        request.chartPath = s("/somewhere/chart");
        request.server = s("https://cloud.example.com"); // the same whatever port the proxy has
        request.userId = m_cloud.userId();
        request.profile = profile();
        return request;
    }
    PublishRequest request() const { return request(m_chart); }
    PublishRequest replacing(const TestChart &chart) const
    {
        PublishRequest replacing = request(chart);
        replacing.replaceSubmitted = true;
        return replacing;
    }

    std::unique_ptr<HttpClient> client(const QUrl &server, bool impatient = false) const
    {
        HttpClient::Settings settings;
        settings.server = server;
        settings.key = m_cloud.key();
        settings.limits.pauses = {1ms, 1ms};
        if (impatient) {
            settings.limits.pauses.clear();
            settings.limits.progress = settings.limits.reply = 700ms;
        }
        return std::make_unique<HttpClient>(settings);
    }

    std::unique_ptr<Push> make(PublishRequest what, bool impatient = false)
    {
        auto push = std::make_unique<Push>();
        Push *p = push.get();
        p->http = client(m_proxy->url(), impatient);
        p->cloud = std::make_unique<CloudClient>(p->http.get());
        p->job
            = std::make_unique<PublishJob>(std::move(what), p->cloud.get(), m_journal.get(), [this] { return m_now; });
        connect(p->job.get(), &PublishJob::finished, this, [p](const Result<Published> &result) {
            ++p->ended;
            p->result = result;
        });
        connect(p->job.get(), &PublishJob::notice, this, [p](const QString &notice) { p->notices.append(notice); });
        connect(p->job.get(), &PublishJob::phaseStarted, this,
            [p](PublishPhase, int step, int of) { p->phases.append(QStringLiteral("%1/%2").arg(step).arg(of)); });
        connect(p->job.get(), &PublishJob::replaceQuestion, this,
            [p](const Snapshot &snapshot) { p->questions.append(snapshot); });
        return push;
    }

    /// Starts and waits for the end.
    std::unique_ptr<Push> run(PublishRequest what)
    {
        auto push = make(std::move(what));
        push->job->start();
        static_cast<void>(waitFor([&] { return push->ended > 0; }));
        return push;
    }

    QList<Snapshot> snapshots() const
    {
        const auto http = client(QUrl(m_cloud.url()));
        CloudClient cloud(http.get());
        std::optional<Result<QList<Snapshot>>> result;
        QObject context;
        cloud.snapshots(m_chart.name, &context, [&](Result<QList<Snapshot>> list) { result = std::move(list); });
        static_cast<void>(waitFor([&] { return result.has_value(); }));
        return result ? result->value_or(QList<Snapshot>()) : QList<Snapshot>();
    }
    QString status() const { return snapshots().value(0).status; }

    /// What the reviewers do: "approve" or "reject".
    bool review(const QString &verdict, const QByteArray &body = "{}") const
    {
        const auto http = client(QUrl(m_cloud.url()));
        HttpRequest request;
        request.method = HttpRequest::Method::Post;
        request.path = "/practice/snapshots/" + snapshots().value(0).id.toUtf8() + '/' + verdict.toUtf8();
        request.body = {"application/json", {body}};
        bool good = false;
        bool ended = false;
        connect(http->send(request), &HttpJob::finished, this, [&](const Result<HttpReply> &result) {
            good = result.has_value();
            ended = true;
        });
        return waitFor([&] { return ended; }) && good;
    }

    int posts() const
    {
        return m_proxy->count(s("files")) + m_proxy->count(s("withdraw")) + m_proxy->count(s("package"))
            + m_proxy->count(s("submit"));
    }
    QList<QByteArray> bodies(const char *step) const
    {
        QList<QByteArray> bodies;
        for (const FaultProxy::Request &each : m_proxy->requests()) {
            if (each.step == s(step))
                bodies.append(each.body);
        }
        return bodies;
    }
    QString submittedMessage() const
    {
        const QByteArray body = bodies("submit").value(0);
        return QJsonDocument::fromJson(body).object().value(s("message")).toString();
    }
    int openPublishes()
    {
        std::optional<Result<QList<PublishRecord>>> result;
        QObject context;
        m_journal->openPublishes(&context, [&](Result<QList<PublishRecord>> list) { result = std::move(list); });
        static_cast<void>(waitFor([&] { return result.has_value(); }));
        return result && *result ? int((*result)->size()) : -1;
    }

    Fault faultOf(int kind, const std::unique_ptr<Push> &push)
    {
        const auto cancel = [&push] { push->job->cancel(); };
        const auto kill = [&push] { push->job.reset(); };
        switch (kind) {
        case Refused:
            return {Fault::Refuse};
        case Lost:
            return {Fault::LoseReply};
        case Status500:
            return {Fault::Answer, reply("500 Internal Server Error", R"({"message": "oops"})")};
        case Status403:
            return {Fault::Answer, reply("403 Forbidden", R"({"message": "permission denied"})")};
        case Html:
            return {Fault::ReplaceReply, reply("200 OK", "<html><body>Sign in</body></html>", "text/html")};
        case Empty:
            return {Fault::ReplaceReply, reply("200 OK", "")};
        case BrokenJson:
            return {Fault::ReplaceReply, reply("200 OK", "{\"snapshot\": {\"sn")};
        case Stalled:
            return {Fault::Stall};
        case CancelBefore:
            return {Fault::Refuse, {}, cancel};
        case CancelAfter:
            return {Fault::Stall, {}, {}, cancel};
        case KillBefore:
            return {Fault::Refuse, {}, kill};
        default:
            return {Fault::Stall, {}, {}, kill};
        }
    }

private slots:
    void initTestCase() { QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText())); }

    void init()
    {
        m_proxy = std::make_unique<FaultProxy>(m_cloud.port());
        m_folder = std::make_unique<QTemporaryDir>();
        openJournal(profile());
        m_chart = {QStringLiteral("test-%1").arg(++m_number)};
        m_now = QDateTime::currentDateTime();
    }

    void cleanup()
    {
        m_journal.reset();
        m_database.reset();
        m_proxy.reset();
    }

    // The usual way

    void storedAccountTakesFourRoundTrips()
    {
        m_proxy->holdUntil = 3;
        const auto push = run(request());
        QVERIFY2(push->good(), push->told().constData());
        QStringList first = m_proxy->steps().mid(0, 3);
        first.sort();
        QCOMPARE(first, QStringList({s("usage"), s("user"), s("version")}));
        QCOMPARE(m_proxy->steps().mid(3), QStringList({s("files"), s("package"), s("submit")}));
        QCOMPARE(m_proxy->depth(), 4);
        // Icon and screenshots in one request; two of one base name get names of their own.
        const auto parts = partsOf(bodies("files").constFirst());
        QCOMPARE(parts.size(), 6);
        QSet<QByteArray> paths;
        for (const char *field : {"file1_path", "file2_path", "file3_path"}) {
            QVERIFY(parts.value(field).startsWith(
                "ext/" + m_cloud.userId().toUtf8() + '/' + m_chart.name.toUtf8() + "/1.0.0/"));
            paths.insert(parts.value(field));
        }
        QCOMPARE(paths.size(), 3);
        QVERIFY(!(*push->result)->resumed);
        QVERIFY(!(*push->result)->nothingSent);
        QCOMPARE((*push->result)->imageUrls.size(), 3);
        QCOMPARE((*push->result)->userId, m_cloud.userId());
        QCOMPARE((*push->result)->snapshotId, snapshots().value(0).id);
        const QByteArray package = partsOf(bodies("package").constFirst()).value("extension_package");
        QCOMPARE((*push->result)->packageSize, package.size());
        QCOMPARE((*push->result)->packageSha256,
            QString::fromLatin1(QCryptographicHash::hash(package, QCryptographicHash::Sha256).toHex()));
        QCOMPARE(push->phases, QStringList({s("1/4"), s("2/4"), s("3/4"), s("4/4")}));
        QCOMPARE(status(), s("submitted"));
        QCOMPARE(openPublishes(), 0);
    }

    void unknownUserTakesFive()
    {
        m_proxy->holdUntil = 2;
        PublishRequest what = request();
        what.userId.clear();
        const auto push = run(what);
        QVERIFY2(push->good(), push->told().constData());
        QStringList first = m_proxy->steps().mid(0, 2);
        first.sort();
        QCOMPARE(first, QStringList({s("user"), s("version")}));
        QCOMPARE(m_proxy->steps().mid(2), QStringList({s("usage"), s("files"), s("package"), s("submit")}));
        QCOMPARE(m_proxy->depth(), 5);
    }

    void withoutImages()
    {
        m_chart.images.clear();
        const auto push = run(request());
        QVERIFY2(push->good(), push->told().constData());
        QStringList first = m_proxy->steps().mid(0, 2);
        first.sort();
        QCOMPARE(first, QStringList({s("user"), s("version")}));
        QCOMPARE(m_proxy->steps().mid(2), QStringList({s("package"), s("submit")}));
        QCOMPARE(push->phases, QStringList({s("1/3"), s("2/3"), s("3/3")}));
    }

    void knownImagesAreNotSent()
    {
        QVERIFY(run(request())->good());
        m_proxy->forget();
        m_chart.values = "replicas: 2\n";
        const auto push = run(replacing(m_chart));
        QVERIFY2(push->good(), push->told().constData());
        QCOMPARE(m_proxy->count(s("usage")) + m_proxy->count(s("files")), 0);
        QCOMPARE(m_proxy->steps().mid(2), QStringList({s("withdraw"), s("package"), s("submit")}));
        QCOMPARE((*push->result)->imageUrls.size(), 3);
        QCOMPARE(push->phases, QStringList({s("1/4"), s("2/4"), s("3/4"), s("4/4")}));
        QVERIFY(push->questions.isEmpty());
    }

    // Something goes wrong at a step, and the next push of the same content finishes

    void interrupted_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<int>("fault");
        QTest::addColumn<int>("expected");
        const char *faults[] = {"refused", "reply lost", "500", "403", "HTML", "empty", "broken JSON", "stalled",
            "cancelled before", "cancelled after", "killed before", "killed after"};
        for (const char *step : {"user", "usage", "version", "files", "withdraw", "package", "submit"}) {
            const bool bodyUnused = s(step) == s("withdraw") || s(step) == s("submit");
            for (int fault = Refused; fault <= KillAfter; ++fault) {
                int expected = int(ErrorKind::Network);
                if (fault == Status403 && s(step) == s("user"))
                    expected = int(ErrorKind::Authentication);
                else if (fault >= Html && fault <= BrokenJson && bodyUnused)
                    expected = succeeds;
                else if (fault >= Status500 && fault <= BrokenJson)
                    expected = int(ErrorKind::Refused);
                else if (fault == CancelBefore || fault == CancelAfter)
                    expected = int(ErrorKind::Cancelled);
                else if (fault >= KillBefore)
                    expected = neverEnds;
                QTest::addRow("%s: %s", step, faults[fault]) << s(step) << fault << expected;
            }
        }
    }

    void interrupted()
    {
        QFETCH(const QString, step);
        QFETCH(const int, fault);
        QFETCH(const int, expected);
        const bool replaces = step == s("withdraw");
        if (replaces) { // something else of this version waits for review
            TestChart other = m_chart;
            other.images.first() = test::png("icon-0");
            const auto before = run(request(other));
            QVERIFY2(before->good(), before->told().constData());
            m_proxy->forget();
        }
        PublishRequest what = request();
        what.replaceSubmitted = replaces;

        auto first = make(what, fault == Stalled);
        m_proxy->faults.insert(step, faultOf(fault, first));
        first->job->start();
        if (expected == neverEnds) {
            QVERIFY(waitFor([&] { return !first->job; }));
        } else {
            QVERIFY(waitFor([&] { return first->ended > 0; }));
            if (expected == succeeds)
                QVERIFY2(first->good(), first->told().constData());
            else
                QVERIFY2(!first->good() && int(first->kind()) == expected, first->told().constData());
            if (expected != succeeds)
                QVERIFY(!first->result->error().sentence.isEmpty());
        }
        m_proxy->faults.clear();
        const int reached = m_proxy->done(s("submit"));
        const int postsBefore = posts();

        if (expected != succeeds) {
            const auto second = run(what);
            QVERIFY2(second->good(), second->told().constData());
            QCOMPARE(second->ended, 1);
            QVERIFY(second->questions.isEmpty());
            const bool wasBegun = step != s("user") && step != s("usage") && step != s("version");
            QCOMPARE((*second->result)->resumed, wasBegun);
            QCOMPARE(second->notices.isEmpty(), !wasBegun);
            const QStringList last = second->phases.last().split(u'/'); // all of what was announced
            QCOMPARE(last.first(), reached ? s("1") : last.last());
            QCOMPARE((*second->result)->nothingSent, reached == 1);
            if (reached)
                QCOMPARE(posts(), postsBefore);
            QCOMPARE((*second->result)->snapshotId, snapshots().value(0).id);
            QCOMPARE((*second->result)->imageUrls.size(), 3);
        }
        QCOMPARE(first->ended, expected == neverEnds ? 0 : 1);

        // One snapshot, submitted once, withdrawn never by who submitted it.
        QCOMPARE(snapshots().size(), 1);
        QCOMPARE(status(), s("submitted"));
        QCOMPARE(m_proxy->done(s("submit")), 1);
        QCOMPARE(m_proxy->done(s("withdraw")), replaces ? 1 : 0);
        // No image whose URL came back is sent again; one whose reply was lost goes to the same path.
        QCOMPARE(m_proxy->count(s("files")), step == s("files") ? 2 : 1);
        const auto paths = [](const QByteArray &form) {
            QMap<QByteArray, QByteArray> fields = partsOf(form);
            fields.removeIf([](auto field) { return !field.key().endsWith("_path"); });
            return fields;
        };
        const auto files = bodies("files");
        QCOMPARE(paths(files.last()), paths(files.first()));
        QVERIFY(!paths(files.first()).isEmpty());
        // A package is sent again byte for byte.
        const auto packages = bodies("package");
        QVERIFY(packages.size() <= (step == s("package") ? 2 : 1));
        for (const QByteArray &package : packages)
            QCOMPARE(partsOf(package), partsOf(packages.first()));
        QCOMPARE(openPublishes(), 0);
    }

    void cancelledAtAnyMoment()
    {
        QRandomGenerator random(3);
        int cancelled = 0;
        for (int i = 0; i < 24; ++i) {
            m_chart.version = QStringLiteral("1.0.%1").arg(i);
            const auto first = make(request());
            QTimer::singleShot(random.bounded(80), first->job.get(), [&] { first->job->cancel(); });
            first->job->start();
            QVERIFY(waitFor([&] { return first->ended > 0; }));
            if (!first->good()) {
                QCOMPARE(first->kind(), ErrorKind::Cancelled);
                ++cancelled;
                const auto second = run(request());
                QVERIFY2(second->good(), second->told().constData());
            }
            QCOMPARE(first->ended, 1);
        }
        QVERIFY(cancelled > 0);
        QCOMPARE(snapshots().size(), 24);
        for (const Snapshot &snapshot : snapshots())
            QCOMPARE(snapshot.status, s("submitted"));
        QCOMPARE(m_proxy->done(s("submit")), 24);
        QCOMPARE(m_proxy->count(s("withdraw")), 0);
    }

    void cancelledInsideASignal_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<bool>("atEnd");
        for (const PublishPhase phase :
            {PublishPhase::Check, PublishPhase::Images, PublishPhase::Package, PublishPhase::Submit}) {
            QTest::addRow("begin of %d", int(phase)) << int(phase) << false;
            QTest::addRow("end of %d", int(phase)) << int(phase) << true;
        }
    }

    void cancelledInsideASignal()
    {
        QFETCH(const int, phase);
        QFETCH(const bool, atEnd);
        const auto first = make(request());
        PublishJob *job = first->job.get();
        const auto cancel = [phase, job](PublishPhase which) {
            if (int(which) == phase)
                job->cancel();
        };
        if (atEnd)
            connect(job, &PublishJob::phaseDone, this, cancel);
        else
            connect(job, &PublishJob::phaseStarted, this, cancel);
        job->start();
        QVERIFY(waitFor([&] { return first->ended > 0; }));
        const bool tooLate = atEnd && phase == int(PublishPhase::Submit);
        QVERIFY2(tooLate ? first->good() : !first->good() && first->kind() == ErrorKind::Cancelled,
            first->told().constData());
        if (!atEnd && phase == int(PublishPhase::Check))
            QCOMPARE(m_proxy->requests().size(), 0);
        if (!tooLate) {
            const auto second = run(request());
            QVERIFY2(second->good(), second->told().constData());
        }
        QCOMPARE(first->ended, 1);
        QCOMPARE(m_proxy->done(s("submit")), 1);
        QCOMPARE(m_proxy->count(s("files")), 1);
    }

    // What is on the server already

    void versionThatWaits_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<int>("expected");
        QTest::newRow("yes") << s("yes") << succeeds;
        QTest::newRow("no") << s("no") << int(ErrorKind::Cancelled);
        QTest::newRow("nobody to ask") << s("nobody") << int(ErrorKind::NeedsAnswer);
        QTest::newRow("cancelled inside the question") << s("cancel") << int(ErrorKind::Cancelled);
        QTest::newRow("cancelled while it is asked") << s("cancel later") << int(ErrorKind::Cancelled);
        QTest::newRow("answered, then cancelled") << s("yes and cancel") << int(ErrorKind::Cancelled);
    }

    void versionThatWaits()
    {
        QFETCH(const QString, answer);
        QFETCH(const int, expected);
        QVERIFY(run(request())->good());
        m_proxy->forget();
        m_chart.values = "replicas: 3\n";
        const auto push = make(request());
        PublishJob *job = push->job.get();
        connect(job, &PublishJob::replaceQuestion, this, [job, answer] {
            if (answer.startsWith(s("yes")))
                job->answerReplace(true);
            if (answer == s("no"))
                job->answerReplace(false);
            if (answer == s("nobody"))
                job->answerReplace(failure(ErrorKind::NeedsAnswer, s("Nobody is there.")));
            if (answer == s("cancel") || answer == s("yes and cancel"))
                job->cancel();
            if (answer == s("cancel later"))
                QTimer::singleShot(20, job, [job] { job->cancel(); });
        });
        job->start();
        QVERIFY(waitFor([&] { return push->ended > 0; }));
        job->answerReplace(true); // too late, and harmless
        QCoreApplication::processEvents();
        QCOMPARE(push->ended, 1);
        QCOMPARE(push->questions.size(), 1);
        QCOMPARE(push->questions.first().status, s("submitted"));
        if (expected == succeeds) {
            QVERIFY2(push->good(), push->told().constData());
            QCOMPARE(m_proxy->steps().mid(2), QStringList({s("withdraw"), s("package"), s("submit")}));
        } else {
            QVERIFY2(!push->good() && int(push->kind()) == expected, push->told().constData());
            QCOMPARE(posts(), 0);
        }
        QCOMPARE(status(), s("submitted"));
    }

    void refusedReplacementNamesTheStatus()
    {
        QVERIFY(run(request())->good());
        for (const auto &[status, says] : {std::pair("submitted", "the version that waits for review stays as it is"),
                 std::pair("frozen", "version 1.0.0 is on the server with the status “frozen” and stays as it is")}) {
            const QByteArray snapshot
                = QByteArray(R"({"snapshot_id": "1", "metadata": {"version": "1.0.0"}, "status": "S"})")
                      .replace("\"S\"", '"' + QByteArray(status) + '"');
            m_proxy->faults.insert(s("version"), {Fault::ReplaceReply, reply("200 OK", snapshot)});
            m_chart.values = "replicas: 5\n";
            const auto push = make(request());
            connect(push->job.get(), &PublishJob::replaceQuestion, this, [&] { push->job->answerReplace(false); });
            push->job->start();
            QVERIFY(waitFor([&] { return push->ended > 0; }));
            QVERIFY(!push->good());
            QCOMPARE(push->kind(), ErrorKind::Cancelled);
            QVERIFY2(push->result->error().sentence.contains(QString::fromUtf8(says)), push->told().constData());
        }
    }

    void withdrawalThatCannotBeRecorded()
    {
        QVERIFY(run(request())->good());
        m_proxy->forget();
        m_chart.values = "replicas: 6\n";
        m_proxy->faults.insert(s("withdraw"), {Fault::None, {}, {}, [this] {
                                                   m_database->run<void>(
                                                       [](const QSqlDatabase &connection) -> Result<void> {
                                                           auto query = DatabaseQuery::run(connection,
                                                               s("DELETE FROM publish WHERE state = 'open'"));
                                                           return query ? Result<void>() : failure(query.error());
                                                       },
                                                       this, [](const Result<void> &) {});
                                               }});
        const auto first = run(replacing(m_chart));
        QVERIFY(!first->good());
        QCOMPARE(first->kind(), ErrorKind::Internal);
        QVERIFY2(first->result->error().sentence.contains(s("The journal has lost this publish")),
            first->told().constData());
        QCOMPARE(m_proxy->count(s("withdraw")), 1);
        QCOMPARE(m_proxy->count(s("package")), 0);
        m_proxy->faults.clear();
        const auto second = run(replacing(m_chart));
        QVERIFY2(second->good(), second->told().constData());
    }

    void lookingForOpenPublishesTakesNoLock()
    {
        PublishKey key;
        key.server = s("https://cloud.example.com");
        key.name = s("a");
        key.version = s("1.0.0");
        QVERIFY(!PublishLock::isHeld(profile(), key));
        QVERIFY(PublishLock::acquire(profile(), key));
        std::atomic_bool stop = false;
        std::atomic_int looks = 0;
        const std::unique_ptr<QThread> looker(QThread::create([&] {
            for (; !stop; ++looks)
                static_cast<void>(PublishLock::isHeld(profile(), key));
        }));
        looker->start();
        int failed = 0;
        int missed = 0;
        for (int i = 0; i < 300 || looks < 300; ++i) {
            const auto lock = PublishLock::acquire(profile(), key);
            failed += lock ? 0 : 1;
            missed += PublishLock::isHeld(profile(), key) ? 0 : 1;
        }
        stop = true;
        QVERIFY(looker->wait());
        QCOMPARE(failed, 0);
        QCOMPARE(missed, 0);
        QVERIFY(!PublishLock::isHeld(profile(), key));

        // What a killed process left behind, its number unused or another program's by now.
        const QStringList files = QDir(profile() + s("/locks")).entryList(QDir::Files);
        QCOMPARE(files.size(), 0);
        const auto lock = PublishLock::acquire(profile(), key);
        const QString fileName
            = profile() + s("/locks/") + QDir(profile() + s("/locks")).entryList(QDir::Files).value(0);
        for (const QByteArray &process :
            {QByteArray("2147483646"), QByteArray::number(QCoreApplication::applicationPid())}) {
            QFile file(fileName);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(process + "\nks-publisher-of-old\n" + QSysInfo::machineHostName().toUtf8() + '\n');
            file.close();
            QVERIFY(!PublishLock::isHeld(profile(), key));
        }
    }

    void unknownStatusIsAskedAbout()
    {
        QVERIFY(run(request())->good());
        m_proxy->forget();
        m_proxy->faults.insert(s("version"),
            {Fault::ReplaceReply,
                reply("200 OK",
                    R"({"snapshot_id": "123456789012345678", "metadata": {"version": "1.0.0"}, "status": "frozen"})")});
        m_chart.values = "replicas: 4\n";
        const auto push = make(request());
        connect(push->job.get(), &PublishJob::replaceQuestion, this, [&] { push->job->answerReplace(true); });
        push->job->start();
        QVERIFY(waitFor([&] { return push->ended > 0; }));
        QVERIFY2(push->good(), push->told().constData());
        QCOMPARE(push->questions.value(0).status, s("frozen"));
        QCOMPARE(m_proxy->count(s("withdraw")), 0);
    }

    void approvedVersion()
    {
        QVERIFY(run(request())->good());
        QVERIFY(review(s("approve")));
        m_proxy->forget();
        m_chart.values = "replicas: 5\n";
        PublishRequest what = replacing(m_chart); // says nothing of approved ones
        const auto refused = run(what);
        QVERIFY(!refused->good());
        QCOMPARE(refused->kind(), ErrorKind::BadInput);
        QVERIFY(refused->result->error().sentence.contains(s("will not notice")));
        QCOMPARE(posts(), 0);
        QCOMPARE(status(), s("active"));

        // The package never arrives: what is active then is not what we sent.
        what.overwriteActive = true;
        m_proxy->faults.insert(s("package"), {Fault::Refuse});
        QVERIFY(!run(what)->good());
        QCOMPARE(status(), s("active"));
        m_proxy->faults.clear();
        what.overwriteActive = false; // agreed to before
        const auto resumed = run(what);
        QVERIFY2(resumed->good(), resumed->told().constData());
        QVERIFY((*resumed->result)->resumed);
        QVERIFY(!(*resumed->result)->nothingSent);
        QCOMPARE(m_proxy->done(s("package")), 1);
        QCOMPARE(status(), s("submitted"));
    }

    void approvedMeanwhile()
    {
        m_proxy->faults.insert(s("submit"), {Fault::LoseReply});
        QVERIFY(!run(request())->good());
        QVERIFY(review(s("approve")));
        m_proxy->forget();
        m_proxy->faults.clear();
        const auto resumed = run(request());
        QVERIFY2(resumed->good(), resumed->told().constData());
        QVERIFY((*resumed->result)->nothingSent);
        QCOMPARE(posts(), 0);
        QCOMPARE(status(), s("active"));
    }

    void sentBack_data()
    {
        QTest::addColumn<QString>("as");
        QTest::addColumn<bool>("sameContent");
        for (const char *as : {"draft", "rejected"}) {
            QTest::addRow("%s, other content", as) << s(as) << false;
            QTest::addRow("%s, same content, submission's reply lost", as) << s(as) << true;
        }
    }

    void sentBack()
    {
        QFETCH(const QString, as);
        QFETCH(const bool, sameContent);
        if (sameContent)
            m_proxy->faults.insert(s("submit"), {Fault::LoseReply});
        QCOMPARE(run(request())->good(), !sameContent);
        QVERIFY(review(s("reject"), "{\"as\": \"" + as.toUtf8() + "\"}"));
        QCOMPARE(status(), as);
        m_proxy->forget();
        m_proxy->faults.clear();
        if (!sameContent)
            m_chart.values = "replicas: 6\n";
        const auto push = run(request());
        QVERIFY2(push->good(), push->told().constData());
        QVERIFY(push->questions.isEmpty());
        QCOMPARE((*push->result)->resumed, sameContent);
        QCOMPARE(m_proxy->count(s("withdraw")) + m_proxy->count(s("files")), 0);
        QCOMPARE(status(), s("submitted"));
    }

    // Errors of the check

    void theAccountsErrorWins()
    {
        m_proxy->faults.insert(s("version"), faultOf(Status500, nullptr));
        m_proxy->faults.insert(s("usage"), faultOf(Status500, nullptr));
        const auto other = run(request());
        QVERIFY(!other->good());
        QCOMPARE(other->kind(), ErrorKind::Refused);
        m_proxy->holdUntil = int(m_proxy->requests().size()) + 3;
        m_proxy->faults.insert(s("user"), faultOf(Status403, nullptr));
        const auto push = run(request());
        QVERIFY(!push->good());
        QCOMPARE(push->kind(), ErrorKind::Authentication);
        QCOMPARE(push->ended, 1);
        QCOMPARE(posts(), 0);
    }

    void anotherUsersKey()
    {
        PublishRequest what = request();
        what.userId = s("usr-somebody-else");
        const auto push = run(what);
        QVERIFY(!push->good());
        QCOMPARE(push->kind(), ErrorKind::Authentication);
        QVERIFY(push->result->error().sentence.contains(s("usr-somebody-else")));
        QVERIFY(push->result->error().sentence.contains(m_cloud.userId()));
        QCOMPARE(posts(), 0);
    }

    // Images

    void changedImagesAreSent()
    {
        QVERIFY(run(request())->good());
        const TestChart original = m_chart;
        m_chart.images.first() = test::png("icon-2");
        m_proxy->forget();
        QVERIFY(run(replacing(m_chart))->good());
        QCOMPARE(bodies("files").size(), 1);
        QCOMPARE(partsOf(bodies("files").constFirst()).value("file1"), test::png("icon-2"));
        QCOMPARE(partsOf(bodies("files").constFirst()).size(), 2);
        // The server has the other bytes under that URL now.
        m_proxy->forget();
        QVERIFY(run(replacing(original))->good());
        QCOMPARE(partsOf(bodies("files").value(0)).value("file1"), test::png("icon-1"));
        QCOMPARE(partsOf(bodies("files").value(0)).size(), 2);
    }

    void anotherUploadFolderDoesNotMoveAnImage()
    {
        m_proxy->faults.insert(s("files"), {Fault::LoseReply});
        QVERIFY(!run(request())->good());
        m_proxy->faults = {{s("usage"),
            {Fault::ReplaceReply, reply("200 OK", "{\"dir\": \"ext/" + m_cloud.userId().toUtf8() + "/elsewhere\"}")}}};
        QVERIFY(run(request())->good());
        QCOMPARE(bodies("files").size(), 2);
        QCOMPARE(partsOf(bodies("files").at(1)), partsOf(bodies("files").at(0)));
    }

    // Sizes

    void tooLargeForAnyUrl()
    {
        m_chart.values = "x: \"" + noise(1'200'000) + "\"\n";
        const auto push = run(request());
        QVERIFY(!push->good());
        QCOMPARE(push->kind(), ErrorKind::Limit);
        QCOMPARE(push->ended, 1);
        QCOMPARE(m_proxy->requests().size(), 0);
    }

    void decidedAfterTheImages()
    {
        // Just below the limit with empty URLs, and above it with long ones.
        const QByteArray text = noise(1'100'000);
        qsizetype size = 1'300'000;
        std::optional<PreparedPackage> prepared;
        for (int round = 0; round < 6; ++round) {
            m_chart.values = "x: \"" + text.left(size) + "\"\n";
            prepared = prepare(m_chart);
            QVERIFY(prepared);
            const qint64 room = SizeLimits::refused - prepared->lowerBound();
            if (room >= 0 && room < 400)
                break;
            size += (room - 200) * 4 / 3;
        }
        QVERIFY(!prepared->tooLarge());
        QVERIFY(prepared->upperBound() > SizeLimits::refused);
        QByteArray urls;
        for (int i = 0; i < 3; ++i)
            urls += (i ? ",{\"url\":\"" : "{\"url\":\"") + QByteArray("https://files.example.com/")
                + text.mid(i * 450, 450) + "\"}";
        m_proxy->faults.insert(s("files"), {Fault::ReplaceReply, reply("200 OK", "{\"files\":[" + urls + "]}")});
        const auto push = run(request());
        QVERIFY(!push->good());
        QCOMPARE(push->kind(), ErrorKind::Refused);
        QVERIFY(push->result->error().sentence.contains(QString::fromLatin1(text.left(450))));
        QCOMPARE(m_proxy->count(s("files")), 1);
        QCOMPARE(m_proxy->count(s("package")), 0);
        // The images are not sent once more for the same answer.
        QCOMPARE(run(request())->kind(), ErrorKind::Refused);
        QCOMPARE(m_proxy->count(s("files")), 1);
    }

    // The note to the reviewers

    void message_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<int>("offset");
        QTest::addColumn<QString>("sent");
        QTest::newRow("given") << s("Please look at this.") << 0 << s("Please look at this.");
        QTest::newRow("UTC") << QString() << 0 << s("2026-11-23T10:00:00Z submit for review");
        QTest::newRow("east") << QString() << 8 * 3600 << s("2026-11-23T10:00:00+08:00 submit for review");
        QTest::newRow("west") << QString() << -(3 * 3600 + 1800) << s("2026-11-23T10:00:00-03:30 submit for review");
    }

    void message()
    {
        QFETCH(const QString, given);
        QFETCH(const int, offset);
        QFETCH(const QString, sent);
        m_now = QDateTime(QDate(2026, 11, 23), QTime(10, 0, 0, 123), Qt::OffsetFromUTC, offset);
        PublishRequest what = request();
        what.message = given;
        QVERIFY(run(what)->good());
        QCOMPARE(submittedMessage(), sent);
    }

    void aResumedPublishKeepsItsMessage()
    {
        PublishRequest what = request();
        what.message = s("As agreed");
        m_proxy->faults.insert(s("package"), {Fault::LoseReply});
        QVERIFY(!run(what)->good());
        m_proxy->faults.clear();
        QVERIFY(run(request())->good());
        QCOMPARE(submittedMessage(), s("As agreed"));
    }

    // Others, and the disk

    void theClockJumps()
    {
        m_journal = std::make_unique<Journal>(m_database.get(), [this] { return m_now; });
        const auto jumpTo = [this](int year) { m_now = QDateTime(QDate(year, 1, 1), QTime(0, 0), Qt::UTC); };
        const auto clean = [this] {
            std::optional<Result<int>> removed;
            m_journal->clean(1, 0, this, [&](const Result<int> &count) { removed = count; });
            static_cast<void>(waitFor([&] { return removed.has_value(); }));
            return removed ? removed->value_or(-1) : -1;
        };
        jumpTo(2026);
        Fault images = {Fault::None, {}, {}, [&] { jumpTo(1970); }};
        Fault package = {Fault::LoseReply, {}, {}, [&] { jumpTo(2099); }};
        m_proxy->faults.insert(s("files"), images);
        m_proxy->faults.insert(s("package"), package);
        const auto first = run(request());
        QVERIFY(!first->good());
        m_proxy->faults.clear();
        // Decades later, and with no byte to spare, what is to be gone on with is still there.
        QCOMPARE(clean(), 0);
        QCOMPARE(openPublishes(), 1);
        jumpTo(1999);
        const auto second = run(request());
        QVERIFY2(second->good(), second->told().constData());
        QVERIFY((*second->result)->resumed);
        QCOMPARE(m_proxy->count(s("files")), 1);
        const QList<QByteArray> packages = bodies("package");
        QCOMPARE(partsOf(packages.last()), partsOf(packages.first()));
        QCOMPARE(m_proxy->done(s("submit")), 1);
        QCOMPARE(openPublishes(), 0);
        jumpTo(2200);
        QCOMPARE(clean(), 1);
    }

    void oneAtATime()
    {
        m_proxy->faults.insert(s("files"), {Fault::Stall});
        const auto first = make(request());
        first->job->start();
        QVERIFY(waitFor([&] { return m_proxy->count(s("files")) == 1; }));
        m_chart.values = "replicas: 7\n"; // other bytes of the same version wait as well
        PublishRequest what = request();
        for (const bool known : {true, false}) {
            if (!known)
                what.userId.clear();
            const auto second = run(what);
            QVERIFY(!second->good());
            QCOMPARE(second->kind(), ErrorKind::BadInput);
            QVERIFY2(second->told().contains(m_chart.name.toUtf8() + " 1.0.0 is being published already"),
                second->told().constData());
            QCOMPARE(second->ended, 1);
        }
        QCOMPARE(posts(), 1);
        first->job->cancel();
        QVERIFY(waitFor([&] { return first->ended == 1; }));
        QCOMPARE(first->kind(), ErrorKind::Cancelled);
        m_proxy->faults.clear();
        const auto third = run(what);
        QVERIFY2(third->good(), third->told().constData());
    }

    void aLockThatAPowerCutLeft()
    {
        QVERIFY(run(request())->good());
        // The name of the lock's file is its own business: whatever a publish makes is left behind, empty and old.
        m_chart.version = s("1.1.0");
        m_proxy->faults.insert(s("files"), {Fault::Stall});
        QString lock;
        {
            const auto first = make(request());
            first->job->start();
            QVERIFY(waitFor([&] { return m_proxy->count(s("files")) == 2; }));
            lock = QDir(profile() + s("/locks")).entryInfoList(QDir::Files).value(0).filePath();
        }
        QVERIFY(!lock.isEmpty());
        m_proxy->faults.clear();
        QFile file(lock);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto early = run(request()); // somebody may be about to write into it
        QVERIFY(!early->good());
        QCOMPARE(early->kind(), ErrorKind::BadInput);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime));
        file.close();
        const auto push = run(request());
        QVERIFY2(push->good(), push->told().constData());
    }

    void noJournalNoPublish()
    {
        QFile file(m_folder->filePath(s("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        openJournal(file.fileName() + s("/profile"));
        PublishRequest what = request();
        what.profile = file.fileName() + s("/profile");
        for (const bool locked : {false, true}) {
            if (locked) // the lock can be had, but not the database
                what.profile = profile();
            const auto push = run(what);
            QVERIFY(!push->good());
            QCOMPARE(push->kind(), ErrorKind::Internal);
            QCOMPARE(push->ended, 1);
            QCOMPARE(posts(), 0);
        }
    }

    void fullDisk_data()
    {
        QTest::addColumn<QString>("step");
        QTest::newRow("before anything is sent") << s("version");
        QTest::newRow("while the images are sent") << s("files");
        QTest::newRow("while the package is sent") << s("package");
        QTest::newRow("while it is submitted") << s("submit");
    }

    void fullDisk()
    {
        QFETCH(const QString, step);
        QVERIFY(QDir().mkpath(profile()));
        SmallDisk disk(profile(), 2048);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        QFile filler(profile() + s("/filler"));
        openJournal(profile());
        QCOMPARE(openPublishes(), 0); // the database exists before the disk is full
        bool full = false;
        m_proxy->holdUntil = 3;
        m_proxy->faults.insert(step, {Fault::None, {}, [&] {
                                          if (full || !filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
                                              return;
                                          full = true;
                                          while (filler.write(QByteArray(4096, 'x')) > 0) { }
                                          while (filler.write("x", 1) > 0) { }
                                      }});
        const auto first = run(request());
        QVERIFY(full);
        QCOMPARE(first->ended, 1);
        if (step == s("submit")) { // it is submitted, whatever the journal says
            QVERIFY2(first->good(), first->told().constData());
        } else {
            QVERIFY(!first->good());
            QCOMPARE(first->kind(), ErrorKind::Internal);
        }
        if (step == s("version"))
            QCOMPARE(posts(), 0);
        m_proxy->faults.clear();
        filler.close();
        QVERIFY(filler.remove());
        const auto second = run(request());
        QVERIFY2(second->good(), second->told().constData());
        QCOMPARE(m_proxy->done(s("submit")), 1);
        QCOMPARE(m_proxy->count(s("withdraw")), 0);
        const auto packages = bodies("package");
        QCOMPARE(partsOf(packages.last()), partsOf(packages.first()));
        m_journal.reset();
        m_database.reset();
    }

    void readOnlyProfile()
    {
        QVERIFY(QDir().mkpath(profile()));
        SmallDisk disk(profile(), 512);
        if (!disk.isMounted())
            QSKIP("mounting is not allowed here");
        QVERIFY(disk.setReadOnly());
        const auto push = run(request());
        QVERIFY(!push->good());
        QCOMPARE(push->kind(), ErrorKind::Internal);
        QCOMPARE(push->ended, 1);
        QCOMPARE(posts(), 0);
        m_journal.reset();
        m_database.reset();
    }

    // A job ends once

    void cancelledAtOnce_data()
    {
        QTest::addColumn<bool>("started");
        QTest::newRow("before start") << false;
        QTest::newRow("in the turn of start") << true;
    }

    void cancelledAtOnce()
    {
        QFETCH(const bool, started);
        const auto push = make(request());
        if (started)
            push->job->start();
        push->job->cancel();
        push->job->cancel();
        push->job->start();
        push->job->start();
        QCOMPARE(push->ended, 0); // never inside
        QVERIFY(waitFor([&] { return push->ended == 1; }));
        QCOMPARE(push->kind(), ErrorKind::Cancelled);
        QTest::qWait(20);
        QCOMPARE(push->ended, 1);
        QCOMPARE(m_proxy->requests().size(), 0);
    }

    void afterTheEnd()
    {
        const auto push = make(request());
        connect(push->job.get(), &PublishJob::finished, this, [&] {
            push->job->cancel();
            push->job->start();
            push->job->answerReplace(true);
        });
        push->job->start();
        QVERIFY(waitFor([&] { return push->ended > 0; }));
        QVERIFY(push->good());
        QTest::qWait(50);
        QCOMPARE(push->ended, 1);
    }

    void deletedInsideFinished_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"none", "user", "version", "files", "package", "submit"})
            QTest::newRow(step) << s(step);
    }

    void deletedInsideFinished()
    {
        QFETCH(const QString, step);
        m_proxy->faults.insert(step, faultOf(Status403, nullptr));
        const auto push = make(request());
        connect(push->job.get(), &PublishJob::finished, this, [&] {
            push->job.reset();
            push->cloud.reset();
            push->http.reset();
        });
        push->job->start();
        QVERIFY(waitFor([&] { return !push->job; }));
        QTest::qWait(20);
        QCOMPARE(push->ended, 1);
    }

    // Opening the chart for it

    void chartIsLoadedOffTheThread()
    {
        const QString folder = m_chart.write(m_folder->path());
        for (const bool cancelled : {false, true}) {
            ChartLoader loader;
            std::shared_ptr<Result<LoadedChart>> loaded;
            int ended = 0;
            connect(&loader, &ChartLoader::finished, this, [&](const std::shared_ptr<Result<LoadedChart>> &result) {
                ++ended;
                loaded = result;
            });
            if (cancelled)
                loader.cancel();
            loader.start(folder);
            QCOMPARE(ended, 0);
            QVERIFY(waitFor([&] { return ended == 1; }));
            QCOMPARE(loaded->has_value(), !cancelled);
            if (cancelled)
                QCOMPARE(loaded->error().kind, ErrorKind::Cancelled);
            else
                QVERIFY((*loaded)->package);
        }
        auto *gone = new ChartLoader;
        gone->start(folder);
        delete gone; // harmless
    }
};

QTEST_GUILESS_MAIN(tst_publish_job)
#include "tst_publish_job.moc"
