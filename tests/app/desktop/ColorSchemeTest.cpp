#include "desktop/ColorScheme.h"

#include <QDBusContext>
#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <optional>

using Scheme = ksp::ColorScheme::Scheme;

namespace {

/// The settings portal of a desktop, as far as it is asked here.
class Portal : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    std::optional<uint> scheme;
    bool isOld = false; ///< Has Read only.
    bool answersLate = false;
    int questions = 0;

    void answer(const QDBusConnection &bus) const
    {
        for (const QDBusMessage &question : m_late)
            bus.send(question.createReply(QVariant::fromValue(QDBusVariant(*scheme))));
    }

public slots:
    QDBusVariant ReadOne(const QString &group, const QString &key)
    {
        ++questions;
        if (isOld) {
            sendErrorReply(QDBusError::UnknownMethod, QStringLiteral("No such method"));
            return {};
        }
        return value(group, key);
    }
    QDBusVariant Read(const QString &group, const QString &key)
    {
        ++questions;
        return QDBusVariant(QVariant::fromValue(value(group, key)));
    }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    QDBusVariant value(const QString &group, const QString &key)
    {
        if (group != QLatin1String("org.freedesktop.appearance") || key != QLatin1String("color-scheme") || !scheme) {
            sendErrorReply(
                QStringLiteral("org.freedesktop.portal.Error.NotFound"), QStringLiteral("Requested setting not found"));
            return {};
        }
        if (answersLate) {
            setDelayedReply(true);
            m_late.append(message());
        }
        return QDBusVariant(*scheme);
    }

    QList<QDBusMessage> m_late;
};

} // namespace

/// To be run with a D-Bus session of its own (dbus-run-session, KSP_PRIVATE_BUS=1), and without.
class ColorSchemeTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("KSP_PRIVATE_BUS"))
            return;
        // Two connections: calls within one do not travel over the bus.
        m_desktop = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("desktop"));
        QVERIFY(m_desktop.isConnected());
        QVERIFY(m_desktop.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }
    void init()
    {
        if (!m_desktop.isConnected() && QByteArray(QTest::currentTestFunction()) != "needsNoBus")
            QSKIP("needs a bus of its own");
        m_portal = std::make_unique<Portal>();
        m_desktop.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), m_portal.get(),
            QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
    }
    void cleanup() { m_portal.reset(); }

    void readsIt_data()
    {
        QTest::addColumn<uint>("value");
        QTest::addColumn<bool>("old");
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("dark") << 1U << false << Scheme::Dark;
        QTest::newRow("light") << 2U << false << Scheme::Light;
        QTest::newRow("dark, an old portal") << 1U << true << Scheme::Dark;
        QTest::newRow("light, an old portal") << 2U << true << Scheme::Light;
    }
    void readsIt()
    {
        QFETCH(const uint, value);
        QFETCH(const bool, old);
        m_portal->scheme = value;
        m_portal->isOld = old;
        const ksp::ColorScheme scheme(QDBusConnection::sessionBus());
        const QSignalSpy changed(&scheme, &ksp::ColorScheme::changed);
        QCOMPARE(scheme.scheme(), Scheme::NoPreference);
        QTRY_COMPARE(changed.size(), 1);
        QTEST(scheme.scheme(), "scheme");
        QCOMPARE(changed.first().first().value<Scheme>(), scheme.scheme());
    }

    void staysWithoutPreference_data()
    {
        QTest::addColumn<int>("value");
        QTest::newRow("none") << 0;
        QTest::newRow("a number of the future") << 7;
        QTest::newRow("no such setting") << -1;
    }
    void staysWithoutPreference()
    {
        QFETCH(const int, value);
        if (value >= 0)
            m_portal->scheme = uint(value);
        const ksp::ColorScheme scheme(QDBusConnection::sessionBus());
        const QSignalSpy changed(&scheme, &ksp::ColorScheme::changed);
        QTRY_COMPARE(m_portal->questions, 1);
        // The answer is on its way; what comes after it tells that it was there.
        emit m_portal->SettingChanged(
            QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), QDBusVariant(1U));
        QTRY_COMPARE(scheme.scheme(), Scheme::Dark);
        QCOMPARE(changed.size(), 1);
    }

    void followsChanges()
    {
        m_portal->scheme = 2;
        const ksp::ColorScheme scheme(QDBusConnection::sessionBus());
        const QSignalSpy changed(&scheme, &ksp::ColorScheme::changed);
        QTRY_COMPARE(scheme.scheme(), Scheme::Light);
        const QString group = QStringLiteral("org.freedesktop.appearance");
        const QString key = QStringLiteral("color-scheme");
        emit m_portal->SettingChanged(group, QStringLiteral("contrast"), QDBusVariant(1U));
        emit m_portal->SettingChanged(QStringLiteral("org.gnome.desktop.interface"), key, QDBusVariant(1U));
        emit m_portal->SettingChanged(group, key, QDBusVariant(2U));
        emit m_portal->SettingChanged(group, key, QDBusVariant(1U));
        QTRY_COMPARE(scheme.scheme(), Scheme::Dark);
        emit m_portal->SettingChanged(group, key, QDBusVariant(0U));
        QTRY_COMPARE(scheme.scheme(), Scheme::NoPreference);
        QCOMPARE(changed.size(), 3);
    }

    void anAnswerThatIsOlderThanAChangeIsDropped()
    {
        m_portal->scheme = 2;
        m_portal->answersLate = true;
        const ksp::ColorScheme scheme(QDBusConnection::sessionBus());
        const QSignalSpy changed(&scheme, &ksp::ColorScheme::changed);
        QTRY_COMPARE(m_portal->questions, 1);
        const auto say = [this](uint value) {
            emit m_portal->SettingChanged(
                QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"), QDBusVariant(value));
        };
        say(1);
        m_portal->answer(m_desktop);
        say(0);
        QTRY_COMPARE(changed.size(), 2);
        QCOMPARE(changed.at(0).first().value<Scheme>(), Scheme::Dark);
        QCOMPARE(changed.at(1).first().value<Scheme>(), Scheme::NoPreference);
    }

    void needsNoBus()
    {
        const ksp::ColorScheme scheme{QDBusConnection(QStringLiteral("no such bus"))};
        QCOMPARE(scheme.scheme(), Scheme::NoPreference);
    }

private:
    QDBusConnection m_desktop{QString()};
    std::unique_ptr<Portal> m_portal;
};

QTEST_GUILESS_MAIN(ColorSchemeTest)
#include "ColorSchemeTest.moc"
