#include "app/account/KeyStoreContract.h"
#include "support/MemoryKeyStore.h"

using namespace ksp;

class TestMemoryKeyStore : public QObject
{
    Q_OBJECT
private slots:
    void keepsTheContract()
    {
        test::MemoryKeyStore store;
        test::checkKeyStore(&store);
    }

    void silence()
    {
        test::MemoryKeyStore store;
        store.answers = false;
        int failures = 0;
        store.read({}, this, [&failures](const auto &result) { failures += result ? 0 : 1; });
        store.write({}, QStringLiteral("x"), this, [&failures](const auto &result) { failures += result ? 0 : 1; });
        QTRY_COMPARE(failures, 2);
        QVERIFY(store.keys.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMemoryKeyStore)
#include "tst_memorykeystore.moc"
