// The practice Cloud reads packages as the checks read charts: what these let pass is not refused after the upload.
#include "practice/PackageInfo.h"

#include "../chart/ChartMaker.h"
#include "chart/PackageBuilder.h"

#include <QTest>

using namespace ksp;

class PackageInfoTest : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("version");
        const QByteArray good = test::extensionYaml();
        const auto with = [good](const char *version) { return QByteArray(good).replace("version: 1.0.0", version); };
        QTest::newRow("plain") << good << QStringLiteral("1.0.0");
        QTest::newRow("twice") << good + "version: 1.0.2\n" << QStringLiteral("1.0.2");
        QTest::newRow("in capitals") << with("VERSION: 1.0.1") << QStringLiteral("1.0.1");
        QTest::newRow("in two spellings") << with("Version: 1.0.1\nversion: 1.0.2") << QStringLiteral("1.0.2");
        QTest::newRow("a tag") << with("version: !!str 1.0.1") << QStringLiteral("1.0.1");
        QTest::newRow("an alias") << with("x: &v 1.0.1\nversion: *v") << QStringLiteral("1.0.1");
        QTest::newRow("a merge") << with("<<: {version: 1.0.1}") << QStringLiteral("1.0.1");
        QTest::newRow("a leading v") << with("version: v1.0.1") << QStringLiteral("v1.0.1");
        QTest::newRow("a byte-order mark") << "\xEF\xBB\xBF" + good << QStringLiteral("1.0.0");
        QTest::newRow("behind a separator") << "# c\n---\n" + good << QStringLiteral("1.0.0");
        QTest::newRow("an escaped quote") << good + "docs: \"it\\'s\"\n" << QStringLiteral("1.0.0");
    }
    void reads()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, version);
        const auto chart = test::open(test::files({{QStringLiteral("extension.yaml"), yaml}}));
        VERIFY_RESULT(chart);
        QVERIFY(!hasErrors(chart->findings));
        const auto prepared = PreparedPackage::prepare(*chart);
        VERIFY_RESULT(prepared);
        const auto package = prepared->build({{QStringLiteral("static/icon.svg"), QStringLiteral("https://a/b.svg")}});
        VERIFY_RESULT(package);
        const auto info = inspectPackage(package->bytes);
        VERIFY_RESULT(info);
        QCOMPARE(info->name, QStringLiteral("demo"));
        QCOMPARE(info->version, version);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        const auto row = [](const QByteArray &yaml, const char *says) {
            QTest::newRow(yaml.left(40).constData()) << yaml << QString::fromLatin1(says);
        };
        row("name: demo\n", "extension.yaml has no version");
        row("version: 1.0.0\n", "extension.yaml has no name");
        row("name: demo\nversion: 1.0.1\n", "extension.yaml says demo 1.0.1, Chart.yaml says demo 1.0.0");
        row("- demo\n", "must begin with a map");
        row("name: demo\nversion: {1.0.0}\nhome: {a: b?c}\n", "extension.yaml:3:11 is not valid YAML");
    }
    void refuses()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, says);
        const auto info = inspectPackage(test::archive({{QStringLiteral("extension.yaml"), yaml},
            {QStringLiteral("Chart.yaml"), "apiVersion: v2\nname: demo\nversion: 1.0.0\n"}}));
        QVERIFY(!info);
        QCOMPARE(info.error().httpStatus, 400);
        QVERIFY2(info.error().sentence.contains(says), qPrintable(info.error().sentence));
    }
};

QTEST_GUILESS_MAIN(PackageInfoTest)
#include "PackageInfoTest.moc"
