#include "wizard/ChartPage.h"

#include "core/Settings.h"
#include "publish/ChartLoader.h"
#include "publish/FindingsModel.h"
#include "publish/PublishDraft.h"
#include "support/Pictures.h"
#include "widgets/BusyLabel.h"
#include "widgets/DropZone.h"
#include "widgets/MessageBar.h"
#include "wizard/chart/ChartDrop.h"
#include "wizard/chart/LoadedChartView.h"
#include "wizard/chart/RecentCharts.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWindow>

#include <sys/stat.h>

namespace ksp {

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

bool write(const QString &path, const QByteArray &data)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(data) == data.size();
}

constexpr const char *goodYaml
    = "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.2.3\ndisplayName:\n"
      "  en: Log Explorer\n  zh: 日志浏览\ndescription:\n"
      "  en: Browse and search the logs of all your workloads in one place.\n"
      "  zh: 在一处浏览和搜索所有工作负载的日志。\n"
      "category: observability\nprovider:\n  en:\n    name: Somebody Ltd.\n  zh:\n    name: 某公司\n"
      "icon: static/icon.svg\n";

/// What the page needs.
struct Stage
{
    QTemporaryDir dir;
    Settings settings{dir.filePath(QStringLiteral("profile"))};
    PublishDraft draft{ChartWatcher::Options{std::chrono::milliseconds(30), std::chrono::milliseconds(100), 4096}};
    std::unique_ptr<ChartPage> page;

    Stage()
    {
        QDir().mkpath(dir.filePath(QStringLiteral("profile")));
        Services services;
        services.settings = &settings;
        services.draft = &draft;
        page = std::make_unique<ChartPage>(services);
        page->resize(720, 520);
    }

    [[nodiscard]] QString makeChart(
        const QByteArray &yaml = QByteArray(goodYaml), const char *name = "log-explorer") const
    {
        const QString folder = dir.filePath(QString::fromUtf8(name));
        const bool good = write(folder + QStringLiteral("/extension.yaml"), yaml)
            && write(folder + QStringLiteral("/static/icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>")
            && write(folder + QStringLiteral("/values.yaml"), "a: 1\n")
            && write(folder + QStringLiteral("/charts/web/Chart.yaml"), "apiVersion: v2\nname: web\nversion: 0.1.0\n");
        return good ? folder : QString();
    }

    void show() const
    {
        page->show();
        page->enter();
        QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        page->activateWindow();
    }

    [[nodiscard]] bool isAt(PublishDraft::State state) const { return draft.state() == state && !draft.isReloading(); }

    template <typename T> [[nodiscard]] T *visible() const
    {
        const QList<T *> all = page->findChildren<T *>();
        const auto found = std::find_if(all.begin(), all.end(), [](const T *widget) { return widget->isVisible(); });
        return found == all.end() ? nullptr : *found;
    }
    template <typename T> [[nodiscard]] T *child(const QString &text) const
    {
        const QList<T *> all = page->findChildren<T *>();
        for (T *widget : all) {
            if (widget->isVisibleTo(page.get())
                && (widget->text().remove(u'&') == text || widget->accessibleName() == text))
                return widget;
        }
        return nullptr;
    }
    [[nodiscard]] QListView *list() const { return page->findChild<QListView *>(); }
    [[nodiscard]] bool shows(const QString &text) const
    {
        const QList<QLabel *> labels = page->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
            [&](const QLabel *label) { return label->isVisibleTo(page.get()) && label->text().contains(text); });
    }
};

} // namespace

class ChartPageTest : public QObject
{
    Q_OBJECT

private:
    test::Look m_look;

    static void drag(const Stage &stage, const QList<QUrl> &urls, QMimeData *mime, bool drop)
    {
        mime->setUrls(urls);
        auto *zone = stage.page->findChild<DropZone *>();
        QWindow *window = stage.page->windowHandle();
        const QPoint at = zone->mapTo(stage.page.get(), zone->rect().center());
        QDragEnterEvent enter(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &move);
        if (!drop)
            return;
        QDropEvent end(at, Qt::CopyAction, mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &end);
    }

    /// A button's text in the test's language, without mnemonic.
    static QString plain(const char *text)
    {
        return QCoreApplication::translate("ksp::FindingsView", text).remove(u'&');
    }

private slots:
    void initTestCase()
    {
        QIcon::setThemeSearchPaths({s("/usr/share/icons")}); // offscreen looks nowhere
    }

