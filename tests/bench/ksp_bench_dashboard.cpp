// How long the event loop stands still while the dashboard handles 5,000 extensions with 20 snapshots each: the longest
// single event of each phase, in milliseconds, by the clock on the wall and by the processor's time (which other
// programs on the machine do not lengthen). Aim: one frame, 16 ms. Uses the practice Cloud.
#include "core/Database.h"
#include "core/Settings.h"
#include "dashboard/ExtensionsPage.h"
#include "dashboard/ReviewTable.h"
#include "review/ExtensionsFilter.h"
#include "review/ExtensionsModel.h"
#include "review/ReviewStore.h"
#include "review/ReviewWatch.h"
#include "session/Session.h"
#include "support/Await.h"
#include "support/MemoryKeyStore.h"
#include "support/Pictures.h"
#include "support/PracticeCloud.h"

#include <QApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace ksp;

namespace {

constexpr int extensionCount = 5000;
constexpr int snapshotCount = 20;

double wallMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double processorMs()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// Measures every event of the main thread, those within another one as a part of it.
class MeasuringApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        // Other threads have event loops, too.
        if (QThread::currentThread() != thread() || m_depth > 0)
            return QApplication::notify(receiver, event);
        const QByteArray where
            = QByteArray(receiver->metaObject()->className()) + ", event " + QByteArray::number(int(event->type()));
        bool result = false;
        measure([&] { result = QApplication::notify(receiver, event); }, where);
        return result;
    }
    /// For work that is called without an event, too.
    template <typename F> void measure(F work, const QByteArray &where = "call")
    {
        ++m_depth;
        const double wall = wallMs();
        const double processor = processorMs();
        work();
        const double used = processorMs() - processor;
        m_longestWall = std::max(m_longestWall, wallMs() - wall);
        if (used > m_longest) {
            m_longest = used;
            m_where = where;
        }
        --m_depth;
    }
    void report(const char *phase)
    {
        std::printf("%-40s %8.1f %10.1f   %s\n", phase, m_longestWall, m_longest, m_where.constData());
        std::fflush(stdout);
        m_longest = 0;
        m_longestWall = 0;
        m_where.clear();
    }

private:
    int m_depth = 0;
    double m_longest = 0;
    double m_longestWall = 0;
    QByteArray m_where;
};

/// A profile and the window's objects on it.
struct Program
{
    explicit Program(const QString &folder, KeyStore *keys)
        : database(folder), settings(folder), session({folder, keys, nullptr, {}, {}})
    {
        Services services;
        services.profile = folder;
        services.settings = &settings;
        services.database = &database;
        services.session = &session;
        page = std::make_unique<ExtensionsPage>(services);
        page->resize(1024, 700);
        page->show();
    }
    [[nodiscard]] bool waitUntilIdle() const
    {
        return QTest::qWaitFor(
            [this] { return page->watch()->extensions()->size() == extensionCount && !page->watch()->isRefreshing(); },
            60'000);
    }

    Database database;
    Settings settings;
    Session session;
    std::unique_ptr<ExtensionsPage> page;
};

void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "ksp_bench_dashboard: %s\n", what);
    std::exit(1);
}

