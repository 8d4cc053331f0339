#include "account/KeychainKeyStore.h"
#include "app/account/KeyStoreContract.h"

using namespace ksp;

/// Alone: no bus. With KSP_TEST_KEYRING (see with-keyring.sh): a bus whose keyring is locked, or a real secret service.
/// Where there is no usable keyring the store must say so, and not that there is no key.
class TestKeychain : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (keyring().isEmpty()) {
            // Never the keychain of whoever runs the tests.
            qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
            qunsetenv("XDG_CURRENT_DESKTOP");
        }
    }

    void keepsTheContract()
    {
        if (!hasService())
            QSKIP("needs a secret service: with-keyring.sh");
        KeychainKeyStore store;
        test::checkKeyStore(&store);
    }

    void storeGoes()
    {
        if (!hasService())
            QSKIP("needs a secret service: with-keyring.sh");
        int late = 0;
        {
            KeychainKeyStore store;
            store.read({QUrl(QStringLiteral("https://a.example")), QStringLiteral("1")}, this,
                [&late](const auto &) { ++late; });
        }
        KeychainKeyStore next;
        int reads = 0;
        next.read({QUrl(QStringLiteral("https://a.example")), QStringLiteral("1")}, this,
            [&reads](const auto &) { ++reads; });
        QTRY_COMPARE(reads, 1);
        QCOMPARE(late, 0);
    }

    void storeGoesInHandler()
    {
        auto *store = new KeychainKeyStore;
        int ends = 0;
        store->write({QUrl(QStringLiteral("https://a.example")), QStringLiteral("2")}, QStringLiteral("x"), this,
            [&ends, store](const auto &) {
                ++ends;
                delete store;
            });
        QTRY_COMPARE(ends, 1);
        QTest::qWait(20);
        QCOMPARE(ends, 1);
    }

    void noKeychain()
    {
        if (hasService())
            QSKIP("there is a secret service");
        KeychainKeyStore store;
        const KeyOwner owner{QUrl(QStringLiteral("https://cloud.example")), QStringLiteral("4122")};
        QList<Error> errors;
        store.read(owner, this, [&errors](const Result<std::optional<QString>> &result) {
            QVERIFY(!result);
            errors.append(result.error());
        });
        QTRY_COMPARE(errors.size(), 1);
        store.write(owner, QStringLiteral("kck-1"), this, [&errors](const Result<void> &result) {
            QVERIFY(!result);
            errors.append(result.error());
        });
        QTRY_COMPARE(errors.size(), 2);
        store.remove(owner, this, [&errors](const Result<void> &result) {
            QVERIFY(!result);
            errors.append(result.error());
        });
        QTRY_COMPARE(errors.size(), 3);
        for (const Error &error : errors) {
            QCOMPARE(error.kind, ErrorKind::Internal);
            QVERIFY2(error.sentence.contains(QStringLiteral("asked for each time")), qPrintable(error.sentence));
        }
    }

private:
    static QByteArray keyring() { return qgetenv("KSP_TEST_KEYRING"); }
    static bool hasService() { return keyring() == "unlocked"; }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
