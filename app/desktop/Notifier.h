#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QList>
#include <QObject>
#include <QString>

#include <optional>

QT_BEGIN_NAMESPACE
class QDBusMessage;
QT_END_NAMESPACE

namespace ksp {

/// One thing to tell the user while another window has their eyes.
struct Notification
{
    QString subject; ///< What it is about, as the program names it; comes back when it is clicked.
    QString title; ///< One line, plain text.
    QString body; ///< Plain text.
    QString action; ///< What a click does, for desktops that say so.
};

/// Notifications of the desktop (org.freedesktop.Notifications, version 1.2 of the specification). Where there is no
/// such service, nothing happens. Asynchronous throughout; lives on one thread.
class Notifier : public QObject
{
    Q_OBJECT
public:
    /// The bus is the session's, or another in tests.
    explicit Notifier(const QDBusConnection &bus, QObject *parent = nullptr);
    ~Notifier() override;

    void show(const Notification &notification);
    /// Takes back what is shown of a subject: the user has seen it here.
    void withdraw(const QString &subject);

signals:
    /// The user clicked a notification. `activationToken` is what a Wayland compositor wants to see from a window that
    /// comes to the front; often empty.
    void activated(const QString &subject, const QString &activationToken);

private slots:
    void onActionInvoked(uint id, const QString &action);
    void onActivationToken(uint id, const QString &token);
    void onClosed(uint id, uint reason);

private:
    void askCapabilities();
    void send(const Notification &notification);
    void onSent(const QString &subject, const QDBusMessage &answer);
    void close(uint id) const;
    void onServiceChanged();

    QDBusConnection m_bus;
    std::optional<QStringList> m_capabilities; ///< Of the service that runs now; nothing before it was asked.
    bool m_isAsking = false;
    QList<Notification> m_waiting; ///< Until the capabilities are known.
    QHash<uint, QString> m_shown; ///< Subjects by the service's number.
    QHash<uint, QString> m_tokens;
    QHash<QString, int> m_onTheWay; ///< By subject: sent, and the service has not given their numbers yet.
    QHash<QString, int> m_unwanted; ///< As many of these are to be taken back as soon as they have a number.
};

} // namespace ksp
