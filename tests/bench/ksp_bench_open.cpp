// How long the event loop stands still, at most, while the largest chart that Helm takes (100 MiB in files of just
// under 5 MiB) is opened, read again after a change, compared while it is pinned, and closed.
#include "chart/TarGzWriter.h"
#include "publish/PublishDraft.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <functional>
#include <random>

#include <time.h>

namespace ksp {

namespace {

constexpr qsizetype fileSize = 5 * 1024 * 1024 - 1024;
constexpr int fileCount = 20;

/// Every file repeats a text of its own: 100 MiB that become a package of less than one, as the Cloud takes it.
QByteArray contents(int number)
{
    constexpr qsizetype blockSize = 16 * 1024;
    QByteArray block;
    std::minstd_rand random(static_cast<unsigned>(number) + 1);
    while (block.size() < blockSize) {
        const quint32 value = static_cast<quint32>(random());
        block += "          field" + QByteArray::number(value % 5000) + ":\n            description: Text "
            + QByteArray::number(value % 97) + ".\n            type: string\n";
    }
    return block.repeated(fileSize / block.size() + 1).first(fileSize);
}

FileMap largestChart()
{
    FileMap files;
    files.insert(QStringLiteral("extension.yaml"),
        "apiVersion: kubesphere.io/v1alpha1\nname: largest\nversion: 1.0.0\ndisplayName:\n  en: Largest\ndescription:\n"
        "  en: As large as Helm takes it.\ncategory: dev-tools\nprovider:\n  en:\n    name: Somebody\n"
        "icon: https://example.com/icon.svg\n");
    for (int number = 0; number < fileCount; ++number)
        files.insert(QStringLiteral("files/%1.dat").arg(number), contents(number));
    return files;
}

bool writeFile(const QString &path, const QByteArray &data)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) && file.write(data) == data.size();
}

/// CPU time of this thread, in milliseconds.
double cpuTime()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// The longest time between two turns of the event loop, which a timer of one millisecond keeps awake; and the most
/// that the thread itself worked between two turns, which a busy machine makes no longer. In milliseconds.
class Stall
{
public:
    Stall()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { look(); });
        m_since.start();
        m_timer.start(std::chrono::milliseconds(1));
    }

    void look()
    {
        const double cpu = cpuTime();
        longest = qMax(longest, double(m_since.nsecsElapsed()) / 1e6);
        mostWork = qMax(mostWork, cpu - m_cpu);
        m_cpu = cpu;
        m_since.start();
    }

    double longest = 0;
    double mostWork = 0;

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    double m_cpu = cpuTime();
};

/// Does something, runs the event loop until it is over, and says how long the loop stood still at most.
bool measure(const char *what, const std::function<void()> &begin, const std::function<bool()> &isOver)
{
    Stall stall;
    QElapsedTimer whole;
    whole.start();
    begin();
    // Not QTest's waiting, which sleeps between two turns of the event loop.
    QEventLoop loop;
    QTimer look;
    bool over = false;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (!isOver() && whole.elapsed() < 120'000)
            return;
        over = isOver();
        look.stop();
        // What comes behind: signals, destruction.
        QTimer::singleShot(std::chrono::milliseconds(200), &loop, &QEventLoop::quit);
    });
    look.start(std::chrono::milliseconds(5));
    loop.exec();
    stall.look();
    std::printf("%-42s %12.1f %12.1f %10.2f\n", what, stall.longest, stall.mostWork, double(whole.elapsed()) / 1e3);
    return over;
}

bool measureAll(const QString &folder, const QString &archive)
{
    PublishDraft draft;
    const auto isOpen = [&] {
        if (draft.error())
            std::fprintf(stderr, "%s\n", qPrintable(draft.error()->sentence));
        return draft.error() || (draft.state() == PublishDraft::State::Loaded && draft.weights());
    };
    const QString changing = folder + QStringLiteral("/values.yaml");
    bool good = measure(
        "nothing (what the machine does by itself)", [] {}, [] { return true; });
    good = measure(
               "open a folder of 100 MiB", [&] { draft.open(folder); }, isOpen)
        && good;
    int reloads = 0;
    QObject::connect(&draft, &PublishDraft::reloaded, &draft, [&reloads] { ++reloads; });
    good = measure(
               "read it again after a change", [&] { writeFile(changing, "a: 1\n"); },
               [&] { return reloads == 1 && isOpen(); })
        && good;
    draft.pin();
    good = measure(
               "compare it while it is pinned", [&] { writeFile(changing, "a: 2\n"); },
               [&] { return !draft.staleFiles().isEmpty(); })
        && good;
    good = measure(
               "open an archive instead", [&] { draft.open(archive); }, isOpen)
        && good;
    return measure(
               "close", [&] { draft.close(); }, [&] { return draft.state() == PublishDraft::State::Empty; })
        && good;
}

int run()
{
    const QTemporaryDir dir;
    const QString folder = dir.filePath(QStringLiteral("largest"));
    const QString archive = dir.filePath(QStringLiteral("largest.tgz"));
    {
        const FileMap files = largestChart();
        TarEntries entries;
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            if (!writeFile(folder + u'/' + file.key(), file.value()))
                return 1;
            entries.append({QStringLiteral("largest/") + file.key(), file.value()});
        }
        const auto tar = writeTar(entries, true);
        const auto body = tar ? compressBody(*tar, Compression::Fast) : failure(tar.error());
        if (!body || !writeFile(archive, joinGzip({}, *body)))
            return 1;
    }
    std::puts("The event loop while the largest chart is opened (aim: no stall over 16 ms)");
    std::printf("%-42s %12s %12s %10s\n", "", "stall [ms]", "own work", "in all [s]");
    return measureAll(folder, archive) ? 0 : 1;
}

} // namespace

} // namespace ksp

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    return ksp::run();
}
