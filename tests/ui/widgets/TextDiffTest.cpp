#include "widgets/DiffView.h"

#include <QSignalSpy>
#include <QTest>

namespace ksp {

class TextDiffTest : public QObject
{
    Q_OBJECT

    static QString printed(const TextDiff &diff)
    {
        QString text;
        for (const DiffLine &line : diff) {
            const char sign = line.kind == DiffLine::Kind::Added ? '+'
                : line.kind == DiffLine::Kind::Removed           ? '-'
                                                                 : ' ';
            text
                += QStringLiteral("%1%2/%3 %4|").arg(QLatin1Char(sign)).arg(line.before).arg(line.after).arg(line.text);
        }
        return text;
    }

private slots:
    void findsTheDifference_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *before, const char *after, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(before) << QString::fromUtf8(after) << QString::fromUtf8(expected);
        };
        row("nothing", "", "", "");
        row("the same", "a\nb\n", "a\nb\n", " 1/1 a| 2/2 b|");
        row("line end at the end", "a\nb", "a\nb\n", " 1/1 a| 2/2 b|");
        row("changed", "a\nb\nc\n", "a\nx\nc\n", " 1/1 a|-2/0 b|+0/2 x| 3/3 c|");
        row("added", "a\nc\n", "a\nb\nc\n", " 1/1 a|+0/2 b| 2/3 c|");
        row("removed", "a\nb\nc\n", "a\nc\n", " 1/1 a|-2/0 b| 3/2 c|");
        row("all", "a\n", "b\n", "-1/0 a|+0/1 b|");
        row("two places, removed first", "a\nb\nc\nd\ne\n", "x\nb\nc\ny\ne\n",
            "-1/0 a|+0/1 x| 2/2 b| 3/3 c|-4/0 d|+0/4 y| 5/5 e|");
        row("Chinese", "名称: 甲\n", "名称: 乙\n", "-1/0 名称: 甲|+0/1 名称: 乙|");
        row("repeated lines", "a\na\na\n", "a\na\n", " 1/1 a| 2/2 a|-3/0 a|");
    }
    void findsTheDifference()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, expected);
        QCOMPARE(printed(diffTexts(before, after)), expected);
    }

    void givesBothTextsBack()
    {
        // Pseudo-random texts over few lines, so that matches are many.
        quint32 state = 7;
        const auto text = [&state] {
            QStringList lines;
            for (int i = 0; i < 60; ++i) {
                state = state * 1664525 + 1013904223;
                lines.append(QString::number(state >> 30));
            }
            return lines;
        };
        for (int round = 0; round < 50; ++round) {
            const QStringList before = text();
            const QStringList after = text();
            QStringList first;
            QStringList second;
            const TextDiff diff = diffTexts(before.join(QLatin1Char('\n')), after.join(QLatin1Char('\n')));
            for (const DiffLine &line : diff) {
                if (line.kind != DiffLine::Kind::Added)
                    first.append(line.text);
                if (line.kind != DiffLine::Kind::Removed)
                    second.append(line.text);
            }
            QCOMPARE(first, before);
            QCOMPARE(second, after);
        }
    }

    void givesUpOnTheShortestWayWhenTooMuchDiffers()
    {
        QCOMPARE(printed(diffTexts(QStringLiteral("s\na\nx\nb\ne"), QStringLiteral("s\nc\nx\nd\ne"), 5)),
            QStringLiteral(" 1/1 s|-2/0 a|-3/0 x|-4/0 b|+0/2 c|+0/3 x|+0/4 d| 5/5 e|"));
    }

    void viewFoldsAndMarks()
    {
        QStringList lines;
        for (int i = 1; i <= 20; ++i)
            lines.append(QStringLiteral("l%1").arg(i));
        const QString before = lines.join(QLatin1Char('\n'));
        lines[9] = QStringLiteral("new");
        DiffView view;
        view.setDiff(diffTexts(before, lines.join(QLatin1Char('\n'))));
        QCOMPARE(view.toPlainText(),
            QStringLiteral(
                "  ⋯ 6 unchanged line(s)\n  l7\n  l8\n  l9\n− l10\n+ new\n  l11\n  l12\n  l13\n  ⋯ 7 unchanged "
                "line(s)"));
        QCOMPARE(view.addedLines(), 1);
        QCOMPARE(view.removedLines(), 1);
        QVERIFY(view.accessibleName().contains(QStringLiteral("1 line(s) added")));
        view.setFolded(false);
        QCOMPARE(view.blockCount(), 21);
        view.selectAll();
        QVERIFY(view.textCursor().selectedText().contains(QStringLiteral("+ new")));
        QVERIFY(view.isReadOnly());
    }

    void viewComputesElsewhereAndShowsTheLast()
    {
        DiffView view;
        QSignalSpy ready(&view, &DiffView::ready);
        view.setTexts(QStringLiteral("a"), QStringLiteral("b"));
        view.setTexts(QStringLiteral("c"), QStringLiteral("d"));
        QCOMPARE(ready.count(), 0);
        QTRY_COMPARE(ready.count(), 1);
        QCOMPARE(view.toPlainText(), QStringLiteral("− c\n+ d"));
    }
};

} // namespace ksp

QTEST_MAIN(ksp::TextDiffTest)
#include "TextDiffTest.moc"
