// The page on the real engine: session, draft, journal and run, against the practice Cloud through a proxy.
#include "wizard/SubmitPage.h"
#include "app/publish/PublishBench.h"
#include "core/Settings.h"
#include "publish/PublishDraft.h"
#include "support/Pictures.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "wizard/submit/PlanView.h"
#include "wizard/submit/RunView.h"
#include "wizard/submit/StepRow.h"
#include "wizard/submit/SuccessView.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace ksp;
using namespace ksp::test;

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

/// What the wizard puts around a page: title, the line, and the two buttons.
class Shell : public QWidget
{
public:
    explicit Shell(SubmitPage *shown)
        : page(shown), titleLabel(new QLabel), why(new QLabel), back(new QPushButton(s("&Back"))),
          primary(new QPushButton)
    {
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(around, around, around, around);
        layout->setSpacing(between);
        titleLabel->setFont(titleFont(font()));
        layout->addWidget(titleLabel);
        layout->addWidget(page, 1);
        auto *buttons = new QHBoxLayout;
        why->setWordWrap(true);
        buttons->addWidget(why, 1);
        buttons->addWidget(back);
        buttons->addWidget(primary);
        layout->addLayout(buttons);
        primary->setDefault(true);
        QObject::connect(page, &WizardPage::stateChanged, this, [this] { refresh(); });
        QObject::connect(primary, &QPushButton::clicked, page, [this] { page->primary(); });
        resize(820, 620); // what a window of 1024 x 700 leaves
        refresh();
    }

    void refresh()
    {
        titleLabel->setText(page->title());
        why->setText(page->whyNotReady());
        back->setEnabled(page->canGoBack());
        primary->setText(page->primaryText());
        primary->setVisible(!page->primaryText().isEmpty());
        primary->setEnabled(page->isReady());
    }

    SubmitPage *page;
    QLabel *titleLabel;
    QLabel *why;
    QPushButton *back;
    QPushButton *primary;
};

} // namespace

class SubmitPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Look> m_look;
    PracticeCloud m_cloud;
    std::unique_ptr<PublishBench> m_bench;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<PublishDraft> m_draft;
    std::unique_ptr<Shell> m_shell;
    SubmitPage *m_page = nullptr;
    QStringList m_announced;
    TestChart m_chart;
    int m_number = 0;

    FaultProxy &proxy() const { return m_bench->proxy; }
    PublishRun &run() const { return *m_bench->run; }

    void show()
    {
        Services services;
        services.profile = m_bench->session.profile();
        services.settings = m_settings.get();
        services.database = m_bench->database.get();
        services.journal = m_bench->journal.get();
        services.session = &m_bench->session.session();
        services.draft = m_draft.get();
        services.run = m_bench->run.get();
        m_page = new SubmitPage(services);
        m_announced.clear();
        connect(m_page, &WizardPage::announced, this, [this](const QString &text) { m_announced.append(text); });
        m_shell = std::make_unique<Shell>(m_page);
        m_shell->show();
        m_shell->activateWindow();
        m_page->enter();
    }

    /// Opens the chart and the page, and waits until the Cloud was asked.
    bool open()
    {
        m_draft->open(m_chart.write(m_bench->charts.path()));
        if (!PublishBench::spinUntil([&] { return m_draft->state() == PublishDraft::State::Loaded; }))
            return false;
        show();
        return PublishBench::spinUntil(
            [&] { return m_page->isReady() || plan()->needsAgreement() || bar()->isVisible(); });
    }

    PlanView *plan() const { return m_page->findChild<PlanView *>(); }
    SuccessView *success() const { return m_page->findChild<SuccessView *>(); }
    RunView *runView() const { return m_page->findChild<RunView *>(); }
    MessageBar *bar() const { return m_page->findChildren<MessageBar *>().constFirst(); }
    QCheckBox *agree() const { return plan()->findChild<QCheckBox *>(); }
    template <typename T> T *named(const QString &text) const
    {
        for (T *each : m_page->findChildren<T *>()) {
            if (each->isVisible() && each->text() == text)
                return each;
        }
        return nullptr;
    }
    QStringList rows(QWidget *view) const
    {
        QStringList titles;
        for (const StepRow *row : view->findChildren<StepRow *>())
            titles.append(row->accessibleName());
        return titles;
    }
    void look(const char *name)
    {
        QCoreApplication::processEvents();
        picture(*m_shell, s(name));
    }
    /// A version of this chart with other content, up to a state.
    bool publishOther(const char *verdict = nullptr)
    {
        TestChart other = m_chart;
        other.values = "replicas: 7\n";
        run().start(m_bench->request(other));
        if (!m_bench->waitFor(PublishRun::State::Succeeded))
            return false;
        const bool good = !verdict || m_bench->review(run().published()->snapshotId, s(verdict));
        run().dismiss();
        proxy().forget();
        return good;
    }

