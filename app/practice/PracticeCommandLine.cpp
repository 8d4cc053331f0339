#include "practice/PracticeCommandLine.h"

#include "practice/PracticeState.h"

#include <QCommandLineParser>

#include <limits>

namespace ksp {

namespace {

constexpr int maximumNumber = std::numeric_limits<int>::max();

} // namespace

Result<PracticeCommandLine> PracticeCommandLine::parse(const QStringList &arguments)
{
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, tr("Shows this help."));
    const QCommandLineOption version(QStringLiteral("version"), tr("Shows the version."));
    const QCommandLineOption port(
        QStringLiteral("port"), tr("The port to listen on; 0, the default, takes a free one."), tr("NUMBER"));
    const QCommandLineOption state(QStringLiteral("state"), tr("The folder that keeps everything."), tr("FOLDER"));
    const QCommandLineOption reviewAfter(QStringLiteral("review-after"),
        tr("Approves each submission by itself after that many seconds."), tr("SECONDS"));
    const QCommandLineOption delay(
        QStringLiteral("delay"), tr("Waits that many milliseconds before each answer."), tr("MILLISECONDS"));
    const QCommandLineOption log(
        QStringLiteral("log"), tr("Appends a line of JSON for each request, without keys."), tr("FILE"));
    const QCommandLineOption seedExtensions(QStringLiteral("seed-extensions"),
        tr("Makes up that many extensions when the state folder is new."), tr("NUMBER"));
    const QCommandLineOption seedSnapshots(QStringLiteral("seed-snapshots"),
        tr("Gives each made-up extension that many versions; 1 is the default."), tr("NUMBER"));

    QCommandLineParser parser;
    parser.setApplicationDescription(tr("The practice Cloud: a small server on this computer with the calls of the "
                                        "KubeSphere Cloud, for trying things without an account."));
    parser.addOptions({help, version, port, state, reviewAfter, delay, log, seedExtensions, seedSnapshots});
    const auto wrong = [](const QString &what) {
        return failure(ErrorKind::BadInput, what + u' ' + tr("See ks-practice-cloud --help."));
    };
    if (!parser.parse(arguments)) {
        return wrong(parser.errorText() + u'.');
    }
    PracticeCommandLine line;
    if (parser.isSet(help)) {
        line.information = parser.helpText();
        return line;
    }
    if (parser.isSet(version)) {
        line.information = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion() + u'\n';
        return line;
    }
    if (!parser.positionalArguments().isEmpty()) {
        return wrong(tr("%1 is not an option.").arg(parser.positionalArguments().constFirst()));
    }

    QString complaint;
    const auto number = [&](const QCommandLineOption &option, int fallback, int highest) {
        if (!parser.isSet(option)) {
            return fallback;
        }
        bool ok = false;
        const int value = parser.value(option).toInt(&ok);
        if (!ok || value < 0 || value > highest) {
            complaint = tr("--%1 needs a whole number from 0 to %2.").arg(option.names().constFirst()).arg(highest);
        }
        return value;
    };
    line.server.port = number(port, 0, 65535);
    line.server.limits.delayMs = number(delay, 0, 60'000);
    line.server.logFile = parser.value(log);
    line.store.folder = parser.isSet(state) ? parser.value(state) : PracticeState::defaultFolder();
    line.store.seedExtensions = number(seedExtensions, 0, maximumNumber);
    line.store.seedSnapshots = number(seedSnapshots, 1, maximumNumber);
    line.store.now = [] { return QDateTime::currentDateTimeUtc(); };
    if (parser.isSet(reviewAfter)) {
        line.store.reviewAfterSeconds = number(reviewAfter, 0, maximumNumber);
    }
    if (!complaint.isEmpty()) {
        return wrong(complaint);
    }
    if (line.store.folder.isEmpty()) {
        return wrong(tr("--state needs the name of a folder."));
    }
    return line;
}

} // namespace ksp
