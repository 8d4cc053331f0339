#include "AccountWidgets.h"
#include "account/AccountButton.h"
#include "account/KeyRenewalPanel.h"
#include "account/PracticeBanner.h"
#include "account/WelcomePage.h"
#include "support/Pictures.h"
#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"
#include "support/SessionBench.h"

#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

using namespace ksp;
using namespace ksp::test;

namespace {

Act userReply(const QByteArray &id)
{
    return ok("{\"user_id\": \"" + id + "\"}");
}

Act refusal()
{
    return answer("403 Forbidden", R"({"message": "permission denied"})");
}

/// A window with a part above a page.
struct Window
{
    explicit Window(QWidget *part)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(part);
        page = new QLineEdit;
        page->setAccessibleName(QStringLiteral("page"));
        layout->addWidget(page);
        layout->addStretch();
        window.resize(840, 300);
        window.show();
    }
    QWidget window;
    QLineEdit *page;
};

QAction *actionWith(const QMenu *menu, const QString &text)
{
    const QList<QAction *> actions = menu->actions();
    for (QAction *each : actions) {
        if (QString(each->text()).remove(u'&').contains(text))
            return each;
    }
    return nullptr;
}

} // namespace

class AccountPartsTest : public QObject
{
    Q_OBJECT
    const QString theKey = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    const QString newKey = QStringLiteral("kck-00000000-cb3c-4757-b739-3d94a06781aa");

private slots:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void welcomes();
    void asksForANewKey();
    void namesTheOtherUser();
    void asksWhenNoKeychainAnswers();
    void canBeCancelledAndLeft();
    void showsWhoIsSignedIn();
    void switchesByMenu();
    void blocksSwitching();
    void saysThatThisIsPractice();

private:
    std::unique_ptr<Look> m_look;
};

void AccountPartsTest::welcomes()
{
    WelcomePage page;
    page.resize(1024, 660);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    picture(page, QStringLiteral("welcome"));
    const QSignalSpy signIn(&page, &WelcomePage::signInRequested);
    const QSignalSpy practice(&page, &WelcomePage::practiceRequested);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(signIn.count(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(practice.count(), 1);
    QCOMPARE(namelessControls(page), QStringList());
    QCOMPARE(cutTexts(page), QStringList());
}

void AccountPartsTest::asksForANewKey()
{
    ScriptedServer server({userReply("u1"), refusal(), refusal(), userReply("u1")});
    SessionBench bench;
    auto *panel = new KeyRenewalPanel(&bench.session());
    const QSignalSpy announced(panel, &KeyRenewalPanel::announced);
    const Window window(panel);
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(!panel->isVisible());
    bench->checkKey();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QVERIFY(panel->isVisible());
    QCOMPARE(announced.count(), 1);
    QVERIFY(announced.first().first().toString().contains(QStringLiteral("127.0.0.1")));
    picture(*panel->window(), QStringLiteral("key-refused"));
    QCOMPARE(namelessControls(*panel), QStringList());
    QCOMPARE(cutTexts(*panel), QStringList());

    auto *edit = panel->findChild<QLineEdit *>();
    edit->setFocus();
    QTest::keyClicks(edit, newKey);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(bench->state(), Session::State::Opening);
    QVERIFY(panel->isVisible());
    picture(*panel->window(), QStringLiteral("key-checking"));
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::KeyNeeded);
    QVERIFY(panel->isVisible());
    QVERIFY(panel->findChild<MessageBar *>()->text().contains(QStringLiteral("permission denied")));
    picture(*panel->window(), QStringLiteral("key-refused-again"));
    QCOMPARE(QApplication::focusWidget(), edit);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(!panel->isVisible());
    QVERIFY(edit->text().isEmpty());
}

void AccountPartsTest::namesTheOtherUser()
{
    ScriptedServer server({userReply("u1"), refusal(), userReply("somebody-else")});
    SessionBench bench;
    auto *panel = new KeyRenewalPanel(&bench.session());
    const Window window(panel);
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->checkKey();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    auto *edit = panel->findChild<QLineEdit *>();
    edit->setText(newKey);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    const QString text = panel->findChild<MessageBar *>()->text();
    QVERIFY(text.contains(QStringLiteral("somebody-else")));
    QVERIFY(text.contains(QStringLiteral("u1")));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
}

void AccountPartsTest::asksWhenNoKeychainAnswers()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    QVERIFY(AccountStore(bench.profile()).save({QStringLiteral("work"), server.url(), QStringLiteral("u1"), {}}));
    auto *panel = new KeyRenewalPanel(&bench.session());
    const Window window(panel);
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QVERIFY(panel->isVisible());
    QVERIFY(panel->findChild<MessageBar *>()->text().contains(QStringLiteral("work")));
    picture(*panel->window(), QStringLiteral("key-missing"));
    bench->signOut();
    QVERIFY(!panel->isVisible());
    QVERIFY(AccountStore(bench.profile()).save({QStringLiteral("work"), server.url(), QStringLiteral("u1"), {}}));
    bench.keys.answers = false;
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QVERIFY(panel->findChild<MessageBar *>()->text().contains(QStringLiteral("No keychain answers.")));
    picture(*panel->window(), QStringLiteral("key-no-keychain"));
}