private slots:
    void initTestCase()
    {
        m_look = std::make_unique<Look>();
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }

    void init()
    {
        m_bench = std::make_unique<PublishBench>(m_cloud);
        m_settings = std::make_unique<Settings>(m_bench->session.profile());
        m_draft = std::make_unique<PublishDraft>();
        QVERIFY(m_bench->signIn());
        m_chart = {QStringLiteral("page-%1").arg(++m_number)};
    }
    void cleanup()
    {
        m_shell.reset();
        m_draft.reset();
        m_bench.reset();
    }

    void saysWhatWillHappenThenDoesIt()
    {
        QVERIFY(open());
        look("submit-before");
        QVERIFY(m_draft->isPinned());
        const QStringList planned = rows(plan());
        QCOMPARE(planned.size(), 4);
        QVERIFY(plan()->versionText().isEmpty());
        QVERIFY(m_page->canGoBack());
        QCOMPARE(proxy().steps(), QStringList{s("version")}); // nothing else was sent
        auto *note = plan()->findChild<QPlainTextEdit *>();
        QTest::keyClicks(note, s("Please look at the icon."));
        QCOMPARE(m_draft->message(), s("Please look at the icon."));

        m_shell->primary->click();
        m_page->primary(); // twice: sent once
        QVERIFY(run().isRunning());
        QVERIFY(!m_page->isReady());
        QVERIFY(!m_page->canGoBack());
        QVERIFY(!m_page->whyNotReady().isEmpty());
        QVERIFY(m_page->primaryText().isEmpty());
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().count(s("package")), 1);
        QCOMPARE(proxy().count(s("submit")), 1);
        for (const FaultProxy::Request &request : proxy().requests()) {
            if (request.step == s("submit"))
                QCOMPARE(QJsonDocument::fromJson(request.body).object().value(s("message")).toString(),
                    s("Please look at the icon."));
        }
        look("submit-success");
        QVERIFY(success()->isVisible());
        QVERIFY(m_announced.contains(success()->sentence()));
        QVERIFY(m_announced.contains(PublishJob::title(PublishPhase::Package)));
    }

    void showsProgressAndCancels()
    {
        m_chart.images.insert(s("a/icon.png"), test::png(QByteArray(300'000, 'x')));
        bool arrived = false;
        proxy().faults.insert(s("files"), {Fault::Stall, {}, [&arrived] { arrived = true; }});
        QVERIFY(open());
        m_page->primary();
        QVERIFY(PublishBench::spinUntil([&] { return arrived; }));
        auto *progress = runView()->findChild<QProgressBar *>();
        for (QProgressBar *each : runView()->findChildren<QProgressBar *>()) {
            if (each->isVisible())
                progress = each;
        }
        QVERIFY(progress->isVisible());
        QCOMPARE(progress->value(), progress->maximum());
        look("submit-running");
        auto *cancel = runView()->findChildren<QPushButton *>().constFirst();
        for (QPushButton *each : runView()->findChildren<QPushButton *>()) {
            if (each->isVisible())
                cancel = each;
        }
        cancel->setFocus();
        QTest::keyClick(cancel, Qt::Key_Space);
        QVERIFY(m_bench->waitForEnd());
        QVERIFY(bar()->isHidden()); // the page's own; the run's message is calm
        QCOMPARE(runView()->findChild<MessageBar *>()->tone(), Tone::Info);
        look("submit-cancelled");
        QVERIFY(m_page->canGoBack());
        QVERIFY(m_page->isReady()); // Try again
    }

    void goesOnAtTheFailedStep()
    {
        proxy().faults.insert(s("package"), PublishBench::failing());
        QVERIFY(open());
        m_page->primary();
        QVERIFY(m_bench->waitForEnd());
        look("submit-failed");
        MessageBar *message = runView()->findChild<MessageBar *>();
        QVERIFY(message->isVisible());
        QCOMPARE(message->tone(), Tone::Bad);
        QVERIFY(m_announced.contains(run().error()->sentence));
        QVERIFY(m_page->isReady());
        proxy().faults.clear();
        QTest::mouseClick(m_shell->primary, Qt::LeftButton);
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().count(s("files")), 1);
        QCOMPARE(proxy().done(s("package")), 1);
    }

    void goesBackToThePlanAfterAFailure()
    {
        proxy().faults.insert(s("package"), PublishBench::failing());
        QVERIFY(open());
        m_page->primary();
        QVERIFY(m_bench->waitForEnd());
        proxy().faults.clear();
        emit runView()->startOverRequested();
        QVERIFY(PublishBench::spinUntil([&] { return m_page->isReady(); }));
        QVERIFY(plan()->isVisible());
        QVERIFY(!plan()->versionText().isEmpty()); // it says that it goes on
        look("submit-resume");
        QCOMPARE(rows(plan()).size(), 3); // the images are there
        m_page->primary();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().done(s("files")), 1);
    }

    void asksBeforeItReplacesASubmission()
    {
        QVERIFY(publishOther());
        QVERIFY(open());
        look("submit-exists-submitted");
        QVERIFY(!m_page->isReady());
        QVERIFY(!m_page->whyNotReady().isEmpty());
        QVERIFY(rows(plan()).size() == 4); // check, withdraw, package, submit: the images are there
        m_page->primary();
        QCOMPARE(run().state(), PublishRun::State::Idle);

        QSignalSpy opened(m_page, &SubmitPage::openFileRequested);
        QSignalSpy watch(m_page, &SubmitPage::watchRequested);
        QTest::mouseClick(plan()->findChild<QPushButton *>(s("look")), Qt::LeftButton);
        QCOMPARE(watch.size(), 1);
        QCOMPARE(watch.first().first().toString(), m_draft->loaded()->chart.metadata.name.text);
        auto *newVersion = plan()->findChild<QPushButton *>(s("newVersion"));
        QTest::mouseClick(newVersion, Qt::LeftButton);
        QCOMPARE(opened.size(), 1);
        QFile file(opened.first().at(0).toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().split('\n').value(opened.first().at(1).toInt() - 1).startsWith("version:"));

        agree()->setFocus();
        QTest::keyClick(agree(), Qt::Key_Space);
        QVERIFY(m_page->isReady());
        QTest::mouseClick(m_shell->primary, Qt::LeftButton);
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().done(s("withdraw")), 1);
    }

    void overwritesAnApprovedVersionOnlyWhereToldTo()
    {
        QVERIFY(publishOther("approve"));
        QVERIFY(open());
        look("submit-exists-active");
        QVERIFY(!m_page->isReady());
        agree()->click();
        QVERIFY(m_page->isReady());
        m_page->primary();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().count(s("withdraw")), 0);
    }

    void replacesADraft()
    {
        TestChart other = m_chart;
        other.values = "replicas: 7\n";
        proxy().faults.insert(s("submit"), PublishBench::failing());
        run().start(m_bench->request(other));
        QVERIFY(m_bench->waitForEnd());
        run().dismiss();
        proxy().faults.clear();
        QVERIFY(open());
        QVERIFY(m_page->isReady());
        QVERIFY(plan()->versionText().contains(m_chart.version));
        look("submit-exists-draft");
    }

    void saysThatARejectedVersionIsReplaced()
    {
        QVERIFY(publishOther("reject"));
        QVERIFY(open());
        QVERIFY(m_page->isReady());
        const QString said
            = PlanView::tr("Version %1 was rejected by the reviewers (snapshot %2). It will be replaced.")
                  .arg(m_chart.version);
        QVERIFY(plan()->versionText().startsWith(said.section(QStringLiteral("%2"), 0, 0)));
    }

    void asksWhatCameMeanwhile()
    {
        QVERIFY(open());
        // Somebody else submits the version after the page had asked.
        proxy().faults.insert(s("user"), {Fault::None, {}, {}, {}});
        TestChart other = m_chart;
        other.values = "replicas: 7\n";
        PublishRun elsewhere(&m_bench->session.session(), m_bench->journal.get());
        elsewhere.start(m_bench->request(other));
        QVERIFY(PublishBench::spinUntil([&] { return elsewhere.state() == PublishRun::State::Succeeded; }));
        QVERIFY(PublishBench::spinUntil([&] { return !m_draft->staleFiles().isEmpty(); })); // written over by the test
        run().start([&] {
            PublishRequest request = m_bench->request(m_chart);
            return request;
        }());
        QVERIFY(m_bench->waitFor(PublishRun::State::Asking));
        look("submit-asking");
        QVERIFY(!m_page->whyNotReady().isEmpty());
        auto *keep = qobject_cast<QPushButton *>(runView()->firstFocus());
        QVERIFY(keep);
        QTest::mouseClick(keep, Qt::LeftButton);
        QVERIFY(m_bench->waitForEnd());
        QCOMPARE(run().error()->kind, ErrorKind::Cancelled);
        QCOMPARE(proxy().count(s("withdraw")), 0);
    }

    void leadsBackWhenTheChartChanged()
    {
        QVERIFY(open());
        QVERIFY(m_page->isReady());
        QFile file(m_draft->path() + s("/values.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("replicas: 9\n");
        file.close();
        QVERIFY(PublishBench::spinUntil([&] { return bar()->isVisible(); }));
        look("submit-stale");
        QVERIFY(!m_page->isReady());
        QVERIFY(bar()->text().contains(s("values.yaml")));
        m_page->primary();
        QCOMPARE(run().state(), PublishRun::State::Idle);
        QSignalSpy steps(m_page, &WizardPage::stepRequested);
        emit bar()->actionTriggered();
        QCOMPARE(steps.size(), 1);
        QCOMPARE(steps.first().first().value<WizardStep>(), WizardStep::Preview);
        QVERIFY(!m_draft->isPinned());
    }

    void changesWaitDuringAPublish()
    {
        bool arrived = false;
        proxy().faults.insert(s("package"), {Fault::None, {}, [&arrived] { arrived = true; }});
        QVERIFY(open());
        const QByteArray content = m_draft->loaded()->package->contentId();
        m_page->primary();
        QVERIFY(PublishBench::spinUntil([&] { return arrived; }));
        QFile file(m_draft->path() + s("/values.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("replicas: 9\n");
        file.close();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(run().request().package.contentId(), content);
    }

    void asksAgainWhereTheCloudDidNotAnswer()
    {
        proxy().faults.insert(s("version"), PublishBench::failing());
        QVERIFY(open());
        look("submit-lookup-failed");
        QVERIFY(!m_page->isReady());
        proxy().faults.clear();
        emit bar()->actionTriggered();
        QVERIFY(PublishBench::spinUntil([&] { return m_page->isReady(); }));
        QVERIFY(bar()->isHidden());
    }

    void aKeyRefusedBeforehandIsAskedForAnew()
    {
        proxy().faults.insert(s("version"), PublishBench::refusal());
        proxy().faults.insert(s("user"), PublishBench::refusal());
        QVERIFY(open());
        QVERIFY(m_bench->session.waitFor(Session::State::KeyNeeded));
        QVERIFY(!m_page->isReady());
        proxy().faults.clear();
        m_bench->session->replaceKey(m_cloud.key());
        QVERIFY(PublishBench::spinUntil([&] { return m_page->isReady(); }));
        QVERIFY(bar()->isHidden());
    }

    void aRefusedKeyCostsNothing()
    {
        QVERIFY(open());
        proxy().faults.insert(s("package"), PublishBench::refusal());
        proxy().faults[s("package")].before = [this] { proxy().faults.insert(s("user"), PublishBench::refusal()); };
        m_page->primary();
        QVERIFY(PublishBench::spinUntil([&] { return run().isWaitingForKey(); }));
        look("submit-key-needed");
        QVERIFY(!m_page->isReady());
        QVERIFY(!m_page->whyNotReady().isEmpty());
        proxy().faults.clear();
        m_bench->session->replaceKey(m_cloud.key());
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QCOMPARE(proxy().done(s("files")), 1);
    }

    void saysThatNobodyIsSignedIn()
    {
        QVERIFY(open());
        m_bench->session->signOut();
        QVERIFY(!m_page->isReady());
        QVERIFY(bar()->isVisible());
        look("submit-signed-out");
        QVERIFY(m_bench->signIn());
        QVERIFY(PublishBench::spinUntil([&] { return m_page->isReady(); }));
    }

    void copiesAndGoesOn()
    {
        m_chart.version = s("1.0.0-rc.1");
        m_bench->session->setBetaRepository(QUrl(s("https://beta.example.com")));
        QVERIFY(open());
        m_page->primary();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        for (QToolButton *button : success()->findChildren<QToolButton *>()) {
            if (button->isCheckable())
                button->click();
        }
        look("submit-success-images");
        auto *commands = success()->findChildren<QPushButton *>().constFirst();
        commands->click();
        QVERIFY(
            QGuiApplication::clipboard()->text().contains(s("helm repo add kscloud-beta https://beta.example.com")));
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(s("--devel")));
        QSignalSpy watch(m_page, &SubmitPage::watchRequested);
        QTest::mouseClick(m_shell->primary, Qt::LeftButton);
        QCOMPARE(watch.first().first().toString(), m_chart.name);
        QSignalSpy steps(m_page, &WizardPage::stepRequested);
        emit success()->publishAnotherRequested();
        QCOMPARE(steps.first().first().value<WizardStep>(), WizardStep::Chart);
        QCOMPARE(run().state(), PublishRun::State::Idle);
        QCOMPARE(m_draft->state(), PublishDraft::State::Empty);
    }

    void forgetsTheOutcomeOfAnotherChart()
    {
        QVERIFY(open());
        m_page->primary();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        m_page->leave();
        m_page->enter();
        QCOMPARE(run().state(), PublishRun::State::Succeeded); // the same chart
        m_page->leave();
        m_draft->unpin();
        TestChart other{QStringLiteral("page-%1").arg(++m_number)};
        m_draft->open(other.write(m_bench->charts.path()));
        QVERIFY(PublishBench::spinUntil([&] { return m_draft->state() == PublishDraft::State::Loaded; }));
        m_page->enter();
        QCOMPARE(run().state(), PublishRun::State::Idle);
        QVERIFY(PublishBench::spinUntil([&] { return m_page->isReady(); }));
    }

    void everyControlHasAName()
    {
        QVERIFY(publishOther());
        QVERIFY(open());
        const auto check = [this] {
            for (QWidget *widget : m_page->findChildren<QWidget *>()) {
                if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
                    continue;
                const auto *button = qobject_cast<QAbstractButton *>(widget);
                const auto *label = qobject_cast<QLabel *>(widget);
                const bool has = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty())
                    || (label && !label->text().isEmpty());
                QVERIFY2(has, widget->metaObject()->className());
            }
        };
        check();
        agree()->click();
        m_page->primary();
        check();
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        check();
    }

    void worksWithTheKeyboardAlone()
    {
        QVERIFY(publishOther());
        QVERIFY(open());
        QVERIFY(QTest::qWaitForWindowActive(m_shell.get()));
        m_page->firstFocus()->setFocus();
        QCOMPARE(QApplication::focusWidget(), agree());
        QTest::keyClick(agree(), Qt::Key_Space);
        QSet<QWidget *> seen;
        while (QApplication::focusWidget() != m_shell->primary && !seen.contains(QApplication::focusWidget())) {
            seen.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(QApplication::focusWidget(), m_shell->primary);
        QTest::keyClick(m_shell->primary, Qt::Key_Space);
        QVERIFY(run().isRunning());
        QVERIFY(m_page->isAncestorOf(QApplication::focusWidget())); // not lost with the view
        QVERIFY(m_bench->waitFor(PublishRun::State::Succeeded));
        QVERIFY(m_page->isAncestorOf(QApplication::focusWidget()));
    }
};

QTEST_MAIN(SubmitPageTest)
#include "SubmitPageTest.moc"
