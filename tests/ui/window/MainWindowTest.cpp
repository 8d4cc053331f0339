#include "window/MainWindow.h"

#include "dashboard/ExtensionsPage.h"
#include "support/Pictures.h"
#include "support/WindowBench.h"
#include "widgets/ElidedLabel.h"
#include "widgets/MessageBar.h"
#include "window/TrayIcon.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTabBar>
#include <QWindow>

namespace ksp {

namespace {

QString sampleChart()
{
    return QStringLiteral(KSP_SOURCE_DIR "/resources/sample-chart");
}

using Bench = test::WindowBench;

QAction *actionNamed(const QWidget &window, const QString &name)
{
    return window.findChild<QAction *>(name);
}

QString describe(const QWidget *widget)
{
    QString text;
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        text = button->text();
    else if (const auto *label = qobject_cast<const QLabel *>(widget))
        text = label->text();
    return QStringLiteral("%1 “%2” %3×%4, wants %5×%6")
        .arg(QString::fromLatin1(widget->metaObject()->className()), text.left(60))
        .arg(widget->width())
        .arg(widget->height())
        .arg(widget->sizeHint().width())
        .arg(widget->sizeHint().height());
}

/// Visible buttons and labels that do not get the room that their text needs.
QStringList cutOff(const QWidget &window)
{
    QStringList cut;
    const auto widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible())
            continue;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            if (!button->text().isEmpty()
                && (widget->width() < widget->minimumSizeHint().width()
                    || widget->height() < widget->minimumSizeHint().height()))
                cut.append(describe(widget));
        } else if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            if (qobject_cast<const ElidedLabel *>(widget) || label->text().isEmpty())
                continue;
            const int needed
                = label->wordWrap() ? label->heightForWidth(label->width()) : label->minimumSizeHint().height();
            if (widget->height() < needed || (!label->wordWrap() && widget->width() < label->minimumSizeHint().width()))
                cut.append(describe(widget));
        }
    }
    return cut;
}

/// Visible controls that say nothing to a screen reader.
QStringList nameless(const QWidget &window)
{
    QStringList found;
    const auto widgets = window.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        const bool isContainer = qobject_cast<QStackedWidget *>(widget) || widget->inherits("QTabWidget")
            || (widget->inherits("QScrollArea")) || widget->inherits("QSplitter");
        if (!isContainer && (!accessible || accessible->text(QAccessible::Name).trimmed().isEmpty()))
            found.append(describe(widget) + QLatin1Char(' ') + widget->objectName());
    }
    return found;
}

QStringList shownMessages(const QWidget &window)
{
    QStringList texts;
    for (const MessageBar *bar : window.findChildren<MessageBar *>()) {
        if (bar->isVisible() && bar->objectName() != QLatin1String("practice"))
            texts.append(bar->text());
    }
    return texts;
}

/// Mnemonics that more than one thing has which is seen, the menu bar included.
QStringList sharedMnemonics(const QWidget &window, const QString &page)
{
    QMap<QString, QStringList> owners;
    const auto take = [&owners](const QString &text) {
        if (const QKeySequence key = QKeySequence::mnemonic(text); !key.isEmpty())
            owners[key.toString()].append(text);
    };
    for (const QAction *action : window.findChild<QMenuBar *>()->actions())
        take(action->text());
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            take(button->text());
        else if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy())
            take(label->text());
        else if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                take(tabs->tabText(i));
        }
    }
    QStringList shared;
    for (const auto &[key, texts] : owners.asKeyValueRange()) {
        if (texts.size() > 1)
            shared.append(QStringLiteral("%1: %2: %3").arg(page, key, texts.join(QLatin1String(", "))));
    }
    return shared;
}

