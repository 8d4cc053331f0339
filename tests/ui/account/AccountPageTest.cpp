#include "account/AccountPage.h"
#include "AccountWidgets.h"
#include "account/AccountDetails.h"
#include "account/AccountForm.h"
#include "account/CaFileField.h"
#include "core/Settings.h"
#include "support/Pictures.h"
#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"
#include "support/SessionBench.h"
#include "support/TestCertificate.h"
#include "widgets/ElidedLabel.h"
#include "widgets/MessageBar.h"
#include "wizard/PublishWizard.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include <memory>

using namespace ksp;
using namespace ksp::test;

namespace {

constexpr auto details = "ksp::AccountDetails";

Act userReply(const QByteArray &id)
{
    return ok("{\"user_id\": \"" + id + "\"}");
}

Act refusal()
{
    return answer("403 Forbidden", R"({"message": "permission denied"})");
}

Act stall()
{
    return {Act::AnswerThenStall, {}};
}

/// A page of the wizard that is not looked at here.
class OtherPage : public WizardPage
{
public:
    using WizardPage::WizardPage;
    [[nodiscard]] QString title() const override { return QStringLiteral("other"); }
    [[nodiscard]] bool isReady() const override { return false; }
    [[nodiscard]] QString whyNotReady() const override { return QStringLiteral("It is another page."); }
};

/// The account page where it belongs: in the wizard.
struct Shown
{
    explicit Shown(SessionBench &bench)
    {
        Services services;
        services.profile = bench.profile();
        services.session = &bench.session();
        page = new AccountPage(services);
        wizard = std::make_unique<PublishWizard>(
            QList<WizardPage *>{page, new OtherPage(services), new OtherPage(services), new OtherPage(services)});
        wizard->resize(840, 660);
        wizard->show();
        QVERIFY(QTest::qWaitForWindowActive(wizard.get()));
        page->firstFocus()->setFocus();
    }

    [[nodiscard]] QAbstractButton *primary() const
    {
        return button(*wizard, QString(page->primaryText()).remove(u'&'));
    }
    [[nodiscard]] QString message() const
    {
        const auto *bar = page->findChild<MessageBar *>(QString(), Qt::FindDirectChildrenOnly);
        return bar->isVisible() ? bar->text() : QString();
    }

    std::unique_ptr<PublishWizard> wizard;
    AccountPage *page = nullptr;
};

class UrlCatcher : public QObject
{
    Q_OBJECT
public:
    UrlCatcher() { QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "take"); }
    ~UrlCatcher() override { QDesktopServices::unsetUrlHandler(QStringLiteral("https")); }
    QStringList urls;

public slots:
    void take(const QUrl &url) { urls.append(url.toString()); }
};

} // namespace

class AccountPageTest : public QObject
{
    Q_OBJECT
    const QString theKey = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");

private slots:
    void initTestCase();
    void init();
    void beginsCalmly();
    void signsInByKeysOnly();
    void asksBeforeSendingUnencrypted();
    void hidesAndShowsTheKey();
    void takesPastedKeys();
    void showsWhyAKeyIsRefused();
    void trustsACompanysCertificates();
    void looksIntoTheCertificateFile_data();
    void looksIntoTheCertificateFile();
    void tellsOfACertificateFileThatIsGone();
    void cancels();
    void opensTheBrowser();
    void offersStoredAccounts();
    void importsFromKsbuilder();
    void practises();
    void replacesTheKey();
    void refusesAnotherUsersKey();
    void asksBeforeSigningOut();
    void addsAndSwitches();
    void waitsForAPublish();
    void bearsHostileNames();
    void leadsToTheNewKey();

private:
    std::unique_ptr<Look> m_look;
    std::unique_ptr<QTemporaryDir> m_home;
};

void AccountPageTest::initTestCase()
{
    m_look = std::make_unique<Look>();
}

void AccountPageTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("HOME", m_home->path().toUtf8());
}

