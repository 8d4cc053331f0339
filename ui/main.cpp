// The desktop program: reads the command line and starts the Program.
#include "account/AccountStore.h"
#include "core/MemoryEnd.h"
#include "core/SignalWatcher.h"
#include "window/Program.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QIcon>

using namespace ksp;

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ks-publisher"));
    QApplication::setApplicationDisplayName(QStringLiteral("KubeSphere Extension Publisher"));
    QApplication::setApplicationVersion(QStringLiteral(KSP_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.kubesphere.publisher"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/ks-publisher.svg")));

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
    parser.process(app);

    endWithSentenceWithoutMemory(QApplication::translate("ksp::Program",
                                     "There is not enough memory. Close other programs and start KubeSphere "
                                     "Extension Publisher again: what was under way can be gone on with."),
        1);
    const QString given = parser.value(profileOption);
    const QStringList charts = parser.positionalArguments();
    Program program(given.isEmpty() ? AccountStore::defaultProfileFolder() : QDir(given).absolutePath());
    // What is under way is journalled: the next start goes on with it.
    SignalWatcher signalWatcher(0);
    QObject::connect(&signalWatcher, &SignalWatcher::interrupted, &program, &Program::stop);
    program.start(charts.isEmpty() ? QString() : QFileInfo(charts.first()).absoluteFilePath());
    return QApplication::exec();
}
