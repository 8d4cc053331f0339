// The publishes of one window against the practice Cloud, with a proxy between them.
#include "app/publish/PublishBench.h"
#include "publish/HelmCommands.h"
#include "publish/OpenPublishes.h"
#include "publish/VersionLookup.h"

#include <QProcess>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

/// "check:done images:running …"
QString phasesOf(const PublishRun &run)
{
    static const QStringList names{s("check"), s("images"), s("withdraw"), s("package"), s("submit")};
    static const QStringList states{s("waiting"), s("running"), s("done"), s("skipped"), s("failed")};
    QStringList text;
    for (const PublishRun::Phase &phase : run.phases())
        text.append(names.at(int(phase.phase)) + u':' + states.at(int(phase.state)));
    return text.join(u' ');
}

} // namespace

class PublishRunTest : public QObject
{
    Q_OBJECT

    PracticeCloud m_cloud;
    std::unique_ptr<PublishBench> m_bench;
    TestChart m_chart;
    int m_number = 0;
    QStringList m_seen; ///< Phases, each time they changed.
    int m_started = 0;

    PublishRun &run() const { return *m_bench->run; }
    FaultProxy &proxy() const { return m_bench->proxy; }
    int posts() const
    {
        return proxy().count(s("files")) + proxy().count(s("withdraw")) + proxy().count(s("package"))
            + proxy().count(s("submit"));
    }
    bool publish(const TestChart &chart)
    {
        run().start(m_bench->request(chart));
        return m_bench->waitForEnd() && run().state() == PublishRun::State::Succeeded;
    }

private slots:
    void initTestCase() { QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText())); }

    void init()
    {
        m_seen.clear();
        m_started = 0;
        m_bench = std::make_unique<PublishBench>(m_cloud);
        QVERIFY(m_bench->signIn());
        m_chart = {QStringLiteral("run-%1").arg(++m_number)};
    }
    void cleanup() { m_bench.reset(); }

    void publishesAndTellsEachStep()
    {
        connect(&run(), &PublishRun::phasesChanged, this, [this] {
            if (m_seen.isEmpty() || m_seen.last() != phasesOf(run()))
                m_seen.append(phasesOf(run()));
        });
        run().start(m_bench->request(m_chart));
        QCOMPARE(run().state(), PublishRun::State::Running);
        run().start(m_bench->request(m_chart)); // a double click
        QVERIFY(m_bench->waitForEnd());
        QVERIFY(run().state() == PublishRun::State::Succeeded);
        QCOMPARE(m_seen.value(0), s("check:waiting images:waiting package:waiting submit:waiting"));
        QCOMPARE(m_seen.value(1), s("check:running images:waiting package:waiting submit:waiting"));
        QVERIFY(m_seen.contains(s("check:done images:running package:waiting submit:waiting")));
        QVERIFY(m_seen.contains(s("check:done images:done package:running submit:waiting")));
        QVERIFY(m_seen.contains(s("check:done images:done package:done submit:running")));
        QCOMPARE(m_seen.last(), s("check:done images:done package:done submit:done"));
        QCOMPARE(proxy().steps().mid(3), QStringList({s("files"), s("package"), s("submit")}));
        QCOMPARE(run().published()->imageUrls.size(), 3);
        const PublishRun::Phase package = run().phases().at(2);
        QVERIFY(package.total > run().published()->packageSize);
        QCOMPARE(package.sent, package.total);

        run().dismiss();
        QCOMPARE(run().state(), PublishRun::State::Idle);
        QVERIFY(!run().published());
    }

    void sendsNothingTwiceWhenTriedAgain_data()
    {
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("phases");
        QTest::newRow("images") << s("files") << s("check:done images:failed package:waiting submit:waiting");
        QTest::newRow("package") << s("package") << s("check:done images:done package:failed submit:waiting");
        QTest::newRow("submit") << s("submit") << s("check:done images:done package:done submit:failed");
    }
    void sendsNothingTwiceWhenTriedAgain()
    {
        QFETCH(QString, step);
        QFETCH(QString, phases);
        proxy().faults.insert(step, PublishBench::failing());
        QVERIFY(!publish(m_chart));
        QCOMPARE(run().state(), PublishRun::State::Failed);
        QCOMPARE(run().error()->kind, ErrorKind::Refused);
        QCOMPARE(phasesOf(run()), phases);
        proxy().faults.clear();
        run().tryAgain();
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
        for (const QString &each : {s("files"), s("package"), s("submit")})
            QCOMPARE(proxy().done(each), 1);
        QVERIFY(run().published()->resumed);
    }

    void cancelsAtEachStep_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"user", "version", "usage", "files", "package", "submit"})
            QTest::newRow(step) << s(step);
    }
    void cancelsAtEachStep()
    {
        QFETCH(QString, step);
        proxy().faults.insert(step, {Fault::Stall, {}, [this] { run().cancel(); }});
        QVERIFY(!publish(m_chart));
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
        proxy().faults.clear();
        run().tryAgain();
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
    }

    void asksBeforeItReplaces()
    {
        QVERIFY(publish(m_chart));
        const QString snapshot = run().published()->snapshotId;
        m_chart.values = "replicas: 2\n";
        run().start(m_bench->request(m_chart));
        QVERIFY(m_bench->waitFor(PublishRun::State::Asking));
        QCOMPARE(run().question()->id, snapshot);
        run().answer(false);
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
        QCOMPARE(proxy().count(s("withdraw")), 0);

        run().tryAgain();
        QVERIFY(m_bench->waitFor(PublishRun::State::Asking));
        run().answer(true);
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
        QCOMPARE(phasesOf(run()), s("check:done images:skipped withdraw:done package:done submit:done"));
        QCOMPARE(proxy().count(s("withdraw")), 1);
    }

    void cancelsWhileItAsks()
    {
        QVERIFY(publish(m_chart));
        m_chart.values = "replicas: 2\n";
        run().start(m_bench->request(m_chart));
        QVERIFY(m_bench->waitFor(PublishRun::State::Asking));
        run().cancel();
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
        QVERIFY(!run().question());
    }

    // The key

    void goesOnByItselfWithANewKey_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"user", "files", "package", "submit"})
            QTest::newRow(step) << s(step);
    }
    void goesOnByItselfWithANewKey()
    {
        QFETCH(QString, step);
        proxy().faults.insert(step, PublishBench::refusal());
        proxy().faults.insert(s("user"), {Fault::None});
        if (step == s("user"))
            proxy().faults.insert(step, PublishBench::refusal());
        else // the key holds when the publish begins, and no longer at this step
            proxy().faults[step].before = [this] { proxy().faults.insert(s("user"), PublishBench::refusal()); };
        QVERIFY(!publish(m_chart));
        QVERIFY(PublishBench::spinUntil([&] { return run().isWaitingForKey(); }));
        QCOMPARE(m_bench->session->state(), Session::State::KeyNeeded);
        QVERIFY(!run().isSameAccount());
        run().tryAgain(); // does nothing without a key
        QCOMPARE(run().state(), PublishRun::State::Failed);

        proxy().faults.clear();
        connect(&run(), &PublishRun::stateChanged, this,
            [this] { m_started += run().state() == PublishRun::State::Running ? 1 : 0; });
        m_bench->session->replaceKey(m_cloud.key());
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(m_started, 1);
        for (const QString &each : {s("files"), s("package"), s("submit")})
            QCOMPARE(proxy().done(each), 1);

        // Once only: another key later starts nothing.
        proxy().forget();
        m_bench->session->replaceKey(m_cloud.key());
        QVERIFY(m_bench->session.waitFor(Session::State::SignedIn));
        QCOMPARE(posts(), 0);
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
    }

    void staysFailedWhereTheKeyHolds()
    {
        proxy().faults.insert(s("package"), PublishBench::refusal());
        QVERIFY(!publish(m_chart));
        const int asked = proxy().count(s("user"));
        QVERIFY(PublishBench::spinUntil([&] { return proxy().done(s("user")) > asked; }));
        QCOMPARE(m_bench->session->state(), Session::State::SignedIn);
        QCOMPARE(run().error()->httpStatus, 403);
        QVERIFY(!run().isWaitingForKey());
    }

    void goesOnWhenTheKeyIsReplacedWhileItRuns()
    {
        proxy().faults.insert(s("package"), {Fault::Stall, {}, [this] {
                                                 proxy().faults.clear();
                                                 m_bench->session->replaceKey(m_cloud.key());
                                             }});
        run().start(m_bench->request(m_chart));
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().done(s("files")), 1);
        QCOMPARE(proxy().done(s("submit")), 1);
    }

    void endsWhenSignedOut_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"user", "files", "package", "submit"})
            QTest::newRow(step) << s(step);
    }
    void endsWhenSignedOut()
    {
        QFETCH(QString, step);
        proxy().faults.insert(step, {Fault::Stall, {}, [this] { m_bench->session->signOut(); }});
        run().start(m_bench->request(m_chart));
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
        QVERIFY(!run().isWaitingForKey());
        proxy().faults.clear();
        QVERIFY(m_bench->signIn());
        QCOMPARE(run().state(), PublishRun::State::Failed); // signed out by the user: not by itself
        run().tryAgain();
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
        QVERIFY(proxy().count(s("submit")) <= 2); // the first one may have arrived
    }

    // Before it

    void looksWhatThereIs()
    {
        VersionLookup lookup(&m_bench->session.session(), m_bench->journal.get());
        const PublishRequest request = m_bench->request(m_chart);
        lookup.ask(request.package);
        QCOMPARE(lookup.state(), VersionLookup::State::Asking);
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() != VersionLookup::State::Asking; }));
        QCOMPARE(lookup.state(), VersionLookup::State::Known);
        QVERIFY(!lookup.situation().snapshot);
        QCOMPARE(lookup.situation().imagesToSend.size(), 3);
        QCOMPARE(planPublish(lookup.situation()).way, PublishPlan::Way::SendAll);

        // Stopped after the images
        proxy().faults.insert(s("package"), {Fault::Refuse});
        QVERIFY(!publish(m_chart));
        lookup.ask(request.package);
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() == VersionLookup::State::Known; }));
        QVERIFY(lookup.situation().record);
        QVERIFY(lookup.situation().imagesToSend.isEmpty());
        QCOMPARE(planPublish(lookup.situation()).way, PublishPlan::Way::SendKeptPackage);

        proxy().faults.clear();
        run().tryAgain();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        lookup.ask(request.package);
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() == VersionLookup::State::Known; }));
        QCOMPARE(lookup.situation().snapshot->status, s("submitted"));
        QCOMPARE(planPublish(lookup.situation()).way, PublishPlan::Way::AskToReplace);

        QVERIFY(m_bench->review(run().published()->snapshotId, s("approve")));
        lookup.ask(request.package);
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() == VersionLookup::State::Known; }));
        QCOMPARE(planPublish(lookup.situation()).way, PublishPlan::Way::RefuseActive);

        proxy().faults.insert(s("version"), PublishBench::failing());
        lookup.ask(request.package);
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() == VersionLookup::State::Failed; }));
        QCOMPARE(lookup.error()->httpStatus, 500);

        // A client that goes takes the question with it; the next one is asked again.
        proxy().faults.insert(s("version"), {Fault::Stall});
        lookup.ask(request.package);
        m_bench->session->signOut();
        QCOMPARE(lookup.state(), VersionLookup::State::Idle);
        proxy().faults.clear();
        QVERIFY(m_bench->signIn());
        QVERIFY(PublishBench::spinUntil([&] { return lookup.state() == VersionLookup::State::Known; }));
    }

    // At the next start

    void goesOnAtTheNextStart_data()
    {
        QTest::addColumn<QString>("step");
        for (const char *step : {"files", "package", "submit"})
            QTest::newRow(step) << s(step);
    }
    void goesOnAtTheNextStart()
    {
        QFETCH(QString, step);
        bool arrived = false;
        proxy().faults.insert(step, {Fault::Stall, {}, [&arrived] { arrived = true; }});
        run().start(m_bench->request(m_chart));
        QVERIFY(PublishBench::spinUntil([&] { return arrived; }));
        m_bench->restart();
        proxy().faults.clear();

        OpenPublishes open(m_bench->journal.get(), m_bench->session.profile());
        QSignalSpy loaded(&open, &OpenPublishes::loaded);
        open.load();
        QVERIFY(loaded.wait());
        QCOMPARE(open.publishes().size(), 1);
        QCOMPARE(open.publishes().first().key.name, m_chart.name);
        std::optional<ResumeCheck> check;
        connect(&open, &OpenPublishes::checked, this, [&](const ResumeCheck &result) { check = result; });
        open.check(open.publishes().first());
        QVERIFY(PublishBench::spinUntil([&] { return check.has_value(); }));
        QCOMPARE(check->found, ResumeCheck::Found::Same);
        run().start(*check->request);
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QVERIFY(run().published()->resumed);
        QCOMPARE(proxy().done(s("submit")), 1);
        QVERIFY(m_bench->openPublishes().isEmpty());
    }

    void tellsWhatCannotBeGoneOnWith()
    {
        proxy().faults.insert(s("package"), {Fault::Refuse});
        QVERIFY(!publish(m_chart));
        m_bench->restart();
        OpenPublishes open(m_bench->journal.get(), m_bench->session.profile());
        QSignalSpy loaded(&open, &OpenPublishes::loaded);
        open.load();
        QVERIFY(loaded.wait());
        const PublishRecord record = open.publishes().value(0);
        std::optional<ResumeCheck> check;
        connect(&open, &OpenPublishes::checked, this, [&](const ResumeCheck &result) { check = result; });

        m_chart.values = "replicas: 3\n";
        QVERIFY(!m_chart.write(m_bench->charts.path()).isEmpty());
        open.check(record);
        QVERIFY(PublishBench::spinUntil([&] { return check.has_value(); }));
        QCOMPARE(check->found, ResumeCheck::Found::Changed);
        QVERIFY(!check->request);

        QVERIFY(QDir(record.chartPath).removeRecursively());
        check.reset();
        open.check(record);
        QVERIFY(PublishBench::spinUntil([&] { return check.has_value(); }));
        QCOMPARE(check->found, ResumeCheck::Found::Gone);
        QVERIFY(check->error);

        QStringList images;
        bool unsure = true;
        connect(
            &open, &OpenPublishes::gaveUp, this, [&](const PublishRecord &, const QStringList &remaining, bool more) {
                images = remaining;
                unsure = more;
            });
        open.giveUp(record);
        QVERIFY(PublishBench::spinUntil([&] { return !images.isEmpty(); }));
        QCOMPARE(images.size(), 3);
        QVERIFY(!unsure);
        QVERIFY(open.publishes().isEmpty());
        QVERIFY(m_bench->openPublishes().isEmpty());
    }

    void offersOnlyWhatNobodyElsePublishes()
    {
        bool arrived = false;
        proxy().faults.insert(s("package"), {Fault::Stall, {}, [&arrived] { arrived = true; }});
        run().start(m_bench->request(m_chart));
        QVERIFY(PublishBench::spinUntil([&] { return arrived; }));
        OpenPublishes open(m_bench->journal.get(), m_bench->session.profile());
        QSignalSpy loaded(&open, &OpenPublishes::loaded);
        open.load();
        QVERIFY(loaded.wait());
        QVERIFY(open.publishes().isEmpty());
        run().cancel();
        QVERIFY(m_bench->waitForEnd());
        open.load();
        QVERIFY(loaded.wait());
        QCOMPARE(open.publishes().size(), 1);
    }

    void findsThePackageOptionsAgain()
    {
        proxy().faults.insert(s("package"), {Fault::Refuse});
        PublishRequest request = m_bench->request(m_chart);
        request.package = *PreparedPackage::prepare(*openChart(request.chartPath), {.keepImages = true});
        run().start(request);
        QVERIFY(m_bench->waitForEnd());
        OpenPublishes open(m_bench->journal.get(), m_bench->session.profile());
        std::optional<ResumeCheck> check;
        connect(&open, &OpenPublishes::checked, this, [&](const ResumeCheck &result) { check = result; });
        open.check(m_bench->openPublishes().value(0));
        QVERIFY(PublishBench::spinUntil([&] { return check.has_value(); }));
        QCOMPARE(check->found, ResumeCheck::Found::Same);
        QVERIFY(check->options.keepImages);
    }

    // Commands

    void quotesCommands()
    {
        QCOMPARE(helmSearchCommands(QUrl(s("https://beta.example.com")), s("employee"), s("1.0.0")),
            s("helm repo add kscloud-beta https://beta.example.com && \\\nhelm repo update kscloud-beta && \\\n"
              "helm search repo employee"));
        // Names come from a server: what no extension can be called gets no command to paste.
        for (const char *name : {"a\003b", "-rf", "A", "a b", "", "a;reboot", "a\nb"})
            QCOMPARE(helmSearchCommands(QUrl(s("https://beta.example.com")), QString::fromLatin1(name), s("1.0.0")),
                QString());
        QCOMPARE(shellWord(s("=a")), s("'=a'"));
        QCOMPARE(shellWord(s("a\033[201~b")), s("'a[201~b'"));
        QVERIFY(helmSearchCommands(QUrl(s("https://beta.example.com")), s("employee"), s("1.0.0-rc.1"))
                    .endsWith(s("helm search repo employee --devel")));
        for (const QString &word : {s("it's"), s("$(id)"), s("a b"), s("`x`"), s(""), s("a;b"), s("\"")}) {
            QProcess shell;
            shell.start(s("/bin/sh"), {s("-c"), s("printf %s ") + shellWord(word)});
            QVERIFY(shell.waitForFinished());
            QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), word);
        }
    }
};

QTEST_GUILESS_MAIN(PublishRunTest)
#include "PublishRunTest.moc"
