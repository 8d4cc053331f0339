#include "desktop/RunningInstance.h"

#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <thread>

using ksp::RunningInstance;

/// To be run with a D-Bus session of its own (dbus-run-session, KSP_PRIVATE_BUS=1), and without.
class RunningInstanceTest : public QObject
{
    Q_OBJECT

    static QDBusConnection connection(const QString &name)
    {
        return QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
    }
    /// As another process, which waits for the answer.
    static bool handOver(const QString &chart, const QString &token, int timeoutMs = 5000)
    {
        bool taken = false;
        bool ended = false;
        std::thread other([&] {
            taken = RunningInstance(connection(QStringLiteral("second"))).handOver(chart, token, timeoutMs);
            QMetaObject::invokeMethod(
                qApp, [&ended] { ended = true; }, Qt::QueuedConnection);
        });
        const bool inTime = QTest::qWaitFor([&ended] { return ended; }, 10'000);
        other.join();
        return inTime && taken;
    }
    static bool hasBus() { return !qEnvironmentVariableIsEmpty("KSP_PRIVATE_BUS"); }

private slots:
    void cleanup()
    {
        QDBusConnection::disconnectFromBus(QStringLiteral("first"));
        QDBusConnection::disconnectFromBus(QStringLiteral("second"));
    }

    void everyStartIsTheFirstWithoutABus()
    {
        const QDBusConnection none(QStringLiteral("no such connection"));
        RunningInstance instance(none);
        QVERIFY(instance.claim());
        QVERIFY(!RunningInstance(none).handOver(QStringLiteral("/charts/one"), {}));
    }

    void theSecondStartHandsOver()
    {
        if (!hasBus())
            QSKIP("Needs a D-Bus session of its own.");
        auto first = std::make_unique<RunningInstance>(connection(QStringLiteral("first")));
        QVERIFY(first->claim());
        RunningInstance second(connection(QStringLiteral("second")));
        QVERIFY(!second.claim());
        QSignalSpy activated(first.get(), &RunningInstance::activated);
        const QString chart = QString::fromUtf8("/charts/50 % off #1/扩展");
        QVERIFY(handOver(chart, QStringLiteral("token-1")));
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.first().at(0).value<QList<QUrl>>(), QList<QUrl>({QUrl::fromLocalFile(chart)}));
        QCOMPARE(activated.first().at(1).toString(), QStringLiteral("token-1"));
        QVERIFY(handOver({}, {}));
        QCOMPARE(activated.size(), 2);
        QVERIFY(activated.at(1).at(0).value<QList<QUrl>>().isEmpty());
        // When it has ended, the next one is the first.
        first.reset();
        QVERIFY(!handOver(chart, {}));
        QVERIFY(second.claim());
    }

    void oneThatDoesNotAnswerIsNotWaitedForLong()
    {
        if (!hasBus())
            QSKIP("Needs a D-Bus session of its own.");
        // Its thread is busy here.
        RunningInstance first(connection(QStringLiteral("first")));
        QVERIFY(first.claim());
        const RunningInstance second(connection(QStringLiteral("second")));
        QVERIFY(!second.handOver(QStringLiteral("/charts/one"), {}, 100));
    }

    void whatComesIsBounded()
    {
        if (!hasBus())
            QSKIP("Needs a D-Bus session of its own.");
        RunningInstance first(connection(QStringLiteral("first")));
        QVERIFY(first.claim());
        QSignalSpy activated(&first, &RunningInstance::activated);
        QStringList uris{QString(100'000, u'a')};
        for (int i = 0; i < 10'000; ++i)
            uris.append(QStringLiteral("file:///charts/%1").arg(i));
        QDBusMessage message = QDBusMessage::createMethodCall(QStringLiteral("org.kubesphere.publisher"),
            QStringLiteral("/org/kubesphere/publisher"), QStringLiteral("org.freedesktop.Application"),
            QStringLiteral("Open"));
        message << uris << QVariantMap{{QStringLiteral("activation-token"), QString(1'000'000, u't')}};
        connection(QStringLiteral("second")).asyncCall(message);
        QTRY_COMPARE(activated.size(), 1);
        const auto urls = activated.first().at(0).value<QList<QUrl>>();
        QCOMPARE(urls.size(), 2);
        QVERIFY(urls.first().isEmpty());
        QCOMPARE(activated.first().at(1).toString(), QString());
    }
};

QTEST_GUILESS_MAIN(RunningInstanceTest)
#include "RunningInstanceTest.moc"