void AccountPartsTest::canBeCancelledAndLeft()
{
    ScriptedServer server({userReply("u1"), refusal(), {Act::AnswerThenStall, QByteArray()}});
    SessionBench bench;
    auto *panel = new KeyRenewalPanel(&bench.session());
    const Window window(panel);
    QVERIFY(QTest::qWaitForWindowActive(panel->window()));
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->checkKey();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    const QString why = panel->findChild<MessageBar *>()->text();
    // What is typed on the page goes on being typed there.
    auto *edit = panel->findChild<QLineEdit *>();
    edit->setFocus();
    edit->setText(newKey);
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(bench->state(), Session::State::Opening);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(bench->state(), Session::State::KeyNeeded);
    QCOMPARE(panel->findChild<MessageBar *>()->text(), why);
    QCOMPARE(edit->text(), newKey);
    bench->signOut();
    QVERIFY(!panel->isVisible());
    QVERIFY(edit->text().isEmpty());
}

void AccountPartsTest::showsWhoIsSignedIn()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    AccountButton accountButton(&bench.session());
    accountButton.resize(180, accountButton.sizeHint().height());
    accountButton.show();
    QVERIFY(!accountButton.accessibleName().isEmpty());
    picture(accountButton, QStringLiteral("account-button-signed-out"));
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(accountButton.accessibleName().contains(QStringLiteral("127.0.0.1")));
    QVERIFY(accountButton.toolTip().contains(QString::number(server.serverPort())));
    picture(accountButton, QStringLiteral("account-button"));
}

void AccountPartsTest::switchesByMenu()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    AccountStore store(bench.profile());
    QVERIFY(store.save({QStringLiteral("a & b"), server.url(), QStringLiteral("u1"), {}}));
    QVERIFY(store.save({QStringLiteral("home"), server.url(), QStringLiteral("u2"), {}}));
    bench.keys.keys.insert(KeyOwner{server.url(), QStringLiteral("u1")}.entry(), theKey);
    bench.keys.keys.insert(KeyOwner{server.url(), QStringLiteral("u2")}.entry(), newKey);
    AccountButton accountButton(&bench.session());
    const QSignalSpy added(&accountButton, &AccountButton::addRequested);
    const QSignalSpy left(&accountButton, &AccountButton::signOutRequested);
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QMenu *menu = accountButton.menu();
    menu->popup({0, 0});
    picture(*menu, QStringLiteral("account-menu"));
    QVERIFY(actionWith(menu, QStringLiteral("home"))->isChecked());
    QAction *other = actionWith(menu, QStringLiteral("a  b"));
    QVERIFY(other);
    QVERIFY(other->text().contains(QStringLiteral("a && b")));
    other->trigger();
    menu->hide();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    menu->popup({0, 0});
    const QList<QAction *> actions = menu->actions();
    actions.at(actions.size() - 2)->trigger();
    QCOMPARE(added.count(), 1);
    actions.last()->trigger();
    QCOMPARE(left.count(), 1);
    QCOMPARE(bench->state(), Session::State::SignedIn);
    menu->hide();
}

void AccountPartsTest::blocksSwitching()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    AccountButton accountButton(&bench.session());
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const QString reason = QStringLiteral("A publish is under way.");
    accountButton.setSwitchingBlocked(reason);
    QVERIFY(accountButton.toolTip().contains(reason));
    QMenu *menu = accountButton.menu();
    menu->popup({0, 0});
    QCOMPARE(menu->actions().constFirst()->text(), reason);
    const QList<QAction *> actions = menu->actions();
    for (const QAction *each : actions)
        QVERIFY(each->isSeparator() || !each->isEnabled());
    menu->hide();
    accountButton.setSwitchingBlocked({});
    menu->popup({0, 0});
    QVERIFY(menu->actions().constLast()->isEnabled());
    menu->hide();
}

void AccountPartsTest::saysThatThisIsPractice()
{
    SessionBench bench(PracticeCloud::program());
    auto *banner = new PracticeBanner(&bench.session());
    const Window window(banner);
    QVERIFY(!banner->isVisible());
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(banner->isVisible());
    picture(*banner->window(), QStringLiteral("practice-banner"));
    QTest::keyClick(banner, Qt::Key_Escape);
    QVERIFY(banner->isVisible());
    // As in a window that is made anew, in another language.
    auto *second = new PracticeBanner(&bench.session());
    QVERIFY(!second->isVisible());
    const Window other(second);
    QTRY_VERIFY(second->isVisible());
    bench->signOut();
    QVERIFY(!banner->isVisible());
}

QTEST_MAIN(AccountPartsTest)
#include "AccountPartsTest.moc"