/// What is wrong with the window as it stands.
QString faultsOf(QWidget &window, const QString &name)
{
    // A page that was filled just now is laid out by the next events.
    (void)QTest::qWaitFor([&] { return cutOff(window).isEmpty() && nameless(window).isEmpty(); });
    test::picture(window, name);
    const QStringList cut = cutOff(window);
    const QStringList unnamed = nameless(window);
    QString text;
    if (!cut.isEmpty())
        text += QStringLiteral("%1: cut off: %2\n").arg(name, cut.join(u'\n'));
    if (!unnamed.isEmpty())
        text += QStringLiteral("%1: without a name: %2\n").arg(name, unnamed.join(u'\n'));
    return text;
}

} // namespace

class MainWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_look.emplace();
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }

    void newcomersAreWelcomed()
    {
        Bench bench(true);
        bench.show();
        QVERIFY(bench.window->position().welcome);
        QVERIFY(!bench.settings.isWelcomed());
        bench.window->openChart(sampleChart());
        QVERIFY(!bench.window->position().welcome);
        QVERIFY(bench.settings.isWelcomed());
        // The chart is open, but who publishes comes first.
        QCOMPARE(bench.wizard()->step(), WizardStep::Account);
        QVERIFY(bench.signIn(m_cloud));
        QTRY_COMPARE(bench.draft.state(), PublishDraft::State::Loaded);
        bench.wizard()->goTo(WizardStep::Chart);
        QCOMPARE(bench.wizard()->step(), WizardStep::Chart);
    }

    void aKnownAccountLeadsToTheChart()
    {
        Bench bench;
        bench.sessions.session().signIn(QUrl(m_cloud.url()), m_cloud.key());
        QVERIFY(bench.sessions.waitFor(Session::State::SignedIn));
        bench.show();
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
    }

    void aChartOpenedBeforeSigningInIsShownAfterwards()
    {
        Bench bench;
        bench.show();
        bench.window->openChart(sampleChart());
        QCOMPARE(bench.wizard()->step(), WizardStep::Account);
        QVERIFY(shownMessages(*bench.window).join(u' ').contains(QFileInfo(sampleChart()).fileName()));
        QVERIFY(bench.signIn(m_cloud));
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        QTRY_COMPARE(bench.draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(bench.draft.path(), sampleChart());
        QCOMPARE(shownMessages(*bench.window), QStringList());
    }

    void aRefusedDropLeavesItsSentence()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        const auto drop = [&bench](const QList<QUrl> &urls) {
            QMimeData mime;
            mime.setUrls(urls);
            QDragEnterEvent enter({30, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(bench.window->windowHandle(), &enter);
            QDropEvent event(QPointF(30, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(bench.window->windowHandle(), &event);
        };
        bench.window->openChart(QStringLiteral("/no/such/chart"));
        QTRY_COMPARE(shownMessages(*bench.window).size(), 1);
        const QStringList older = shownMessages(*bench.window);
        drop({QUrl(QStringLiteral("file://fileserver/charts/one"))});
        const QStringList newer = shownMessages(*bench.window);
        QCOMPARE(newer.size(), 1);
        QVERIFY(newer != older);
        test::picture(*bench.window, QStringLiteral("window-drop-refused"));
        // What is taken clears it.
        drop({QUrl(QStringLiteral("file://localhost") + sampleChart())});
        QTRY_COMPARE(bench.draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(bench.draft.path(), sampleChart());
        QTRY_COMPARE(shownMessages(*bench.window), QStringList());
        // On another page it stands above the page.
        drop({QUrl(QStringLiteral("https://example.org/a.tgz"))});
        QCOMPARE(shownMessages(*bench.window).size(), 1);
    }

    void whatASecondStartHandsOverIsJudged()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        bench.window->hide();
        for (const QUrl &url : {QUrl(), QUrl(QStringLiteral("https://example.org/a.tgz")),
                 QUrl(QStringLiteral("file://fileserver/charts/one")), QUrl(QStringLiteral("file:///dev/zero"))}) {
            bench.window->openFromOutside({url}, {});
            QVERIFY(bench.window->isVisible());
            QCOMPARE(shownMessages(*bench.window).size(), 1);
            QCOMPARE(bench.draft.state(), PublishDraft::State::Empty);
        }
        bench.window->openFromOutside({QUrl::fromLocalFile(sampleChart())}, {});
        QTRY_COMPARE(bench.draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(bench.draft.path(), sampleChart());
    }

    void theWindowFitsTheScreen_data()
    {
        QTest::addColumn<QSize>("available");
        QTest::newRow("1366 × 768 at 150 %") << QSize(910, 512);
        QTest::newRow("1366 × 768 at 150 %, a dock and a panel") << QSize(840, 480);
        QTest::newRow("1920 × 1080 at 200 %") << QSize(960, 512);
        QTest::newRow("1920 × 1080") << QSize(1920, 1050);
    }
    void theWindowFitsTheScreen()
    {
        QFETCH(const QSize, available);
        const MainWindow::Sizes sizes = MainWindow::sizesFor(available);
        for (const QSize size : {sizes.least, sizes.first})
            QVERIFY(size.width() <= available.width() && size.height() < available.height());
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        bench.window->setMinimumSize(sizes.least);
        bench.window->resize(sizes.least);
        QTRY_COMPARE(bench.window->size(), sizes.least);
        QVERIFY(bench.open(sampleChart()));
        for (const auto step : {WizardStep::Account, WizardStep::Chart, WizardStep::Preview, WizardStep::Submit}) {
            bench.wizard()->goTo(step);
            QTRY_VERIFY(bench.wizard()->page(step)->isPrimaryEnabled());
            QTRY_COMPARE(bench.wizard()->step(), step);
            QTRY_COMPARE(bench.window->size(), sizes.least);
            test::picture(*bench.window, QStringLiteral("window-small-%1-%2").arg(available.width()).arg(int(step)));
            const QRect place(bench.primary()->mapTo(bench.window.get(), QPoint()), bench.primary()->size());
            QVERIFY(bench.primary()->isVisible());
            QVERIFY(bench.window->rect().contains(place));
            QVERIFY(place.height() >= bench.primary()->sizeHint().height());
            if (step == WizardStep::Preview)
                bench.wizard()->page(step)->primary();
        }
    }

    void theMenuOpensByItsKey()
    {
        Bench bench;
        bench.show();
        QTest::keyClick(bench.window.get(), Qt::Key_F10);
        auto *bar = bench.window->findChild<QMenuBar *>();
        QCOMPARE(bar->activeAction(), bar->actions().constFirst());
    }

    void enterPressesTheButtonThatHasTheFocus()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        QVERIFY(bench.open(sampleChart()));
        // What is opened by a key has the keyboard where work goes on.
        QTRY_COMPARE(bench.window->focusWidget(), bench.primary());
        QTest::keyClick(bench.window->focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Preview);
        QAbstractButton *back = nullptr;
        for (QAbstractButton *button : bench.wizard()->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text() == QCoreApplication::translate("ksp::PublishWizard", "&Back"))
                back = button;
        }
        QVERIFY(back);
        back->setFocus();
        QTest::keyClick(back, Qt::Key_Return);
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
    }

    void noMnemonicStandsTwice()
    {
        Bench bench;
        bench.show();
        const auto look = [&bench](const char *page) {
            QCOMPARE(sharedMnemonics(*bench.window, QString::fromLatin1(page)), QStringList());
        };
        look("signed out");
        QVERIFY(bench.signIn(m_cloud));
        bench.wizard()->goTo(WizardStep::Account);
        look("account");
        bench.wizard()->goTo(WizardStep::Chart);
        look("chart, empty");
        QVERIFY(bench.open(sampleChart()));
        look("chart");
        bench.wizard()->goTo(WizardStep::Preview);
        QTRY_VERIFY(bench.wizard()->page(WizardStep::Preview)->isPrimaryEnabled());
        look("preview");
        bench.wizard()->page(WizardStep::Preview)->primary();
        QTRY_VERIFY(bench.wizard()->page(WizardStep::Submit)->isPrimaryEnabled());
        look("submit");
    }

    void signingOutLeadsBackToTheAccount()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QVERIFY(bench.open(sampleChart()));
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        bench.sessions->signOut();
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Account);
        // The draft is not lost by that.
        QCOMPARE(bench.draft.path(), sampleChart());
    }

    void dropsAnywhereOpenTheChart()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(sampleChart())});
        // Over the navigation, where nothing else takes drops.
        QDragEnterEvent enter({30, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(bench.window->windowHandle(), &enter);
        QDropEvent drop(QPointF(30, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(bench.window->windowHandle(), &drop);
        QTRY_COMPARE(bench.draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(bench.draft.path(), sampleChart());
    }

    void anotherWindowTakesOverWhereTheUserWas()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QVERIFY(bench.open(sampleChart()));
        bench.wizard()->goTo(WizardStep::Preview);
        const MainWindow::Position position = bench.window->position();
        bench.window = std::make_unique<MainWindow>(bench.services, &bench.appearance);
        bench.window->setPosition(position);
        bench.window->show();
        QCOMPARE(bench.wizard()->step(), WizardStep::Preview);
        QCOMPARE(bench.draft.path(), sampleChart());
    }

    void closingWithoutAPublishQuits()
    {
        Bench bench;
        bench.show();
        QSignalSpy quit(bench.window.get(), &MainWindow::quitRequested);
        QVERIFY(bench.window->close());
        QCOMPARE(quit.size(), 1);
        QVERIFY(!bench.settings.state(QStringLiteral("window")).isEmpty());
    }
    void closesIntoTheTrayWhereThatIsWanted()
    {
        Bench bench;
        bool hasTray = true;
        bench.services.hasTray = [&hasTray] { return hasTray; };
        bench.show();
        auto *tray = bench.window->findChild<TrayIcon *>();
        auto *entry = actionNamed(*bench.window, QStringLiteral("closesToTray"));
        QVERIFY(tray && entry);
        QVERIFY(!tray->isVisible()); // off where nobody asked for it
        entry->trigger();
        QVERIFY(bench.settings.closesToTray());
        QVERIFY(tray->isVisible());

        const QSignalSpy quit(bench.window.get(), &MainWindow::quitRequested);
        QVERIFY(!bench.window->close());
        QVERIFY(!bench.window->isVisible());
        QVERIFY(quit.isEmpty());
        emit tray->showRequested();
        QVERIFY(bench.window->isVisible());
        bench.window->close();
        emit tray->quitRequested();
        QCOMPARE(quit.size(), 1);

        // Without a tray nobody could open the window again.
        hasTray = false;
        bench.window->show();
        QVERIFY(bench.window->close());
        QCOMPARE(quit.size(), 2);
    }
    void theTrayIsOfferedWhereThereIsOne()
    {
        Bench bench;
        bool hasTray = false;
        bench.services.hasTray = [&hasTray] { return hasTray; };
        bench.show();
        auto *entry = actionNamed(*bench.window, QStringLiteral("closesToTray"));
        QVERIFY(entry);
        auto *menu = qobject_cast<QMenu *>(entry->associatedObjects().constFirst());
        QVERIFY(menu);
        emit menu->aboutToShow();
        QVERIFY(!entry->isEnabled());
        hasTray = true;
        emit menu->aboutToShow();
        QVERIFY(entry->isEnabled());
    }

    void publishesFromStartToEnd()
    {
        Bench bench;
        QVERIFY(bench.signIn(m_cloud));
        bench.show();
        QVERIFY(bench.open(sampleChart()));
        QTRY_COMPARE(bench.wizard()->step(), WizardStep::Chart);
        // By the keyboard alone: each page is ready, and Enter goes on.
        for (const auto step : {WizardStep::Preview, WizardStep::Submit}) {
            QTRY_VERIFY(bench.primary()->isEnabled());
            QTest::keyClick(bench.wizard(), Qt::Key_Return);
            QTRY_COMPARE(bench.wizard()->step(), step);
        }
        bench.draft.setMessage(QStringLiteral("Look at the dashboards."));
        QTRY_VERIFY_WITH_TIMEOUT(bench.primary()->isEnabled(), 20'000);
        QTest::keyClick(bench.wizard(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(bench.run.state(), PublishRun::State::Succeeded, 20'000);
        // The note went with this submission; the next one begins without.
        QCOMPARE(bench.run.request().message, QStringLiteral("Look at the dashboards."));
        QCOMPARE(bench.draft.message(), QString());
        QCOMPARE(m_cloud.requestCount(QStringLiteral("POST"), QStringLiteral("/action:submit")), 1);
        // "Watch it" leads to the table.
        QTRY_VERIFY(bench.primary()->isEnabled());
        QTest::keyClick(bench.wizard(), Qt::Key_Return);
        QTRY_COMPARE(bench.window->position().place, MainWindow::Place::Extensions);
        QCOMPARE(faultsOf(*bench.window, QStringLiteral("window-extensions")), QString());

        // The next version begins with the folder of the last one.
        const QString name = bench.run.request().package.metadata().name.text;
        bench.draft.close();
        emit bench.window->findChild<ExtensionsPage *>()->publishRequested(name);
        QTRY_COMPARE(bench.draft.path(), sampleChart());
        QCOMPARE(bench.window->position().place, MainWindow::Place::Publish);
        QCOMPARE(bench.wizard()->step(), WizardStep::Chart);
    }

    void nothingIsCutOffAndEverythingHasAName_data()
    {
        QTest::addColumn<qreal>("scale");
        QTest::newRow("100 %") << 1.0;
        QTest::newRow("150 %") << 1.5;
    }
    void nothingIsCutOffAndEverythingHasAName()
    {
        QFETCH(qreal, scale);
        const QFont before = QApplication::font();
        QFont font = before;
        font.setPointSizeF(before.pointSizeF() * scale);
        QApplication::setFont(font);
        QString faults;
        {
            Bench bench(true);
            bench.show(QSize(1024, 700) * scale);
            const auto look = [&](const char *name) {
                faults += faultsOf(*bench.window, QStringLiteral("window-%1-%2").arg(QLatin1String(name)).arg(scale));
            };
            look("welcome");
            bench.window->setPosition({});
            look("account");
            QVERIFY(bench.signIn(m_cloud));
            look("signed-in");
            bench.wizard()->goTo(WizardStep::Chart);
            look("chart-empty");
            QVERIFY(bench.open(sampleChart()));
            look("chart");
            bench.wizard()->goTo(WizardStep::Preview);
            QTRY_VERIFY(bench.wizard()->page(WizardStep::Preview)->isPrimaryEnabled());
            look("preview");
            bench.wizard()->page(WizardStep::Preview)->primary();
            QCOMPARE(bench.wizard()->step(), WizardStep::Submit);
            QTRY_VERIFY_WITH_TIMEOUT(bench.wizard()->page(WizardStep::Submit)->isPrimaryEnabled()
                    || !bench.wizard()->page(WizardStep::Submit)->whyNotReady().isEmpty(),
                20'000);
            look("submit");
            bench.window->setPosition({MainWindow::Place::Extensions, WizardStep::Submit, false});
            look("extensions");
        }
        QApplication::setFont(before);
        QVERIFY2(faults.isEmpty(), qPrintable(faults));
    }

private:
    std::optional<test::Look> m_look;
    test::PracticeCloud m_cloud;
};

} // namespace ksp

QTEST_MAIN(ksp::MainWindowTest)
#include "MainWindowTest.moc"
