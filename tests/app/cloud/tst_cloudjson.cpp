#include "cloud/CloudJson.h"

#include <QTest>
#include <QTimeZone>

using namespace ksp;

class TestCloudJson : public QObject
{
    Q_OBJECT
private slots:
    void ids_data();
    void ids();
    void extension();
    void extensions();
    void snapshots();
    void fileUrls_data();
    void fileUrls();
    void times_data();
    void times();
    void refusesOtherShapes_data();
    void refusesOtherShapes();
    void hostileJson();
    void bodies();
};

void TestCloudJson::ids_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("id"); // empty: refused
    QTest::newRow("text") << QByteArray("\"516955082328173371\"") << QStringLiteral("516955082328173371");
    QTest::newRow("number") << QByteArray("516955082328173371") << QString();
    QTest::newRow("word") << QByteArray("\"usr-4122\"") << QStringLiteral("usr-4122");
    QTest::newRow("exponent") << QByteArray("5.16955082328173371e17") << QString();
    QTest::newRow("empty") << QByteArray("\"\"") << QString();
    QTest::newRow("null") << QByteArray("null") << QString();
    QTest::newRow("bool") << QByteArray("true") << QString();
    QTest::newRow("list") << QByteArray("[\"1\"]") << QString();
}

void TestCloudJson::ids()
{
    QFETCH(QByteArray, value);
    QFETCH(QString, id);
    for (const auto &parsed : {CloudJson::userId("{\"user_id\": " + value + ", \"x\": 1}"),
             CloudJson::pushedSnapshotId("{\"snapshot\": {\"snapshot_id\": " + value + "}}")}) {
        QCOMPARE(parsed.has_value(), !id.isEmpty());
        if (parsed)
            QCOMPARE(*parsed, id);
        else
            QVERIFY(parsed.error().isJson);
    }
}

void TestCloudJson::extension()
{
    const QByteArray full = R"({"extension_id": "516955082311396155", "name": "devops", "status": "ready",
        "latest_version": {"version": "1.1.3", "new": {}}, "unknown": [1, {"a": null}]})";
    const Extension expected{QStringLiteral("516955082311396155"), QStringLiteral("devops"), QStringLiteral("ready"),
        QStringLiteral("1.1.3")};
    QCOMPARE(CloudJson::extension(full).value(), expected);

    for (const char *latest : {R"(, "latest_version": null)", R"(, "latest_version": {})", ""}) {
        const QByteArray json = QByteArray(R"({"extension_id": "1", "name": "a", "status": "odd word")") + latest + "}";
        const Extension extension = CloudJson::extension(json).value();
        QCOMPARE(extension.latestVersion, QString());
        QCOMPARE(extension.status, QStringLiteral("odd word"));
    }
}

void TestCloudJson::extensions()
{
    QCOMPARE(CloudJson::extensions(R"({"extensions": []})").value().size(), 0);
    QCOMPARE(CloudJson::extensions(R"({"extensions": null})").value().size(), 0);
    const auto two = CloudJson::extensions(
        R"({"total": 2, "extensions": [{"extension_id": "1", "name": "a"}, {"extension_id": "2", "name": "b"}]})");
    QCOMPARE(two.value().size(), 2);
    QCOMPARE(two->at(1).id, QStringLiteral("2"));
    QCOMPARE(CloudJson::extensions(R"({"extensions": [{"extension_id": "1", "name": "a"}, 3]})").error().what,
        QStringLiteral("extensions[1]: an object expected"));
    QCOMPARE(CloudJson::extensions(R"({"extensions": [{"extension_id": "1"}]})").error().what,
        QStringLiteral("extensions[0].name: text expected"));
}

void TestCloudJson::snapshots()
{
    QCOMPARE(CloudJson::snapshots("[]").value().size(), 0);
    QCOMPARE(CloudJson::snapshots(" null\n").value().size(), 0);
    const QByteArray one = R"({"snapshot_id": "516955082328173371", "metadata": {"version": "0.1.0", "name": "x"},
        "status": "submitted", "updated_at": "2026-11-23T17:34:30.5+08:00"})";
    const Snapshot expected{QStringLiteral("516955082328173371"), QStringLiteral("0.1.0"), QStringLiteral("submitted"),
        QDateTime(QDate(2026, 11, 23), QTime(9, 34, 30, 500), Qt::UTC)};
    QCOMPARE(CloudJson::snapshot(one).value(), expected);
    QCOMPARE(CloudJson::snapshots("[" + one + "," + one + "]").value(), QList<Snapshot>({expected, expected}));
    const Snapshot bare = CloudJson::snapshot(R"({"snapshot_id": "1", "status": "draft"})").value();
    QVERIFY(!bare.updatedAt.isValid());
    QVERIFY(!CloudJson::snapshot(R"({"snapshot_id": "1"})"));
}

