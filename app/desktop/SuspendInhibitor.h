#pragma once

#include <QDBusConnection>
#include <QDBusUnixFileDescriptor>
#include <QObject>
#include <QString>

#include <optional>

QT_BEGIN_NAMESPACE
class QDBusMessage;
QT_END_NAMESPACE

namespace ksp {

/// Keeps the computer from being suspended while something is being uploaded. Closing a laptop's lid suspends it all
/// the same.
///
/// Asks, one after the other, until one agrees: logind (org.freedesktop.login1 on the system bus), the desktop portal
/// (org.freedesktop.portal.Inhibit), the desktop's power management (org.freedesktop.PowerManagement.Inhibit).
/// Where there is none, nothing happens: a courtesy, not something that work depends on. Asynchronous throughout;
/// lives on one thread.
class SuspendInhibitor : public QObject
{
    Q_OBJECT
public:
    explicit SuspendInhibitor(QObject *parent = nullptr);
    /// With other buses, for tests.
    SuspendInhibitor(const QDBusConnection &system, const QDBusConnection &session, QObject *parent = nullptr);
    ~SuspendInhibitor() override;

    /// `reason`: what is under way, translated, as the desktop may show it. Harmless when it is inhibited already.
    void inhibit(const QString &reason);
    /// Harmless when it is not inhibited. A request under way is taken back when it is answered.
    void release();

    [[nodiscard]] bool isWanted() const { return m_wanted; }
    /// Whether one of the services agreed, and that has not been taken back.
    [[nodiscard]] bool isInhibited() const;

signals:
    /// isInhibited() changed.
    void changed();

private:
    enum class Service { Logind, Portal, PowerManagement };

    void ask(Service service);
    void takeAnswer(Service service, int round, const QDBusMessage &answer);
    [[nodiscard]] static std::optional<Service> next(Service service);
    [[nodiscard]] QDBusMessage request(Service service) const;
    [[nodiscard]] const QDBusConnection &bus(Service service) const;
    void closePortal(const QString &path) const;
    void unInhibit(uint cookie) const;

    QDBusConnection m_system;
    QDBusConnection m_session;
    QString m_reason;
    bool m_wanted = false;
    int m_round = 0; ///< Counts inhibit() and release(): answers to older ones are taken back.
    QDBusUnixFileDescriptor m_descriptor; ///< logind inhibits as long as it is open.
    QString m_portalRequest;
    std::optional<uint> m_cookie;
};

} // namespace ksp
