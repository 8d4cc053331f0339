#include "desktop/Notifier.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusServiceWatcher>

namespace ksp {

namespace {

constexpr QLatin1String service("org.freedesktop.Notifications");
constexpr QLatin1String path("/org/freedesktop/Notifications");
constexpr QLatin1String desktopEntry("org.kubesphere.publisher");
/// The key of the action that a click on the notification itself stands for.
constexpr QLatin1String defaultAction("default");
/// Desktops show a few lines; nobody has to carry more.
constexpr int longestText = 500;
constexpr int mostWaiting = 50;
constexpr int asTheServiceThinks = -1;

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, service, method);
}

} // namespace

Notifier::Notifier(const QDBusConnection &bus, QObject *parent) : QObject(parent), m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this, SLOT(onActionInvoked(uint, QString)));
    m_bus.connect(
        service, path, service, QStringLiteral("ActivationToken"), this, SLOT(onActivationToken(uint, QString)));
    m_bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(uint, uint)));
    auto *watcher = new QDBusServiceWatcher(service, m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this, &Notifier::onServiceChanged);
}

Notifier::~Notifier() = default;

void Notifier::onServiceChanged()
{
    // Numbers and capabilities were those of the service before.
    m_capabilities.reset();
    m_shown.clear();
    m_tokens.clear();
}

void Notifier::show(const Notification &notification)
{
    if (!m_bus.isConnected())
        return;
    if (m_capabilities)
        return send(notification);
    if (m_waiting.size() < mostWaiting)
        m_waiting.append(notification);
    askCapabilities();
}

void Notifier::askCapabilities()
{
    if (m_isAsking)
        return;
    m_isAsking = true;
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(call(QStringLiteral("GetCapabilities"))), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_isAsking = false;
        const QList<Notification> waiting = std::exchange(m_waiting, {});
        const QDBusMessage answer = watcher->reply();
        // Without a service: what is to be told stands in the window, too.
        if (answer.type() != QDBusMessage::ReplyMessage)
            return;
        m_capabilities = answer.arguments().value(0).toStringList();
        for (const Notification &notification : waiting)
            send(notification);
    });
}

void Notifier::send(const Notification &notification)
{
    QString body = notification.body.left(longestText);
    // A service without markup shows it as it is written.
    if (m_capabilities->contains(QStringLiteral("body-markup")))
        body = body.toHtmlEscaped();
    QStringList actions;
    if (m_capabilities->contains(QStringLiteral("actions")))
        actions = {defaultAction, notification.action};
    QDBusMessage message = call(QStringLiteral("Notify"));
    constexpr uint replacesNone = 0;
    message.setArguments(
        {QCoreApplication::applicationName(), replacesNone, QString(desktopEntry), notification.title.left(longestText),
            body, actions, QVariantMap{{QStringLiteral("desktop-entry"), QString(desktopEntry)}}, asTheServiceThinks});
    ++m_onTheWay[notification.subject];
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, subject = notification.subject] {
        watcher->deleteLater();
        onSent(subject, watcher->reply());
    });
}

void Notifier::onSent(const QString &subject, const QDBusMessage &answer)
{
    const auto decrement = [&subject](QHash<QString, int> *counts) {
        const auto found = counts->find(subject);
        if (found == counts->end())
            return false;
        if (--*found <= 0)
            counts->remove(subject);
        return true;
    };
    decrement(&m_onTheWay);
    // Answers come in the order of the calls, so the oldest ones are those that were taken back.
    const bool isUnwanted = decrement(&m_unwanted);
    const uint id = answer.arguments().value(0).toUInt();
    if (answer.type() != QDBusMessage::ReplyMessage || id == 0)
        return;
    if (isUnwanted)
        close(id);
    else
        m_shown.insert(id, subject);
}

void Notifier::withdraw(const QString &subject)
{
    m_waiting.removeIf([&](const Notification &waiting) { return waiting.subject == subject; });
    if (const int onTheWay = m_onTheWay.value(subject); onTheWay > 0)
        m_unwanted.insert(subject, onTheWay);
    const QList<uint> ids = m_shown.keys(subject);
    for (const uint id : ids) {
        m_shown.remove(id);
        close(id);
    }
}

void Notifier::close(uint id) const
{
    QDBusMessage message = call(QStringLiteral("CloseNotification"));
    message.setArguments({id});
    // A service that is gone shows nothing.
    message.setAutoStartService(false);
    m_bus.send(message);
}

void Notifier::onActivationToken(uint id, const QString &token)
{
    if (m_shown.contains(id))
        m_tokens.insert(id, token);
}

void Notifier::onActionInvoked(uint id, const QString &action)
{
    // The signals tell of other programs' notifications, too.
    const auto found = m_shown.constFind(id);
    if (found == m_shown.constEnd() || action != defaultAction)
        return;
    emit activated(QString(*found), m_tokens.take(id));
}

void Notifier::onClosed(uint id, uint /*reason*/)
{
    m_shown.remove(id);
    m_tokens.remove(id);
}

} // namespace ksp
