#include "core/Sha256.h"

#include <QCryptographicHash>
#include <QTest>

using namespace ksp;

/// Against another implementation: Qt's.
class Sha256Test : public QObject
{
    Q_OBJECT
private slots:
    void equalsQt_data();
    void equalsQt();
};

void Sha256Test::equalsQt_data()
{
    QTest::addColumn<int>("size");
    // Around the lengths where padding takes another block of 64 bytes, none, and more than any buffer.
    for (const int size : {0, 1, 55, 56, 63, 64, 65, 119, 120, 1'000'003})
        QTest::addRow("%d bytes", size) << size;
}

void Sha256Test::equalsQt()
{
    QFETCH(const int, size);
    QByteArray data;
    for (int i = 0; i < size; ++i)
        data.append(char(i * 7 + i / 256));
    QCOMPARE(sha256Hex(data), QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex());
}

QTEST_GUILESS_MAIN(Sha256Test)
#include "Sha256Test.moc"
