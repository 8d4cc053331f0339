#include "publish/PublishDraft.h"

#include "TestChart.h"

#include <QPointer>
#include <QScopeGuard>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

ChartWatcher::Options quick()
{
    return {std::chrono::milliseconds(40), std::chrono::milliseconds(100), 4096};
}

} // namespace

class PublishDraftTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_folder;

    [[nodiscard]] QString path(const char *name) const { return m_folder + u'/' + s(name); }

    static QByteArray contentId(const PublishDraft &draft)
    {
        return draft.loaded() && draft.loaded()->package ? draft.loaded()->package->contentId() : QByteArray();
    }

    /// Nothing is under way any more.
    static bool isAtRest(const PublishDraft &draft)
    {
        return draft.state() != PublishDraft::State::Loading && !draft.isReloading();
    }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        test::TestChart chart;
        chart.name = s("demo");
        m_folder = chart.write(m_dir->path());
        QVERIFY(!m_folder.isEmpty());
    }

    void opensAndCloses()
    {
        PublishDraft draft(quick());
        QSignalSpy changed(&draft, &PublishDraft::changed);
        QCOMPARE(draft.state(), PublishDraft::State::Empty);
        draft.open(m_folder);
        QCOMPARE(draft.state(), PublishDraft::State::Loading);
        QCOMPARE(draft.path(), m_folder);
        QVERIFY(!draft.loaded());
        QCOMPARE(changed.count(), 0); // never inside a call
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(draft.loaded()->chart.metadata.name.text, s("demo"));
        QVERIFY(draft.isPublishable());
        QVERIFY(draft.reloadedFiles().isEmpty());
        QTRY_VERIFY(draft.weights());
        QCOMPARE(draft.weights()->size(), draft.loaded()->package->files().size() + 1);
        for (qsizetype i = 1; i < draft.weights()->size(); ++i)
            QVERIFY(draft.weights()->at(i - 1).second >= draft.weights()->at(i).second);
        QTRY_VERIFY(changed.count() >= 2);
        changed.clear();
        draft.close();
        QCOMPARE(changed.count(), 0);
        QCOMPARE(draft.state(), PublishDraft::State::Empty);
        QVERIFY(!draft.loaded());
        QVERIFY(draft.path().isEmpty());
        QTRY_COMPARE(changed.count(), 1);
    }

    // What answers in milliseconds and what takes seconds do not wait for each other.
    void packsInAPoolOfItsOwn()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QTRY_VERIFY(draft.weights());
        QThreadPool *pool = QThreadPool::globalInstance();
        QSemaphore release;
        const int threads = pool->maxThreadCount();
        for (int i = 0; i < threads; ++i)
            pool->start([&release] { release.acquire(); });
        const auto freed = qScopeGuard([&release, pool, threads] {
            release.release(threads);
            pool->waitForDone();
        });
        PackageOptions options;
        options.smallest = true;
        draft.setOptions(options);
        QTRY_VERIFY(draft.loaded()->options.smallest);
        ChartLoader loader;
        QSignalSpy finished(&loader, &ChartLoader::finished);
        loader.start(m_folder);
        QTRY_COMPARE(finished.count(), 1);
    }

    void failsAndRecovers()
    {
        PublishDraft draft(quick());
        const QString later = m_dir->filePath(s("later"));
        draft.open(later);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Failed);
        QVERIFY(draft.error());
        QCOMPARE(draft.error()->kind, ErrorKind::BadInput);
        draft.setMessage(s("kept"));
        QVERIFY(QDir().rename(m_folder, later));
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QVERIFY(!draft.error());
        QCOMPARE(draft.message(), s("kept"));
    }

    void readsChangesAgain()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QSignalSpy reloaded(&draft, &PublishDraft::reloaded);
        const QByteArray before = contentId(draft);
        QVERIFY(write(path("values.yaml"), "replicas: 2\n"));
        QTRY_COMPARE(reloaded.count(), 1);
        QVERIFY(contentId(draft) != before);
        QCOMPARE(draft.reloadedFiles(), QStringList{s("values.yaml")});
        QCOMPARE(draft.state(), PublishDraft::State::Loaded);
    }

    void newestStateWins()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        for (int i = 0; i < 50; ++i) {
            QVERIFY(write(path("values.yaml"), "replicas: " + QByteArray::number(i) + '\n'));
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE(draft.loaded()->chart.files.value(s("values.yaml")), QByteArray("replicas: 49\n"));
        QTRY_VERIFY(isAtRest(draft));
    }

    void touchedIsUnchanged()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        const auto before = draft.loaded();
        QSignalSpy changed(&draft, &PublishDraft::changed);
        QSignalSpy reloaded(&draft, &PublishDraft::reloaded);
        bool wasReloading = false;
        connect(&draft, &PublishDraft::changed, &draft, [&] { wasReloading = wasReloading || draft.isReloading(); });
        QVERIFY(write(path("values.yaml"), "replicas: 1\n"));
        QTRY_VERIFY(wasReloading && !draft.isReloading());
        QCOMPARE(draft.loaded(), before);
        QCOMPARE(reloaded.count(), 0);
        QTRY_VERIFY(changed.count() > 0);
    }

    void ignoredFilesCount()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QVERIFY(write(path(".helmignore"), "values.yaml\nb/\n"));
        QTRY_VERIFY(!draft.loaded()->chart.files.contains(s("values.yaml")));
        // An image in a folder that is left out is uploaded all the same.
        QVERIFY(draft.loaded()->chart.ignoredImages.contains(s("b/shot.png")));
        QTRY_VERIFY(isAtRest(draft));
        QVERIFY(write(path("b/shot.png"), test::png("another")));
        QTRY_COMPARE(draft.loaded()->chart.ignoredImages.value(s("b/shot.png")), test::png("another"));
        QVERIFY(QFile::remove(path(".helmignore")));
        QTRY_VERIFY(draft.loaded()->chart.files.contains(s("values.yaml")));
    }

    void folderGoesAndComesBack()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        draft.setMessage(s("kept"));
        QVERIFY(QDir().rename(m_folder, m_dir->filePath(s("elsewhere"))));
        QTRY_COMPARE(draft.state(), PublishDraft::State::Failed);
        QVERIFY(!draft.loaded());
        QCOMPARE(draft.path(), m_folder);
        QVERIFY(QDir().rename(m_dir->filePath(s("elsewhere")), m_folder));
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(draft.message(), s("kept"));
    }

    void pinnedStaysAsItIs()
    {
        PublishDraft draft(quick());
        draft.pin();
        QVERIFY(!draft.isPinned()); // nothing to pin
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        const auto pinned = draft.loaded();
        QSignalSpy stale(&draft, &PublishDraft::staleChanged);
        draft.pin();
        draft.pin();
        QTRY_COMPARE(stale.count(), 1);
        QVERIFY(write(path("values.yaml"), "replicas: 2\n"));
        QVERIFY(write(path("a/icon.png"), "other"));
        QTRY_COMPARE(draft.staleFiles(), (QStringList{s("a/icon.png"), s("values.yaml")}));
        QCOMPARE(draft.loaded(), pinned);
        QCOMPARE(draft.state(), PublishDraft::State::Loaded);
        // Saved back: nothing differs any more.
        QVERIFY(write(path("values.yaml"), "replicas: 1\n"));
        QTRY_COMPARE(draft.staleFiles(), QStringList{s("a/icon.png")});
        QVERIFY(QFile::remove(path("extension.yaml")));
        QTRY_COMPARE(draft.staleFiles(), QStringList{QString()});
        QVERIFY(write(path("extension.yaml"), pinned->chart.files.value(s("extension.yaml"))));
        QTRY_COMPARE(draft.staleFiles(), QStringList{s("a/icon.png")});
        draft.unpin();
        QVERIFY(!draft.isPinned());
        QVERIFY(draft.staleFiles().isEmpty());
        QTRY_COMPARE(draft.loaded()->chart.files.value(s("a/icon.png")), QByteArray("other"));
        QCOMPARE(draft.reloadedFiles(), QStringList{s("a/icon.png")});
    }

    void pinnedDuringAReload()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        const auto pinned = draft.loaded();
        connect(&draft, &PublishDraft::changed, &draft, [&] {
            if (draft.isReloading())
                draft.pin();
        });
        QVERIFY(write(path("values.yaml"), "replicas: 2\n"));
        QTRY_VERIFY(draft.isPinned());
        QCOMPARE(draft.loaded(), pinned);
        QTRY_COMPARE(draft.staleFiles(), QStringList{s("values.yaml")});
        QCOMPARE(draft.loaded(), pinned);
        QVERIFY(!draft.isReloading());
    }

    void unpinnedUnchangedReadsNothing()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        draft.pin();
        draft.unpin();
        QVERIFY(!draft.isReloading());
        QSignalSpy changes(&draft, &PublishDraft::staleChanged);
        QTRY_COMPARE(changes.count(), 1);
    }

    void optionsPackAgain()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QVERIFY(!draft.loaded()->package->files().contains(s("a/icon.png")));
        PackageOptions options;
        options.keepImages = true;
        draft.setOptions(options);
        QVERIFY(draft.isReloading());
        QTRY_VERIFY(!draft.isReloading());
        QVERIFY(draft.loaded()->package->files().contains(s("a/icon.png")));
        // Also while it is pinned, of the pinned chart.
        draft.pin();
        QVERIFY(write(path("values.yaml"), "replicas: 2\n"));
        QTRY_COMPARE(draft.staleFiles().size(), 1);
        draft.setOptions({});
        QTRY_VERIFY(!draft.isReloading());
        QVERIFY(!draft.loaded()->package->files().contains(s("a/icon.png")));
        QCOMPARE(draft.loaded()->chart.files.value(s("values.yaml")), QByteArray("replicas: 1\n"));
        QCOMPARE(draft.staleFiles().size(), 1);
        // Given before the chart is there, they count as well.
        PublishDraft other(quick());
        other.open(m_folder);
        other.setOptions(options);
        QTRY_COMPARE(other.state(), PublishDraft::State::Loaded);
        QVERIFY(other.loaded()->package->files().contains(s("a/icon.png")));
    }

    void answersBelongToAPath()
    {
        test::TestChart second;
        second.name = s("second");
        const QString other = second.write(m_dir->path());
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        PackageOptions options;
        options.smallest = true;
        QSignalSpy messages(&draft, &PublishDraft::messageChanged);
        draft.setMessage(s("please"));
        draft.setMessage(s("please"));
        QTRY_COMPARE(messages.count(), 1);
        draft.setOptions(options);
        draft.pin();
        draft.open(m_folder + s("/."));
        QVERIFY(!draft.isPinned());
        QTRY_VERIFY(isAtRest(draft));
        QCOMPARE(draft.message(), s("please"));
        QCOMPARE(draft.options(), options);
        draft.pin();
        draft.open(other);
        QVERIFY(!draft.isPinned());
        QVERIFY(draft.message().isEmpty());
        QCOMPARE(draft.options(), PackageOptions());
        QVERIFY(!draft.loaded());
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(draft.loaded()->chart.metadata.name.text, s("second"));
        QTRY_COMPARE(messages.count(), 2);
    }

    void lastOpenedWins()
    {
        test::TestChart second;
        second.name = s("second");
        const QString other = second.write(m_dir->path());
        PublishDraft draft(quick());
        QSignalSpy changed(&draft, &PublishDraft::changed);
        for (int i = 0; i < 5; ++i) {
            draft.open(m_folder);
            draft.open(other);
        }
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(draft.loaded()->chart.metadata.name.text, s("second"));
        QVERIFY(changed.count() <= 3);
        draft.open(m_folder);
        draft.close();
        QTRY_VERIFY(changed.count() > 0);
        QCOMPARE(draft.state(), PublishDraft::State::Empty);
    }

    void chartWithErrorsIsLoadedButNotPublishable()
    {
        QVERIFY(QFile::remove(path("a/icon.png")));
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QVERIFY(hasErrors(draft.loaded()->findings));
        QVERIFY(!draft.loaded()->package);
        QVERIFY(!draft.isPublishable());
        QVERIFY(!draft.weights());
        QVERIFY(write(path("a/icon.png"), test::png("icon")));
        QTRY_VERIFY(draft.isPublishable());
    }

    void halfSavedIsReadAgainQuietly()
    {
        PublishDraft draft(quick());
        draft.open(m_folder);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        bool failed = false;
        bool isHalf = true;
        const QByteArray yaml = read(path("extension.yaml"));
        connect(&draft, &PublishDraft::changed, &draft, [&] {
            failed = failed || draft.state() == PublishDraft::State::Failed;
            if (draft.isReloading() && std::exchange(isHalf, false))
                QVERIFY(write(path("extension.yaml"), yaml + "home: https://example.com\n"));
        });
        QVERIFY(write(path("extension.yaml"), "- \"half"));
        QTRY_VERIFY(!isHalf);
        QTRY_COMPARE(draft.loaded() ? draft.loaded()->chart.metadata.home.text : QString(), s("https://example.com"));
        QVERIFY(!failed);
        // What stays broken is told.
        QVERIFY(write(path("extension.yaml"), "- \"half"));
        QTRY_COMPARE(draft.state(), PublishDraft::State::Failed);
        QVERIFY(draft.error());
    }

    void archiveIsReplaced()
    {
        PublishDraft folder(quick());
        folder.open(m_folder);
        QTRY_COMPARE(folder.state(), PublishDraft::State::Loaded);
        const QByteArray first = folder.loaded()->package->build({})->bytes;
        QVERIFY(write(path("values.yaml"), "replicas: 3\n"));
        QTRY_COMPARE(folder.loaded()->chart.files.value(s("values.yaml")), QByteArray("replicas: 3\n"));
        PackageOptions options;
        options.keepImages = true;
        folder.setOptions(options);
        QTRY_VERIFY(isAtRest(folder));
        const QByteArray second = folder.loaded()->package->build({})->bytes;

        const QString archive = m_dir->filePath(s("demo-1.0.0.tgz"));
        QVERIFY(write(archive, second));
        PublishDraft draft(quick());
        draft.open(archive);
        QTRY_COMPARE(draft.state(), PublishDraft::State::Loaded);
        QCOMPARE(draft.loaded()->chart.files.value(s("values.yaml")), QByteArray("replicas: 3\n"));
        // As a build tool does: written beside it, then renamed over it.
        QVERIFY(write(archive + s(".tmp"), first));
        QCOMPARE(rename(qPrintable(archive + s(".tmp")), qPrintable(archive)), 0);
        QTRY_VERIFY(
            draft.loaded() && draft.loaded()->chart.files.value(s("values.yaml")) == QByteArray("replicas: 1\n"));
    }

    void deletedWhileItReads()
    {
        {
            PublishDraft draft(quick());
            draft.open(m_folder);
        }
        for (const PublishDraft::State when : {PublishDraft::State::Loading, PublishDraft::State::Loaded}) {
            auto *draft = new PublishDraft(quick());
            const QPointer<PublishDraft> alive(draft);
            connect(draft, &PublishDraft::changed, this, [draft, when] {
                if (draft->state() == when)
                    delete draft;
            });
            draft->open(m_folder);
            QTRY_VERIFY(!alive);
        }
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::PublishDraftTest)
#include "PublishDraftTest.moc"
