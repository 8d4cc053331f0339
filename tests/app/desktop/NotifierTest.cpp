#include "desktop/Notifier.h"

#include "support/NotificationService.h"

#include <QCoreApplication>
#include <QDBusConnectionInterface>
#include <QSignalSpy>
#include <QTest>

using ksp::Notification;
using ksp::Notifier;
using ksp::test::NotificationService;

/// To be run with a D-Bus session of its own (dbus-run-session, KSP_PRIVATE_BUS=1), and without.
class NotifierTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QDBusConnection> m_services;
    std::unique_ptr<QDBusConnection> m_client;

    static Notification about(const QString &subject)
    {
        return {subject, QStringLiteral("%1 was approved").arg(subject), QStringLiteral("1.0 <b>& more</b>"),
            QStringLiteral("Show")};
    }
    /// What was sent before has arrived, and its answer, too.
    void settle() const
    {
        QVERIFY(m_client->interface()->registeredServiceNames().isValid());
        QVERIFY(m_services->interface()->registeredServiceNames().isValid());
        for (int i = 0; i < 3; ++i)
            QCoreApplication::processEvents();
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
        Notifier notifier(QDBusConnection(QStringLiteral("no such connection")));
        const QSignalSpy activated(&notifier, &Notifier::activated);
        notifier.show(about(QStringLiteral("vault")));
        notifier.withdraw(QStringLiteral("vault"));
        QVERIFY(activated.isEmpty());
    }

    void isSilentWithoutAService()
    {
        Notifier notifier(*m_client);
        notifier.show(about(QStringLiteral("vault")));
        settle();
        // One that comes later gets what is told from then on.
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        settle();
        notifier.show(about(QStringLiteral("gateway")));
        QTRY_COMPARE(service.shown.size(), 1);
        QCOMPARE(service.shown.constFirst().title, QStringLiteral("gateway was approved"));
    }

    void tellsAndIsClicked()
    {
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        Notifier notifier(*m_client);
        QSignalSpy activated(&notifier, &Notifier::activated);
        notifier.show(about(QStringLiteral("vault")));
        notifier.show(about(QStringLiteral("gateway")));
        QTRY_COMPARE(service.shown.size(), 2);
        const NotificationService::Shown &shown = service.shown.constFirst();
        QCOMPARE(shown.application, QStringLiteral("test"));
        QCOMPARE(shown.title, QStringLiteral("vault was approved"));
        QCOMPARE(shown.body, QStringLiteral("1.0 &lt;b&gt;&amp; more&lt;/b&gt;"));
        QCOMPARE(shown.actions, (QStringList{QStringLiteral("default"), QStringLiteral("Show")}));
        QCOMPARE(
            shown.hints.value(QStringLiteral("desktop-entry")).toString(), QStringLiteral("org.kubesphere.publisher"));
        settle();
        // Another program's.
        service.click(4711);
        service.click(2, QStringLiteral("token"));
        QTRY_COMPARE(activated.size(), 1);
        QCOMPARE(activated.constFirst(), (QVariantList{QStringLiteral("gateway"), QStringLiteral("token")}));
        // It is gone now.
        service.click(2);
        service.click(1);
        QTRY_COMPARE(activated.size(), 2);
        QCOMPARE(activated.constLast(), (QVariantList{QStringLiteral("vault"), QString()}));
    }

    void writesAsTheServiceReads()
    {
        NotificationService service;
        service.capabilities = {QStringLiteral("body")};
        QVERIFY(service.offer(*m_services));
        Notifier notifier(*m_client);
        notifier.show(about(QStringLiteral("vault")));
        QTRY_COMPARE(service.shown.size(), 1);
        QCOMPARE(service.shown.constFirst().body, QStringLiteral("1.0 <b>& more</b>"));
        QCOMPARE(service.shown.constFirst().actions, QStringList());
    }

    void takesBackWhatWasSeen()
    {
        NotificationService service;
        QVERIFY(service.offer(*m_services));
        Notifier notifier(*m_client);
        // Before it is sent, before its number is known, and after.
        notifier.show(about(QStringLiteral("vault")));
        notifier.withdraw(QStringLiteral("vault"));
        notifier.show(about(QStringLiteral("gateway")));
        QTRY_COMPARE(service.shown.size(), 1);
        QCOMPARE(service.shown.constFirst().title, QStringLiteral("gateway was approved"));
        settle();
        notifier.withdraw(QStringLiteral("gateway"));
        QTRY_COMPARE(service.takenBack, QList<uint>{1});
        notifier.show(about(QStringLiteral("vault")));
        notifier.withdraw(QStringLiteral("vault"));
        notifier.show(about(QStringLiteral("vault")));
        QTRY_COMPARE(service.takenBack, (QList<uint>{1, 2}));
        QCOMPARE(service.shown.size(), 3);
        settle();
        QCOMPARE(service.takenBack.size(), 2);
    }

    void asksAnotherServiceAnew()
    {
        NotificationService plasma;
        QVERIFY(plasma.offer(*m_services));
        Notifier notifier(*m_client);
        notifier.show(about(QStringLiteral("vault")));
        QTRY_COMPARE(plasma.shown.size(), 1);
        const QDBusConnection others
            = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("others"));
        QVERIFY(m_services->unregisterService(QStringLiteral("org.freedesktop.Notifications")));
        NotificationService other;
        other.capabilities = {QStringLiteral("body")};
        QVERIFY(other.offer(others));
        settle();
        notifier.show(about(QStringLiteral("gateway")));
        QTRY_COMPARE(other.shown.size(), 1);
        QCOMPARE(other.shown.constFirst().body, QStringLiteral("1.0 <b>& more</b>"));
        QDBusConnection::disconnectFromBus(QStringLiteral("others"));
    }
};

QTEST_GUILESS_MAIN(NotifierTest)
#include "NotifierTest.moc"
