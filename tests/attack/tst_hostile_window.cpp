// What means no good, given to the window as a user would: each chart is dropped or opened, one after the other, in one
// and the same window; hostile images are shown by its preview, hostile replies and indexes come to its dashboard. Each
// gets a sentence, the event loop goes on meanwhile, nothing is written outside of the profile, the memory stays
// bounded, and in the end the window still publishes the sample chart.
#include "attack/HostileRecipes.h"
#include "cloud/CloudClient.h"
#include "dashboard/BetaSection.h"
#include "dashboard/ExtensionsPage.h"
#include "image/ImageSoundness.h"
#include "review/ReviewWatch.h"
#include "support/Pictures.h"
#include "support/ReviewServer.h"
#include "support/ScriptedServer.h"
#include "support/WindowBench.h"
#include "widgets/EmptyState.h"
#include "widgets/ImageTile.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusLine.h"
#include "widgets/StatusPill.h"
#include "window/DropOverlay.h"
#include "wizard/ChartPage.h"
#include "wizard/PreviewPage.h"
#include "wizard/chart/FindingsView.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QDir>
#include <QDirIterator>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QListView>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QScopeGuard>
#include <QTabWidget>
#include <QTimer>
#include <QWindow>

#include <sys/stat.h>

using namespace ksp;
using namespace ksp::test;

namespace {

constexpr int patience = 60'000; // ms
constexpr qint64 mebibyte = 1024 * 1024;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(content) == content.size();
}

QStringList filesOf(const char *folder)
{
    QStringList paths;
    const QDir dir(QStringLiteral(KSP_TEST_DATA "/") + QLatin1String(folder));
    for (const QString &name : dir.entryList(QDir::Files))
        paths.append(dir.filePath(name));
    return paths;
}

/// "VmRSS" or "VmHWM" of this process, in bytes.
qint64 memory(const char *what)
{
    const QByteArray status = read(QStringLiteral("/proc/self/status"));
    const qsizetype at = status.indexOf(QByteArray(what) + ':') + qsizetype(qstrlen(what)) + 1;
    return status.mid(at, status.indexOf("kB", at) - at).trimmed().toLongLong() * 1024;
}

void forgetPeak()
{
    QFile file(QStringLiteral("/proc/self/clear_refs"));
    if (file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        file.write("5");
}

bool isSafe(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return c == u'\n' || (c.category() != QChar::Other_Control && c != QChar(0x202E) && c != QChar(0x2067));
    });
}

QString accessibleName(QWidget *widget)
{
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
    return accessible ? accessible->text(QAccessible::Name) : QString();
}

/// What checkImages() makes an error of.
bool isBlocked(const QString &name, const QByteArray &bytes)
{
    const ImageFormat format = sniffImageFormat(bytes);
    return format == ImageFormat::Unknown || soundnessOf(bytes, format) != ImageSoundness::Sound
        || (lies(name, format) && (!isDecodable(format) || format == ImageFormat::Svg));
}

} // namespace

class tst_hostile_window : public QObject
{
    Q_OBJECT

    QTemporaryDir m_outside; ///< HOME, TMPDIR and the current folder lie in it, so that whatever is written is seen.
    std::optional<Look> m_look;
    std::unique_ptr<WindowBench> m_bench;
    ReviewServer m_server;
    QTimer m_ticking;
    QElapsedTimer m_sinceTick;
    qint64 m_longestGap = 0; ///< ms between two ticks while a chart was read, for information.
    int m_ticks = 0;
    int m_opened = 0;
    int m_refused = 0;
    int m_flawed = 0;
    int m_good = 0;
    qint64 m_mostMemory = 0;

    [[nodiscard]] WizardPage *page(WizardStep step) const { return m_bench->wizard()->page(step); }
    [[nodiscard]] ExtensionsPage *extensions() const { return m_bench->window->findChild<ExtensionsPage *>(); }
    [[nodiscard]] BetaSection *beta() const { return m_bench->window->findChild<BetaSection *>(); }
    /// The messages that are seen in a part of the window.
    static QStringList messages(const QWidget *in)
    {
        QStringList texts;
        for (MessageBar *bar : in->findChildren<MessageBar *>()) {
            if (bar->isVisible() && accessibleName(bar).contains(bar->text()))
                texts.append(bar->text());
        }
        return texts;
    }

    /// From now on: the event loop must go round while something takes long, whatever "long" is on this machine.
    struct Liveness
    {
        const int *ticks;
        int before = *ticks;
        QElapsedTimer clock = [] {
            QElapsedTimer timer;
            timer.start();
            return timer;
        }();

