#include "widgets/SizeGauge.h"

#include "chart/PackageBuilder.h"
#include "widgets/GaugeBar.h"

#include <QAccessible>
#include <QLabel>
#include <QTest>

namespace ksp {

class SizeGaugeTest : public QObject
{
    Q_OBJECT

    static QStringList labels(const QWidget &widget)
    {
        QStringList texts;
        const auto all = widget.findChildren<QLabel *>();
        for (const QLabel *label : all) {
            if (label->isVisibleTo(&widget))
                texts.append(label->text());
        }
        return texts;
    }

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void saysWhatTheSizeMeans_data()
    {
        QTest::addColumn<qint64>("lower");
        QTest::addColumn<qint64>("upper");
        QTest::addColumn<Tone>("tone");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("percent");
        const auto row = [](const char *name, qint64 lower, qint64 upper, Tone tone, const char *word,
                             const char *percent) {
            QTest::newRow(name) << lower << upper << tone << QString::fromLatin1(word) << QString::fromLatin1(percent);
        };
        constexpr qint64 fits = SizeLimits::fits;
        constexpr qint64 refused = SizeLimits::refused;
        row("small", 421'888, 421'888, Tone::Good, "Fits", "40 % of the limit");
        row("small range", 421'888, 423'000, Tone::Good, "Fits", "40 % of the limit");
        row("just fits", fits, fits, Tone::Good, "Fits", "95 % of the limit");
        row("a byte more", fits + 1, fits + 1, Tone::Warning, "The server may refuse it", "95 % of the limit");
        row("range over the first mark", fits - 1, fits + 1, Tone::Warning, "The server may refuse it",
            "95 % of the limit");
        row("the limit", refused, refused, Tone::Warning, "The server may refuse it", "100 % of the limit");
        row("a byte too large", refused + 1, refused + 1, Tone::Bad, "Too large", "101 % of the limit");
        row("range over the limit", refused, refused + 1, Tone::Warning, "May be too large",
            "100 to 101 % of the limit");
        row("range over both marks", 900'000, 2'000'000, Tone::Warning, "May be too large", "85 to 191 % of the limit");
        row("bounds the wrong way", 500'000, 400'000, Tone::Good, "Fits", "47 % of the limit");
        row("tiny", 5'509, 6'869, Tone::Good, "Fits", "less than 1 % of the limit");
        row("nothing", 0, 0, Tone::Good, "Fits", "0 % of the limit");
    }
    void saysWhatTheSizeMeans()
    {
        QFETCH(qint64, lower);
        QFETCH(qint64, upper);
        QFETCH(Tone, tone);
        QFETCH(QString, word);
        QFETCH(QString, percent);
        SizeGauge gauge;
        gauge.setSize(lower, upper);
        QCOMPARE(gauge.tone(), tone);
        const QStringList texts = labels(gauge);
        QVERIFY2(texts.contains(word), qPrintable(gauge.summary()));
        QVERIFY2(texts.contains(percent), qPrintable(gauge.summary()));
        QVERIFY(gauge.summary().contains(QLocale().toString(lower)));
    }

    void roundsForPeopleAndCountsForMachines()
    {
        SizeGauge gauge;
        gauge.setSize(421'888, 421'888);
        QCOMPARE(gauge.summary(), QStringLiteral("422 kB, 40 % of the limit, Fits, 421,888 of 1,048,576 bytes."));
    }

    void leavesNoOldStateBehind()
    {
        SizeGauge gauge;
        QVERIFY(gauge.summary().startsWith(QStringLiteral("Computing the size…")));
        gauge.setSize(2'000'000, 2'000'000);
        gauge.setComputing();
        QCOMPARE(gauge.tone(), Tone::Neutral);
        QVERIFY(!gauge.summary().contains(QStringLiteral("Too large")));
        QVERIFY(!gauge.summary().contains(QLatin1Char('%')));
        gauge.setProblem(QStringLiteral("The chart has errors."));
        QCOMPARE(gauge.tone(), Tone::Bad);
        QVERIFY(gauge.summary().endsWith(QStringLiteral("The chart has errors.")));
    }

    void isAProgressBarToScreenReaders()
    {
        SizeGauge gauge;
        gauge.setSize(500'000, 600'000);
        auto *bar = gauge.findChild<GaugeBar *>();
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(bar);
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::ProgressBar);
        QCOMPARE(interface->text(QAccessible::Name), gauge.summary());
        QVERIFY(interface->valueInterface());
        QCOMPARE(interface->valueInterface()->currentValue().toInt(), 600'000);
        QCOMPARE(interface->valueInterface()->maximumValue().toInt(), 1'048'576);
    }

    void showsTheFiveLargestFiles()
    {
        SizeGauge gauge;
        QList<QPair<QString, qint64>> files;
        for (int i = 0; i < 7; ++i)
            files.append({QStringLiteral("file%1").arg(i), 90'000 - i});
        gauge.setContributors(files);
        gauge.show();
        const QStringList texts = labels(gauge);
        QVERIFY(texts.contains(QStringLiteral("file4")) && texts.contains(QStringLiteral("89,996")));
        QVERIFY(!texts.contains(QStringLiteral("file5")));
        gauge.setContributors({{QStringLiteral("other"), 5}});
        QTRY_VERIFY(labels(gauge).contains(QStringLiteral("other")));
        QVERIFY(!labels(gauge).contains(QStringLiteral("file0")));
        gauge.setContributors({});
        QVERIFY(!labels(gauge).contains(QStringLiteral("Largest files in the package")));
    }

    void drawsEachToneDifferently()
    {
        GaugeBar bar;
        bar.resize(400, bar.sizeHint().height());
        const auto colorAt = [&bar](int x) { return bar.grab().toImage().pixelColor(x, 12); };
        bar.setEmpty();
        const QColor empty = colorAt(20);
        bar.setRange(100'000, 100'000, Tone::Good);
        const QColor good = colorAt(20);
        QVERIFY(good.green() > good.red());
        QCOMPARE(colorAt(200), empty);
        bar.setRange(3'000'000, 3'000'000, Tone::Bad);
        QVERIFY(colorAt(200).red() > colorAt(200).green());
    }
};

} // namespace ksp

QTEST_MAIN(ksp::SizeGaugeTest)
#include "SizeGaugeTest.moc"
