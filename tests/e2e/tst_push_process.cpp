// The command line as a process, pushing: killed, interrupted, refused, and what its exit codes say.
#include "app/publish/TestChart.h"
#include "attack/KilledPush.h"
#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"

#include <QEventLoop>
#include <QProcess>
#include <QTest>
#include <QTimer>

#include <csignal>

using namespace ksp::test;

namespace {

struct Outcome
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

} // namespace

class tst_push_process : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    PracticeCloud m_cloud;
    TestChart m_chart;
    int m_number = 0;

    QString profile() const { return m_folder.filePath(QStringLiteral("profile-%1").arg(m_number)); }

    /// Starts it with the key on its standard input.
    void start(QProcess &process, const QString &server, const QStringList &arguments) const
    {
        process.start(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
            arguments + QStringList{s("--key-stdin"), s("--server"), server, s("--profile"), profile()});
        process.write(m_cloud.key().toUtf8() + '\n');
        process.closeWriteChannel();
    }
    static Outcome outcomeOf(QProcess &process)
    {
        // With the event loop: a scripted server may run in this process.
        QEventLoop loop;
        connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
        QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
        if (process.state() != QProcess::NotRunning)
            loop.exec();
        if (process.state() != QProcess::NotRunning || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }
    Outcome push(const QString &server, const QString &chart, const QStringList &more = {}) const
    {
        QProcess process;
        start(process, server, QStringList{s("push"), chart} + more);
        return outcomeOf(process);
    }

private slots:
    void initTestCase()
    {
        // Their order in time counts here, not how fast they come.
        m_cloud.setMoreArguments({s("--delay"), s("20")});
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }

    void init() { m_chart = {QStringLiteral("pushed-%1").arg(++m_number)}; }

    void killed()
    {
        constexpr int kills = 25;
        KilledPush pushes(m_cloud, 20);
        QVERIFY(pushes.measure());
        int finishedFirst = 0;
        int resumed = 0;
        for (int i = 1; i <= kills; ++i) {
            const KilledPush::Run run = pushes.once();
            const QString told = QStringLiteral("killed after %1 ms: %2; %3")
                                     .arg(QString::number(run.moment), run.sent.join(u' '), run.complaints.join(u','));
            QVERIFY2(run.complaints.isEmpty(), qPrintable(told));
            finishedFirst += run.finishedFirst ? 1 : 0;
            resumed += run.resumed ? 1 : 0;
        }
        qInfo("%d / %d: %d went on where the first stopped, %d were done before they were killed", kills, kills,
            resumed, finishedFirst);
        QVERIFY(resumed > 0);
        QCOMPARE(pushes.submitted(), kills + 1);
    }

    void interrupted_data()
    {
        QTest::addColumn<QString>("step");
        QTest::newRow("images") << s("Uploading the images");
        QTest::newRow("package") << s("Uploading the package");
        QTest::newRow("submission") << s("Submitting for review");
    }

    void interrupted()
    {
        QFETCH(const QString, step);
        m_cloud.kill();
        m_cloud.setMoreArguments({s("--delay"), s("300")});
        QVERIFY(m_cloud.restart());
        const qsizetype before = m_cloud.requests().size();
        const QString chart = m_chart.write(m_folder.path());
        QProcess process;
        start(process, m_cloud.url(), {s("push"), chart});
        QByteArray told;
        while (!told.contains(step.toUtf8())) {
            QVERIFY2(process.waitForReadyRead(20'000), told.constData());
            told += process.readAllStandardError();
            process.setReadChannel(QProcess::StandardError);
        }
        ::kill(pid_t(process.processId()), SIGINT);
        const Outcome first = outcomeOf(process);
        QVERIFY2(first.exitCode == 6, first.err.constData());
        QVERIFY2(first.err.contains("goes on where it stopped"), first.err.constData());
        m_cloud.kill();
        m_cloud.setMoreArguments({});
        QVERIFY(m_cloud.restart());
        const Outcome second = push(m_cloud.url(), chart);
        QVERIFY2(second.exitCode == 0, second.err.constData());
        QVERIFY2(second.err.contains("Going on with the publish of"), second.err.constData());
        QCOMPARE(KilledPush::carriedOut(m_cloud, before).count(s("action:submit")), 1);
    }

    void dryRunSendsNothing()
    {
        const qsizetype before = m_cloud.requests().size();
        const Outcome dry = push(m_cloud.url(), m_chart.write(m_folder.path()), {s("--dry-run")});
        QVERIFY2(dry.exitCode == 0, dry.err.constData());
        QCOMPARE(m_cloud.requests().size(), before);
    }

    // Where the window is never opened nobody else cleans up.
    void oldPackagesGo()
    {
        const QString packages = profile() + s("/packages");
        QVERIFY(QDir().mkpath(packages));
        QFile old(packages + s("/") + QString(64, u'a') + s(".tgz"));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("x") == 1 && old.flush());
        QVERIFY(old.setFileTime(QDateTime::currentDateTime().addDays(-100), QFileDevice::FileModificationTime));
        old.close();
        const Outcome pushed = push(m_cloud.url(), m_chart.write(m_folder.path()));
        QVERIFY2(pushed.exitCode == 0, pushed.err.constData());
        const QStringList left = QDir(packages).entryList(QDir::Files);
        QCOMPARE(left.size(), 1);
        QVERIFY(left.first() != QFileInfo(old.fileName()).fileName());
    }

    void aVersionThatWaits()
    {
        QString chart = m_chart.write(m_folder.path());
        QCOMPARE(push(m_cloud.url(), chart).exitCode, 0);
        m_chart.values = "replicas: 2\n";
        chart = m_chart.write(m_folder.path());
        const qsizetype before = m_cloud.requests().size();
        const Outcome asked = push(m_cloud.url(), chart);
        QVERIFY2(asked.exitCode == 2, asked.err.constData());
        QVERIFY2(asked.err.contains("--yes"), asked.err.constData());
        QVERIFY(KilledPush::carriedOut(m_cloud, before).isEmpty());
        const Outcome agreed = push(m_cloud.url(), chart, {s("--yes")});
        QVERIFY2(agreed.exitCode == 0, agreed.err.constData());
        QCOMPARE(KilledPush::carriedOut(m_cloud, before),
            QStringList({s("action:cancel-submit"), s("package"), s("action:submit")}));
    }

    void exitCodes_data()
    {
        QTest::addColumn<QList<Act>>("acts");
        QTest::addColumn<int>("exitCode");
        const auto one = [](const Act &act) { return QList<Act>{act}; };
        QTest::newRow("reset") << one({Act::AnswerThenReset, {}}) << 3;
        QTest::newRow("cut short") << one({Act::AnswerThenClose, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"us"})
                                   << 3;
        QTest::newRow("401") << one(answer("401 Unauthorized", "{}")) << 4;
        QTest::newRow("403") << one(answer("403 Forbidden", R"({"message": "permission denied"})")) << 4;
        QTest::newRow("404") << one(answer("404 Not Found", "{}")) << 5;
        QTest::newRow("500") << one(answer("500 Internal Server Error", "")) << 5;
        QTest::newRow("503") << one(answer("503 Service Unavailable", "<html></html>")) << 5;
        QTest::newRow("HTML") << one(ok("<html><body>Sign in</body></html>")) << 5;
        QTest::newRow("empty") << one(ok("")) << 5;
        QTest::newRow("broken JSON") << one(ok("{\"user_id\": \"us")) << 5;
        QTest::newRow("another shape") << one(ok("[1, 2]")) << 5;
    }

    void exitCodes()
    {
        QFETCH(const QList<Act>, acts);
        QFETCH(const int, exitCode);
        ScriptedServer server(acts);
        const Outcome outcome = push(server.url().toString(), m_chart.write(m_folder.path()));
        QVERIFY2(outcome.exitCode == exitCode, outcome.err.constData());
        QVERIFY(outcome.err.startsWith("error executing command: ") || outcome.err.contains("\nerror executing"));
        QVERIFY(server.requestCount() > 0);
        for (const QByteArray &request : server.requests())
            QVERIFY(request.startsWith("GET "));
    }

    void refusedBeforeAnythingIsSent()
    {
        const qsizetype before = m_cloud.requests().size();
        QCOMPARE(push(m_cloud.url(), m_folder.filePath(s("nothing-here"))).exitCode, 1);
        m_chart.version = s("1");
        QCOMPARE(push(m_cloud.url(), m_chart.write(m_folder.path())).exitCode, 1);
        QCOMPARE(m_cloud.requests().size(), before);
        // Nobody listens there any more.
        quint16 port = 0;
        {
            const ScriptedServer gone({Act{}});
            port = gone.serverPort();
        }
        m_chart.version = s("1.0.0");
        QCOMPARE(push(QStringLiteral("http://127.0.0.1:%1").arg(port), m_chart.write(m_folder.path())).exitCode, 3);
    }
};

QTEST_GUILESS_MAIN(tst_push_process)
#include "tst_push_process.moc"
