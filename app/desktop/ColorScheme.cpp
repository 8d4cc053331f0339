#include "desktop/ColorScheme.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace ksp {

namespace {

constexpr QLatin1String service("org.freedesktop.portal.Desktop");
constexpr QLatin1String path("/org/freedesktop/portal/desktop");
constexpr QLatin1String interface("org.freedesktop.portal.Settings");
constexpr QLatin1String appearanceGroup("org.freedesktop.appearance");
constexpr QLatin1String schemeKey("color-scheme");
constexpr QLatin1String readOne("ReadOne");
constexpr QLatin1String read("Read");

} // namespace

ColorScheme::ColorScheme(const QDBusConnection &bus, QObject *parent) : QObject(parent), m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    // Before the question, so that no change falls between the two.
    m_bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
        SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask(readOne);
}

void ColorScheme::ask(QLatin1String method)
{
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, method);
    question << QString(appearanceGroup) << QString(schemeKey);
    auto *watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, method] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (m_heard)
            return;
        if (!reply.isError())
            take(reply.value().variant());
        else if (method == readOne && reply.error().type() == QDBusError::UnknownMethod)
            ask(read);
    });
}

void ColorScheme::settingChanged(const QString &group, const QString &key, const QDBusVariant &value)
{
    if (group != appearanceGroup || key != schemeKey)
        return;
    m_heard = true;
    take(value.variant());
}

void ColorScheme::take(QVariant value)
{
    // Read wraps its answer in one variant more than ReadOne does.
    if (value.canConvert<QDBusVariant>())
        value = qvariant_cast<QDBusVariant>(value).variant();
    // 1: dark, 2: light; 0 and everything else: no preference, as the portal's description asks for.
    const uint number = value.toUInt();
    const Scheme scheme = number == 1 ? Scheme::Dark : number == 2 ? Scheme::Light : Scheme::NoPreference;
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    emit changed(m_scheme);
}

} // namespace ksp
