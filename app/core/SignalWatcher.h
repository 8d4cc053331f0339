#pragma once

#include <QObject>

class QSocketNotifier;

namespace ksp {

/// Ctrl-C, SIGTERM and SIGHUP as a Qt signal. The same signal a second time ends the process at once with
/// `hurriedExitCode`; what is left is as after a kill, and can be resumed. A closed pipe (SIGPIPE) is ignored. One
/// object a process.
class SignalWatcher : public QObject
{
    Q_OBJECT
public:
    explicit SignalWatcher(int hurriedExitCode, QObject *parent = nullptr);
    ~SignalWatcher() override;

signals:
    void interrupted();

private:
    QSocketNotifier *m_notifier = nullptr;
    int m_pipe[2] = {-1, -1};
};

} // namespace ksp
