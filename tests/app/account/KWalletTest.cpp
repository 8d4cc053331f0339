// The keychain of KDE, as its D-Bus interface org.kde.KWallet answers.
#include "account/KeychainKeyStore.h"
#include "support/Await.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>
#include <QMap>
#include <QThread>

#include <memory>
#include <mutex>

namespace ksp {

namespace {

/// A wallet in memory. Answers on a thread of its own, since QtKeychain blocks its caller's at first.
class Wallet : public QDBusVirtualObject
{
public:
    [[nodiscard]] QString introspect(const QString & /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        const std::lock_guard lock(m_mutex);
        const QString member = message.member();
        const QVariantList given = message.arguments();
        const QString entry = given.value(2).toString();
        QVariant answer = 0;
        if (member == QLatin1String("networkWallet"))
            answer = QStringLiteral("kdewallet");
        else if (member == QLatin1String("open"))
            answer = 1;
        else if (member == QLatin1String("entryType"))
            answer = m_entries.contains(entry) ? 1 : m_missing;
        else if (member == QLatin1String("readPassword"))
            answer = m_entries.value(entry);
        else if (member == QLatin1String("writePassword"))
            m_entries.insert(entry, given.value(3).toString());
        else if (member == QLatin1String("removeEntry"))
            m_entries.remove(entry);
        return connection.send(message.createReply(answer));
    }
    /// Empties itself; `missing` is the kind of entry that it says what is not there is of.
    void lose(int missing)
    {
        const std::lock_guard lock(m_mutex);
        m_missing = missing;
        m_entries.clear();
    }
    [[nodiscard]] QStringList entries()
    {
        const std::lock_guard lock(m_mutex);
        return m_entries.keys();
    }

private:
    std::mutex m_mutex;
    int m_missing = 0;
    QMap<QString, QString> m_entries;
};

} // namespace

class KWalletTest : public QObject
{
    Q_OBJECT

    Wallet m_wallet;
    QThread m_thread;

private slots:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("KSP_PRIVATE_BUS"))
            QSKIP("needs a bus of its own");
        // What QtKeychain chooses its keychain by.
        qputenv("XDG_CURRENT_DESKTOP", "KDE");
        qputenv("KDE_SESSION_VERSION", "5");
        m_thread.start();
        m_wallet.moveToThread(&m_thread);
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("wallet"));
        QVERIFY(bus.registerVirtualObject(QStringLiteral("/modules/kwalletd5"), &m_wallet, QDBusConnection::SubPath));
        QVERIFY(bus.registerService(QStringLiteral("org.kde.kwalletd5")));
    }
    void cleanupTestCase()
    {
        m_thread.quit();
        m_thread.wait();
    }

    void tellsALostKeyFromNoKeychain_data()
    {
        // KWallet::Wallet::EntryType
        QTest::addColumn<int>("missing");
        QTest::newRow("Unknown") << 0;
        QTest::newRow("Unused") << 0xffff;
    }
    void tellsALostKeyFromNoKeychain()
    {
        QFETCH(int, missing);
        KeychainKeyStore store;
        const KeyOwner owner{QUrl(QStringLiteral("https://cloud.example")), QStringLiteral("u1")};
        const auto read
            = [&] { return await<std::optional<QString>>([&](auto done) { store.read(owner, this, done); }); };
        const auto written = await<void>([&](auto done) { store.write(owner, QStringLiteral("kck-1"), this, done); });
        QVERIFY2(written, written ? "" : qPrintable(written.error().detail));
        QCOMPARE(read().value(), std::optional(QStringLiteral("kck-1")));
        m_wallet.lose(missing);
        const auto lost = read();
        QVERIFY2(lost, lost ? "" : qPrintable(lost.error().sentence));
        QVERIFY(!*lost);
        // Nothing is left of the look.
        QCOMPARE(m_wallet.entries(), QStringList());
        QVERIFY(await<void>([&](auto done) { store.remove(owner, this, done); }));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::KWalletTest)
#include "KWalletTest.moc"
