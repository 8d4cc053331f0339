#include "chart/SemVer.h"

#include <QTest>

using namespace ksp;

class tst_semver : public QObject
{
    Q_OBJECT

private slots:
    void versions_data()
    {
        QTest::addColumn<bool>("strict"); // what clusters take
        QTest::addColumn<bool>("helm"); // what Helm takes of a chart
        QTest::addColumn<bool>("preRelease");
        const auto row = [](const char *version, bool strict, bool helm, bool preRelease = false) {
            QTest::newRow(version) << strict << helm << preRelease;
        };
        row("1.0.0", true, true);
        row("0.0.0", true, true);
        row("1.2.3-rc.1", true, true, true);
        row("1.2.3-0", true, true, true);
        row("1.2.3-a-b.c-d", true, true, true);
        row("1.2.3+build", true, true);
        row("1.2.3+build-5", true, true);
        row("1.2.3-rc.1+build.7", true, true, true);
        row("18446744073709551615.0.0", true, true);
        row("1.2.3-99999999999999999999", true, true, true);
        row("1.0", false, true);
        row("1", false, true);
        row("v1.0.0", true, true); // clusters and the console take it
        row("v1.0", false, true);
        row("01.0.0", false, true);
        row("1.02.0", false, true);
        row("1.0-rc", false, true, true);
        row("1.2.3-01", false, false, true);
        row("1.2.3-rc.01", false, false, true);
        row("18446744073709551616.0.0", false, false);
        row("1.0.99999999999999999999", false, false);
        row("1.2.3.4", false, false);
        row("1.2.3-", false, false, true);
        row("1.2.3+", false, false);
        row("1.2.3-a..b", false, false, true);
        row("1.2.3-ä", false, false, true);
        row("1.2.3 ", false, false);
        row(" 1.2.3", false, false);
        row("1.2.3\n", false, false);
        row("a.b.c", false, false);
        row("V1.0.0", false, false);
        row("vv1.0.0", false, false);
        row("", false, false);
        row("-1.0.0", false, false, true);
        row("１.0.0", false, false);
    }
    void versions()
    {
        QFETCH(const bool, strict);
        QFETCH(const bool, helm);
        QFETCH(const bool, preRelease);
        const QString version = QString::fromUtf8(QTest::currentDataTag());
        QCOMPARE(isExtensionVersion(version), strict);
        QCOMPARE(isHelmVersion(version), helm);
        QCOMPARE(isPreRelease(version), preRelease);
    }
};

QTEST_APPLESS_MAIN(tst_semver)
#include "tst_semver.moc"