        [[nodiscard]] bool isAlive() const
        {
            constexpr qint64 longMs = 500;
            return clock.elapsed() < longMs || *ticks > before + 2;
        }
    };
    [[nodiscard]] Liveness watchLoop() const { return {&m_ticks}; }

    /// Texts in the window that would do more than be read.
    [[nodiscard]] QStringList unfitTexts() const
    {
        QStringList unfit;
        const auto judge = [&unfit](const QString &text) {
            if (text.size() >= 20'000 || !isSafe(text))
                unfit.append(text.left(200));
        };
        const auto widgets = m_bench->window->findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            if (!widget->isVisible())
                continue;
            judge(widget->accessibleName());
            if (const auto *label = qobject_cast<QLabel *>(widget))
                judge(label->text());
            else if (const auto *button = qobject_cast<QAbstractButton *>(widget))
                judge(button->text());
        }
        return unfit;
    }

    /// Every file but those of the charts under test.
    [[nodiscard]] QStringList written() const
    {
        QStringList files;
        QDirIterator all(m_outside.path(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
            QDirIterator::Subdirectories);
        const QString profile = m_bench->sessions.profile();
        while (all.hasNext()) {
            QString path = all.next();
            if (path.startsWith(m_outside.filePath(QStringLiteral("charts"))))
                continue;
            if (path.startsWith(profile + u'/')) {
                path.remove(0, profile.size() + 1);
                static const QStringList known{QStringLiteral("settings.ini"), QStringLiteral("publisher.sqlite"),
                    QStringLiteral("log"), QStringLiteral("accounts.json"), QStringLiteral("beta-index"),
                    QStringLiteral("packages")};
                if (std::any_of(known.begin(), known.end(), [&](const QString &name) { return path.startsWith(name); }))
                    continue;
            }
            files.append(path);
        }
        files.sort();
        return files;
    }

    /// By the mouse where the window takes it, else by the menu, which takes everything.
    void give(const QString &path)
    {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(path)});
        QWindow *window = m_bench->window->windowHandle();
        QDragEnterEvent enter({30, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &enter);
        auto *overlay = m_bench->window->findChild<DropOverlay *>();
        QVERIFY(overlay->isVisible() && !overlay->hint().isEmpty() && isSafe(overlay->hint()));
        if (overlay->hover() == DropZone::Hover::Accept) {
            QDropEvent drop(QPointF(30, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(window, &drop);
        } else {
            ++m_refused;
            QCOMPARE(overlay->hover(), DropZone::Hover::Refuse);
            QDragLeaveEvent leave;
            QCoreApplication::sendEvent(window, &leave);
            m_bench->window->openChart(path);
        }
        QTRY_VERIFY(!overlay->isVisible());
    }

    /// Opens a chart as a user does, and judges all but what is said of it.
    void open(const QString &path)
    {
        PublishDraft &draft = m_bench->draft;
        const QStringList before = written();
        forgetPeak();
        const qint64 memoryBefore = memory("VmRSS");
        const Liveness loop = watchLoop();
        m_sinceTick.restart();
        give(path);
        QCOMPARE(draft.path(), path);
        QCOMPARE(draft.state(), PublishDraft::State::Loading);
        QTRY_VERIFY_WITH_TIMEOUT(draft.state() != PublishDraft::State::Loading && !draft.isReloading(), patience);
        ++m_opened;
        QVERIFY(loop.isAlive());
        QTRY_COMPARE(m_bench->wizard()->step(), WizardStep::Chart);

        QWidget *chart = page(WizardStep::Chart);
        if (draft.state() == PublishDraft::State::Failed) {
            QTRY_VERIFY(!messages(chart).isEmpty());
            for (const QString &sentence : messages(chart))
                QVERIFY2(sentence.size() > 20 && sentence.size() < 1000 && isSafe(sentence), qPrintable(sentence));
            QVERIFY(!page(WizardStep::Chart)->whyNotReady().isEmpty());
        } else {
            auto *findings = chart->findChild<FindingsView *>();
            QTRY_VERIFY(findings->isVisible());
            QVERIFY(!findings->summary().isEmpty());
            const QAbstractItemModel *rows = findings->list()->model();
            QVERIFY(draft.loaded()->package || rows->rowCount() > 0);
            for (int row = 0; row < rows->rowCount(); ++row) {
                const QString sentence = rows->index(row, 0).data(Qt::DisplayRole).toString();
                QVERIFY2(!sentence.isEmpty() && sentence.size() < 5000 && isSafe(sentence), qPrintable(sentence));
            }
            if (draft.isPublishable())
                preview();
            else
                ++m_flawed;
        }
        // The line at the foot told it to screen readers, and whatever stands in the window is fit to be shown.
        QCOMPARE(unfitTexts(), QStringList());
        QVERIFY(!accessibleName(m_bench->window->findChild<StatusLine *>()).isEmpty());
        QTRY_COMPARE(written(), before);
        const qint64 grown = memory("VmHWM") - memoryBefore;
        m_mostMemory = std::max(m_mostMemory, grown);
#if !defined(__SANITIZE_ADDRESS__)
        QVERIFY2(grown < 150 * mebibyte, qPrintable(QStringLiteral("%1 MiB").arg(grown / mebibyte)));
#endif
    }

    /// A chart without errors goes on to the preview, and back.
    void preview()
    {
        ++m_good;
        QTRY_VERIFY(page(WizardStep::Chart)->isPrimaryEnabled());
        m_bench->wizard()->goTo(WizardStep::Preview);
        QTRY_VERIFY_WITH_TIMEOUT(page(WizardStep::Preview)->isReady(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(areImagesSettled(), patience);
        m_bench->wizard()->goTo(WizardStep::Chart);
        QCOMPARE(m_bench->wizard()->step(), WizardStep::Chart);
    }

    [[nodiscard]] bool areImagesSettled() const
    {
        const auto tiles = page(WizardStep::Preview)->findChildren<ImageTile *>();
        return std::none_of(tiles.begin(), tiles.end(),
            [](ImageTile *tile) { return tile->accessibleName().contains(ImageTile::tr("Reading the image…")); });
    }

private slots:
    void initTestCase()
    {
        for (const char *name : {"home", "tmp", "current", "charts"})
            QVERIFY(QDir(m_outside.path()).mkpath(QLatin1String(name)));
        qputenv("HOME", QFile::encodeName(m_outside.filePath(QStringLiteral("home"))));
        qputenv("TMPDIR", QFile::encodeName(m_outside.filePath(QStringLiteral("tmp"))));
        for (const char *name :
            {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HELM_REPOSITORY_CACHE"})
            qunsetenv(name);
        QVERIFY(QDir::setCurrent(m_outside.filePath(QStringLiteral("current"))));
        m_look.emplace();
        for (int i = 0; i < 3; ++i) {
            const QString name = QStringLiteral("extension-%1").arg(i);
            m_server.add(name, QStringLiteral("draft"), {},
                {{QString::number(800'000'000'000'000'000LL + i), QStringLiteral("1.0.0"), QStringLiteral("submitted"),
                    QDateTime(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC)}});
        }
        m_bench = std::make_unique<WindowBench>();
        m_bench->show();
        m_bench->sessions->signIn(m_server.url(), QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa"));
        QVERIFY(m_bench->sessions.waitFor(Session::State::SignedIn));
        connect(&m_ticking, &QTimer::timeout, this, [this] {
            ++m_ticks;
            const qint64 gap = m_sinceTick.restart();
            if (m_bench->draft.state() == PublishDraft::State::Loading)
                m_longestGap = std::max(m_longestGap, gap);
        });
        m_sinceTick.start();
        m_ticking.start(10);
    }

    void archives_data()
    {
        rows(filesOf("archives"));
    }
    void archives()
    {
        QFETCH(const QString, path);
        open(path);
    }

    void metadata_data()
    {
        rows(filesOf("hostile/extension-yaml"));
    }
    void metadata()
    {
        QFETCH(const QString, path);
        const QString chart = m_outside.filePath(QStringLiteral("charts/") + QFileInfo(path).completeBaseName());
        QVERIFY(write(chart + QStringLiteral("/extension.yaml"), read(path)));
        QVERIFY(write(chart + QStringLiteral("/static/icon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        open(chart);
    }

    void whatIsNoChart_data()
    {
        rows(filesOf("hostile/images") + filesOf("hostile/replies"));
    }
    void whatIsNoChart()
    {
        QFETCH(const QString, path);
        open(path);
        QCOMPARE(m_bench->draft.state(), PublishDraft::State::Failed);
    }

    void recipes_data()
    {
        QTest::addColumn<int>("number");
        const auto recipes = hostileRecipes();
        for (int i = 0; i < recipes.size(); ++i)
            QTest::newRow(recipes[i].name) << i;
    }
    void recipes()
    {
        QFETCH(const int, number);
        const HostileRecipe recipe = hostileRecipes().at(number);
        const QString folder = m_outside.filePath(QStringLiteral("charts/recipe"));
        const QString path = folder + u'/' + QString::fromLatin1(recipe.name);
        QVERIFY(QDir().mkpath(folder));
        // Qt cannot remove what it cannot name.
        const auto cleanUp = qScopeGuard([&folder] {
            QProcess::execute(QStringLiteral("rm"), {QStringLiteral("-rf"), folder});
        });
        QVERIFY(recipe.write(path));
        open(path);
        QCOMPARE(QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList{QString::fromLatin1(recipe.name)});
    }

    void imagesInThePreview_data()
    {
        // It shows thirty at most.
        const QStringList images = filesOf("hostile/images");
        QTest::addColumn<QStringList>("images");
        QTest::newRow("first half") << QStringList(images.first(images.size() / 2));
        QTest::newRow("second half") << QStringList(images.sliced(images.size() / 2));
    }
    void imagesInThePreview()
    {
        QFETCH(const QStringList, images);
        const QString chart
            = m_outside.filePath(QStringLiteral("charts/images-%1").arg(QFileInfo(images.first()).completeBaseName()));
        QByteArray yaml = read(QStringLiteral(KSP_TEST_DATA "/hostile/extension-yaml/tag-of-python.yaml"));
        yaml.truncate(yaml.indexOf("icon:"));
        const QString pipe = chart + QStringLiteral("-pipe");
        QVERIFY(write(chart + QStringLiteral("/static/pipe.svg"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><image href=\"" + pipe.toUtf8()
                + "\" width=\"8\" height=\"8\"/></svg>"));
        QCOMPARE(mkfifo(qPrintable(pipe), 0600), 0);
        yaml += "icon: static/pipe.svg\nscreenshots:\n";
        qsizetype shown = 0;
        for (const QString &image : std::as_const(images)) {
            if (isBlocked(QFileInfo(image).fileName(), read(image)))
                continue; // The checks say so, and there is no preview.
            ++shown;
            const QString name = QStringLiteral("static/") + QFileInfo(image).fileName();
            QVERIFY(write(chart + u'/' + name, read(image)));
            yaml += "- " + name.toUtf8() + '\n';
        }
        QVERIFY(write(chart + QStringLiteral("/extension.yaml"), yaml));
        open(chart);
        m_bench->wizard()->goTo(WizardStep::Preview);
        const Liveness loop = watchLoop();
        QTRY_VERIFY_WITH_TIMEOUT(
            page(WizardStep::Preview)->findChildren<ImageTile *>().size() > shown && areImagesSettled(), patience);
        QVERIFY(loop.isAlive()); // Other processes draw them.
        int drawn = 0;
        int refused = 0;
        const auto tiles = page(WizardStep::Preview)->findChildren<ImageTile *>();
        for (ImageTile *tile : tiles) {
            QVERIFY2(isSafe(accessibleName(tile)) && !accessibleName(tile).isEmpty(), qPrintable(accessibleName(tile)));
            ++(tile->decoded().image.isNull() ? refused : drawn);
        }
        qInfo("%d tiles drawn, %d say why not", drawn, refused);
        QVERIFY(drawn > 0 && shown > 0 && shown < images.size());
        picture(*m_bench->window, QStringLiteral("hostile-images"));
        m_bench->wizard()->goTo(WizardStep::Chart);
    }

    void repliesInTheTable_data()
    {
        QTest::addColumn<QByteArray>("reply");
        for (const QString &path : filesOf("hostile/replies"))
            QTest::newRow(qPrintable(QFileInfo(path).fileName())) << read(path);
        const QByteArray one = "{\"extension_id\": \"1\", \"name\": \"demo\", \"status\": \"ready\"},";
        QTest::newRow("17 MB of blanks") << QByteArray(17'000'000, ' ');
        QTest::newRow("100000 of one name")
            << QByteArray("{\"extensions\": [" + one.repeated(100'000).chopped(1) + "]}");
        QByteArray many = "{\"extensions\": [";
        for (int i = 0; i < 50'000; ++i)
            many += "{\"extension_id\": \"" + QByteArray::number(i) + "\", \"name\": \"n" + QByteArray::number(i)
                + "\", \"status\": \"draft\"},";
        QTest::newRow("50000 extensions") << many.chopped(1) + "]}";
        QTest::newRow("name of 10 MB") << QByteArray(
            "{\"extensions\": [{\"extension_id\": \"1\", \"name\": \"" + QByteArray(10'000'000, 'x') + "\"}]}");
    }
    void repliesInTheTable()
    {
        QFETCH(const QByteArray, reply);
        m_bench->window->setPosition({MainWindow::Place::Extensions, WizardStep::Chart, false});
        ReviewWatch *watch = extensions()->watch();
        // Known well, before.
        QTRY_VERIFY_WITH_TIMEOUT(!watch->isRefreshing(), patience);
        watch->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            !watch->isRefreshing() && !watch->error() && watch->extensions()->size() == m_server.extensions.size(),
            patience);
        const QStringList before = written();
        int asked = 0;
        const auto honest = qScopeGuard([this] { m_server.instead = nullptr; });
        m_server.instead = [&](const QString &request) -> std::optional<QByteArray> {
            if (request.endsWith(QLatin1String("/v1/user")))
                return std::nullopt;
            ++asked;
            return ReviewServer::reply("200 OK", reply);
        };
        const Liveness loop = watchLoop();
        watch->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(asked > 0 && !watch->isRefreshing(), patience);
        QVERIFY(loop.isAlive());
        if (watch->error()) {
            // Told, and what was known stays in the table.
            QTRY_VERIFY(!messages(extensions()).isEmpty());
            for (const QString &sentence : messages(extensions()))
                QVERIFY2(sentence.size() > 20 && sentence.size() < 2000 && isSafe(sentence), qPrintable(sentence));
            QCOMPARE(watch->extensions()->size(), m_server.extensions.size());
        }
        QCOMPARE(unfitTexts(), QStringList());
        const auto views = extensions()->findChildren<QAbstractItemView *>();
        for (const QAbstractItemView *view : views) {
            const QAbstractItemModel *model = view->model();
            for (int row = 0; model && row < std::min(model->rowCount(), 100); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    const QString cell = model->index(row, column).data().toString();
                    QVERIFY2(isSafe(cell) && cell.size() < 5000, qPrintable(cell.left(100)));
                }
            }
        }
        m_server.instead = nullptr;
        watch->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(
            !watch->isRefreshing() && !watch->error() && watch->extensions()->size() == m_server.extensions.size(),
            patience);
        QTRY_COMPARE(messages(extensions()), QStringList());
        QTRY_COMPARE(written(), before);
    }

    void indexesInTheBetaTab_data()
    {
        QTest::addColumn<QByteArray>("begin");
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<qint64>("size");
        QTest::addColumn<bool>("isIndex");
        const QByteArray head = "apiVersion: v1\nentries:\n  extension-0:\n";
        QByteArray versions;
        for (int i = 0; i < 100; ++i)
            versions += "  - version: 0.0." + QByteArray::number(i) + "\n    description: " + QByteArray(500, 'd')
                + "\n    urls: [a.tgz]\n";
        const auto row = [](const char *name, const QByteArray &begin, bool isIndex = false) {
            QTest::newRow(name) << begin << QByteArray("#\n") << qint64(begin.size()) << isIndex;
        };
        QTest::newRow("200 MB") << head << versions << 200 * mebibyte << true;
        QTest::newRow("300 MB") << head << versions << 300 * mebibyte << false;
        QTest::newRow("a value of 200 MB")
            << head + "  - version: \"" << QByteArray(65536, 'x') << 200 * mebibyte << false;
        QTest::newRow("a comment of 200 MB") << head + "# " << QByteArray(65536, 'x') << 200 * mebibyte << false;
        row("deep", head + "  - x: " + QByteArray(100'000, '[') + QByteArray(100'000, ']') + '\n');
        row("aliases", "x: &x {version: 1.0.0}\n" + head + "  - *x\n");
        row("merge", "x: &x {version: 1.0.0}\n" + head + "  - <<: *x\n");
        row("no list", "apiVersion: v1\nentries: {extension-0: {version: 1.0.0}}\n");
        row("HTML", "<!DOCTYPE html>\n<html><body>Sign in: here</body></html>\n");
        row("JSON of another shape", "{\"message\": \"\\u202e\\u0000gone\"}");
        row("nothing", " ");
        row("binary", QByteArray("\x1f\x8b\x08\0\0\0\0\0", 8));
        row("terminal escapes",
            head + "  - version: 1.0.0\n    description: \"\\e[31m\\u202e\\0 red\"\n    digest: ab\n", true);
        row("URL that leads out",
            head + "  - version: 1.0.0\n    digest: ab\n    urls: ['file:///etc/passwd', '../../x', '//[']\n", true);
    }
    void indexesInTheBetaTab()
    {
        QFETCH(const QByteArray, begin);
        QFETCH(const QByteArray, more);
        QFETCH(const qint64, size);
        QFETCH(const bool, isIndex);
        ScriptedServer server({streamed(begin, more, size), answer("404 Not Found", {})});
        m_bench->window->setPosition({MainWindow::Place::Extensions, WizardStep::Chart, false});
        extensions()->showExtension(QStringLiteral("extension-0"));
        QVERIFY(beta());
        auto *tabs = m_bench->window->findChild<QTabWidget *>();
        for (QTabWidget *each : extensions()->findChildren<QTabWidget *>()) {
            for (int i = 0; i < each->count(); ++i) {
                if (each->widget(i)->isAncestorOf(beta()) || each->widget(i) == beta()) {
                    tabs = each;
                    each->setCurrentIndex(i);
                }
            }
        }
        QTRY_VERIFY(tabs->isVisible() && beta()->isVisible());
        m_bench->sessions->setBetaRepository(server.url());
        const auto check = [&]() -> QPushButton * {
            for (QPushButton *button : beta()->findChildren<QPushButton *>()) {
                if (button->text() == BetaSection::tr("Ch&eck now") && button->isVisible())
                    return button;
            }
            return nullptr;
        };
        QTRY_VERIFY(check());
        const QStringList before = written();
        forgetPeak();
        const qint64 memoryBefore = memory("VmRSS");
        const Liveness loop = watchLoop();
        check()->click();
        QTRY_VERIFY_WITH_TIMEOUT(server.requestCount() > 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(check(), patience);
        QVERIFY(loop.isAlive());
        const auto *pill = beta()->findChild<StatusPill *>();
        if (isIndex) {
            QVERIFY2(pill->isVisible(), qPrintable(messages(beta()).join(u' ')));
        } else {
            QVERIFY(!pill->isVisible());
            QCOMPARE(messages(beta()).size(), 1);
        }
        QCOMPARE(unfitTexts(), QStringList());
        QTRY_COMPARE(written(), before);
        const qint64 grown = memory("VmHWM") - memoryBefore;
        qInfo("%lld MiB more at most", grown / mebibyte);
#if !defined(__SANITIZE_ADDRESS__)
        QVERIFY(grown < 60 * mebibyte);
#endif
        // And the next one is read as if nothing had been.
        ScriptedServer good({ok("apiVersion: v1\nentries: {}\n")});
        m_bench->sessions->setBetaRepository(good.url());
        QTRY_VERIFY(check());
        check()->click();
        QTRY_VERIFY_WITH_TIMEOUT(good.requestCount() > 0 && check(), patience);
        QVERIFY(pill->isVisible());
        QCOMPARE(messages(beta()), QStringList());
    }

    void theSameWindowStillPublishes()
    {
        qInfo(
            "%d charts opened: %d refused by the drop, %d with errors, %d shown in the preview; %lld MiB more at most",
            m_opened, m_refused, m_flawed, m_good, m_mostMemory / mebibyte);
        qInfo("longest time between two ticks of 10 ms while a chart was read: %lld ms", m_longestGap);
        PracticeCloud cloud;
        QVERIFY2(cloud.start(), qPrintable(cloud.errorText()));
        QVERIFY(m_bench->signIn(cloud));
        QVERIFY(m_bench->open(QStringLiteral(KSP_TEST_DATA "/../../resources/sample-chart")));
        QTRY_COMPARE(m_bench->wizard()->step(), WizardStep::Chart);
        for (const auto step : {WizardStep::Preview, WizardStep::Submit}) {
            QTRY_VERIFY_WITH_TIMEOUT(m_bench->primary()->isEnabled(), patience);
            QTest::keyClick(m_bench->wizard(), Qt::Key_Return);
            QTRY_COMPARE(m_bench->wizard()->step(), step);
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_bench->primary()->isEnabled(), patience);
        QTest::keyClick(m_bench->wizard(), Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->run.state(), PublishRun::State::Succeeded, patience);
        QCOMPARE(cloud.requestCount(QStringLiteral("POST"), QStringLiteral("/action:submit")), 1);
    }

private:
    static void rows(const QStringList &paths)
    {
        QTest::addColumn<QString>("path");
        for (const QString &path : paths)
            QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
    }
};

QTEST_MAIN(tst_hostile_window)
#include "tst_hostile_window.moc"
