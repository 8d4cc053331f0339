// In which order files stand in a package, and what that is for.
#include "ChartMaker.h"

#include "chart/PackageBuilder.h"
#include "chart/PackageOrder.h"

#include <QTest>

using namespace ksp;

namespace {

/// A template of some 2 KB whose lines are the same for every `model`.
QByteArray deployment(const QByteArray &model, int number)
{
    QByteArray text;
    for (int i = 0; i < 40; ++i)
        text += "  setting-of-" + model + '-' + QByteArray::number(i) + ": " + QByteArray::number(i * i) + "\n";
    return text + "number: " + QByteArray::number(number) + '\n';
}

/// An extension with `count` sub-charts of as many templates.
FileMap manySubCharts(int count, bool oneModel)
{
    FileMap files = test::files();
    for (int i = 0; i < count; ++i) {
        const QString folder = QStringLiteral("charts/sub%1/").arg(i);
        files.insert(folder + QStringLiteral("Chart.yaml"),
            "apiVersion: v2\nname: sub" + QByteArray::number(i) + "\nversion: 1.0.0\n");
        for (int j = 0; j < count; ++j) {
            const QByteArray model = oneModel ? QByteArray::number(j) : QByteArray::number(i * count + j);
            files.insert(folder + QStringLiteral("templates/part%1.yaml").arg(j), deployment(model, i));
        }
    }
    return files;
}

} // namespace

class PackageOrderTest : public QObject
{
    Q_OBJECT

private slots:
    void order()
    {
        const FileMap files{{QStringLiteral("b/x.yaml"), {}}, {QStringLiteral("a/z.tpl"), {}},
            {QStringLiteral("a/x.yaml"), {}}, {QStringLiteral("a/Makefile"), {}}, {QStringLiteral("c.yaml"), {}}};
        QCOMPARE(ordered(files, PackageOrder::ByFolder),
            QStringList({QStringLiteral("c.yaml"), QStringLiteral("a/z.tpl"), QStringLiteral("a/x.yaml"),
                QStringLiteral("a/Makefile"), QStringLiteral("b/x.yaml")}));
        QCOMPARE(ordered(files, PackageOrder::ByName),
            QStringList({QStringLiteral("a/z.tpl"), QStringLiteral("c.yaml"), QStringLiteral("a/x.yaml"),
                QStringLiteral("b/x.yaml"), QStringLiteral("a/Makefile")}));
    }

    void models()
    {
        QVERIFY(shareModels(manySubCharts(5, true)));
        QVERIFY(!shareModels(manySubCharts(5, false)));
        QVERIFY(!shareModels({}));
    }

    /// What stands far apart in the order of paths is found where equal names stand side by side.
    void modelsArePackedTogether()
    {
        const auto sizeIn = [](const FileMap &files, PackageOrder order) {
            TarEntries entries;
            const QStringList paths = ordered(files, order);
            for (const QString &path : paths)
                entries.append({path, files.value(path)});
            return compressEntries(entries, Compression::Fast)->packedSize();
        };
        const FileMap files = manySubCharts(30, true);
        QVERIFY(sizeIn(files, PackageOrder::ByName) * 2 < sizeIn(files, PackageOrder::ByFolder));
        const Result<Chart> chart = test::open(files);
        VERIFY_RESULT(chart);
        const auto package = PreparedPackage::prepare(*chart);
        VERIFY_RESULT(package);
        QVERIFY(package->lowerBound() < sizeIn(files, PackageOrder::ByName) * 11 / 10);
    }
};

QTEST_GUILESS_MAIN(PackageOrderTest)
#include "PackageOrderTest.moc"
