#include "wizard/PublishWizard.h"

#include "support/Pictures.h"
#include "wizard/StepBar.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

namespace ksp {

namespace {

class FakePage : public WizardPage
{
public:
    explicit FakePage(QString name) : WizardPage(Services{}), m_name(std::move(name)), m_field(new QLineEdit)
    {
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(m_field);
        layout->addStretch();
    }

    bool ready = false;
    std::optional<bool> enabled;
    bool mayGoBack = true;
    QString button = QStringLiteral("&Continue");
    int entered = 0;
    int left = 0;
    int pressed = 0;

    void set(bool value)
    {
        ready = value;
        emit stateChanged();
    }
    [[nodiscard]] QLineEdit *field() const { return m_field; }

    [[nodiscard]] QString title() const override { return m_name; }
    [[nodiscard]] QString primaryText() const override { return button; }
    [[nodiscard]] bool isReady() const override { return ready; }
    [[nodiscard]] bool isPrimaryEnabled() const override { return enabled.value_or(ready); }
    [[nodiscard]] QString whyNotReady() const override { return QStringLiteral("%1 is not ready.").arg(m_name); }
    [[nodiscard]] bool canGoBack() const override { return mayGoBack; }
    [[nodiscard]] QWidget *firstFocus() const override { return m_field; }
    void enter() override { ++entered; }
    void leave() override { ++left; }
    void primary() override
    {
        ++pressed;
        if (ready)
            emit done();
    }

private:
    QString m_name;
    QLineEdit *m_field;
};

struct Wizard
{
    QList<FakePage *> pages{new FakePage(QStringLiteral("Who are you?")),
        new FakePage(QStringLiteral("Which chart do you want to publish?")),
        new FakePage(QStringLiteral("What customers will see")), new FakePage(QStringLiteral("Submit for review"))};
    PublishWizard widget{QList<WizardPage *>(pages.begin(), pages.end())};

    QPushButton *button(const QString &text)
    {
        const auto all = widget.findChildren<QPushButton *>();
        for (QPushButton *button : all) {
            if (button->text().remove(u'&') == text)
                return button;
        }
        return nullptr;
    }
    bool says(const QString &text)
    {
        const auto labels = widget.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text() == text; });
    }
};

} // namespace

class PublishWizardTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_look.emplace(); }

    void goesOnOnlyWhenThePageIsReady()
    {
        Wizard wizard;
        wizard.widget.resize(820, 600);
        wizard.widget.show();
        QCOMPARE(wizard.pages.at(0)->entered, 1);
        QVERIFY(!wizard.button(QStringLiteral("Continue"))->isEnabled());
        QVERIFY(wizard.says(QStringLiteral("Who are you? is not ready.")));
        wizard.widget.goTo(WizardStep::Submit);
        QCOMPARE(wizard.widget.step(), WizardStep::Account);

        wizard.pages.at(0)->set(true);
        QVERIFY(!wizard.says(QStringLiteral("Who are you? is not ready.")));
        QSignalSpy changed(&wizard.widget, &PublishWizard::stepChanged);
        wizard.button(QStringLiteral("Continue"))->click();
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(wizard.pages.at(0)->left, 1);
        QCOMPARE(wizard.pages.at(1)->entered, 1);
        QVERIFY(wizard.says(wizard.pages.at(1)->title()));
        test::picture(wizard.widget, QStringLiteral("wizard"));
    }

    void stopsAtTheFirstPageThatIsNotReady()
    {
        Wizard wizard;
        wizard.pages.at(0)->set(true);
        wizard.pages.at(1)->set(true);
        wizard.widget.goTo(WizardStep::Submit);
        QCOMPARE(wizard.widget.step(), WizardStep::Preview);
    }

    void earlierPagesKeepTheirAnswers()
    {
        Wizard wizard;
        for (FakePage *page : std::as_const(wizard.pages))
            page->set(true);
        wizard.widget.goTo(WizardStep::Submit);
        QCOMPARE(wizard.widget.step(), WizardStep::Submit);
        wizard.pages.at(1)->field()->setText(QStringLiteral("an answer"));
        wizard.button(QStringLiteral("Back"))->click();
        wizard.button(QStringLiteral("Back"))->click();
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
        QCOMPARE(wizard.pages.at(1)->field()->text(), QStringLiteral("an answer"));
        // An earlier page that is not ready any more closes the way.
        wizard.pages.at(1)->set(false);
        wizard.widget.goTo(WizardStep::Submit);
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
    }

    void thePrimaryActionMayBeOtherThanGoingOn()
    {
        Wizard wizard;
        wizard.pages.at(0)->button = QStringLiteral("Sign &in");
        wizard.pages.at(0)->enabled = true;
        emit wizard.pages.at(0)->stateChanged();
        wizard.button(QStringLiteral("Sign in"))->click();
        QCOMPARE(wizard.pages.at(0)->pressed, 1);
        QCOMPARE(wizard.widget.step(), WizardStep::Account);
        wizard.pages.at(0)->button.clear();
        emit wizard.pages.at(0)->stateChanged();
        QVERIFY(wizard.button(QString())->isHidden());
    }

    void aPageThatIsNotShownDoesNotLeadOn()
    {
        Wizard wizard;
        wizard.pages.at(0)->set(true);
        emit wizard.pages.at(1)->done();
        QCOMPARE(wizard.widget.step(), WizardStep::Account);
    }

    void staysWhileLocked()
    {
        Wizard wizard;
        for (FakePage *page : std::as_const(wizard.pages))
            page->set(true);
        wizard.widget.goTo(WizardStep::Submit);
        wizard.widget.setLocked(QStringLiteral("A publish is running."));
        QVERIFY(!wizard.button(QStringLiteral("Back"))->isEnabled());
        QCOMPARE(wizard.button(QStringLiteral("Back"))->toolTip(), QStringLiteral("A publish is running."));
        wizard.widget.goTo(WizardStep::Chart);
        QCOMPARE(wizard.widget.step(), WizardStep::Submit);
        wizard.widget.setLocked({});
        wizard.widget.goTo(WizardStep::Chart);
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
    }

    void enterGoesOnByKeyboardAlone()
    {
        Wizard wizard;
        wizard.widget.resize(820, 600);
        wizard.widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&wizard.widget));
        wizard.pages.at(0)->set(true);
        wizard.pages.at(0)->field()->setFocus();
        QTest::keyClick(wizard.pages.at(0)->field(), Qt::Key_Return);
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
        // Not ready: Enter does nothing.
        QTest::keyClick(wizard.pages.at(1)->field(), Qt::Key_Return);
        QCOMPARE(wizard.widget.step(), WizardStep::Chart);
        QCOMPARE(wizard.pages.at(1)->pressed, 0);
    }

    void stepsTellScreenReadersWhereOneIs()
    {
        StepBar bar({QStringLiteral("Account"), QStringLiteral("Chart")});
        bar.setStep(0, StepBar::State::Done, true);
        bar.setStep(1, StepBar::State::Current, false);
        const auto steps = bar.findChildren<QAbstractButton *>();
        QCOMPARE(steps.at(0)->accessibleName(),
            StepBar::tr("%1, done").arg(StepBar::tr("Step %1 of %2: %3").arg(1).arg(2).arg(QStringLiteral("Account"))));
        QVERIFY(steps.at(1)->accessibleName().contains(QStringLiteral("2")));
        QSignalSpy clicked(&bar, &StepBar::clicked);
        steps.at(1)->click();
        QCOMPARE(clicked.size(), 0);
        steps.at(0)->click();
        QCOMPARE(clicked.size(), 1);
    }

private:
    std::optional<test::Look> m_look;
};

} // namespace ksp

QTEST_MAIN(ksp::PublishWizardTest)
#include "PublishWizardTest.moc"
