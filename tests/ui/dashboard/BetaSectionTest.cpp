#include "dashboard/BetaSection.h"

#include "core/Database.h"
#include "core/Sha256.h"
#include "publish/Journal.h"
#include "support/Await.h"
#include "support/Pictures.h"
#include "support/ScriptedServer.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusPill.h"

#include <QClipboard>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThreadPool>
#include <QToolButton>

using namespace ksp;
using namespace ksp::test;

namespace {

QByteArray sent()
{
    return QByteArrayLiteral("the package that was sent");
}

Act indexWith(const QByteArray &digest)
{
    return ok("apiVersion: v1\nentries:\n  demo:\n  - apiVersion: v2\n    name: demo\n    version: 1.0.0\n"
              "    appVersion: '2.1'\n    description: Says hello\n    digest: "
        + digest + "\n    urls: [demo-1.0.0.tgz]\n");
}

} // namespace

class BetaSectionTest : public QObject
{
    Q_OBJECT

    Look m_look;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<BetaSection> m_section;

    template <typename T> [[nodiscard]] T *visible() const
    {
        for (T *widget : m_section->findChildren<T *>()) {
            if (widget->isVisible())
                return widget;
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : m_section->findChildren<QPushButton *>()) {
            if (each->text().remove(u'&') == BetaSection::tr(text.toUtf8().constData()).remove(u'&'))
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] MessageBar *message() const { return m_section->findChild<MessageBar *>(); }
    void answerYes() const
    {
        for (QPushButton *each : message()->findChildren<QPushButton *>()) {
            if (each->isVisible())
                return each->click();
        }
        QFAIL("There is no question.");
    }
    void setVersion(const QUrl &repository)
    {
        m_section->setRepository(repository);
        m_section->setVersion(
            {QStringLiteral("https://cloud"), QStringLiteral("1")}, QStringLiteral("demo"), QStringLiteral("1.0.0"));
    }
    /// The journal has it that this was sent.
    void remember(const QByteArray &package, const QString &server = QStringLiteral("https://cloud"))
    {
        PublishRecord record;
        record.key
            = {server, QStringLiteral("1"), QStringLiteral("demo"), QStringLiteral("1.0.0"), QStringLiteral("content")};
        const auto id = await<qint64>([&](auto done) { m_journal->begin(record, this, done); });
        const auto sha = await<QString>([&](auto done) { m_journal->storePackage(package, this, done); });
        QVERIFY(id && sha);
        QVERIFY(await<void>([&](auto done) { m_journal->setPackage(*id, *sha, package.size(), this, done); }));
        QVERIFY(await<void>([&](auto done) { m_journal->finish(*id, PublishState::Finished, this, done); }));
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = std::make_unique<Database>(m_folder->path());
        m_journal = std::make_unique<Journal>(m_database.get());
        m_section = std::make_unique<BetaSection>(m_journal.get(), m_folder->path());
        m_section->setHelmHome(HelmHome({{QStringLiteral("HOME"), m_folder->filePath(QStringLiteral("home"))}}));
        m_section->resize(420, 460);
        m_section->show();
    }
    void cleanup()
    {
        m_section.reset();
        m_journal.reset();
        m_database.reset();
        QThreadPool::globalInstance()->waitForDone();
    }

    void theSameBytesAreRecognised()
    {
        remember(sent());
        ScriptedServer server({indexWith(sha256Hex(sent()))});
        setVersion(server.url());
        picture(*m_section, QStringLiteral("beta-before"));
        QVERIFY(!visible<StatusPill>());
        QTest::mouseClick(button(QStringLiteral("Ch&eck now")), Qt::LeftButton);
        QVERIFY(button(QStringLiteral("S&top"))->isVisible());
        QTRY_VERIFY(visible<StatusPill>());
        QCOMPARE(visible<StatusPill>()->tone(), Tone::Good);
        QVERIFY(!visible<QToolButton>() || visible<QToolButton>()->parentWidget() != m_section.get());
        QVERIFY(button(QStringLiteral("Ch&eck now"))->isVisible());
        picture(*m_section, QStringLiteral("beta-same"));

        // Another version is another question.
        m_section->setVersion({QStringLiteral("https://cloud"), QStringLiteral("1")}, QStringLiteral("demo"),
            QStringLiteral("2.0.0-rc.1"));
        QVERIFY(!visible<StatusPill>());
        QVERIFY(visible<QPlainTextEdit>()->toPlainText().contains(QStringLiteral("--devel")));
    }

    void aPracticeCloudMayHaveAnotherPortByNow()
    {
        remember(sent(), QStringLiteral("http://127.0.0.1:40001"));
        ScriptedServer server({indexWith(sha256Hex(sent())), indexWith(sha256Hex(sent()))});
        m_section->setRepository(server.url());
        m_section->setVersion({QStringLiteral("http://127.0.0.1:40002"), QStringLiteral("1")}, QStringLiteral("demo"),
            QStringLiteral("1.0.0"));
        m_section->check();
        QTRY_VERIFY(visible<StatusPill>());
        QCOMPARE(visible<StatusPill>()->tone(), Tone::Good);

        // Of another server, or another user, nothing is known.
        m_section->setVersion({QStringLiteral("https://elsewhere"), QStringLiteral("1")}, QStringLiteral("demo"),
            QStringLiteral("1.0.0"));
        m_section->check();
        QTRY_VERIFY(visible<StatusPill>());
        QVERIFY(visible<StatusPill>()->tone() != Tone::Good);
    }

    void whatIsMissingOrBrokenIsTold()
    {
        ScriptedServer empty({ok("apiVersion: v1\nentries: {}\n")});
        setVersion(empty.url());
        m_section->check();
        QTRY_VERIFY(visible<StatusPill>());
        QCOMPARE(visible<StatusPill>()->tone(), Tone::Neutral);
        picture(*m_section, QStringLiteral("beta-missing"));

        ScriptedServer gone({indexWith("ab"), answer("404 Not Found", {})});
        setVersion(gone.url());
        m_section->check();
        QTRY_VERIFY(visible<StatusPill>());
        QCOMPARE(visible<StatusPill>()->tone(), Tone::Bad);
        picture(*m_section, QStringLiteral("beta-broken"));
    }

    void theFilesThatDifferAreShownOnRequest()
    {
        QFile ours(QStringLiteral(KSP_TEST_DATA "/beta/sent.tgz"));
        QFile theirs(QStringLiteral(KSP_TEST_DATA "/beta/published.tgz"));
        QVERIFY(ours.open(QIODevice::ReadOnly) && theirs.open(QIODevice::ReadOnly));
        const QByteArray published = theirs.readAll();
        remember(ours.readAll());
        ScriptedServer server({indexWith(sha256Hex(published)), ok(published)});
        setVersion(server.url());
        m_section->check();
        QTRY_VERIFY(visible<StatusPill>());
        QCOMPARE(visible<StatusPill>()->tone(), Tone::Warning);
        QToolButton *files = visible<QToolButton>();
        QVERIFY(files);
        QTest::mouseClick(files, Qt::LeftButton);
        QVERIFY(visible<QPlainTextEdit>()->toPlainText().contains(QStringLiteral("values.yaml")));
        picture(*m_section, QStringLiteral("beta-differs"));

        // The list comes into sight where the place is too small for all.
        QTest::mouseClick(files, Qt::LeftButton);
        QScrollArea area;
        area.setWidgetResizable(true);
        area.setWidget(m_section.get());
        area.resize(300, 120);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        QTest::mouseClick(files, Qt::LeftButton);
        QTRY_COMPARE(visible<QPlainTextEdit>()->visibleRegion().boundingRect(), visible<QPlainTextEdit>()->rect());
        QTRY_VERIFY(area.verticalScrollBar()->value() > 0);
        area.takeWidget();
    }

    void anErrorIsAMessage()
    {
        ScriptedServer server({ok("<html>")});
        setVersion(server.url());
        m_section->check();
        QTRY_VERIFY(message()->isVisible());
        QCOMPARE(message()->tone(), Tone::Bad);
        QVERIFY(!visible<StatusPill>());
        QVERIFY(button(QStringLiteral("Ch&eck now"))->isVisible());
    }

    void aSlowServerCanBeStopped()
    {
        const Act stall{Act::AnswerThenStall, {}};
        ScriptedServer server(QList<Act>{stall});
        setVersion(server.url());
        m_section->check();
        QTRY_COMPARE(server.requestCount(), 1);
        picture(*m_section, QStringLiteral("beta-busy"));
        QTest::mouseClick(button(QStringLiteral("S&top")), Qt::LeftButton);
        QVERIFY(button(QStringLiteral("Ch&eck now"))->isVisible());
        QVERIFY(!button(QStringLiteral("S&top"))->isVisible());
    }

    void theCommandsAreCopied()
    {
        setVersion(QUrl(QStringLiteral("https://charts.example.com/beta")));
        button(QStringLiteral("C&opy"))->click();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(
            QStringLiteral("helm repo add kscloud-beta https://charts.example.com/beta")));
    }

