#include "core/KeyMemory.h"

#include <QFile>
#include <QTest>
#include <QUuid>

namespace ksp {

class KeyMemoryTest : public QObject
{
    Q_OBJECT

    /// What stands at an address now, whether or not it is in use.
    static QByteArray memoryAt(const void *address, qsizetype size)
    {
        QFile memory(QStringLiteral("/proc/self/mem"));
        if (!memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !memory.seek(qint64(address)))
            return {};
        return memory.read(size);
    }

private slots:
    void nothingIsLeft()
    {
        const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
        QByteArray narrow = "kck-" + id;
        const void *at = narrow.constData();
        QVERIFY(memoryAt(at, narrow.size()).contains(id.right(12)));
        const qsizetype size = narrow.size();
        wipe(narrow);
        QVERIFY(narrow.isEmpty());
        QVERIFY(!memoryAt(at, size).contains(id.right(12)));

        QString wide = QStringLiteral("kck-") + QString::fromLatin1(id);
        const QString end = wide.right(12);
        const QByteArray needle(reinterpret_cast<const char *>(end.constData()), 24);
        at = wide.constData();
        QVERIFY(memoryAt(at, 2 * size).contains(needle));
        wipe(wide);
        QVERIFY(wide.isEmpty());
        QVERIFY(!memoryAt(at, 2 * size).contains(needle));
    }

    void aCopyIsLeftAlone()
    {
        QString key = QString::number(QCoreApplication::applicationPid());
        const QString copy = key;
        wipe(key);
        QVERIFY(key.isEmpty());
        QCOMPARE(copy, QString::number(QCoreApplication::applicationPid()));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::KeyMemoryTest)
#include "KeyMemoryTest.moc"
