#include "practice/PracticeCommandLine.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

#include <sys/stat.h>

using namespace ksp;

namespace {

int complain(const QString &sentence, int exitCode)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(sentence));
    return exitCode;
}

} // namespace

int main(int argc, char *argv[])
{
    ::umask(0077); // Keys lie in the state folder.
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("ks-practice-cloud"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KSP_VERSION));
    const Result<PracticeCommandLine> given = PracticeCommandLine::parse(QCoreApplication::arguments());
    if (!given) {
        return complain(given.error().sentence, 2);
    }
    if (!given->information.isEmpty()) {
        std::fputs(qUtf8Printable(given->information), stdout);
        return 0;
    }

    // Blocked before the first thread starts, so that every thread leaves them to sigwait().
    sigset_t toWaitFor;
    sigemptyset(&toWaitFor);
    sigaddset(&toWaitFor, SIGTERM);
    sigaddset(&toWaitFor, SIGINT);
    pthread_sigmask(SIG_BLOCK, &toWaitFor, nullptr);

    Result<std::unique_ptr<PracticeStore>> store = PracticeStore::open(given->store);
    if (!store) {
        return complain(store.error().sentence, 1);
    }
    for (const QString &notice : (*store)->notices()) {
        complain(notice, 0);
    }
    const auto server = PracticeServer::start(*std::move(store), given->server);
    if (!server) {
        return complain(server.error().sentence, 1);
    }
    std::printf("URL: %s\nKey: %s\nUser: %s\n", qUtf8Printable((*server)->url()),
        qUtf8Printable((*server)->owner().key), qUtf8Printable((*server)->owner().id));
    std::fflush(stdout);
    int signal = 0;
    sigwait(&toWaitFor, &signal);
    return 0;
}
