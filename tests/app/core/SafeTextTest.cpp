#include "core/SafeText.h"

#include <QTest>

namespace ksp {

class SafeTextTest : public QObject
{
    Q_OBJECT

private slots:
    void oneLineWithoutTricks()
    {
        QCOMPARE(safeText(QStringLiteral("plain, 中文, é, 👍")), QStringLiteral("plain, 中文, é, 👍"));
        QCOMPARE(safeText(QStringLiteral("a\nb\tc\u2028d")), QStringLiteral("a b c d"));
        QCOMPARE(safeText(QStringLiteral("a\u202Egnp.exe\u0007")), QStringLiteral("a\uFFFDgnp.exe\uFFFD"));
        QCOMPARE(safeText(QString()), QString());
    }

    void endless()
    {
        QCOMPARE(safeText(QStringLiteral("abcdef"), 3), QStringLiteral("abc…"));
        QCOMPARE(safeText(QStringLiteral("abc"), 3), QStringLiteral("abc"));
        // Not through the middle of a character.
        QCOMPARE(safeText(QStringLiteral("ab👍👍"), 3), QStringLiteral("ab…"));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::SafeTextTest)
#include "SafeTextTest.moc"