    void empty()
    {
        const Stage stage;
        stage.show();
        QVERIFY(!stage.page->isReady());
        QVERIFY(!stage.page->whyNotReady().isEmpty());
        QVERIFY(!stage.page->title().isEmpty());
        QVERIFY(stage.page->firstFocus() != nullptr);
        QVERIFY(!stage.visible<MessageBar>());
        QVERIFY(!stage.page->findChild<RecentCharts *>()->isVisible());
        test::picture(*stage.page, s("chart-empty"));
    }

    void good()
    {
        Stage stage;
        stage.show();
        QSignalSpy announced(stage.page.get(), &ChartPage::announced);
        QSignalSpy state(stage.page.get(), &ChartPage::stateChanged);
        const QString folder = stage.makeChart();
        stage.draft.open(folder);
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(state.count() >= 2);
        QVERIFY(stage.page->whyNotReady().isEmpty());
        for (const char *text :
            {"demo", "1.2.3", "observability", "Somebody Ltd. / 某公司", "日志浏览", "Log Explorer"})
            QVERIFY2(stage.shows(s(text)), text);
        QCOMPARE(stage.settings.recentCharts(), QStringList{folder});
        QVERIFY(announced.count() >= 2);
        QVERIFY(announced.last().first().toString().contains(s("log-explorer")));
        test::picture(*stage.page, s("chart-loaded"));
    }

