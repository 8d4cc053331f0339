#include "desktop/SuspendInhibitor.h"

#include <QCoreApplication>
#include <QDBusConnectionInterface>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QSignalSpy>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using ksp::SuspendInhibitor;

namespace {

/// logind, as far as it is asked here. Whether somebody holds the descriptor shows at the other end of a pipe.
class Logind : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    ~Logind() override { close(m_readEnd); }

    bool refuses = false;
    bool answersLate = false;
    QStringList asked;

    [[nodiscard]] bool isHeld() const
    {
        char byte = 0;
        return m_readEnd >= 0 && read(m_readEnd, &byte, 1) < 0; // would block; 0 when every writer is gone
    }
    void answer(const QDBusConnection &bus)
    {
        bus.send(m_late.createReply(QVariant::fromValue(m_descriptor)));
        m_descriptor = {};
    }

public slots:
    QDBusUnixFileDescriptor Inhibit(
        const QString &what, const QString & /*who*/, const QString &why, const QString &mode)
    {
        asked.append(what + u' ' + mode + u' ' + why);
        if (refuses) {
            sendErrorReply(QDBusError::AccessDenied, QStringLiteral("Not today"));
            return {};
        }
        int ends[2] = {-1, -1};
        if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
            return {};
        close(m_readEnd);
        m_readEnd = ends[0];
        QDBusUnixFileDescriptor descriptor;
        descriptor.giveFileDescriptor(ends[1]);
        if (answersLate) {
            setDelayedReply(true);
            m_late = message();
            m_descriptor = descriptor;
            return {};
        }
        return descriptor;
    }

private:
    int m_readEnd = -1;
    QDBusMessage m_late;
    QDBusUnixFileDescriptor m_descriptor;
};

class PortalRequest : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Request")
public:
    int closed = 0;

public slots:
    void Close() { ++closed; }
};

class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Inhibit")
public:
    QList<uint> asked;

public slots:
    QDBusObjectPath Inhibit(const QString & /*window*/, uint flags, const QVariantMap &options)
    {
        asked.append(options.contains(QStringLiteral("reason")) ? flags : 0);
        return QDBusObjectPath(QStringLiteral("/request"));
    }
};

class PowerManagement : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.PowerManagement.Inhibit")
public:
    int asked = 0;
    QList<uint> takenBack;

public slots:
    uint Inhibit(const QString & /*application*/, const QString & /*reason*/)
    {
        ++asked;
        return 17;
    }
    void UnInhibit(uint cookie) { takenBack.append(cookie); }
};

} // namespace

/// To be run with a D-Bus session of its own (dbus-run-session, KSP_PRIVATE_BUS=1), which serves as system bus, too;
/// and without.
class SuspendInhibitorTest : public QObject
{
    Q_OBJECT

    const QString m_login = QStringLiteral("org.freedesktop.login1");
    const QString m_portal = QStringLiteral("org.freedesktop.portal.Desktop");
    const QString m_power = QStringLiteral("org.freedesktop.PowerManagement");

    // The services are on connections of their own, or the calls would not pass through the bus.
    std::unique_ptr<QDBusConnection> m_services;
    std::unique_ptr<QDBusConnection> m_client;

    bool offer(QObject *object, const QString &name, const QString &path)
    {
        return m_services->registerObject(path, object, QDBusConnection::ExportAllSlots)
            && m_services->registerService(name);
    }
    std::unique_ptr<SuspendInhibitor> inhibitor() const
    {
        return std::make_unique<SuspendInhibitor>(*m_client, *m_client);
    }

private slots:
    void initTestCase() { QCoreApplication::setApplicationName(QStringLiteral("test")); }