void TestCloudJson::fileUrls_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isGood");
    const auto row = [](const char *json, bool isGood) { QTest::newRow(json) << QByteArray(json) << isGood; };
    row(R"({"files": [{"url": "https://a.example/1.png"}, {"url": "http://127.0.0.1:8900/files/1 b.png", "size": 1}]})",
        true);
    row(R"({"files": [{"url": "https://a.example/图.png"}, {"url": "https://a.example/?a=b&c"}]})", true);
    row(R"({"files": [{"url": "https://a.example/1.png"}]})", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": "https://a/2"}, {"url": "https://a/3"}]})", false);
    row(R"({"files": []})", false);
    row(R"({"files": null})", false);
    row(R"({})", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": "ftp://a/2"}]})", false);
    row(R"J({"files": [{"url": "https://a/1"}, {"url": "javascript:alert(1)"}]})J", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": "/files/2"}]})", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": "https://a/\n- evil: 1"}]})", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": 3}]})", false);
    row(R"({"files": [{"url": "https://a/1"}, {"url": ""}]})", false);
    row(R"({"files": [{"url": "https://a/1"}, {}]})", false);
    row(R"({"files": {"url": "https://a/1"}})", false);
}

void TestCloudJson::fileUrls()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isGood);
    const auto urls = CloudJson::fileUrls(json, 2);
    QCOMPARE(urls.has_value(), isGood);
    if (isGood) {
        QCOMPARE(urls->size(), 2);
        QVERIFY(json.contains(urls->at(1).toUtf8()));
    } else {
        QVERIFY(urls.error().isJson);
    }
}

void TestCloudJson::times_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("utc"); // empty: none
    const auto row = [](const char *text, const char *utc) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(utc);
    };
    row("2026-11-23T09:34:30Z", "2026-11-23T09:34:30.000Z");
    row("2026-11-23T09:34:30.123Z", "2026-11-23T09:34:30.123Z");
    row("2026-11-23T09:34:30.123456789Z", "2026-11-23T09:34:30.123Z");
    row("2026-11-23T17:34:30+08:00", "2026-11-23T09:34:30.000Z");
    row("2026-11-23T01:04:30-08:30", "2026-11-23T09:34:30.000Z");
    row("2026-11-23T09:34:30", "2026-11-23T09:34:30.000Z");
    row("0001-01-01T00:00:00Z", "");
    row("", "");
    row("yesterday", "");
    row("2026-13-45T99:99:99Z", "");
}

void TestCloudJson::times()
{
    QFETCH(QString, text);
    QFETCH(QString, utc);
    const QDateTime time = CloudJson::time(text);
    QCOMPARE(time.isValid() ? time.toString(Qt::ISODateWithMs) : QString(), utc);
    QCOMPARE(time.isValid() ? time.timeSpec() : Qt::UTC, Qt::UTC);
}

void TestCloudJson::refusesOtherShapes_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isJson");
    for (const char *json : {"{}", "[3]", "{\"message\": \"ok\"}", "{\"user_id\": {}}", "[[[]]]", "{\"files\": 3}"})
        QTest::newRow(json) << QByteArray(json) << true;
    for (const char *json :
        {"{", "{\"user_id\": \"a\"", "hello", "\"text\"", "12", "{\"a\": 1} x", "\xff\xfe", "{'a': 1}"})
        QTest::newRow(json) << QByteArray(json) << false;
}

void TestCloudJson::refusesOtherShapes()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isJson);
    const auto check = [isJson](const auto &parsed) {
        QVERIFY(!parsed.has_value());
        QCOMPARE(parsed.error().isJson, isJson);
        QVERIFY(!parsed.error().what.isEmpty());
    };
    check(CloudJson::userId(json));
    check(CloudJson::uploadFolder(json));
    check(CloudJson::fileUrls(json, 1));
    check(CloudJson::pushedSnapshotId(json));
    check(CloudJson::extension(json));
    check(CloudJson::extensions(json));
    check(CloudJson::snapshot(json));
    check(CloudJson::snapshots(json));
}

void TestCloudJson::hostileJson()
{
    const QByteArray deep = "{\"user_id\": " + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}";
    QVERIFY(!CloudJson::userId(deep));
    const QByteArray huge = "{\"user_id\": 1" + QByteArray(100'000, '0') + "}";
    QVERIFY(!CloudJson::userId(huge));
    const QByteArray twice = R"({"user_id": "a", "user_id": "b"})";
    QCOMPARE(CloudJson::userId(twice).value(), QStringLiteral("b"));
}

void TestCloudJson::bodies()
{
    QCOMPARE(CloudJson::messageBody(QStringLiteral("a \"b\"\n图")), QByteArray("{\"message\":\"a \\\"b\\\"\\n图\"}"));
    QCOMPARE(CloudJson::searchBody(QStringLiteral("usr-4")),
        QByteArray("{\"developer_ids\":[\"usr-4\"],\"statuses\":[\"*\"]}"));
}

QTEST_GUILESS_MAIN(TestCloudJson)
#include "tst_cloudjson.moc"