void AccountPageTest::beginsCalmly()
{
    SessionBench bench;
    const Shown shown(bench);
    picture(*shown.wizard, QStringLiteral("account-first"));
    QCOMPARE(shown.wizard->findChildren<AccountForm *>().size(), 1);
    QVERIFY(!shown.page->isReady());
    QVERIFY(!shown.primary()->isEnabled());
    QVERIFY(!shown.page->whyNotReady().isEmpty());
    QCOMPARE(shown.page->findChild<QListWidget *>()->isVisible(), false);
    QVERIFY(!shown.page->findChild<QCheckBox *>()->isVisible());
    QCOMPARE(namelessControls(*shown.wizard), QStringList());
    QCOMPARE(cutTexts(*shown.wizard), QStringList());
}

void AccountPageTest::signsInByKeysOnly()
{
    ScriptedServer server({userReply("123456789012345678")});
    SessionBench bench;
    const Shown shown(bench);
    const QSignalSpy announced(shown.page, &WizardPage::announced);
    QTest::keyClicks(QApplication::focusWidget(), theKey);
    // To "Advanced", open it, to the server.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(edit);
    QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(edit, server.url().toString());
    QVERIFY(shown.primary()->isEnabled());
    picture(*shown.wizard, QStringLiteral("account-filled"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(server.requestCount(), 1);
    QVERIFY(shown.page->isReady());
    QVERIFY(announced.count() >= 2);
    QVERIFY(announced.last().first().toString().contains(QStringLiteral("127.0.0.1")));
    picture(*shown.wizard, QStringLiteral("account-signed-in"));
    QCOMPARE(namelessControls(*shown.wizard), QStringList());
    QCOMPARE(cutTexts(*shown.wizard), QStringList());
    // The key does not lie around.
    const QList<QLineEdit *> edits = shown.wizard->findChildren<QLineEdit *>();
    for (const QLineEdit *each : edits)
        QVERIFY(!each->text().contains(theKey));
    // And on by Enter.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(shown.wizard->step(), WizardStep::Chart);
}

void AccountPageTest::asksBeforeSendingUnencrypted()
{
    SessionBench bench;
    const Shown shown(bench);
    auto *form = shown.page->findChild<AccountForm *>();
    form->fill(theKey, QUrl(QStringLiteral("http://cloud.example.com")));
    QCheckBox *agreed = form->findChild<QCheckBox *>();
    QVERIFY(agreed->isVisible());
    QVERIFY(!shown.primary()->isEnabled());
    picture(*shown.wizard, QStringLiteral("account-unencrypted"));
    agreed->click();
    QVERIFY(shown.primary()->isEnabled());
    QCOMPARE(form->server(), QUrl(QStringLiteral("http://cloud.example.com")));
    // Another server is another question.
    form->fill(theKey, QUrl(QStringLiteral("http://other.example.com")));
    QVERIFY(!agreed->isChecked());
    QVERIFY(!shown.primary()->isEnabled());
    form->fill(theKey, QUrl(QStringLiteral("https://other.example.com")));
    QVERIFY(!agreed->isVisible());
    QVERIFY(shown.primary()->isEnabled());
}

void AccountPageTest::hidesAndShowsTheKey()
{
    SessionBench bench;
    const Shown shown(bench);
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(edit);
    edit->setText(theKey);
    QCOMPARE(edit->echoMode(), QLineEdit::Password);
    QTest::keyClick(edit, Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(edit->echoMode(), QLineEdit::Normal);
    picture(*shown.wizard, QStringLiteral("account-revealed"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(edit->echoMode(), QLineEdit::Password);
}

void AccountPageTest::takesPastedKeys()
{
    SessionBench bench;
    const Shown shown(bench);
    QGuiApplication::clipboard()->setText(QStringLiteral(" \t%1\r\n").arg(theKey));
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(edit);
    edit->paste();
    QCOMPARE(shown.page->findChild<AccountForm *>()->key(), theKey);
    // A hint only.
    const QString usual = edit->accessibleDescription();
    edit->setText(QStringLiteral("some other key"));
    QVERIFY(edit->accessibleDescription() != usual);
    QVERIFY(shown.primary()->isEnabled());
    edit->setText(QStringLiteral("kck"));
    QCOMPARE(edit->accessibleDescription(), usual);
}

void AccountPageTest::showsWhyAKeyIsRefused()
{
    ScriptedServer server({refusal(), userReply("u1")});
    SessionBench bench;
    const Shown shown(bench);
    auto *form = shown.page->findChild<AccountForm *>();
    form->fill(theKey, server.url());
    QTest::mouseClick(shown.primary(), Qt::LeftButton);
    QVERIFY(bench.waitForEnd());
    QVERIFY(shown.message().contains(QStringLiteral("permission denied")));
    picture(*shown.wizard, QStringLiteral("account-refused"));
    // It can be corrected where it was.
    QCOMPARE(form->key(), theKey);
    QCOMPARE(qobject_cast<QLineEdit *>(QApplication::focusWidget())->selectedText().size(), theKey.size());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(shown.message(), QString());
}

namespace {

QString written(const QTemporaryDir &folder, const char *name, const QByteArray &content)
{
    QFile file(folder.filePath(QLatin1String(name)));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
}

/// Answers the dialog that asks for the certificate file.
void answerDialog(const QWidget &in, const QString &path)
{
    QTRY_VERIFY(in.findChild<QFileDialog *>());
    auto *dialog = in.findChild<QFileDialog *>();
    dialog->selectFile(path);
    emit dialog->fileSelected(path);
    dialog->close();
    QTRY_VERIFY(!in.findChild<QFileDialog *>());
}

} // namespace

void AccountPageTest::trustsACompanysCertificates()
{
    qunsetenv("SSL_CERT_FILE");
    const QTemporaryDir folder;
    const QString good = written(folder, "company ca.pem", testCertificate());
    ScriptedServer server({userReply("u1")}, true);
    SessionBench bench;
    const Shown shown(bench);
    const QSignalSpy announced(shown.page, &WizardPage::announced);
    auto *form = shown.page->findChild<AccountForm *>();
    form->fill(theKey, server.url());
    shown.page->primary();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(server.requestCount(), 0);
    const QString why = shown.message();
    QVERIFY2(why.contains(QStringLiteral("TLS")) && why.contains(QStringLiteral("SSL_CERT_FILE")), qPrintable(why));
    picture(*shown.wizard, QStringLiteral("account-untrusted"));
    QCOMPARE(cutTexts(*shown.wizard), QStringList());

    // The message leads to the file, which counts at once.
    button(*shown.page, "ksp::AccountPage", "Choose a certificate file…")->click();
    auto *field = form->findChild<CaFileField *>();
    QVERIFY(field->isVisible());
    answerDialog(*field, good);
    QTRY_COMPARE(bench->caFile(), good);
    QCOMPARE(field->findChild<ElidedLabel *>()->text(), good);
    QCOMPARE(shown.message(), QString());
    QVERIFY(announced.last().first().toString().contains(QStringLiteral("company ca.pem")));
    picture(*shown.wizard, QStringLiteral("account-certificate-file"));
    QCOMPARE(namelessControls(*shown.wizard), QStringList());
    QCOMPARE(cutTexts(*shown.wizard), QStringList());
    shown.page->primary();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(server.requestCount(), 1);
    const auto *path
        = shown.page->findChild<AccountDetails *>()->findChild<CaFileField *>()->findChild<ElidedLabel *>();
    QTRY_VERIFY(path->width() >= path->minimumSizeHint().width());
    picture(*shown.wizard, QStringLiteral("account-signed-in-certificate-file"));
    QCOMPARE(namelessControls(*shown.wizard), QStringList());
    QCOMPARE(cutTexts(*shown.wizard), QStringList());
}

void AccountPageTest::looksIntoTheCertificateFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("says");
    const QByteArray none
        = "The file of the certificate authority, %1, holds no certificate in PEM form (BEGIN CERTIFICATE). "
          "Ask your administrator for such a file.";
    QTest::newRow("text") << QByteArray("nothing\n") << none;
    QTest::newRow("key") << testPrivateKey() << none;
    QTest::newRow("empty") << QByteArray("") << none;
    QTest::newRow("cut short") << testCertificate().first(300) << none;
    QTest::newRow("binary") << QByteArray("\x30\x82\x01\xa0\x00\x01", 6) << none;
    QTest::newRow("not there")
        << QByteArray()
        << QByteArray("The file of the certificate authority, %1, cannot be read. Check its path and its permissions.");
}
void AccountPageTest::looksIntoTheCertificateFile()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, says);
    qunsetenv("SSL_CERT_FILE");
    const QTemporaryDir folder;
    const QString good = written(folder, "good.pem", testCertificate());
    const QString path
        = content.isNull() ? folder.filePath(QStringLiteral("none.pem")) : written(folder, "x.pem", content);
    SessionBench bench;
    const Shown shown(bench);
    auto *form = shown.page->findChild<AccountForm *>();
    form->fill(theKey, QUrl(QStringLiteral("https://other.example.com")));
    auto *field = form->findChild<CaFileField *>();
    auto *message = field->findChild<MessageBar *>();
    field->choose();
    answerDialog(*field, good);
    QTRY_COMPARE(bench->caFile(), good);
    QVERIFY(!message->isVisible());
    field->choose();
    answerDialog(*field, path);
    QTRY_VERIFY(message->isVisible());
    QCOMPARE(message->text(), QCoreApplication::translate("ksp::CaFile", says.constData()).arg(path));
    picture(*shown.wizard, QStringLiteral("account-certificate-bad"));
    // What is set stays.
    QCOMPARE(bench->caFile(), good);
    button(*field, "ksp::CaFileField", "Clear")->click();
    QTRY_COMPARE(bench->caFile(), QString());
    QVERIFY(!message->isVisible());
    QVERIFY(!button(*field, "ksp::CaFileField", "Clear"));
}

void AccountPageTest::tellsOfACertificateFileThatIsGone()
{
    qunsetenv("SSL_CERT_FILE");
    const QTemporaryDir folder;
    const QString file = written(folder, "company.pem", testCertificate());
    ScriptedServer server({userReply("u1")}, true);
    SessionBench bench;
    Settings settings(bench.profile());
    settings.setCaFile(file);
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(QFile::remove(file));
    const Shown shown(bench);
    auto *field = shown.page->findChild<AccountDetails *>()->findChild<CaFileField *>();
    QVERIFY(field->isVisible());
    QTRY_VERIFY(field->findChild<MessageBar *>()->isVisible());
    // Another one is trusted by the client that is there, without another sign-in.
    const CloudClient *client = bench->cloud();
    QVERIFY(!written(folder, "newer.pem", testCertificate()).isEmpty());
    field->choose();
    answerDialog(*field, folder.filePath(QStringLiteral("newer.pem")));
    QTRY_VERIFY(!field->findChild<MessageBar *>()->isVisible());
    QCOMPARE(bench->cloud(), client);
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
}

void AccountPageTest::cancels()
{
    ScriptedServer server({stall()});
    SessionBench bench;
    const Shown shown(bench);
    shown.page->findChild<AccountForm *>()->fill(theKey, server.url());
    shown.page->primary();
    QCOMPARE(bench->state(), Session::State::Opening);
    QVERIFY(!shown.primary()->isEnabled());
    picture(*shown.wizard, QStringLiteral("account-signing-in"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(shown.message(), QString());
    QCOMPARE(shown.page->findChild<AccountForm *>()->key(), theKey);
    shown.page->primary();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(bench->state(), Session::State::SignedOut);
}

void AccountPageTest::opensTheBrowser()
{
    UrlCatcher catcher;
    SessionBench bench;
    const Shown shown(bench);
    const QList<QLabel *> labels = shown.page->findChildren<QLabel *>();
    for (QLabel *label : labels) {
        if (label->isVisible() && label->textInteractionFlags().testFlag(Qt::LinksAccessibleByKeyboard)) {
            label->setFocus(Qt::TabFocusReason);
            QTest::keyClick(label, Qt::Key_Tab);
            QTest::keyClick(label, Qt::Key_Return);
        }
    }
    QCOMPARE(catcher.urls,
        (QStringList{QStringLiteral("https://kubesphere.cloud/"),
            QStringLiteral("https://kubesphere.com.cn/marketplace/"),
            QStringLiteral("https://kubesphere.cloud/user/setting/"),
            QStringLiteral("https://dev-guide.kubesphere.io/extension-dev-guide/en/packaging-and-release/release/")}));
    QCOMPARE(shown.wizard->step(), WizardStep::Account);
}

void AccountPageTest::offersStoredAccounts()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    AccountStore store(bench.profile());
    QVERIFY(store.save({QStringLiteral("work"), server.url(), QStringLiteral("u1"), {}}));
    QVERIFY(store.save({QStringLiteral("home"), server.url(), QStringLiteral("u2"), {}}));
    bench.keys.keys.insert(KeyOwner{server.url(), QStringLiteral("u2")}.entry(), theKey);
    const Shown shown(bench);
    picture(*shown.wizard, QStringLiteral("account-stored"));
    auto *list = shown.page->findChild<QListWidget *>();
    QCOMPARE(list->count(), 3);
    QVERIFY(!shown.page->findChild<AccountForm *>()->isVisible());
    QVERIFY(shown.primary()->isEnabled());
    QCOMPARE(namelessControls(*shown.wizard), QStringList());
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QVERIFY(shown.page->findChild<AccountForm *>()->isVisible());
    QVERIFY(!shown.primary()->isEnabled());
    // What is being typed stays where it is after a failure.
    ScriptedServer refusing({refusal()});
    shown.page->findChild<AccountForm *>()->fill(theKey, refusing.url());
    shown.page->primary();
    QVERIFY(bench.waitForEnd());
    QVERIFY(shown.page->findChild<AccountForm *>()->isVisible());
    QVERIFY(!shown.message().isEmpty());
    QTest::keyClick(list, Qt::Key_Up);
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->name, QStringLiteral("home"));
    QCOMPARE(server.requestCount(), 0);
}

void AccountPageTest::importsFromKsbuilder()
{
    ScriptedServer server({userReply("u1")});
    QVERIFY(QDir(m_home->path()).mkpath(QStringLiteral(".ksbuilder")));
    QFile config(m_home->filePath(QStringLiteral(".ksbuilder/config.json")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(
        "{\"token\": \"" + theKey.toUtf8().toBase64() + "\", \"server\": \"" + server.url().toEncoded() + "\"}");
    config.close();
    SessionBench bench;
    const Shown shown(bench);
    QAbstractButton *import = button(*shown.page, "ksp::SignInPane", "Take over the ke&y from ksbuilder");
    QVERIFY(import);
    import->click();
    picture(*shown.wizard, QStringLiteral("account-ksbuilder"));
    QCOMPARE(shown.page->findChild<AccountForm *>()->key(), theKey);
    QCOMPARE(shown.page->findChild<AccountForm *>()->server(), server.url());
    QCOMPARE(server.requestCount(), 0);
    shown.page->primary();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
}

void AccountPageTest::practises()
{
    SessionBench bench(PracticeCloud::program());
    const Shown shown(bench);
    button(*shown.page, "ksp::SignInPane", "&Try it without an account")->click();
    QCOMPARE(bench->state(), Session::State::Opening);
    picture(*shown.wizard, QStringLiteral("account-practice-starting"));
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(bench->isPractice());
    picture(*shown.wizard, QStringLiteral("account-practice"));
}

void AccountPageTest::replacesTheKey()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    button(*shown.page, details, "Replace &key…")->click();
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(edit);
    QVERIFY(!button(*shown.page, details, "Use this ke&y")->isEnabled());
    QTest::keyClicks(edit, QStringLiteral("kck-00000000-cb3c-4757-b739-3d94a06781aa"));
    picture(*shown.wizard, QStringLiteral("account-replace"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(server.requestCount(), 2);
    QCOMPARE(shown.wizard->step(), WizardStep::Account);
    QVERIFY(!button(*shown.page, details, "Use this ke&y"));
}

void AccountPageTest::refusesAnotherUsersKey()
{
    ScriptedServer server({userReply("u1"), userReply("somebody-else")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    button(*shown.page, details, "Replace &key…")->click();
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    edit->setText(QStringLiteral("kck-00000000-cb3c-4757-b739-3d94a06781aa"));
    button(*shown.page, details, "Use this ke&y")->click();
    QVERIFY(bench.waitForEnd());
    QVERIFY(shown.message().contains(QStringLiteral("somebody-else")));
    QCOMPARE(QApplication::focusWidget(), edit);
    picture(*shown.wizard, QStringLiteral("account-replace-refused"));
    button(*shown.page, details, "Kee&p the old one")->click();
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QVERIFY(edit->text().isEmpty());
}

void AccountPageTest::asksBeforeSigningOut()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    button(*shown.page, details, "Sign ou&t…")->click();
    QCOMPARE(bench->state(), Session::State::SignedIn);
    picture(*shown.wizard, QStringLiteral("account-sign-out"));
    QCOMPARE(
        qobject_cast<QAbstractButton *>(QApplication::focusWidget()), button(*shown.page, details, "Sta&y signed in"));
    button(*shown.page, details, "Sta&y signed in")->click();
    QCOMPARE(bench->state(), Session::State::SignedIn);
    shown.page->askSignOut();
    button(*shown.page, details, "Sign ou&t")->click();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(shown.page->findChild<AccountForm *>()->isVisible());
}

void AccountPageTest::addsAndSwitches()
{
    ScriptedServer one({userReply("u1")});
    ScriptedServer two({refusal(), userReply("u2")});
    SessionBench bench;
    bench->signIn(one.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    shown.page->showNewAccount();
    picture(*shown.wizard, QStringLiteral("account-add"));
    QVERIFY(!shown.page->findChild<QListWidget *>()->isVisible());
    QVERIFY(shown.page->isReady());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(!shown.page->findChild<AccountForm *>()->isVisible());

    shown.page->showNewAccount();
    shown.page->findChild<AccountForm *>()->fill(theKey, two.url());
    shown.page->primary();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QVERIFY(shown.page->findChild<AccountForm *>()->isVisible());
    QVERIFY(!shown.message().isEmpty());
    shown.page->primary();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->account()->userId, QStringLiteral("u2"));
    picture(*shown.wizard, QStringLiteral("account-two"));
    // A layout shows what is new in it later, from the event loop.
    QTRY_VERIFY(button(*shown.page, QStringLiteral("127.0.0.1")));
    QAbstractButton *other = button(*shown.page, QStringLiteral("127.0.0.1"));
    QTRY_COMPARE(bench.keys.keys.size(), 2);
    QTest::mouseClick(other, Qt::LeftButton);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QTRY_VERIFY(button(*shown.page, QStringLiteral("127.0.0.1-2")));
    QVERIFY(!button(*shown.page, QStringLiteral("127.0.0.1")));
}

void AccountPageTest::waitsForAPublish()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    const QString reason = QStringLiteral("A publish is under way.");
    shown.page->setSwitchingBlocked(reason);
    for (const char *text : {"Replace &key…", "Sign ou&t…", "&Add an account…"}) {
        QVERIFY(!button(*shown.page, details, text)->isEnabled());
        QCOMPARE(button(*shown.page, details, text)->toolTip(), reason);
    }
    QVERIFY(shown.primary()->isEnabled());
    shown.page->showNewAccount();
    shown.page->findChild<AccountForm *>()->fill(theKey, server.url());
    QVERIFY(!shown.primary()->isEnabled());
    QCOMPARE(shown.page->whyNotReady(), reason);
    shown.page->setSwitchingBlocked({});
    QVERIFY(shown.primary()->isEnabled());
}

void AccountPageTest::bearsHostileNames()
{
    SessionBench bench;
    AccountStore store(bench.profile());
    const QString hostile = QStringLiteral("<b>&bold</b> ") + QString(4000, u'x');
    for (int i = 0; i < 12; ++i) {
        QVERIFY(store.save({QStringLiteral("%1 %2").arg(i).arg(hostile),
            QUrl(QStringLiteral("https://example.com/") + QString(1500, u'y')), QString(3000, u'9'), {}}));
    }
    bench.keys.answers = true;
    const Shown shown(bench);
    QCOMPARE(shown.page->findChild<QListWidget *>()->count(), 13);
    picture(*shown.wizard, QStringLiteral("account-hostile-list"));
    QVERIFY(shown.wizard->minimumSizeHint().width() < 800);
    bench.keys.keys.insert(KeyOwner{bench->accounts().first().server, QString(3000, u'9')}.entry(), theKey);
    bench->use(bench->accounts().first().name);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    picture(*shown.wizard, QStringLiteral("account-hostile"));
    QVERIFY(shown.wizard->minimumSizeHint().width() < 800);
}

void AccountPageTest::leadsToTheNewKey()
{
    ScriptedServer server({userReply("u1"), refusal()});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Shown shown(bench);
    bench->checkKey();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QVERIFY(!shown.page->isReady());
    QVERIFY(!shown.page->isPrimaryEnabled());
    QVERIFY(!shown.page->whyNotReady().isEmpty());
    QCOMPARE(shown.message(), QString());
    picture(*shown.wizard, QStringLiteral("account-key-needed"));
}

QTEST_MAIN(AccountPageTest)
#include "AccountPageTest.moc"
