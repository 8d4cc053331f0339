#include "account/LateKeyStore.h"
#include "cli/CommandLine.h"
#include "cli/Console.h"
#include "cli/HelpText.h"
#include "cli/Verb.h"
#include "core/KeyMemory.h"
#include "core/Log.h"
#include "core/MemoryEnd.h"
#include "core/OwnFiles.h"
#include "core/SignalWatcher.h"
#include "core/Translation.h"

#include <QCoreApplication>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace ksp;

namespace {

void explain(Console &console, const Invocation &invocation)
{
    switch (invocation.action) {
    case Invocation::Action::Version:
        console.print(QStringLiteral("ks-publisher-cli %1").arg(QCoreApplication::applicationVersion()));
        break;
    case Invocation::Action::Manual:
        console.print(HelpText::manual());
        break;
    default:
        console.print(invocation.verb.isEmpty() ? HelpText::overview() : HelpText::ofVerb(*findVerb(invocation.verb)));
    }
}

// A message handler has no other way to find it.
Log *logOfQt = nullptr;

/// What Qt says is for developers, and may repeat what a server sent: it goes to the log as everything does, filtered.
class QtMessages
{
public:
    explicit QtMessages(Log *log)
    {
        logOfQt = log;
        qInstallMessageHandler(write);
    }
    ~QtMessages()
    {
        qInstallMessageHandler(nullptr);
        logOfQt = nullptr;
    }
    Q_DISABLE_COPY_MOVE(QtMessages)

private:
    static void write(QtMsgType /*type*/, const QMessageLogContext & /*context*/, const QString &text)
    {
        logOfQt->write(QStringLiteral("Qt: ") + text);
    }
};

int run(Console &console, const Invocation &invocation)
{
    console.setQuiet(invocation.quiet);
    console.setJson(invocation.json);
    keepMemoryOutOfDumps(Inspection::Refused);
    const QString profile = profileFolder(invocation);
    if (const auto own = OwnFiles::checkFolder(profile); !own) {
        const ExitCode code = exitCodeFor(own.error());
        console.error(own.error(), code);
        return int(code);
    }
    Log log(profile);
    const QtMessages messages(&log);
    LateKeyStore keys;
    Context context{console, invocation, profile, log, keys};
    SignalWatcher signalWatcher{int(ExitCode::Cancelled)};
    const std::unique_ptr<Verb> verb = makeVerb(invocation.verb);
    QObject::connect(verb.get(), &Verb::finished, &QCoreApplication::exit);
    QObject::connect(&signalWatcher, &SignalWatcher::interrupted, verb.get(), &Verb::cancel, Qt::SingleShotConnection);
    verb->start(context);
    return QCoreApplication::exec();
}

/// What makes a process that lives for a moment small and quick.
void travelLight()
{
    // A pattern is compiled to machine code before its first use, which takes longer than all of its uses here.
    qputenv("QT_ENABLE_REGEXP_JIT", "0");
#ifdef __GLIBC__
    // Else each thread keeps memory of its own for later.
    ::mallopt(M_ARENA_MAX, 1);
#endif
}

} // namespace

int main(int argc, char *argv[])
{
    travelLight();
    Console::ensureStandardFiles();
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("ks-publisher-cli"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KSP_VERSION));

    const auto translation = loadTranslation(QLocale::system());
    if (translation)
        QCoreApplication::installTranslator(translation.get());

    endWithSentenceWithoutMemory(QCoreApplication::translate("ksp::Console",
                                     "error: There is not enough memory. Close other programs, or raise "
                                     "the limit (ulimit -v). The same command goes on where it stopped."),
        int(ExitCode::RefusedHere));
    Console console;
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    const auto invocation = CommandLine::parse(arguments);
    if (!invocation) {
        console.setJson(arguments.contains(QStringLiteral("--json")));
        console.error(invocation.error(), ExitCode::Usage);
        return int(ExitCode::Usage);
    }
    int code = 0;
    if (invocation->action == Invocation::Action::Run)
        code = run(console, *invocation);
    else
        explain(console, *invocation);
    return code == 0 && console.outputFailed() ? int(ExitCode::RefusedHere) : code;
}
