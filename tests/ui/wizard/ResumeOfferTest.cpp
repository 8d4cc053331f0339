#include "wizard/submit/ResumeOffer.h"

#include "app/publish/PublishBench.h"
#include "publish/PublishDraft.h"
#include "support/Pictures.h"

#include <QPushButton>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

class ResumeOfferTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Look> m_look;
    PracticeCloud m_cloud;
    std::unique_ptr<PublishBench> m_bench;
    std::unique_ptr<PublishDraft> m_draft;
    std::unique_ptr<ResumeOffer> m_offer;
    TestChart m_chart;
    int m_resumed = 0;
    int m_number = 0;

    PublishRun &run() const { return *m_bench->run; }

    /// A publish that was killed at the package; then the next start.
    bool leaveHalfWay()
    {
        bool arrived = false;
        m_bench->proxy.faults.insert(QStringLiteral("package"), {Fault::Refuse, {}, [&arrived] { arrived = true; }});
        run().start(m_bench->request(m_chart));
        if (!PublishBench::spinUntil([&] { return arrived; }))
            return false;
        m_bench->restart();
        m_bench->proxy.faults.clear();
        m_bench->proxy.forget();
        return true;
    }
    void show()
    {
        Services services;
        services.profile = m_bench->session.profile();
        services.journal = m_bench->journal.get();
        services.session = &m_bench->session.session();
        services.draft = m_draft.get();
        services.run = m_bench->run.get();
        m_offer = std::make_unique<ResumeOffer>(services);
        m_offer->resize(820, 60);
        m_resumed = 0;
        connect(m_offer.get(), &ResumeOffer::resumed, this, [this] { ++m_resumed; });
        m_offer->look();
    }
    bool shows(const QString &text) const
    {
        return PublishBench::spinUntil([&] { return m_offer->isVisible() && m_offer->text().contains(text); });
    }
    /// Go on, Give up, Later.
    QPushButton *button(int index) const { return m_offer->findChildren<QPushButton *>().value(index); }

private slots:
    void initTestCase()
    {
        m_look = std::make_unique<Look>();
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }
    void init()
    {
        m_bench = std::make_unique<PublishBench>(m_cloud);
        m_draft = std::make_unique<PublishDraft>();
        QVERIFY(m_bench->signIn());
        m_chart = {QStringLiteral("resume-%1").arg(++m_number)};
    }
    void cleanup()
    {
        m_offer.reset();
        m_draft.reset();
        m_bench.reset();
    }

    void isHiddenWhereThereIsNothing()
    {
        show();
        QVERIFY(m_bench->openPublishes().isEmpty()); // answered after look()
        QCoreApplication::processEvents();
        QVERIFY(!m_offer->isVisible());
    }

    void goesOn()
    {
        QVERIFY(leaveHalfWay());
        show();
        QVERIFY(shows(m_chart.name));
        picture(*m_offer, QStringLiteral("resume-offer"));
        button(0)->click();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(m_resumed, 1);
        QVERIFY(!m_offer->isVisible());
        QVERIFY(run().published()->resumed);
        QCOMPARE(m_bench->proxy.count(QStringLiteral("files")), 0);
        QVERIFY(!m_draft->path().isEmpty());
    }

    void signsInFirst()
    {
        QVERIFY(leaveHalfWay());
        m_bench->run.reset();
        m_bench->session.open(); // the program's next start: nobody is signed in yet
        m_bench->openRun();
        show();
        QVERIFY(shows(m_chart.name));
        button(0)->click();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
    }

    void saysWhoHasToSignIn()
    {
        QVERIFY(leaveHalfWay());
        m_bench->session->signOut();
        show();
        QVERIFY(shows(m_chart.name));
        button(0)->click();
        QVERIFY(shows(m_bench->proxy.url().toString()));
        QCOMPARE(m_resumed, 0);
    }

    void leadsToTheChartThatChanged()
    {
        QVERIFY(leaveHalfWay());
        m_chart.values = "replicas: 5\n";
        const QString path = m_chart.write(m_bench->charts.path());
        show();
        QVERIFY(shows(m_chart.name));
        button(0)->click();
        QSignalSpy chart(m_offer.get(), &ResumeOffer::openChartRequested);
        QVERIFY(PublishBench::spinUntil([&] { return button(0)->isVisible(); }));
        picture(*m_offer, QStringLiteral("resume-changed"));
        button(0)->click();
        QCOMPARE(chart.size(), 1);
        QCOMPARE(chart.first().first().toString(), path);
        QVERIFY(!m_offer->isVisible());
    }

    void givesUpAndSaysWhatRemains()
    {
        QVERIFY(leaveHalfWay());
        QVERIFY(QDir(m_bench->charts.path()).removeRecursively());
        show();
        QVERIFY(shows(m_chart.name));
        button(0)->click();
        QVERIFY(PublishBench::spinUntil([&] { return button(1)->isVisible() && !button(0)->isVisible(); }));
        picture(*m_offer, QStringLiteral("resume-gone"));
        button(1)->click();
        QVERIFY(shows(QStringLiteral("3")));
        picture(*m_offer, QStringLiteral("resume-given-up"));
        QVERIFY(m_bench->openPublishes().isEmpty());
        button(0)->click();
        QVERIFY(!m_offer->isVisible());
    }

    void waitsUntilLater()
    {
        QVERIFY(leaveHalfWay());
        show();
        QVERIFY(shows(m_chart.name));
        button(2)->click();
        QVERIFY(!m_offer->isVisible());
        QCOMPARE(m_bench->openPublishes().size(), 1);
    }
};

QTEST_MAIN(ResumeOfferTest)
#include "ResumeOfferTest.moc"
