// Which of many texts occur in another: against looking for one after the other.
#include "chart/TextFinder.h"

#include <QRandomGenerator>
#include <QTest>

using namespace ksp;

class TextFinderTest : public QObject
{
    Q_OBJECT

private:
    static QByteArray randomText(QRandomGenerator *random, int longest, int letters)
    {
        QByteArray text(random->bounded(longest + 1), 'a');
        for (char &c : text)
            c = char('a' + random->bounded(letters));
        return text;
    }

private slots:
    void sameAsOneAfterTheOther()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 2000; ++round) {
            QByteArrayList wanted;
            for (int i = random.bounded(12); i > 0; --i)
                wanted.append(randomText(&random, 6, 3));
            const QByteArrayList texts{randomText(&random, 40, 3), randomText(&random, 40, 4)};
            TextFinder finder(wanted);
            for (const QByteArray &text : texts)
                finder.search(text);
            bool all = true;
            for (qsizetype i = 0; i < wanted.size(); ++i) {
                const bool isThere = texts[0].contains(wanted[i]) || texts[1].contains(wanted[i]);
                QVERIFY2(finder.isFound(i) == isThere, (wanted[i] + " in " + texts.join(' ')).constData());
                all = all && isThere;
            }
            QCOMPARE(finder.areAllFound(), all);
        }
    }

    void everyByte()
    {
        QByteArrayList wanted;
        QByteArray text;
        for (int c = 0; c < 256; ++c) {
            wanted.append(QByteArray(1, char(c)));
            text.prepend(char(c));
        }
        TextFinder finder(wanted);
        finder.search(QByteArrayView(text).chopped(1));
        QVERIFY(!finder.isFound(0));
        QVERIFY(finder.isFound(255));
        finder.search(QByteArrayView(text).last(1));
        QVERIFY(finder.areAllFound());
    }
};

QTEST_GUILESS_MAIN(TextFinderTest)
#include "TextFinderTest.moc"