    void init()
    {
        if (QByteArray(QTest::currentTestFunction()) == "isSilentWithoutABus")
            return;
        if (qEnvironmentVariableIsEmpty("KSP_PRIVATE_BUS"))
            QSKIP("Needs a D-Bus session of its own.");
        m_services = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("services")));
        m_client = std::make_unique<QDBusConnection>(
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("client")));
        QVERIFY(m_client->isConnected());
    }
    void cleanup()
    {
        m_services.reset();
        m_client.reset();
        QDBusConnection::disconnectFromBus(QStringLiteral("services"));
        QDBusConnection::disconnectFromBus(QStringLiteral("client"));
    }

    void isSilentWithoutABus()
    {
        const QDBusConnection none(QStringLiteral("no such connection"));
        SuspendInhibitor inhibitor(none, none);
        const QSignalSpy changed(&inhibitor, &SuspendInhibitor::changed);
        inhibitor.inhibit(QStringLiteral("Uploading"));
        QVERIFY(inhibitor.isWanted());
        QVERIFY(!inhibitor.isInhibited());
        inhibitor.release();
        QVERIFY(changed.isEmpty());
    }

    void isSilentWithoutAService()
    {
        const auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        for (int service = 0; service < 3; ++service) { // the bus answers in order, so each has been refused by then
            QVERIFY(m_client->interface()->registeredServiceNames().isValid());
            QCoreApplication::processEvents();
        }
        QVERIFY(!inhibitor->isInhibited());
        inhibitor->release();
        QVERIFY(!inhibitor->isWanted());
    }

    void holdsLogindsDescriptor()
    {
        Logind logind;
        QVERIFY(offer(&logind, m_login, QStringLiteral("/org/freedesktop/login1")));
        const auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        inhibitor->inhibit(QStringLiteral("Uploading"));
        QTRY_VERIFY(inhibitor->isInhibited());
        QCOMPARE(logind.asked, QStringList{QStringLiteral("sleep:idle block Uploading")});
        QTRY_VERIFY(logind.isHeld());
        inhibitor->release();
        QVERIFY(!inhibitor->isInhibited());
        QTRY_VERIFY(!logind.isHeld());

        inhibitor->inhibit(QStringLiteral("Again"));
        QTRY_VERIFY(inhibitor->isInhibited());
        QTRY_VERIFY(logind.isHeld());
    }

    void letsGoWhenDeleted()
    {
        Logind logind;
        QVERIFY(offer(&logind, m_login, QStringLiteral("/org/freedesktop/login1")));
        auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        QTRY_VERIFY(inhibitor->isInhibited());
        inhibitor.reset();
        QTRY_VERIFY(!logind.isHeld());
    }

    void takesBackWhatIsAnsweredTooLate()
    {
        Logind logind;
        logind.answersLate = true;
        QVERIFY(offer(&logind, m_login, QStringLiteral("/org/freedesktop/login1")));
        const auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        QTRY_COMPARE(logind.asked.size(), 1);
        inhibitor->release();
        logind.answer(*m_services);
        QTRY_VERIFY(!logind.isHeld());
        QVERIFY(!inhibitor->isInhibited());
    }

    void asksThePortalWhereLogindRefuses()
    {
        Logind logind;
        logind.refuses = true;
        Portal portal;
        PortalRequest request;
        QVERIFY(offer(&logind, m_login, QStringLiteral("/org/freedesktop/login1")));
        QVERIFY(offer(&portal, m_portal, QStringLiteral("/org/freedesktop/portal/desktop")));
        QVERIFY(m_services->registerObject(QStringLiteral("/request"), &request, QDBusConnection::ExportAllSlots));
        const auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        QTRY_VERIFY(inhibitor->isInhibited());
        QCOMPARE(logind.asked.size(), 1);
        QCOMPARE(portal.asked, QList<uint>{4});
        inhibitor->release();
        QTRY_COMPARE(request.closed, 1);
    }

    void asksThePowerManagementLast()
    {
        PowerManagement power;
        QVERIFY(offer(&power, m_power, QStringLiteral("/org/freedesktop/PowerManagement/Inhibit")));
        const auto inhibitor = this->inhibitor();
        inhibitor->inhibit(QStringLiteral("Uploading"));
        QTRY_VERIFY(inhibitor->isInhibited());
        QCOMPARE(power.asked, 1);
        inhibitor->release();
        QTRY_COMPARE(power.takenBack, QList<uint>{17});
    }
};

QTEST_GUILESS_MAIN(SuspendInhibitorTest)
#include "SuspendInhibitorTest.moc"
