// The desktop program: reads the command line and starts the Program.
#include "account/AccountStore.h"
#include "core/KeyMemory.h"
#include "core/MemoryEnd.h"
#include "core/OwnFiles.h"
#include "core/SafeText.h"
#include "core/SignalWatcher.h"
#include "desktop/RunningInstance.h"
#include "window/Program.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QIcon>
#include <QMessageBox>

#include <algorithm>
#include <cstdio>
#include <memory>

using namespace ksp;

namespace {

/// What is answered on the terminal, without a display.
bool asksForText(int argc, char *argv[])
{
    const QStringList texts{QStringLiteral("-h"), QStringLiteral("--help"), QStringLiteral("--help-all"),
        QStringLiteral("-v"), QStringLiteral("--version")};
    return std::any_of(
        argv + 1, argv + argc, [&](const char *argument) { return texts.contains(QString::fromLocal8Bit(argument)); });
}

/// Says why the profile is not used, and ends with 1.
int refuse(const Error &error)
{
    QMessageBox box(QMessageBox::Critical, QApplication::applicationDisplayName(), error.sentence);
    box.setTextFormat(Qt::PlainText);
    QObject::connect(&box, &QMessageBox::finished, &box, [] { QApplication::exit(1); });
    std::fputs(qPrintable(withoutControls(error.sentence) + u'\n'), stderr);
    box.open();
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("ks-publisher"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KSP_VERSION));
    std::unique_ptr<QCoreApplication> app;
    if (asksForText(argc, argv)) {
        app = std::make_unique<QCoreApplication>(argc, argv);
    } else {
        app = std::make_unique<QApplication>(argc, argv);
        QApplication::setApplicationDisplayName(QStringLiteral("KubeSphere Extension Publisher"));
        QApplication::setDesktopFileName(QStringLiteral("org.kubesphere.publisher"));
        QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ks-publisher.svg")));
    }

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Publishes KubeSphere extensions to the KubeSphere Marketplace."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption profileOption(QStringLiteral("profile"),
        QStringLiteral("Keep accounts, settings and journal in FOLDER instead of with the user's."),
        QStringLiteral("FOLDER"));
    parser.addOption(profileOption);
    parser.addPositionalArgument(
        QStringLiteral("CHART"), QStringLiteral("A chart's folder or archive to open."), QStringLiteral("[CHART]"));
    parser.process(*app);

    endWithSentenceWithoutMemory(QApplication::translate("ksp::Program",
                                     "There is not enough memory. Close other programs and start KubeSphere "
                                     "Extension Publisher again: what was under way can be gone on with."),
        1);
    const QString given = parser.value(profileOption);
    const QStringList charts = parser.positionalArguments();
    const QString profile = given.isEmpty() ? AccountStore::defaultProfileFolder() : QDir(given).absolutePath();
    // The portals of the desktop ask who it is that calls.
    keepMemoryOutOfDumps(Inspection::Allowed);
    if (const auto own = OwnFiles::checkFolder(profile); !own)
        return refuse(own.error());
    const QString chart = charts.isEmpty() ? QString() : QFileInfo(charts.first()).absoluteFilePath();
    // Another profile is another program.
    RunningInstance instance(given.isEmpty() ? QDBusConnection::sessionBus() : QDBusConnection(QString()));
    if (!instance.claim() && instance.handOver(chart, qEnvironmentVariable("XDG_ACTIVATION_TOKEN")))
        return 0;
    Program program(profile);
    // What is under way is journalled: the next start goes on with it.
    SignalWatcher signalWatcher(0);
    QObject::connect(&signalWatcher, &SignalWatcher::interrupted, &program, &Program::stop);
    QObject::connect(&instance, &RunningInstance::activated, &program, &Program::openFromOutside);
    program.start(chart);
    return QApplication::exec();
}