    void anUnknownAddressIsAskedFor()
    {
        setVersion({});
        picture(*m_section, QStringLiteral("beta-no-address"));
        auto *address = m_section->findChild<QLineEdit *>();
        QVERIFY(address->isVisible());
        QVERIFY(!button(QStringLiteral("Ch&eck now"))->isVisible());
        QSignalSpy entered(m_section.get(), &BetaSection::repositoryEntered);
        QTest::keyClicks(address, QStringLiteral("nothing"));
        QTest::keyClick(address, Qt::Key_Return);
        QCOMPARE(message()->tone(), Tone::Bad);
        QCOMPARE(entered.size(), 0);
        address->setText(QStringLiteral("https://charts.example.com/beta/"));
        QTest::keyClick(address, Qt::Key_Return);
        QCOMPARE(entered.size(), 1);
        QCOMPARE(entered.first().first().toUrl(), QUrl(QStringLiteral("https://charts.example.com/beta")));
        QVERIFY(!address->isVisible());
        QVERIFY(button(QStringLiteral("Ch&eck now"))->isVisible());
    }

    void theRepositoryIsAddedAfterAQuestion()
    {
        ScriptedServer server({indexWith("ab")});
        setVersion(server.url());
        const QString list = m_folder->filePath(QStringLiteral("home/.config/helm/repositories.yaml"));
        button(QStringLiteral("&Add to my Helm configuration…"))->click();
        QVERIFY(message()->text().contains(QStringLiteral("repositories.yaml")));
        picture(*m_section, QStringLiteral("beta-add"));
        QVERIFY(!QFile::exists(list));
        QCOMPARE(server.requestCount(), 0);
        answerYes();
        QTRY_VERIFY(message()->isVisible() && message()->tone() == Tone::Good);
        QVERIFY(QFile::exists(list));
        QVERIFY(
            QFile::exists(m_folder->filePath(QStringLiteral("home/.cache/helm/repository/kscloud-beta-index.yaml"))));

        // The name is taken now.
        ScriptedServer other({indexWith("ab")});
        setVersion(other.url());
        button(QStringLiteral("&Add to my Helm configuration…"))->click();
        answerYes();
        QTRY_VERIFY(message()->isVisible() && message()->tone() == Tone::Bad);
        QVERIFY(message()->text().contains(QStringLiteral("helm repo remove kscloud-beta")));
    }
};

QTEST_MAIN(BetaSectionTest)
#include "BetaSectionTest.moc"
