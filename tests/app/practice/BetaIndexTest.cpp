#include "practice/BetaIndex.h"
#include "core/VersionOrder.h"

#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace ksp;

namespace {

QDateTime at(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(1'795'426'470'000 + ms, Qt::UTC);
}

PracticeSnapshot snapshot(const QString &version, const QString &status, qint64 ms = 0)
{
    PracticeSnapshot result;
    result.id = QStringLiteral("500000000000000001");
    result.status = status;
    result.package = {QStringLiteral("demo"), version, QStringLiteral("v2"), QStringLiteral("1.10"),
        QStringLiteral("A \"demo\": 例 \\ # \u2028\x07")};
    result.digest = QByteArray(64, 'a');
    result.createdAt = at(0);
    result.updatedAt = at(ms);
    return result;
}

PracticeExtension extension(const QList<PracticeSnapshot> &snapshots)
{
    PracticeExtension result;
    result.id = QStringLiteral("500000000000000000");
    result.name = QStringLiteral("demo");
    result.snapshots = snapshots;
    return result;
}

} // namespace

class BetaIndexTest : public QObject
{
    Q_OBJECT

private slots:
    void listsWhatIsOffered()
    {
        PracticeSnapshot seeded = snapshot(QStringLiteral("9.0.0"), QStringLiteral("active"));
        seeded.digest.clear();
        const BetaIndex index
            = BetaIndex::of({extension({snapshot(QStringLiteral("1.0.0-rc.1"), QStringLiteral("active")),
                snapshot(QStringLiteral("1.0.0+b"), QStringLiteral("submitted")),
                snapshot(QStringLiteral("2.0.0"), QStringLiteral("draft")),
                snapshot(QStringLiteral("3.0.0"), QStringLiteral("rejected")), seeded})});
        const YAML::Node document = YAML::Load(index.yaml.toStdString());
        QCOMPARE(document["apiVersion"].as<std::string>(), "v1");
        const YAML::Node versions = document["entries"]["demo"];
        QCOMPARE(versions.size(), size_t(2));
        QCOMPARE(versions[0]["version"].as<std::string>(), "1.0.0+b");
        QCOMPARE(versions[0]["urls"][0].as<std::string>(), "demo-1.0.0%2Bb.tgz");
        QCOMPARE(versions[1]["version"].as<std::string>(), "1.0.0-rc.1");
        QCOMPARE(versions[1]["apiVersion"].as<std::string>(), "v2");
        QCOMPARE(versions[1]["name"].as<std::string>(), "demo");
        QCOMPARE(versions[1]["appVersion"].as<std::string>(), "1.10");
        QCOMPARE(QString::fromStdString(versions[1]["description"].as<std::string>()),
            QStringLiteral("A \"demo\": 例 \\ # \u2028\x07"));
        QCOMPARE(versions[1]["digest"].as<std::string>(), std::string(64, 'a'));
        QCOMPARE(versions[1]["created"].as<std::string>(), "2026-11-23T09:34:30.000Z");
    }

    void isEmptyAtFirst()
    {
        const BetaIndex index = BetaIndex::of({});
        const YAML::Node document = YAML::Load(index.yaml.toStdString());
        QVERIFY(document["entries"].IsMap());
        QCOMPARE(document["entries"].size(), size_t(0));
        QVERIFY(!index.hasSettled(at(100'000)));
    }

    void tellsWhatChanged()
    {
        const BetaIndex before
            = BetaIndex::of({extension({snapshot(QStringLiteral("1.0.0"), QStringLiteral("submitted"), 200)})});
        const BetaIndex same
            = BetaIndex::of({extension({snapshot(QStringLiteral("1.0.0"), QStringLiteral("submitted"), 200)})});
        const BetaIndex after
            = BetaIndex::of({extension({snapshot(QStringLiteral("1.0.0"), QStringLiteral("draft"), 1200)})});
        QCOMPARE(before.etag, same.etag);
        QVERIFY(before.etag != after.etag);
        QCOMPARE(after.modified, at(1200));

        QVERIFY(before.isUnmodified(before.etag, {}));
        QVERIFY(before.isUnmodified("\"x\", W/" + before.etag, {}));
        QVERIFY(before.isUnmodified("*", {}));
        QVERIFY(!after.isUnmodified(before.etag, {}));
        QVERIFY(before.isUnmodified({}, toHttpDate(before.modified)));
        QVERIFY(!after.isUnmodified({}, toHttpDate(before.modified)));
        QVERIFY(!before.isUnmodified({}, {}));
        QVERIFY(!before.isUnmodified({}, "yesterday"));
        // If-None-Match decides alone where there is one.
        QVERIFY(!before.isUnmodified("\"x\"", toHttpDate(at(100'000))));
        QCOMPARE(toHttpDate(at(1200)), "Mon, 23 Nov 2026 09:34:31 GMT");

        QVERIFY(!before.hasSettled(at(999)));
        QVERIFY(before.hasSettled(at(1000)));
    }

    void ordersVersions_data()
    {
        QTest::addColumn<QString>("lower");
        QTest::addColumn<QString>("higher");
        const QStringList ascending{QStringLiteral("0.9.0"), QStringLiteral("1.0.0-0"), QStringLiteral("1.0.0-alpha"),
            QStringLiteral("1.0.0-alpha.1"), QStringLiteral("1.0.0-alpha.beta"), QStringLiteral("1.0.0-beta"),
            QStringLiteral("1.0.0-beta.2"), QStringLiteral("1.0.0-beta.11"), QStringLiteral("1.0.0-rc.1"),
            QStringLiteral("v1.0.0"), QStringLiteral("1.2"), QStringLiteral("1.9.0"), QStringLiteral("1.10.0"),
            QStringLiteral("99999999999999999998.0.0"), QStringLiteral("99999999999999999999.0.0")};
        for (qsizetype i = 0; i + 1 < ascending.size(); ++i) {
            QTest::newRow(qPrintable(ascending.at(i))) << ascending.at(i) << ascending.at(i + 1);
        }
    }

    void ordersVersions()
    {
        QFETCH(QString, lower);
        QFETCH(QString, higher);
        QVERIFY(compareVersions(lower, higher) < 0);
        QVERIFY(compareVersions(higher, lower) > 0);
        QCOMPARE(compareVersions(lower, lower), 0);
        QCOMPARE(compareVersions(QString(lower + QStringLiteral("+build")), lower), 0);
    }
};

QTEST_GUILESS_MAIN(BetaIndexTest)
#include "BetaIndexTest.moc"
