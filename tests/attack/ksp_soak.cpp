// A long day in one window: ksp_soak SECONDS. Charts are opened and published to a practice Cloud, the list is
// refreshed, the language switched, again and again; after each round a line with what the process holds by then. Fails
// where the last quarter holds more than the second did (the first warms up), beyond what the versions published
// meanwhile weigh.
#include "core/Translation.h"
#include "dashboard/ExtensionsPage.h"
#include "review/ReviewWatch.h"
#include "support/WindowBench.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QPixmapCache>
#include <QTranslator>

#include <algorithm>
#include <cstdio>

using namespace ksp;

namespace {

constexpr int patience = 60'000; // ms
constexpr int refreshesARound = 5;

struct Sample
{
    qint64 memory = 0; ///< Anonymous, in KiB.
    qint64 descriptors = 0;
    qint64 threads = 0;
    qint64 written = 0; ///< To disks since the last sample, in KiB.
};

qint64 numberBehind(const QString &fileName, const QByteArray &name)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(name)) {
            return line.mid(name.size()).simplified().split(' ').value(0).toLongLong();
        }
    }
    return 0;
}

Sample measure(qint64 &writtenBefore)
{
    const QString self = QStringLiteral("/proc/self/");
    const qint64 written = numberBehind(self + QStringLiteral("io"), "write_bytes:") / 1024;
    const Sample sample{numberBehind(self + QStringLiteral("status"), "RssAnon:"),
        qsizetype(
            QDir(self + QStringLiteral("fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size()),
        numberBehind(self + QStringLiteral("status"), "Threads:"), written - writtenBefore};
    writtenBefore = written;
    return sample;
}

/// The middle of one value over the samples from one fraction of the run to another.
qint64 median(const QList<Sample> &samples, double from, double to, qint64 Sample::*value)
{
    QList<qint64> values;
    for (auto i = qsizetype(from * double(samples.size())); i < qsizetype(to * double(samples.size())); ++i) {
        values.append(samples.at(i).*value);
    }
    std::sort(values.begin(), values.end());
    return values.value(values.size() / 2);
}

bool copyChart(const QString &from, const QString &to)
{
    const QDir source(from);
    if (!QDir().mkpath(to)) {
        return false;
    }
    const QFileInfoList entries = source.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot);
    return std::all_of(entries.begin(), entries.end(), [&to](const QFileInfo &each) {
        const QString target = to + u'/' + each.fileName();
        return each.isDir() ? copyChart(each.filePath(), target) : QFile::copy(each.filePath(), target);
    });
}

/// The sample chart in another version.
bool setVersion(const QString &chart, int number)
{
    QFile file(chart + QStringLiteral("/extension.yaml"));
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    QByteArrayList lines = file.readAll().split('\n');
    file.close();
    for (QByteArray &line : lines) {
        if (line.startsWith("version:")) {
            line = "version: 1.0." + QByteArray::number(number);
        }
    }
    return file.open(QIODevice::WriteOnly) && file.write(lines.join('\n')) > 0;
}

class Soak
{
public:
    [[nodiscard]] bool begin()
    {
        if (!m_cloud.start() || !m_bench.signIn(m_cloud)
            || !copyChart(QStringLiteral(KSP_SOURCE_DIR "/resources/sample-chart"), chart())) {
            return false;
        }
        m_bench.show();
        return true;
    }
    /// The first thing that did not happen; null where all did.
    [[nodiscard]] const char *round(int number)
    {
        if (!setVersion(chart(), number)) {
            return "the chart cannot be written";
        }
        m_bench.draft.close();
        m_bench.window->setPosition({MainWindow::Place::Publish, WizardStep::Chart, false});
        if (!m_bench.open(chart())) {
            return "the chart was not opened";
        }
        m_bench.wizard()->goTo(WizardStep::Chart);
        for (const auto step : {WizardStep::Preview, WizardStep::Submit}) {
            if (!waitFor([this] { return m_bench.primary()->isEnabled(); })) {
                return "a page of the wizard does not become ready";
            }
            m_bench.primary()->click();
            if (!waitFor([&] { return m_bench.wizard()->step() == step; })) {
                return "the wizard does not go on";
            }
        }
        if (!waitFor([this] { return m_bench.primary()->isEnabled(); })) {
            return "the last page does not become ready";
        }
        m_bench.primary()->click();
        if (!waitFor([this] { return m_bench.run.state() == PublishRun::State::Succeeded; })) {
            return "the extension was not published";
        }
        m_bench.window->setPosition({MainWindow::Place::Extensions, WizardStep::Submit, false});
        for (int i = 0; i < refreshesARound; ++i) {
            ReviewWatch *watch = m_bench.window->findChild<ExtensionsPage *>()->watch();
            QSignalSpy finished(watch, &ReviewWatch::roundFinished);
            watch->refresh();
            if (!waitFor([&] { return !finished.isEmpty(); })) {
                return "the list was not refreshed";
            }
        }
        changeLanguage(number % 2 == 0 ? QStringLiteral("en") : QStringLiteral("zh_CN"));
        return nullptr;
    }

private:
    template <typename F> static bool waitFor(F condition) { return QTest::qWaitFor(condition, patience); }
    [[nodiscard]] QString chart() const { return m_folder.filePath(QStringLiteral("chart")); }

    /// As the program does it: a new window takes the place of the old one.
    void changeLanguage(const QString &language)
    {
        const MainWindow::Position position = m_bench.window->position();
        m_translator = loadTranslation(QLocale(language));
        if (m_translator) {
            QCoreApplication::installTranslator(m_translator.get());
        }
        m_bench.window.reset();
        m_bench.show();
        m_bench.window->setPosition(position);
    }

    QTemporaryDir m_folder;
    test::PracticeCloud m_cloud;
    test::WindowBench m_bench;
    std::unique_ptr<QTranslator> m_translator;
};

/// Whether a value has grown by more than is allowed, which it then says.
bool hasGrown(const char *what, qint64 before, qint64 after, qint64 allowed)
{
    const bool isTooMuch = after - before > allowed;
    std::printf("%-28s %10lld %10lld %+10lld %10lld  %s\n", what, static_cast<long long>(before),
        static_cast<long long>(after), static_cast<long long>(after - before), static_cast<long long>(allowed),
        isTooMuch ? "GROWS" : "ok");
    return isTooMuch;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    const int seconds = QApplication::arguments().value(1).toInt();
    if (seconds <= 0) {
        std::fprintf(stderr, "usage: ksp_soak SECONDS\n");
        return 2;
    }
    Soak soak;
    if (!soak.begin()) {
        std::fprintf(stderr, "ksp_soak: the practice Cloud or the window does not start\n");
        return 1;
    }
    std::printf(
        "%6s %8s %12s %12s %8s %14s\n", "round", "seconds", "memory KiB", "descriptors", "threads", "written KiB");
    QList<Sample> samples;
    qint64 written = 0;
    static_cast<void>(measure(written));
    QElapsedTimer timer;
    timer.start();
    constexpr int fewestRounds = 8;
    for (int number = 1; timer.elapsed() < seconds * 1000LL || number <= fewestRounds; ++number) {
        if (const char *fault = soak.round(number)) {
            std::fprintf(stderr, "ksp_soak: round %d: %s\n", number, fault);
            return 1;
        }
        // It has a limit of its own, 10 MB, towards which it fills up in the first hundred rounds.
        QPixmapCache::clear();
        const Sample sample = measure(written);
        samples.append(sample);
        std::printf("%6d %8.1f %12lld %12lld %8lld %14lld\n", number, double(timer.elapsed()) / 1000,
            static_cast<long long>(sample.memory), static_cast<long long>(sample.descriptors),
            static_cast<long long>(sample.threads), static_cast<long long>(sample.written));
        std::fflush(stdout);
    }
    const auto second = [&samples](qint64 Sample::*value) { return median(samples, 0.25, 0.5, value); };
    const auto last = [&samples](qint64 Sample::*value) { return median(samples, 0.75, 1, value); };
    // Half of the rounds lie between the two: each has left a version in the list and the database.
    constexpr qint64 perVersion = 32; // KiB
    const qint64 published = samples.size() / 2;
    std::printf("\n%-28s %10s %10s %10s %10s\n", "median of a quarter", "second", "last", "growth", "allowed");
    bool grows = hasGrown("memory, KiB", second(&Sample::memory), last(&Sample::memory),
        4096 + second(&Sample::memory) / 50 + published * perVersion);
    grows = hasGrown("descriptors", second(&Sample::descriptors), last(&Sample::descriptors), 2) || grows;
    grows = hasGrown("threads", second(&Sample::threads), last(&Sample::threads), 2) || grows;
    grows = hasGrown("written in a round, KiB", second(&Sample::written), last(&Sample::written),
                64 + second(&Sample::written) / 2)
        || grows;
    return grows ? 1 : 0;
}
