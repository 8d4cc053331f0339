#include "desktop/SuspendInhibitor.h"

#include <QCoreApplication>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>

namespace ksp {

namespace {

constexpr QLatin1String portalService("org.freedesktop.portal.Desktop");
constexpr QLatin1String powerService("org.freedesktop.PowerManagement");
constexpr QLatin1String powerPath("/org/freedesktop/PowerManagement/Inhibit");
constexpr QLatin1String powerInterface("org.freedesktop.PowerManagement.Inhibit");
/// Of the portal's Inhibit: 1 logout, 2 user switch, 4 suspend, 8 idle.
constexpr uint portalSuspend = 4;

} // namespace

SuspendInhibitor::SuspendInhibitor(QObject *parent)
    : SuspendInhibitor(QDBusConnection::systemBus(), QDBusConnection::sessionBus(), parent)
{
}

SuspendInhibitor::SuspendInhibitor(const QDBusConnection &system, const QDBusConnection &session, QObject *parent)
    : QObject(parent), m_system(system), m_session(session)
{
}

SuspendInhibitor::~SuspendInhibitor()
{
    release();
}

bool SuspendInhibitor::isInhibited() const
{
    return m_descriptor.isValid() || !m_portalRequest.isEmpty() || m_cookie.has_value();
}

void SuspendInhibitor::inhibit(const QString &reason)
{
    if (m_wanted)
        return;
    m_wanted = true;
    ++m_round;
    m_reason = reason;
    ask(Service::Logind);
}

void SuspendInhibitor::release()
{
    if (!m_wanted)
        return;
    m_wanted = false;
    ++m_round;
    const bool was = isInhibited();
    m_descriptor = {};
    if (!m_portalRequest.isEmpty())
        closePortal(m_portalRequest);
    m_portalRequest.clear();
    if (m_cookie)
        unInhibit(*m_cookie);
    m_cookie.reset();
    if (was)
        emit changed();
}

std::optional<SuspendInhibitor::Service> SuspendInhibitor::next(Service service)
{
    switch (service) {
    case Service::Logind:
        return Service::Portal;
    case Service::Portal:
        return Service::PowerManagement;
    case Service::PowerManagement:
        break;
    }
    return {};
}

const QDBusConnection &SuspendInhibitor::bus(Service service) const
{
    return service == Service::Logind ? m_system : m_session;
}

QDBusMessage SuspendInhibitor::request(Service service) const
{
    const QString name = QCoreApplication::applicationName();
    QDBusMessage message;
    switch (service) {
    case Service::Logind:
        message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.login1"),
            QStringLiteral("/org/freedesktop/login1"), QStringLiteral("org.freedesktop.login1.Manager"),
            QStringLiteral("Inhibit"));
        // "sleep" as well, since desktops that suspend after a while do so themselves, whatever logind thinks of
        // "idle".
        message.setArguments({QStringLiteral("sleep:idle"), name, m_reason, QStringLiteral("block")});
        break;
    case Service::Portal:
        message = QDBusMessage::createMethodCall(portalService, QStringLiteral("/org/freedesktop/portal/desktop"),
            QStringLiteral("org.freedesktop.portal.Inhibit"), QStringLiteral("Inhibit"));
        message.setArguments({QString(), portalSuspend, QVariantMap{{QStringLiteral("reason"), m_reason}}});
        break;
    case Service::PowerManagement:
        message = QDBusMessage::createMethodCall(powerService, powerPath, powerInterface, QStringLiteral("Inhibit"));
        message.setArguments({name, m_reason});
        break;
    }
    message.setInteractiveAuthorizationAllowed(false);
    return message;
}

void SuspendInhibitor::ask(Service service)
{
    if (!bus(service).isConnected()) {
        if (const auto other = next(service))
            ask(*other);
        return;
    }
    auto *watcher = new QDBusPendingCallWatcher(bus(service).asyncCall(request(service)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, service, round = m_round] {
        watcher->deleteLater();
        takeAnswer(service, round, watcher->reply());
    });
}

void SuspendInhibitor::takeAnswer(Service service, int round, const QDBusMessage &answer)
{
    const QVariant value = answer.arguments().value(0);
    bool agreed = answer.type() == QDBusMessage::ReplyMessage;
    const bool isCurrent = round == m_round;
    switch (service) {
    case Service::Logind: {
        const auto descriptor = value.value<QDBusUnixFileDescriptor>(); // closed with the message if it is not kept
        agreed = agreed && descriptor.isValid();
        if (agreed && isCurrent)
            m_descriptor = descriptor;
        break;
    }
    case Service::Portal: {
        const QString path = value.value<QDBusObjectPath>().path();
        agreed = agreed && !path.isEmpty();
        if (agreed && isCurrent)
            m_portalRequest = path;
        else if (agreed)
            closePortal(path);
        break;
    }
    case Service::PowerManagement: {
        const uint cookie = value.toUInt();
        agreed = agreed && value.isValid();
        if (agreed && isCurrent)
            m_cookie = cookie;
        else if (agreed)
            unInhibit(cookie);
        break;
    }
    }
    if (!isCurrent)
        return;
    if (agreed)
        emit changed();
    else if (const auto other = next(service))
        ask(*other);
}

void SuspendInhibitor::closePortal(const QString &path) const
{
    m_session.send(QDBusMessage::createMethodCall(
        portalService, path, QStringLiteral("org.freedesktop.portal.Request"), QStringLiteral("Close")));
}

void SuspendInhibitor::unInhibit(uint cookie) const
{
    QDBusMessage message
        = QDBusMessage::createMethodCall(powerService, powerPath, powerInterface, QStringLiteral("UnInhibit"));
    message.setArguments({cookie});
    m_session.send(message);
}

} // namespace ksp
