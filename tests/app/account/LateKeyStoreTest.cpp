#include "account/LateKeyStore.h"
#include "support/Await.h"

namespace ksp {

class LateKeyStoreTest : public QObject
{
    Q_OBJECT

    const KeyOwner m_owner{QUrl(QStringLiteral("https://cloud.example")), QStringLiteral("u1")};

    Result<std::optional<QString>> readFrom(KeyStore &store)
    {
        return await<std::optional<QString>>([&](auto done) { store.read(m_owner, this, done); });
    }

private slots:
    void initTestCase() { qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); }

    void asksTheKeychain()
    {
        LateKeyStore store;
        const auto key = readFrom(store);
        QVERIFY(!key);
        QVERIFY2(key.error().sentence.startsWith(QStringLiteral("No keychain answers")),
            qPrintable(key.error().sentence + key.error().detail));
    }

    void aMissingModule()
    {
        LateKeyStore store(QStringLiteral("/nonexistent/module.so"));
        QCOMPARE(readFrom(store).error().kind, ErrorKind::Internal);
        QVERIFY(!await<void>([&](auto done) { store.write(m_owner, QStringLiteral("kck-1"), this, done); }));
        QVERIFY(!await<void>([&](auto done) { store.remove(m_owner, this, done); }));
        // Never inside the call, and not where the context is gone.
        bool isCalled = false;
        auto context = std::make_unique<QObject>();
        store.remove(m_owner, context.get(), [&](const Result<void> &) { isCalled = true; });
        QVERIFY(!isCalled);
        context.reset();
        QVERIFY(!readFrom(store));
        QVERIFY(!isCalled);
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::LateKeyStoreTest)
#include "LateKeyStoreTest.moc"
