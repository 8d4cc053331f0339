#include "core/SignalWatcher.h"

#include <QSocketNotifier>

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace ksp {

namespace {

constexpr int watched[] = {SIGINT, SIGTERM, SIGHUP};

// A signal handler has no other way to find its object.
volatile std::sig_atomic_t wakeUp = -1;
volatile std::sig_atomic_t lastSignal = 0;
volatile std::sig_atomic_t exitCode = 0;

extern "C" void noteSignal(int number)
{
    if (lastSignal == number)
        ::_exit(exitCode);
    lastSignal = number;
    const int before = errno;
    [[maybe_unused]] const ssize_t written = ::write(wakeUp, "s", 1);
    errno = before;
}

} // namespace

SignalWatcher::SignalWatcher(int hurriedExitCode, QObject *parent) : QObject(parent)
{
    exitCode = hurriedExitCode;
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    wakeUp = m_pipe[1];
    m_notifier = new QSocketNotifier(m_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        if (::read(m_pipe[0], bytes, sizeof bytes) > 0)
            emit interrupted();
    });
    struct sigaction action
    {
    };
    action.sa_handler = noteSignal;
    action.sa_flags = SA_RESTART;
    for (const int number : watched)
        ::sigaction(number, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

SignalWatcher::~SignalWatcher()
{
    for (const int number : watched)
        std::signal(number, SIG_DFL);
    std::signal(SIGPIPE, SIG_DFL);
    wakeUp = -1;
    lastSignal = 0;
    if (m_pipe[0] >= 0) {
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }
}

} // namespace ksp
