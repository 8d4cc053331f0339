#include "desktop/RunningInstance.h"

#include <QDBusAbstractAdaptor>
#include <QDBusMessage>
#include <QStringList>
#include <QVariantMap>

namespace ksp {

namespace {

constexpr QLatin1String serviceName("org.kubesphere.publisher");
constexpr QLatin1String objectPath("/org/kubesphere/publisher");
constexpr QLatin1String interfaceName("org.freedesktop.Application");
constexpr QLatin1String tokenKey("activation-token");

} // namespace

/// The interface as D-Bus sees it.
class RunningInstance::Application : public QDBusAbstractAdaptor
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")
public:
    explicit Application(RunningInstance *instance) : QDBusAbstractAdaptor(instance), m_instance(instance) { }

public slots:
    void Activate(const QVariantMap &platform) { emit m_instance->activated({}, tokenOf(platform)); }
    void Open(const QStringList &uris, const QVariantMap &platform)
    {
        constexpr qsizetype most = 2; // more than one is refused, however many there are
        constexpr qsizetype longest = 16'384; // characters; PATH_MAX, each byte escaped, is 12,288
        QList<QUrl> urls;
        for (const QString &uri : uris.first(qMin(uris.size(), most)))
            urls.append(uri.size() <= longest ? QUrl(uri, QUrl::StrictMode) : QUrl());
        emit m_instance->activated(urls, tokenOf(platform));
    }
    void ActivateAction(const QString & /*name*/, const QVariantList & /*parameters*/, const QVariantMap &platform)
    {
        Activate(platform);
    }

private:
    static QString tokenOf(const QVariantMap &platform)
    {
        constexpr qsizetype longest = 256;
        const QString token = platform.value(tokenKey).toString();
        return token.size() <= longest ? token : QString();
    }

    RunningInstance *m_instance;
};

RunningInstance::RunningInstance(const QDBusConnection &bus, QObject *parent) : QObject(parent), m_bus(bus)
{
    new Application(this);
}

RunningInstance::~RunningInstance()
{
    if (!m_isOwner)
        return;
    m_bus.unregisterObject(objectPath);
    m_bus.unregisterService(serviceName);
}

bool RunningInstance::claim()
{
    if (!m_bus.isConnected())
        return true;
    // The object first: who finds the name may call at once.
    const bool isOffered = m_bus.registerObject(objectPath, this);
    m_isOwner = isOffered && m_bus.registerService(serviceName);
    if (isOffered && !m_isOwner)
        m_bus.unregisterObject(objectPath);
    return m_isOwner || !isOffered;
}

bool RunningInstance::handOver(const QString &chart, const QString &token, int timeoutMs) const
{
    const QVariantMap platform = token.isEmpty() ? QVariantMap() : QVariantMap{{tokenKey, token}};
    QDBusMessage message = QDBusMessage::createMethodCall(
        serviceName, objectPath, interfaceName, chart.isEmpty() ? QStringLiteral("Activate") : QStringLiteral("Open"));
    if (!chart.isEmpty())
        message << QStringList(QUrl::fromLocalFile(chart).toString(QUrl::FullyEncoded));
    message << platform;
    message.setAutoStartService(false);
    return m_bus.call(message, QDBus::Block, timeoutMs).type() == QDBusMessage::ReplyMessage;
}

} // namespace ksp

#include "RunningInstance.moc"
