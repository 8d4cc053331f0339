// Pushes killed with SIGKILL at random moments, and other ways to pull the ground from under a publish. Prints how many
// ended with exactly one submission and nothing sent twice that need not be.
// usage: ksp_kill_test [--runs N] [--seed N]
#include "attack/KilledPush.h"
#include "support/SmallDisk.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

#include <unistd.h>

using namespace ksp;
using namespace ksp::test;

namespace {

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

bool killAtRandom(PracticeCloud &cloud, int runs, quint32 seed)
{
    printf("seed %u\n", seed);
    KilledPush pushes(cloud, seed);
    if (!pushes.measure()) {
        printf("a push that nobody disturbs fails\n");
        return false;
    }
    QMap<QString, int> reached; // what the server had carried out, for the eye
    int good = 0;
    int resumed = 0;
    int finishedFirst = 0;
    for (int i = 1; i <= runs; ++i) {
        const KilledPush::Run run = pushes.once();
        good += run.complaints.isEmpty() ? 1 : 0;
        resumed += run.resumed ? 1 : 0;
        finishedFirst += run.finishedFirst ? 1 : 0;
        ++reached[run.sent.join(u' ')];
        for (const QString &complaint : run.complaints)
            printf("run %d, killed after %d ms: %s (%s)\n", i, run.moment, qPrintable(complaint),
                qPrintable(run.sent.join(u' ')));
        if (i % 25 == 0)
            fprintf(stderr, "%d of %d\n", i, runs);
    }
    for (auto it = reached.cbegin(); it != reached.cend(); ++it)
        printf("%4d times the server carried out: %s\n", it.value(), qPrintable(it.key()));
    printf("%d went on where the first stopped, %d were done before they were killed\n", resumed, finishedFirst);
    const int submitted = pushes.submitted();
    if (submitted != runs + 1)
        printf("the server holds %d submitted versions instead of %d\n", submitted, runs + 1);
    printf("%d / %d\n", good, runs);
    return good == runs && submitted == runs + 1;
}

/// Two programs push the same chart of the same profile at the same moment.
bool twoAtOnce(PracticeCloud &cloud)
{
    bool good = true;
    for (int i = 0; i < 10; ++i) {
        const KilledPush pushes(cloud, 1);
        TestChart chart{s("two-at-once")};
        chart.version = QStringLiteral("1.0.%1").arg(i);
        const QTemporaryDir folder;
        const QString path = chart.write(folder.path());
        const qsizetype before = cloud.requests().size();
        QProcess one;
        QProcess other;
        pushes.start(one, {s("push"), path});
        pushes.start(other, {s("push"), path});
        one.waitForFinished(60'000);
        other.waitForFinished(60'000);
        const QStringList sent = KilledPush::carriedOut(cloud, before);
        const QByteArray told = one.readAllStandardError() + other.readAllStandardError();
        // The later one is told that the other one is at it, or finds it done and asks.
        const bool right = sent == QStringList({s("files"), s("package"), s("action:submit")})
            && (one.exitCode() == 0) != (other.exitCode() == 0) && !told.contains("Internal");
        if (!right)
            printf("two at once: %d and %d, %s\n%s\n", one.exitCode(), other.exitCode(), qPrintable(sent.join(u' ')),
                told.constData());
        good = good && right;
    }
    printf("two at once: %s\n", good ? "one publishes, the other one says so" : "WRONG");
    return good;
}

bool disk(PracticeCloud &cloud, bool readOnly)
{
    const char *name = readOnly ? "read-only profile" : "full disk";
    const KilledPush pushes(cloud, 1);
    QDir().mkpath(pushes.profile());
    SmallDisk disk(pushes.profile(), 512);
    if (!disk.isMounted()) {
        printf("%s: skipped, since mounting is not allowed here\n", name);
        return true;
    }
    TestChart chart{readOnly ? s("read-only") : s("full-disk")};
    const QTemporaryDir folder;
    const QString path = chart.write(folder.path());
    QFile filler(pushes.profile() + s("/filler"));
    if (readOnly) {
        if (!disk.setReadOnly())
            return false;
    } else if (filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        while (filler.write(QByteArray(4096, 'x')) > 0) { }
        while (filler.write("x", 1) > 0) { }
    }
    const qsizetype before = cloud.requests().size();
    const PushOutcome first = pushes.push(path);
    bool good = first.exitCode > 0 && first.err.contains("error executing command: ")
        && KilledPush::carriedOut(cloud, before).isEmpty();
    if (!readOnly) {
        filler.close();
        filler.remove();
        good = good && pushes.push(path).exitCode == 0
            && KilledPush::carriedOut(cloud, before) == QStringList({s("files"), s("package"), s("action:submit")});
    }
    printf("%s: %s%s", name, good ? "nothing sent; " : "WRONG; ",
        first.err.mid(qMax<qsizetype>(0, first.err.indexOf("error executing"))).constData());
    return good;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({s("runs"), s("How many."), s("N"), s("200")});
    parser.addOption({s("seed"), s("For the same moments again."), s("N")});
    parser.process(application);
    setvbuf(stdout, nullptr, _IOLBF, 0);
    PracticeCloud cloud({s("--delay"), s("20")});
    if (!cloud.start()) {
        fprintf(stderr, "%s\n", qPrintable(cloud.errorText()));
        return 1;
    }
    const quint32 seed
        = parser.isSet(s("seed")) ? parser.value(s("seed")).toUInt() : QRandomGenerator::global()->generate();
    bool good = twoAtOnce(cloud);
    good = disk(cloud, false) && good;
    good = disk(cloud, true) && good;
    return killAtRandom(cloud, parser.value(s("runs")).toInt(), seed) && good ? 0 : 1;
}
