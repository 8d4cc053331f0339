#include "chart/PackageWeights.h"

#include "ChartMaker.h"

#include <QTest>

#include <random>

namespace ksp {

namespace {

QByteArray noise(qsizetype size)
{
    std::minstd_rand random(1);
    QByteArray data(size, Qt::Uninitialized);
    for (char &byte : data)
        byte = char(random() >> 8);
    return data;
}

} // namespace

class PackageWeightsTest : public QObject
{
    Q_OBJECT

private slots:
    void largestFirst()
    {
        const Result<Chart> chart
            = test::open(test::files({{QStringLiteral("templates/text.yaml"), QByteArray("a: b\n").repeated(20'000)},
                {QStringLiteral("files/noise.bin"), noise(30'000)}, {QStringLiteral("files/empty"), QByteArray()}}));
        VERIFY_RESULT(chart);
        const auto package = PreparedPackage::prepare(*chart);
        VERIFY_RESULT(package);
        const QList<FileWeight> weights = packageWeights(*package);
        // Every file but Chart.yaml, which is made anew, and the icon, which is uploaded.
        QStringList paths;
        for (const FileWeight &weight : weights)
            paths.append(weight.first);
        paths.sort();
        QCOMPARE(paths,
            (QStringList{QStringLiteral("extension.yaml"), QStringLiteral("files/empty"),
                QStringLiteral("files/noise.bin"), QStringLiteral("templates/text.yaml"),
                QStringLiteral("values.yaml")}));
        // The text is larger, but packs to next to nothing.
        QCOMPARE(weights.first().first, QStringLiteral("files/noise.bin"));
        QVERIFY(weights.first().second >= 30'000);
        for (qsizetype i = 1; i < weights.size(); ++i)
            QVERIFY(weights.at(i).second <= weights.at(i - 1).second);
        // Together, about what the package weighs.
        qint64 sum = 0;
        for (const FileWeight &weight : weights)
            sum += weight.second;
        QVERIFY(sum < package->upperBound() + 1000);
        QVERIFY(sum > package->lowerBound() - 2000);
    }

    void packedAsHardAsThePackage()
    {
        QByteArray text;
        std::minstd_rand random(1);
        for (int line = 0; line < 3000; ++line)
            text += "  field" + QByteArray::number(uint(random() % 900)) + ": value"
                + QByteArray::number(uint(random() % 70)) + '\n';
        const Result<Chart> chart = test::open(test::files({{QStringLiteral("text"), text}}));
        VERIFY_RESULT(chart);
        PackageOptions smallest;
        smallest.smallest = true;
        const auto fast = PreparedPackage::prepare(*chart);
        const auto small = PreparedPackage::prepare(*chart, smallest);
        VERIFY_RESULT(fast);
        VERIFY_RESULT(small);
        QVERIFY(packageWeights(*small).constFirst().second < packageWeights(*fast).constFirst().second);
    }

    void stopped()
    {
        const Result<Chart> chart = test::open(test::files());
        VERIFY_RESULT(chart);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(packageWeights(*PreparedPackage::prepare(*chart), stop.get_token()).isEmpty());
    }

    /// A package far over the limit is not packed as hard as possible: that takes minutes and cannot help.
    void hopelessIsNotPackedHard()
    {
        const auto isSmallest = [](qsizetype size) {
            const Result<Chart> chart = test::open(test::files({{QStringLiteral("noise"), noise(size)}}));
            const auto package = PreparedPackage::prepare(*chart);
            return package ? std::optional(package->isSmallest()) : std::nullopt;
        };
        QCOMPARE(isSmallest(500'000), false);
        QCOMPARE(isSmallest(1'000'000), true);
        QCOMPARE(isSmallest(1'100'000), true);
        QCOMPARE(isSmallest(1'500'000), false);
    }

    void extensionYamlBeforeAndAfter()
    {
        const Result<Chart> chart = test::open(test::files());
        VERIFY_RESULT(chart);
        const auto package = PreparedPackage::prepare(*chart);
        VERIFY_RESULT(package);
        QCOMPARE(package->extensionYaml(), chart->files.value(QStringLiteral("extension.yaml")));
        const QMap<QString, QString> urls{
            {QStringLiteral("static/icon.svg"), QStringLiteral("https://example.com/1.svg")}};
        const auto after = package->extensionYamlWith(urls);
        VERIFY_RESULT(after);
        QVERIFY(after->contains("https://example.com/1.svg"));
        QCOMPARE(*after, package->build(urls)->extensionYaml);
    }

    void differingFilesOfTwoCharts()
    {
        const auto before = test::open(test::files());
        VERIFY_RESULT(before);
        QVERIFY(differingFiles(*before, *before).isEmpty());
        Chart after = *before;
        after.origin = QStringLiteral("elsewhere");
        QVERIFY(differingFiles(*before, after).isEmpty());
        after.files.insert(QStringLiteral("new"), "x");
        after.files.insert(QStringLiteral("values.yaml"), "a: 2\n");
        after.ignoredImages.insert(
            QStringLiteral("static/icon.svg"), after.files.take(QStringLiteral("static/icon.svg")));
        QCOMPARE(differingFiles(*before, after),
            (QStringList{QStringLiteral("new"), QStringLiteral("static/icon.svg"), QStringLiteral("values.yaml")}));
        QCOMPARE(differingFiles(after, *before), differingFiles(*before, after));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::PackageWeightsTest)
#include "PackageWeightsTest.moc"