    void errorsAreListedOpenedAndCopied()
    {
        Stage stage;
        stage.show();
        const QString folder = stage.makeChart(
            QByteArray(goodYaml).replace("version: 1.2.3", "version: one").replace("static/icon.svg", "static/gone.svg")
            + "screenshots:\n- "
              "static/missing-screenshot-with-a-rather-long-name-that-has-to-be-wrapped-somewhere.png\n");
        stage.draft.open(folder);
        QTRY_VERIFY(stage.isAt(PublishDraft::State::Loaded));
        QTRY_VERIFY(stage.list()->isVisible());
        QVERIFY(!stage.page->isReady());
        QVERIFY(stage.page->whyNotReady().contains(u'3') || stage.page->whyNotReady().contains(u'2'));
        QCOMPARE(stage.page->firstFocus(), stage.list());
        const QAbstractItemModel *model = stage.list()->model();
        QVERIFY(model->rowCount() >= 3);
        QCOMPARE(model->index(0, 0).data(FindingsModel::SeverityRole).toInt(), int(Severity::Error));
        test::picture(*stage.page, s("chart-errors"));

        auto *open = stage.child<QPushButton>(plain("Open at the l&ine"));
        QVERIFY(open);
        QVERIFY(open->isEnabled()); // the first one is chosen
        stage.list()->selectAll();
        QVERIFY(!open->isEnabled());
        QVERIFY(!open->toolTip().isEmpty());
        QSignalSpy opened(stage.page.get(), &ChartPage::openFileRequested);
        stage.list()->setFocus();
        QTest::keyClick(stage.list(), Qt::Key_Down);
        QTest::keyClick(stage.list(), Qt::Key_Up);
        QVERIFY(open->isEnabled());
        QTest::keyClick(stage.list(), Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.first().at(0).toString(), folder + s("/extension.yaml"));
        QVERIFY(opened.first().at(1).toInt() > 0);
        open->click();
        QCOMPARE(opened.count(), 2);

        QTest::keySequence(stage.list(), QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 1);
        QVERIFY(QGuiApplication::clipboard()->text().contains(s("extension.yaml:")));
        stage.child<QPushButton>(plain("Cop&y all"))->click();
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), model->rowCount());

        // Mended in the editor: seen at once.
        QVERIFY(write(folder + s("/extension.yaml"), goodYaml));
        QTRY_VERIFY(stage.page->isReady());
    }

    void changesArePickedUpAndTold()
    {
        Stage stage;
        stage.show();
        const QString folder = stage.makeChart();
        stage.draft.open(folder);
        QTRY_VERIFY(stage.page->isReady());
        QSignalSpy announced(stage.page.get(), &ChartPage::announced);
        auto *view = stage.page->findChild<LoadedChartView *>();
        QVERIFY(view->status().isEmpty());
        QVERIFY(write(folder + s("/values.yaml"), "a: 2\n"));
        QTRY_VERIFY(view->status().contains(s("values.yaml")));
        QTRY_VERIFY(!announced.isEmpty());
        QCOMPARE(announced.last().first().toString(), view->status());
        QVERIFY(stage.page->isReady());
        for (int i = 0; i < 5; ++i)
            QVERIFY(write(folder + s("/templates/") + QString::number(i) + s(".yaml"), "a: 1\n"));
        QTRY_VERIFY(view->status().contains(u'5'));
        test::picture(*stage.page, s("chart-reloaded"));
    }

    void failedIsToldAndTriedAgain()
    {
        Stage stage;
        stage.show();
        const QString folder = stage.dir.filePath(s("plain"));
        QVERIFY(write(folder + s("/Chart.yaml"), "name: plain\n"));
        stage.draft.open(folder);
        QTRY_VERIFY(stage.isAt(PublishDraft::State::Failed));
        QTRY_VERIFY(stage.visible<MessageBar>());
        auto *bar = stage.visible<MessageBar>();
        QVERIFY(bar->text().contains(s("plain")));
        QVERIFY(!stage.page->isReady());
        QVERIFY(stage.page->findChild<DropZone *>()->isVisible());
        test::picture(*stage.page, s("chart-failed"));
        QSignalSpy changed(&stage.draft, &PublishDraft::changed);
        emit bar->actionTriggered();
        QCOMPARE(stage.draft.state(), PublishDraft::State::Loading);
        QTRY_VERIFY(stage.isAt(PublishDraft::State::Failed));
        // And by itself, when it was mended.
        QVERIFY(!stage.makeChart(goodYaml, "plain").isEmpty());
        QTRY_VERIFY(stage.page->isReady());
        QVERIFY(!bar->isVisible());
    }

    void cancelledWhileItReads()
    {
        Stage stage;
        stage.show();
        stage.draft.open(stage.makeChart());
        // The signal comes from the event loop.
        QCoreApplication::processEvents();
        if (stage.draft.state() == PublishDraft::State::Loading) {
            auto *busy = stage.visible<BusyLabel>();
            QVERIFY(busy);
            QVERIFY(busy->text().contains(s("log-explorer")));
            test::picture(*stage.page, s("chart-loading"));
            qobject_cast<QPushButton *>(stage.page->firstFocus())->click();
            QCOMPARE(stage.draft.state(), PublishDraft::State::Empty);
            QTRY_VERIFY(stage.page->findChild<DropZone *>()->isVisible());
            QVERIFY(!stage.page->isReady());
        }
    }

    void droppedAndRefused()
    {
        Stage stage;
        stage.show();
        const QString folder = stage.makeChart();
        const QString image = stage.dir.filePath(s("photo.png"));
        QVERIFY(write(image, "\x89PNG\r\n\x1a\n"));
        auto *zone = stage.page->findChild<DropZone *>();
        QMimeData mime;
        drag(stage, {QUrl::fromLocalFile(image)}, &mime, false);
        QCOMPARE(zone->hover(), DropZone::Hover::Refuse);
        QVERIFY(zone->hint().contains(s("photo.png")));
        QCoreApplication::processEvents();
        test::picture(*stage.page, s("chart-refused"));
        drag(stage, {QUrl::fromLocalFile(image)}, &mime, true);
        QCOMPARE(stage.draft.state(), PublishDraft::State::Empty);
        drag(stage, {QUrl::fromLocalFile(folder)}, &mime, false);
        QCOMPARE(zone->hover(), DropZone::Hover::Accept);
        drag(stage, {QUrl::fromLocalFile(folder)}, &mime, true);
        QCOMPARE(stage.draft.path(), folder);
        QTRY_VERIFY(stage.page->isReady());
    }

    void whatIsRefused()
    {
        const Stage stage;
        const QString folder = stage.makeChart();
        const auto local = [&](const char *name) { return QUrl::fromLocalFile(stage.dir.filePath(s(name))); };
        QVERIFY(!refuseDrop({QUrl::fromLocalFile(folder)}));
        QVERIFY(write(local("good.tgz").toLocalFile(), QByteArray("\x1F\x8B\x08\0\0\0", 6)));
        QVERIFY(!refuseDrop({local("good.tgz")}));
        QVERIFY(refuseDrop({}));
        QVERIFY(refuseDrop({local("good.tgz"), QUrl::fromLocalFile(folder)}));
        QVERIFY(refuseDrop({QUrl(s("https://example.com/a.tgz"))}));
        QVERIFY(refuseDrop({local("nothing")}));
        QVERIFY(write(local("values.yaml").toLocalFile(), "a: 1\n"));
        QVERIFY(write(local("empty.tgz").toLocalFile(), ""));
        QVERIFY(write(local("a.zip").toLocalFile(), "PK\x03\x04zip"));
        for (const char *name : {"values.yaml", "empty.tgz", "a.zip"}) {
            const auto why = refuseDrop({local(name)});
            QVERIFY(why);
            QVERIFY2(why->contains(s(name)), qPrintable(*why));
        }
        QVERIFY(QDir(stage.dir.path()).mkdir(s("bare")));
        QVERIFY(refuseDrop({local("bare")}));
        QVERIFY(write(local("plain/Chart.yaml").toLocalFile(), "name: a\n"));
        QVERIFY(refuseDrop({local("plain")})->contains(s("Helm")));
        // Opened, a pipe would hang.
        const QString pipe = local("pipe.tgz").toLocalFile();
        QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
        QVERIFY(refuseDrop({QUrl::fromLocalFile(pipe)}));
        QVERIFY(refuseDrop({QUrl::fromLocalFile(s("/dev/zero"))}));
    }

    void recentChartsOpenAndGo()
    {
        Stage stage;
        const QString folder = stage.makeChart();
        const QString gone = stage.dir.filePath(s("gone-1.0.0.tgz"));
        stage.settings.addRecentChart(gone);
        stage.settings.addRecentChart(folder);
        stage.show();
        auto *recent = stage.page->findChild<RecentCharts *>();
        QTRY_VERIFY(recent->isVisible());
        test::picture(*stage.page, s("chart-recent"));
        const QList<QPushButton *> rows = recent->findChildren<QPushButton *>();
        QCOMPARE(rows.size(), 2);
        QVERIFY(rows.at(0)->isEnabled());
        QVERIFY(!rows.at(1)->isEnabled());
        QVERIFY(!rows.at(1)->toolTip().isEmpty());
        recent->findChildren<QToolButton *>().at(1)->click();
        QCOMPARE(stage.settings.recentCharts(), QStringList{folder});
        QTRY_COMPARE(recent->findChildren<QPushButton *>().size(), 1);
        recent->findChildren<QPushButton *>().constFirst()->setFocus();
        QTest::keyClick(recent->findChildren<QPushButton *>().constFirst(), Qt::Key_Space);
        QCOMPARE(stage.draft.path(), folder);
        QTRY_VERIFY(stage.page->isReady());
    }

    void noYamlHasItsPathAndItsLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("line");
        QTest::newRow("not closed") << QByteArray("apiVersion: v1\nname: [a\nversion: 1.0.0\n") << 3;
        QTest::newRow("tab") << QByteArray("apiVersion: v1\nprovider:\n\ten: a\n") << 3;
        QTest::newRow("not UTF-8") << QByteArray("name: a\n# \xff\n") << 2;
        QTest::newRow("a list") << QByteArray("- name: a\n") << 1;
        QTest::newRow("two byte-order marks") << QByteArray("\xef\xbb\xbf\xef\xbb\xbfname: a\n") << 0;
    }
    void noYamlHasItsPathAndItsLine()
    {
        QFETCH(const QByteArray, text);
        Stage stage;
        const QString folder = stage.makeChart();
        const QString file = folder + s("/extension.yaml");
        QVERIFY(write(file, text));
        stage.show();
        stage.draft.open(folder);
        QTRY_COMPARE(stage.draft.state(), PublishDraft::State::Failed);
        QTRY_VERIFY(stage.shows(folder));
        test::picture(*stage.page, s("chart-no-yaml"));
        auto *open = stage.child<QPushButton>(plain("Open at the l&ine"));
        QVERIFY(open);
        const QSignalSpy opened(stage.page.get(), &ChartPage::openFileRequested);
        open->click();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().at(0).toString(), file);
        QTEST(opened.first().at(1).toInt(), "line");
        // What has no extension.yaml has no line, either.
        QVERIFY(QFile::remove(file));
        QTRY_VERIFY(!stage.child<QPushButton>(plain("Open at the l&ine")));
    }

    void browsedByKeys()
    {
        Stage stage;
        const QString folder = stage.makeChart();
        stage.show();
        stage.page->firstFocus()->setFocus();
        auto *menu = stage.page->findChild<QMenu *>();
        emit menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 2);
        menu->actions().at(0)->trigger();
        auto *dialog = stage.page->findChild<QFileDialog *>();
        QVERIFY(dialog);
        QVERIFY(dialog->isVisible());
        QCOMPARE(dialog->fileMode(), QFileDialog::Directory);
        emit dialog->fileSelected(folder);
        dialog->close();
        QTRY_VERIFY(stage.page->isReady());
        emit menu->aboutToShow();
        menu->actions().at(1)->trigger();
        QTRY_VERIFY(stage.page->findChild<QFileDialog *>());
        QCOMPARE(stage.page->findChild<QFileDialog *>()->fileMode(), QFileDialog::ExistingFile);
        stage.page->findChild<QFileDialog *>()->close();
    }

    void hostileTexts()
    {
        Stage stage;
        stage.show();
        const QByteArray longText = QByteArray("<b>bold</b><img src='file:///etc/passwd'> ").repeated(2000);
        QByteArray yaml = "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.2.3\ndisplayName:\n  en: \""
                          "\\u202Eevil\\u0007 <h1>x</h1>\"\n";
        for (int i = 0; i < 300; ++i)
            yaml += "  l" + QByteArray::number(i) + ": text\n";
        yaml += "description:\n  en: \"" + longText + "\"\ncategory: \"" + longText
            + "\"\nprovider:\n  en:\n    name: \"" + longText + "\"\nicon: static/icon.svg\n";
        stage.draft.open(stage.makeChart(yaml));
        QTRY_VERIFY(stage.isAt(PublishDraft::State::Loaded));
        QTRY_VERIFY(stage.shows(s("evil")));
        const QList<QLabel *> labels = stage.page->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            QVERIFY(label->text().size() < 1000);
            QVERIFY(!label->text().contains(QChar(0x202E)));
            if (label->text().contains(u'<'))
                QCOMPARE(label->textFormat(), Qt::PlainText);
        }
        QVERIFY2(stage.page->minimumSizeHint().width() <= 700,
            qPrintable(QString::number(stage.page->minimumSizeHint().width())));
        test::picture(*stage.page, s("chart-hostile"));
    }

    void tenThousandFindings()
    {
        auto loaded = std::make_shared<LoadedChart>();
        for (int i = 0; i < 10'000; ++i)
            loaded->findings.append({i % 3 == 0 ? Severity::Error : Severity::Warning, {s("extension.yaml"), i, 1},
                s("A sentence that is long enough to be wrapped when the window is not very wide. ")
                    .repeated(i % 5 + 1),
                {}});
        QMenu menu;
        LoadedChartView view(&menu);
        view.resize(700, 500);
        view.setChart(loaded);
        view.show();
        auto *list = view.findChild<QListView *>();
        QCOMPARE(list->model()->rowCount(), 10'000);
        list->setFocus();
        // Rows are measured little by little; the last one is where it is known to be.
        QTRY_VERIFY((QTest::keyClick(list, Qt::Key_End), list->currentIndex().row() == 9'999));
        test::picture(view, s("chart-ten-thousand"));
    }

    void findingsModel()
    {
        FindingsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFindings({{Severity::Advice, {}, s("could be better"), s("a")},
            {Severity::Error, {s("extension.yaml"), 3, 1}, s("is wrong"), s("b")}});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(), QVariant(s("is wrong")));
        QCOMPARE(model.index(0).data(FindingsModel::PlaceRole), QVariant(s("extension.yaml:3:1")));
        QCOMPARE(model.count(Severity::Error), 1);
        QCOMPARE(model.text({1}).count(u'\n'), 1);
        QVERIFY(model.index(1).data(Qt::AccessibleTextRole).toString().contains(s("could be better")));
        model.setFindings({});
        QCOMPARE(model.rowCount(), 0);
    }

    void everyControlHasAName()
    {
        Stage stage;
        stage.settings.addRecentChart(stage.makeChart());
        stage.show();
        QTRY_VERIFY(stage.page->findChild<RecentCharts *>()->isVisible());
        stage.draft.open(stage.makeChart(QByteArray(goodYaml).replace("icon.svg", "gone.svg")));
        QTRY_VERIFY(stage.isAt(PublishDraft::State::Loaded));
        const QList<QAbstractButton *> buttons = stage.page->findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons)
            QVERIFY2(!button->isVisible() || !button->text().isEmpty() || !button->accessibleName().isEmpty(),
                button->metaObject()->className());
        QVERIFY(!stage.list()->accessibleName().isEmpty());
    }
};

} // namespace ksp

QTEST_MAIN(ksp::ChartPageTest)
#include "ChartPageTest.moc"
