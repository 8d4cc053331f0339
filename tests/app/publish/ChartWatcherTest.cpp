#include "publish/ChartWatcher.h"

#include <QDir>
#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

namespace ksp {

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

bool write(const QString &path, const QByteArray &data)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(data) == data.size();
}

ChartWatcher::Options quick(int maxWatches = 4096)
{
    return {std::chrono::milliseconds(30), std::chrono::milliseconds(60), maxWatches};
}

} // namespace

class ChartWatcherTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;

    [[nodiscard]] QString path(const char *name) const { return m_dir->filePath(s("chart/") + s(name)); }

    /// Changes something and says whether that was told; then waits until all of it is told.
    template <typename Change> static bool isTold(QSignalSpy *changed, Change change)
    {
        changed->clear();
        return change() && QTest::qWaitFor([&] { return changed->count() > 0; });
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(write(path("extension.yaml"), "name: a"));
        QVERIFY(write(path("templates/deep/er/file.yaml"), "a"));
    }

    void tellsOfEveryKindOfChange_data()
    {
        QTest::addColumn<int>("maxWatches");
        QTest::newRow("inotify") << 4096;
        QTest::newRow("polling") << 3; // not even the folders above
    }

    void tellsOfEveryKindOfChange()
    {
        QFETCH(const int, maxWatches);
        ChartWatcher watcher(quick(maxWatches));
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("chart")));
        QCOMPARE(started.count(), 0);
        QTRY_COMPARE(started.count(), 1);
        QCOMPARE(watcher.isPolling(), maxWatches < 100);

        const QString file = path("templates/deep/er/file.yaml");
        QVERIFY(isTold(&changed, [&] { return write(file, "longer"); }));
        // As editors save: a new file renamed over the old one.
        QVERIFY(isTold(&changed, [&] {
            return write(file + u'~', "even longer") && ::rename(qPrintable(file + u'~'), qPrintable(file)) == 0;
        }));
        QVERIFY(isTold(&changed, [&] { return QFile::remove(file); }));
        QVERIFY(isTold(&changed, [&] { return write(file, "back"); }));
        QVERIFY(isTold(&changed, [&] { return QDir(path("")).mkpath(s("new/folder")) && write(path("new/x"), "1"); }));
        QVERIFY(isTold(&changed, [&] { return write(path("new/folder/y"), "1"); }));
        QVERIFY(isTold(&changed, [&] { return write(path("new/folder/y"), "22"); }));
        QVERIFY(isTold(&changed, [&] { return QDir(path("new")).removeRecursively(); }));
        QVERIFY(isTold(&changed, [&] { return QDir().rename(path("templates"), path("renamed")); }));
        QVERIFY(isTold(&changed, [&] { return write(path("renamed/deep/er/file.yaml"), "still watched"); }));
        // The whole folder goes and comes back.
        const QString away = m_dir->filePath(s("away"));
        QVERIFY(isTold(&changed, [&] { return QDir().rename(path(""), away); }));
        QVERIFY(isTold(&changed, [&] { return QDir().rename(away, path("")); }));
        QVERIFY(isTold(&changed, [&] { return write(path("extension.yaml"), "name: bb"); }));
        QCOMPARE(started.count(), 1);
    }

    void tellsWhenItIsOver()
    {
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("chart")));
        QTRY_COMPARE(started.count(), 1);
        // As a checkout of another branch: thousands of events.
        for (int i = 0; i < 3000; ++i)
            QVERIFY(write(path("many/") + QString::number(i / 100) + u'/' + QString::number(i), "x"));
        QTRY_VERIFY(changed.count() > 0);
        QVERIFY(changed.count() <= 3);
        QVERIFY(!watcher.isPolling());
        QVERIFY(isTold(&changed, [&] { return write(path("many/29/2999"), "yy"); }));
    }

    void neverQuietIsToldAllTheSame()
    {
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("chart")));
        QTRY_COMPARE(started.count(), 1);
        QTimer busy;
        int written = 0;
        connect(&busy, &QTimer::timeout, this, [&] { write(path("log"), QByteArray::number(++written)); });
        busy.start(std::chrono::milliseconds(5));
        QTRY_VERIFY(changed.count() >= 2);
        QVERIFY(written > changed.count());
    }

    void whatIsLeftOutIsNotTold()
    {
        QVERIFY(write(path(".helmignore"), ".git/\n*.swp\n"));
        QVERIFY(write(path(".git/objects/ab/c"), "x"));
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("chart")));
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(write(path(".git/objects/ab/c"), "other"));
        QVERIFY(write(m_dir->filePath(s("beside")), "x"));
        QVERIFY(isTold(&changed, [&] { return write(path("extension.yaml"), "name: bb"); }));
        QCOMPARE(changed.count(), 1);
        // Now it matters.
        watcher.watchAlso({path(".git/objects/ab/c")});
        changed.clear();
        QTRY_COMPARE(changed.count(), 1); // it may have changed before
        watcher.watchAlso({path(".git/objects/ab/c")});
        QVERIFY(isTold(&changed, [&] { return write(path(".git/objects/ab/c"), "x"); }));
        QVERIFY(isTold(&changed, [&] { return QFile::remove(path(".git/objects/ab/c")); }));
        QVERIFY(isTold(&changed, [&] { return write(path(".git/objects/ab/c"), "y"); }));
    }

    void anArchive()
    {
        const QString archive = m_dir->filePath(s("a.tgz"));
        QVERIFY(write(archive, "one"));
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(archive);
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(isTold(&changed, [&] { return write(archive, "two"); }));
        QVERIFY(isTold(&changed, [&] { return QFile::remove(archive); }));
        QVERIFY(isTold(&changed, [&] { return write(archive, "three"); }));
        QVERIFY(isTold(&changed, [&] {
            return write(archive + u'~', "four") && ::rename(qPrintable(archive + u'~'), qPrintable(archive)) == 0;
        }));
        QVERIFY(isTold(&changed, [&] { return write(archive, "five"); }));
    }

    void throughLinks()
    {
        QVERIFY(write(m_dir->filePath(s("outside/file")), "x"));
        QVERIFY(write(m_dir->filePath(s("outside/single")), "x"));
        QVERIFY(QFile::link(m_dir->filePath(s("outside")), path("linked")));
        QVERIFY(QFile::link(m_dir->filePath(s("outside/single")), path("link")));
        QVERIFY(QFile::link(s(".."), path("templates/circle")));
        QVERIFY(QFile::link(m_dir->filePath(s("chart")), m_dir->filePath(s("alias"))));
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("alias")));
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(isTold(&changed, [&] { return write(m_dir->filePath(s("outside/file")), "yy"); }));
        const QString single = m_dir->filePath(s("outside/single"));
        QVERIFY(isTold(&changed, [&] {
            return write(single + u'~', "yy") && ::rename(qPrintable(single + u'~'), qPrintable(single)) == 0;
        }));
        QVERIFY(isTold(&changed, [&] { return write(single, "zzz"); }));
        QVERIFY(isTold(&changed, [&] { return QFile::remove(m_dir->filePath(s("alias"))); }));
    }

    void whatIsNotThereYet()
    {
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("a/b/c")));
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(isTold(&changed, [&] { return QDir(m_dir->path()).mkpath(s("a")); }));
        QVERIFY(isTold(&changed, [&] { return QDir(m_dir->path()).mkpath(s("a/b")); }));
        QVERIFY(isTold(&changed, [&] { return write(m_dir->filePath(s("a/b/c/d")), "x"); }));
        QVERIFY(isTold(&changed, [&] { return write(m_dir->filePath(s("a/b/c/d")), "yy"); }));
    }

    void stopsAndStartsAnew()
    {
        ChartWatcher watcher(quick());
        QSignalSpy started(&watcher, &ChartWatcher::started);
        QSignalSpy changed(&watcher, &ChartWatcher::changed);
        watcher.watch(m_dir->filePath(s("chart")));
        watcher.stop();
        QVERIFY(write(m_dir->filePath(s("other/x")), "x"));
        watcher.watch(m_dir->filePath(s("other")));
        QTRY_COMPARE(started.count(), 1);
        QVERIFY(write(path("extension.yaml"), "name: bb"));
        QVERIFY(isTold(&changed, [&] { return write(m_dir->filePath(s("other/x")), "yy"); }));
        QCOMPARE(changed.count(), 1);
        watcher.stop();
        QVERIFY(write(m_dir->filePath(s("other/x")), "zzz"));
        ChartWatcher second(quick());
        QSignalSpy more(&second, &ChartWatcher::changed);
        QSignalSpy ready(&second, &ChartWatcher::started);
        second.watch(m_dir->filePath(s("other")));
        QTRY_COMPARE(ready.count(), 1);
        QVERIFY(isTold(&more, [&] { return write(m_dir->filePath(s("other/x")), "a"); }));
        QCOMPARE(changed.count(), 1);
    }

    void deletedInsideStarted()
    {
        auto *watcher = new ChartWatcher(quick());
        const QPointer<ChartWatcher> alive(watcher);
        connect(watcher, &ChartWatcher::started, this, [watcher] { delete watcher; });
        watcher->watch(m_dir->filePath(s("chart")));
        QTRY_VERIFY(!alive);
    }

    void deletedInsideChanged()
    {
        auto *watcher = new ChartWatcher(quick());
        const QPointer<ChartWatcher> alive(watcher);
        connect(watcher, &ChartWatcher::started, this, [this] { write(path("x"), "1"); });
        connect(watcher, &ChartWatcher::changed, this, [watcher] { delete watcher; });
        watcher->watch(m_dir->filePath(s("chart")));
        QTRY_VERIFY(!alive);
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::ChartWatcherTest)
#include "ChartWatcherTest.moc"
