#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace ksp::test {

/// A desktop's notification service, as far as it is asked here.
class NotificationService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")
public:
    struct Shown
    {
        uint id = 0;
        QString application;
        QString icon;
        QString title;
        QString body;
        QStringList actions;
        QVariantMap hints;
    };

    QStringList capabilities{QStringLiteral("body"), QStringLiteral("body-markup"), QStringLiteral("actions"),
        QStringLiteral("persistence")};
    QList<Shown> shown; ///< All that ever were.
    QList<uint> takenBack;

    /// On a connection of its own, or the calls would not pass through the bus.
    bool offer(QDBusConnection bus)
    {
        return bus.registerObject(QStringLiteral("/org/freedesktop/Notifications"), this,
                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals)
            && bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }
    /// The user clicks the notification.
    void click(uint id, const QString &token = {})
    {
        if (!token.isEmpty())
            emit ActivationToken(id, token);
        emit ActionInvoked(id, QStringLiteral("default"));
        emit NotificationClosed(id, 2);
    }

signals:
    void ActionInvoked(uint id, const QString &action);
    void ActivationToken(uint id, const QString &token);
    void NotificationClosed(uint id, uint reason);

public slots:
    QStringList GetCapabilities() { return capabilities; }
    uint Notify(const QString &application, uint replaces, const QString &icon, const QString &title,
        const QString &body, const QStringList &actions, const QVariantMap &hints, int /*milliseconds*/)
    {
        const uint id = replaces != 0 ? replaces : uint(shown.size()) + 1;
        shown.append({id, application, icon, title, body, actions, hints});
        return id;
    }
    void CloseNotification(uint id)
    {
        takenBack.append(id);
        emit NotificationClosed(id, 3);
    }
};

} // namespace ksp::test
