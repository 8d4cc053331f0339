#include "wizard/CloseGuard.h"

#include "app/publish/PublishBench.h"
#include "support/Pictures.h"

#include <QDialog>
#include <QPushButton>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

class CloseGuardTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Look> m_look;
    PracticeCloud m_cloud;
    std::unique_ptr<PublishBench> m_bench;
    std::unique_ptr<QWidget> m_window;
    CloseGuard *m_guard = nullptr;
    QList<CloseGuard::Choice> m_chosen;
    int m_mayQuit = 0;
    int m_attention = 0;
    int m_number = 0;

    PublishRun &run() const { return *m_bench->run; }
    /// A publish that stands still at the package.
    bool startStalled()
    {
        bool arrived = false;
        m_bench->proxy.faults.insert(QStringLiteral("package"), {Fault::Stall, {}, [&arrived] { arrived = true; }});
        run().start(m_bench->request({QStringLiteral("close-%1").arg(++m_number)}));
        const bool good = PublishBench::spinUntil([&] { return arrived; });
        m_bench->proxy.faults.clear();
        return good;
    }
    /// A publish that goes on as soon as the test returns to the event loop.
    void start() { run().start(m_bench->request({QStringLiteral("close-%1").arg(++m_number)})); }

    QDialog *question() const
    {
        for (QDialog *dialog : m_window->findChildren<QDialog *>()) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    /// By what it begins with, in the language of the test: the order is Cancel, Stop, Finish.
    QPushButton *button(int index) const { return question()->findChildren<QPushButton *>().value(index); }

private slots:
    void initTestCase()
    {
        m_look = std::make_unique<Look>();
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }
    void init()
    {
        m_bench = std::make_unique<PublishBench>(m_cloud);
        QVERIFY(m_bench->signIn());
        m_window = std::make_unique<QWidget>();
        m_window->resize(1024, 700);
        m_window->show();
        m_guard = new CloseGuard(&run(), m_window.get());
        m_chosen.clear();
        m_mayQuit = m_attention = 0;
        connect(m_guard, &CloseGuard::chosen, this, [this](CloseGuard::Choice choice) { m_chosen.append(choice); });
        connect(m_guard, &CloseGuard::mayQuit, this, [this] { ++m_mayQuit; });
        connect(m_guard, &CloseGuard::attentionNeeded, this, [this] { ++m_attention; });
    }
    void cleanup()
    {
        m_window.reset();
        m_bench.reset();
    }

    void closesWhereNothingRuns()
    {
        QVERIFY(m_guard->mayClose());
        QVERIFY(!question());
        m_guard->stop();
        QTRY_COMPARE(m_mayQuit, 1);
    }

    void asksOnceAndStays()
    {
        QVERIFY(startStalled());
        QVERIFY(!m_guard->mayClose());
        QVERIFY(question());
        QVERIFY(!m_guard->mayClose());
        QCOMPARE(m_window->findChildren<QDialog *>().size(), 1);
        picture(*question(), QStringLiteral("close-question"));
        QTest::keyClick(question(), Qt::Key_Escape);
        QCOMPARE(m_chosen, QList{CloseGuard::Choice::Stay});
        QVERIFY(run().isRunning());
        QVERIFY(!m_guard->mayClose()); // asked anew
        button(0)->click();
        QCOMPARE(m_chosen.size(), 2);
        QVERIFY(run().isRunning());
        QCOMPARE(m_mayQuit, 0);
    }

    void stopsAndGoesOnAtTheNextStart()
    {
        QVERIFY(startStalled());
        QVERIFY(!m_guard->mayClose());
        button(1)->click();
        QCOMPARE(m_chosen, QList{CloseGuard::Choice::StopHere});
        QVERIFY(PublishBench::spinUntil([&] { return m_mayQuit == 1; }));
        QVERIFY(m_guard->mayClose());
        QCOMPARE(m_bench->openPublishes().size(), 1);
    }

    void finishesInTheBackground()
    {
        start();
        QVERIFY(!m_guard->mayClose());
        QVERIFY(button(2)->isDefault());
        button(2)->click();
        QVERIFY(!m_guard->mayClose()); // answered already: no second question
        QVERIFY(!question());
        QVERIFY(PublishBench::spinUntil([&] { return m_mayQuit == 1; }));
        QCOMPARE(run().state(), PublishRun::State::Succeeded);
        QVERIFY(m_guard->mayClose());
    }

    void comesBackWhereItFailsInTheBackground()
    {
        m_bench->proxy.faults.insert(QStringLiteral("package"), PublishBench::failing());
        start();
        QVERIFY(!m_guard->mayClose());
        button(2)->click();
        QVERIFY(PublishBench::spinUntil([&] { return m_attention == 1; }));
        QCOMPARE(m_mayQuit, 0);
        QVERIFY(m_guard->mayClose());
    }

    void goesWhenItEndsWhileItAsks()
    {
        start();
        QVERIFY(!m_guard->mayClose());
        QVERIFY(PublishBench::spinUntil([&] { return m_mayQuit == 1; }));
        QVERIFY(!question());
        QVERIFY(m_chosen.isEmpty());
    }

    void staysWhenItFailsWhileItAsks()
    {
        m_bench->proxy.faults.insert(QStringLiteral("package"), PublishBench::failing());
        start();
        QVERIFY(!m_guard->mayClose());
        QVERIFY(m_bench->waitForEnd());
        QVERIFY(!question());
        QCOMPARE(m_mayQuit, 0);
    }

    void cannotFinishWhatWaitsForAnAnswer()
    {
        TestChart chart{QStringLiteral("close-%1").arg(++m_number)};
        run().start(m_bench->request(chart));
        QVERIFY(m_bench->waitForEnd());
        chart.values = "replicas: 4\n";
        run().start(m_bench->request(chart));
        QVERIFY(m_bench->waitFor(PublishRun::State::Asking));
        QVERIFY(!m_guard->mayClose());
        QCOMPARE(question()->findChildren<QPushButton *>().size(), 2);
        button(1)->click();
        QVERIFY(PublishBench::spinUntil([&] { return m_mayQuit == 1; }));
    }

    void stopsWithoutAQuestion()
    {
        QVERIFY(startStalled());
        QVERIFY(!m_guard->mayClose());
        m_guard->stop(); // SIGTERM while it asks
        QVERIFY(!question());
        QVERIFY(PublishBench::spinUntil([&] { return m_mayQuit == 1; }));
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
    }
};

QTEST_MAIN(CloseGuardTest)
#include "CloseGuardTest.moc"