/// Snapshots as the practice Cloud makes them; their IDs matter to nobody here.
void fillStore(const QString &folder, const ReviewOwner &owner, const QList<Extension> &extensions)
{
    Database database(folder);
    ReviewStore store(&database);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    int left = int(extensions.size());
    for (int e = 0; e < extensions.size(); ++e) {
        QList<Snapshot> snapshots;
        for (int s = 1; s <= snapshotCount; ++s)
            snapshots.append({QString::number(700'000'000'000'000'000LL + e * 100 + s), QStringLiteral("1.%1.0").arg(s),
                s == snapshotCount && e % 3 == 0 ? StatusWord::draft : StatusWord::active,
                now.addSecs(-3600LL * (e + s))});
        store.saveSnapshots(owner, extensions.at(e).name, snapshots, now, &database,
            [&left](const Result<QList<StatusChange>> &) { --left; });
    }
    require(QTest::qWaitFor([&] { return left == 0; }, 300'000), "the database was not filled");
}

} // namespace

int main(int argc, char *argv[])
{
    MeasuringApplication app(argc, argv);
    const test::Look look;
    test::PracticeCloud cloud({QStringLiteral("--seed-extensions"), QString::number(extensionCount),
        QStringLiteral("--seed-snapshots"), QString::number(snapshotCount)});
    require(cloud.start(), "the practice Cloud did not start");
    const QTemporaryDir folder;
    test::MemoryKeyStore keys;
    std::printf("%-40s %8s %10s   %s\n", "5,000 extensions, 20 snapshots each", "wall ms", "CPU ms", "in");

    ReviewOwner owner;
    QList<Extension> extensions;
    {
        Program program(folder.path(), &keys);
        require(QTest::qWaitForWindowExposed(program.page.get()), "no window");
        program.session.signIn(QUrl(cloud.url()), cloud.key());
        require(program.waitUntilIdle(), "the list did not come");
        QTest::qWait(500);
        app.report("first list from the server");
        owner = program.page->watch()->owner();
        for (int row = 0; row < extensionCount; ++row)
            extensions.append(program.page->watch()->extensions()->at(row).extension);
    }
    fillStore(folder.path(), owner, extensions);

    Program program(folder.path(), &keys);
    require(QTest::qWaitForWindowExposed(program.page.get()), "no window");
    app.report("(start of the window)");
    ExtensionsModel *model = program.page->watch()->extensions();
    program.session.restore();
    require(QTest::qWaitFor([&] { return model->size() == extensionCount; }, 60'000), "nothing was known");
    app.report("last known state from the database");
    require(program.waitUntilIdle(), "the list did not come");
    QTest::qWait(500);
    app.report("refresh behind it");

    const QSignalSpy changed(model, &QAbstractItemModel::dataChanged);
    const QSignalSpy inserted(model, &QAbstractItemModel::rowsInserted);
    const auto before = cloud.requests().size();
    program.page->watch()->refresh();
    require(program.waitUntilIdle(), "the list did not come");
    QTest::qWait(300);
    app.report("refresh without changes");
    std::printf("%-40s %8d\n%-40s %8d\n", "  its requests", int(cloud.requests().size() - before), "  its row signals",
        int(changed.size() + inserted.size()));

    auto *table = program.page->findChild<ReviewTable *>(QStringLiteral("extensions"));
    for (int column = 0; column < ExtensionsModel::ColumnCount; ++column) {
        for (const Qt::SortOrder order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            app.measure([&] { table->sortByColumn(column, order); });
            QTest::qWait(80);
        }
    }
    app.report("sort by each column");

    auto *search = program.page->findChild<QLineEdit *>();
    for (const char letter : {'s', 'a', 'm', 'p', 'l', 'e', '-', '0', '1', '2', '3'}) {
        app.measure([&] { search->insert(QString(QLatin1Char(letter))); });
        QTest::qWait(80);
    }
    app.measure([&] { search->clear(); });
    QTest::qWait(80);
    app.report("filter by text, letter by letter");

    auto *filter = qobject_cast<ExtensionsFilter *>(table->model());
    for (const auto &word : {std::optional<QString>(StatusWord::draft), std::optional<QString>(StatusWord::active),
             std::optional<QString>(QString()), std::optional<QString>()}) {
        app.measure([&] { filter->setStatus(word); });
        QTest::qWait(80);
    }
    app.report("filter by status");

    for (int step = 0; step <= 20; ++step) {
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() * step / 20);
        QTest::qWait(20);
    }
    app.report("scroll to the end");
    for (int row = 0; row < 20; ++row) {
        app.measure([&] { table->selectRow(row * 200); });
        QTest::qWait(50);
    }
    app.report("choose extensions");
    // All of them under review: each round asks for each.
    for (int row = 0; row < model->size(); ++row) {
        ExtensionState state = model->at(row);
        for (Snapshot &snapshot : *state.snapshots) {
            if (snapshot.id == state.newest()->id)
                snapshot.status = StatusWord::submitted;
        }
        model->setSnapshots(state.extension.name, *state.snapshots, QDateTime::currentDateTimeUtc());
    }
    QTest::qWait(500);
    app.report("(all are under review)");
    const double used = processorMs();
    program.page->watch()->refresh();
    require(QTest::qWaitFor([&] { return !program.page->watch()->isRefreshing(); }, 600'000), "the round did not end");
    app.report("a round of 5,000 under review");
    std::printf("%-40s %19.1f\n", "  its CPU s of this process", (processorMs() - used) / 1000);
    app.measure([&] { program.page->watch()->setAccount(nullptr, {}); });
    app.report("change to no account");
    return 0;
}
