#include "dashboard/ExtensionsPage.h"

#include "dashboard/ExtensionIcons.h"

#include "cloud/CloudClient.h"
#include "core/Database.h"
#include "core/Settings.h"
#include "dashboard/DetailsPane.h"
#include "dashboard/ReviewTable.h"
#include "dashboard/StatusFilterBar.h"
#include "image/ImageDecoder.h"
#include "publish/Journal.h"
#include "review/ExtensionsModel.h"
#include "review/ReviewWatch.h"
#include "session/Session.h"
#include "support/MemoryKeyStore.h"
#include "support/Pictures.h"
#include "support/ReviewServer.h"
#include "widgets/EmptyState.h"
#include "widgets/MessageBar.h"

#include <QAccessible>
#include <QClipboard>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

QDateTime noon()
{
    return {QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
}

Snapshot snapshot(int id, const QString &version, const QString &status, int hoursBefore = 0)
{
    return {QString::number(800'000'000'000'000'000LL + id), version, status, noon().addSecs(-3600LL * hoursBefore)};
}

/// A page with all that it needs, beside a server of the test.
struct Bench
{
    Bench() { makePage(); }
    ~Bench() { page.reset(); }

    void makePage()
    {
        page.reset();
        session = std::make_unique<Session>(Session::Options{folder.path(), &keys, nullptr, shortLimits(), {}});
        database = std::make_unique<Database>(folder.path());
        settings = std::make_unique<Settings>(folder.path());
        Services services;
        services.profile = folder.path();
        services.settings = settings.get();
        services.database = database.get();
        services.images = &images;
        services.session = session.get();
        journal = std::make_unique<Journal>(database.get());
        services.journal = journal.get();
        page = std::make_unique<ExtensionsPage>(services);
        // Beside the navigation of a window in its first size.
        page->resize(884, 640);
    }
    static TimeLimits shortLimits()
    {
        TimeLimits limits;
        limits.pauses = {};
        return limits;
    }
    void fillServer()
    {
        server.add(QStringLiteral("gateway"), QStringLiteral("ready"), QStringLiteral("1.2.0"),
            {snapshot(1, QStringLiteral("1.3.0"), QStringLiteral("submitted"), 1),
                snapshot(2, QStringLiteral("1.2.0"), QStringLiteral("active"), 200),
                snapshot(3, QStringLiteral("1.1.0"), QStringLiteral("active"), 900)});
        server.add(QStringLiteral("observability-with-a-really-quite-long-name-for-a-table"), QStringLiteral("draft"),
            {}, {snapshot(4, QStringLiteral("0.1.0-rc.1"), QStringLiteral("submitted"), 30)});
        server.add(QStringLiteral("vault"), QStringLiteral("ready"), QStringLiteral("2.0.0"),
            {snapshot(5, QStringLiteral("2.0.0"), QStringLiteral("active"), 50)});
        server.add(QStringLiteral("dashboards"), QStringLiteral("draft"), {},
            {snapshot(6, QStringLiteral("0.9.0"), QStringLiteral("draft"), 20)});
        server.add(QStringLiteral("new-one"), QStringLiteral("draft"), {}, {});
        server.add(QStringLiteral("mystery"), QStringLiteral("draft"), {},
            {snapshot(7, QStringLiteral("1.0.0"), QStringLiteral("quarantined"), 3)});
        server.add(QStringLiteral("refused"), QStringLiteral("draft"), {},
            {snapshot(8, QStringLiteral("1.0.0"), QStringLiteral("rejected"), 7)});
    }
    void signIn() { session->signIn(server.url(), QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa")); }
    [[nodiscard]] bool waitUntilLoaded()
    {
        return QTest::qWaitFor(
            [&] {
                const ExtensionsModel *model = page->watch()->extensions();
                return model->size() == server.extensions.size() && !model->counts().contains(QString())
                    && !page->watch()->isRefreshing();
            },
            20'000);
    }
    void show()
    {
        page->show();
        page->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
    }
    /// Until the widths are those of what came last.
    void waitUntilFitting() const
    {
        const QAbstractItemView *view = table();
        QTRY_VERIFY(table()->columnWidth(ExtensionsModel::NewestStatus)
            >= view->sizeHintForColumn(ExtensionsModel::NewestStatus));
    }
    template <typename T> T *child(const QString &text = {}) const
    {
        for (T *widget : page->findChildren<T *>()) {
            if constexpr (requires { widget->text(); }) {
                if (!text.isEmpty() && widget->text().remove(QLatin1Char('&')) != text)
                    continue;
            }
            if (widget->isVisibleTo(page.get()))
                return widget;
        }
        return nullptr;
    }
    [[nodiscard]] ReviewTable *table() const { return page->findChild<ReviewTable *>(QStringLiteral("extensions")); }
    [[nodiscard]] QStringList shownNames() const
    {
        QStringList names;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            names.append(table()->model()->index(row, 0).data().toString());
        return names;
    }
    [[nodiscard]] QString emptyText() const
    {
        const auto *state = child<EmptyState>();
        return state ? state->text() : QString();
    }

    QTemporaryDir folder;
    ReviewServer server;
    MemoryKeyStore keys;
    std::unique_ptr<Session> session;
    std::unique_ptr<Database> database;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Settings> settings;
    ImageDecoder images;
    std::unique_ptr<ExtensionsPage> page;
};

} // namespace

class ExtensionsPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Look> m_look;

private slots:
    void initTestCase() { m_look = std::make_unique<Look>(); }

    void isDesignedWhileSignedOut()
    {
        Bench bench;
        bench.show();
        QVERIFY(!bench.emptyText().isEmpty());
        picture(*bench.page, QStringLiteral("extensions-signed-out"));
        QSignalSpy wish(bench.page.get(), &ExtensionsPage::signInRequested);
        QTest::mouseClick(bench.child<EmptyState>()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(wish.size(), 1);
    }

    void isDesignedWhileLoadingAndEmpty()
    {
        Bench bench;
        bench.show();
        bench.server.holds = true;
        bench.signIn();
        // Whose key it is, and then the search.
        QTRY_COMPARE(bench.server.heldCount(), 1);
        bench.server.releaseAll();
        QTRY_COMPARE(bench.server.heldCount(), 1);
        picture(*bench.page, QStringLiteral("extensions-loading"));
        QVERIFY(bench.page->watch()->isRefreshing());
        bench.server.holds = false;
        bench.server.releaseAll();
        QTRY_VERIFY(!bench.page->watch()->isRefreshing());
        QVERIFY(!bench.emptyText().isEmpty());
        picture(*bench.page, QStringLiteral("extensions-empty"));
        QSignalSpy wish(bench.page.get(), &ExtensionsPage::publishRequested);
        QTest::mouseClick(bench.child<EmptyState>()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(wish.value(0).value(0).toString(), QString());
        QCOMPARE(wish.size(), 1);
    }

    void showsTheTableAndTheChosenOne()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        QCOMPARE(bench.shownNames().constFirst(), QStringLiteral("dashboards"));
        bench.page->showExtension(QStringLiteral("gateway"));
        QTRY_VERIFY(!bench.page->watch()->isLoading(QStringLiteral("gateway")));
        QTRY_VERIFY(!bench.page->watch()->isRefreshing());
        const auto *details = bench.page->findChild<DetailsPane *>();
        QCOMPARE(details->name(), QStringLiteral("gateway"));
        bench.waitUntilFitting();
        picture(*bench.page, QStringLiteral("extensions-table"));
    }

    void fitsItsColumnsAtTheFirstShow()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        const QAbstractItemView *view = bench.table();
        for (int column = 0; column < ExtensionsModel::ColumnCount; ++column) {
            if (bench.table()->isColumnHidden(column) || column == ExtensionsModel::Name)
                continue;
            QTRY_VERIFY2(bench.table()->columnWidth(column) >= view->sizeHintForColumn(column),
                qPrintable(QString::number(column)));
        }
        QTRY_COMPARE(bench.table()->horizontalScrollBar()->maximum(), 0);
        QVERIFY(bench.table()->columnWidth(ExtensionsModel::Name) > 120);
        const auto tables = bench.page->findChild<DetailsPane *>()->findChildren<ReviewTable *>();
        for (const ReviewTable *table : tables)
            QTRY_COMPARE(table->horizontalScrollBar()->maximum(), 0);
    }

    void showsTheIconsOfChartsThatWereOpened()
    {
        Bench bench;
        bench.fillServer();
        bench.signIn();
        bench.show();
        QVERIFY(bench.waitUntilLoaded());
        bench.waitUntilFitting();
        auto *icons = bench.page->findChild<ExtensionIcons *>();
        QVERIFY(icons);
        QSignalSpy changed(icons, &ExtensionIcons::changed);
        QFile file(QStringLiteral(KSP_SOURCE_DIR "/resources/sample-chart/static/icon.svg"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        bench.page->rememberIcon(QStringLiteral("vault"), file.readAll());
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(!icons->iconOf(QStringLiteral("vault")).isNull());
        QVERIFY(icons->iconOf(QStringLiteral("gateway")).isNull());
        picture(*bench.page, QStringLiteral("extensions-icons"));
    }

    void marksWhatTheReviewersDid()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.page->showExtension(QStringLiteral("dashboards"));
        QSignalSpy unseen(bench.page.get(), &ExtensionsPage::unseenChanged);
        bench.server.setStatus(
            QStringLiteral("gateway"), QStringLiteral("1.3.0"), StatusWord::active, noon().addSecs(60));
        bench.page->watch()->load(QStringLiteral("gateway"));
        QTRY_COMPARE(bench.page->unseenCount(), 1);
        QVERIFY(!unseen.isEmpty());
        const int row = int(bench.shownNames().indexOf(QStringLiteral("gateway")));
        const QModelIndex cell = bench.table()->model()->index(row, ExtensionsModel::Name);
        QVERIFY(cell.data(ExtensionsModel::UnseenRole).toBool());
        QVERIFY(cell.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("gateway")));
        bench.waitUntilFitting();
        picture(*bench.page, QStringLiteral("extensions-news"));
        bench.page->showExtension(QStringLiteral("gateway"));
        QTRY_COMPARE(bench.page->unseenCount(), 0);
        QVERIFY(!cell.data(ExtensionsModel::UnseenRole).toBool());
        QTRY_VERIFY(!bench.page->watch()->isRefreshing());
        picture(*bench.page, QStringLiteral("extensions-approved"));
    }

    void tellsASentBackDraftFromOthers()
    {
        const QString sentBack = QStringLiteral("The reviewers sent it back. It can be changed and submitted again.");
        const QString plain = QStringLiteral("Uploaded, but not submitted for review.");
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.page->showExtension(QStringLiteral("gateway"));
        bench.server.setStatus(
            QStringLiteral("gateway"), QStringLiteral("1.3.0"), StatusWord::draft, noon().addSecs(60));
        bench.page->watch()->load(QStringLiteral("gateway"));
        QTRY_VERIFY(bench.child<QLabel>(sentBack));
        bench.page->showExtension(QStringLiteral("dashboards"));
        QTRY_VERIFY(bench.child<QLabel>(plain));
        QVERIFY(!bench.child<QLabel>(sentBack));
        bench.page->showExtension(QStringLiteral("gateway"));
        QTRY_VERIFY(bench.child<QLabel>(sentBack));
    }

    void filtersByTextAndStatus()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        auto *search = bench.child<QLineEdit>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("VAU"));
        QCOMPARE(bench.shownNames(), QStringList{QStringLiteral("vault")});
        QTest::keyClicks(search, QStringLiteral("xyz"));
        QCOMPARE(bench.shownNames(), QStringList());
        QVERIFY(!bench.emptyText().isEmpty());
        picture(*bench.page, QStringLiteral("extensions-nothing-matches"));
        QTest::mouseClick(bench.page->findChild<EmptyState *>(QStringLiteral("no-match"))->findChild<QPushButton *>(),
            Qt::LeftButton);
        QCOMPARE(bench.shownNames().size(), 7);
        QVERIFY(search->text().isEmpty());

        auto *statuses = bench.page->findChild<StatusFilterBar *>();
        const auto buttons = statuses->findChildren<QPushButton *>();
        QPushButton *inReview = nullptr;
        for (QPushButton *button : buttons) {
            if (button->text() == ReviewStatus::countOf(StatusWord::submitted, 2))
                inReview = button;
        }
        QVERIFY(inReview);
        QTest::mouseClick(inReview, Qt::LeftButton);
        QCOMPARE(bench.shownNames(),
            (QStringList{
                QStringLiteral("gateway"), QStringLiteral("observability-with-a-really-quite-long-name-for-a-table")}));
        QTest::mouseClick(inReview, Qt::LeftButton);
        QCOMPARE(bench.shownNames().size(), 7);
    }

    void keepsWhatItKnewWhenTheServerFails()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.server.instead = [](const QString &) {
            return std::optional(ReviewServer::reply("500 Internal Server Error", "{\"message\": \"out of order\"}"));
        };
        QTest::mouseClick(
            bench.child<QPushButton>(ExtensionsPage::tr("&Refresh").remove(QLatin1Char('&'))), Qt::LeftButton);
        auto *bar = bench.page->findChild<MessageBar *>(QStringLiteral("message"));
        QTRY_VERIFY(bar->isVisible());
        QVERIFY2(bar->text().contains(QStringLiteral("out of order")), qPrintable(bar->text()));
        QCOMPARE(bench.shownNames().size(), 7);
        picture(*bench.page, QStringLiteral("extensions-error"));
        bench.server.instead = {};
        for (QPushButton *button : bar->findChildren<QPushButton *>())
            QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(!bar->isVisible());
    }

    void isDesignedWhenTheFirstLoadFails()
    {
        Bench bench;
        bench.show();
        bench.server.instead = [](const QString &line) {
            return line.endsWith(QLatin1String("search"))
                ? std::optional(ReviewServer::reply("200 OK", "<html>proxy</html>"))
                : std::nullopt;
        };
        bench.signIn();
        QTRY_VERIFY(bench.page->watch()->error());
        QVERIFY(!bench.emptyText().isEmpty());
        picture(*bench.page, QStringLiteral("extensions-first-load-failed"));
        bench.server.instead = {};
        bench.fillServer();
        QTest::mouseClick(bench.child<EmptyState>()->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(bench.waitUntilLoaded());
    }

    void withdrawsASubmissionAfterAsking()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.page->showExtension(QStringLiteral("gateway"));
        QTRY_VERIFY(!bench.page->watch()->isRefreshing());
        auto *details = bench.page->findChild<DetailsPane *>();
        auto *withdraw = bench.child<QPushButton>(DetailsPane::tr("&Withdraw…").remove(QLatin1Char('&')));
        QVERIFY(withdraw);
        withdraw->click();
        QCOMPARE(bench.server.count(QStringLiteral("cancel-submit")), 0);
        auto *bar = details->findChild<MessageBar *>();
        QVERIFY(bar->isVisible());
        // Its whole question can be read.
        QTRY_VERIFY(bar->height() >= bar->heightForWidth(bar->width()));
        bench.waitUntilFitting();
        picture(*bench.page, QStringLiteral("extensions-withdraw"));
        // Esc keeps it.
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(!bar->isVisible());
        withdraw->click();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_COMPARE(bench.server.count(QStringLiteral("cancel-submit 800000000000000001")), 1);
        QTRY_VERIFY(!withdraw->isVisible());
        QTRY_VERIFY(!bench.page->watch()->isRefreshing());
        picture(*bench.page, QStringLiteral("extensions-withdrawn"));
        // And back again.
        auto *submit = bench.child<QPushButton>(DetailsPane::tr("&Submit for review…").remove(QLatin1Char('&')));
        QVERIFY(submit);
        submit->click();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTRY_COMPARE(bench.server.count(QStringLiteral("submit 800000000000000001")), 1);
        QTRY_VERIFY(withdraw->isVisible());
    }

    void copiesCellsAndIds()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.page->showExtension(QStringLiteral("vault"));
        bench.table()->setFocus();
        QTest::keyClick(bench.table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(),
            QStringLiteral("vault\t2.0.0\tactive\t%1\t2026-11-22T10:00:00Z")
                .arg(ReviewStatus::nameOf(NextActor::Nobody)));
        bench.child<QPushButton>(DetailsPane::tr("Copy &ID").remove(QLatin1Char('&')))->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("900000000000000002"));
    }

    void startsWithWhatWasKnownLast()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        bench.page->showExtension(QStringLiteral("vault"));
        const int width = bench.table()->columnWidth(ExtensionsModel::Name) + 17;
        bench.table()->setColumnWidth(ExtensionsModel::Name, width);
        bench.table()->sortByColumn(ExtensionsModel::LastChange, Qt::DescendingOrder);
        bench.makePage();
        // The server says nothing now.
        bench.server.holds = true;
        bench.show();
        bench.session->restore();
        QTRY_COMPARE(bench.shownNames().size(), 7);
        QCOMPARE(bench.table()->columnWidth(ExtensionsModel::Name), width);
        QCOMPARE(bench.shownNames().constFirst(), QStringLiteral("gateway"));
        QCOMPARE(bench.table()->model()->index(0, ExtensionsModel::NewestStatus).data().toString(),
            QStringLiteral("submitted"));
    }

    void canBeUsedByKeysAlone()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        auto *search = bench.child<QLineEdit>();
        search->setFocus();
        QSet<QWidget *> reached;
        for (int i = 0; i < 60; ++i) {
            reached.insert(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        for (QWidget *widget : bench.page->findChildren<QWidget *>()) {
            const bool isControl = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
                || qobject_cast<QAbstractItemView *>(widget);
            const bool isPart = qobject_cast<QHeaderView *>(widget)
                || qobject_cast<QAbstractItemView *>(widget->parent()) || qobject_cast<QLineEdit *>(widget->parent());
            if (!isControl || isPart || !widget->isVisible() || !widget->isEnabled())
                continue;
            const QString name = QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
            QVERIFY2(!name.isEmpty(), widget->metaObject()->className());
            QVERIFY2(reached.contains(widget), qPrintable(name));
        }
        bench.table()->setFocus();
        QTest::keyClick(bench.table(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(bench.table(), Qt::Key_Down);
        QCOMPARE(bench.page->findChild<DetailsPane *>()->name(), bench.shownNames().at(1));
    }

    void announcesWhatTheUserAskedFor()
    {
        Bench bench;
        bench.fillServer();
        bench.show();
        bench.signIn();
        QVERIFY(bench.waitUntilLoaded());
        auto *age = bench.page->findChild<QLabel *>(QStringLiteral("age"));
        bench.child<QPushButton>(ExtensionsPage::tr("&Refresh").remove(QLatin1Char('&')))->click();
        QTRY_VERIFY(age->accessibleName().contains(ReviewStatus::countOf(StatusWord::submitted, 2)));
    }
};

QTEST_MAIN(ExtensionsPageTest)
#include "ExtensionsPageTest.moc"
