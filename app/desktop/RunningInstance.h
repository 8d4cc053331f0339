#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QUrl>

namespace ksp {

/// One window for a user's session: who starts the program again hands over what is to be opened, and ends. By the
/// program's name on the session's bus and the interface org.freedesktop.Application (Desktop Entry Specification 1.5,
/// "D-Bus Activation"). Where there is no bus, each start has its own window.
///
/// Everybody on the bus may call: what comes is bounded in number, and is to be judged like a drop. Lives on one
/// thread.
class RunningInstance : public QObject
{
    Q_OBJECT
public:
    explicit RunningInstance(const QDBusConnection &bus, QObject *parent = nullptr);
    ~RunningInstance() override;

    /// Takes the program's name. False: another process has it, see handOver(). True as well where there is no bus.
    bool claim();
    /// Brings the window of the process that runs to the front; opens `chart` (an absolute path) in it where it is not
    /// empty. Waits for the answer, at most `timeoutMs`: false where none came, and this process does its work itself.
    /// `token`: what the desktop gave this start for taking the focus (XDG_ACTIVATION_TOKEN).
    [[nodiscard]] bool handOver(const QString &chart, const QString &token, int timeoutMs = 3000) const;

signals:
    /// The program was started again. `urls` are what it was to open, not judged yet, at most two: none, one, or more
    /// than one. `token` is what a Wayland compositor wants to see from a window that comes to the front; often empty.
    void activated(const QList<QUrl> &urls, const QString &token);

private:
    class Application;

    QDBusConnection m_bus;
    bool m_isOwner = false;
};

} // namespace ksp
