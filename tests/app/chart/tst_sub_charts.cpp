// Sub-charts as helm 3.18 loads and saves them (pkg/chart/loader/load.go, pkg/chartutil/save.go).
#include "ChartMaker.h"

#include "chart/SubCharts.h"

#include <QTest>

using namespace ksp;

namespace {

QByteArray chartYaml(const char *name, const char *apiVersion = "v2")
{
    return QByteArray("apiVersion: ") + apiVersion + "\nname: " + name + "\nversion: 1.0.0\n";
}

FileMap map(std::initializer_list<std::pair<const char *, QByteArray>> files)
{
    FileMap out;
    for (const auto &[path, data] : files)
        out.insert(QString::fromUtf8(path), data);
    return out;
}

} // namespace

class tst_sub_charts : public QObject
{
    Q_OBJECT

private slots:
    void layOut_data()
    {
        QTest::addColumn<FileMap>("files");
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<QStringList>("leftOut");
        const auto row = [](const char *name, const FileMap &files, const char *paths, const char *leftOut = "") {
            QTest::newRow(name) << files << QString::fromUtf8(paths).split(u' ', Qt::SkipEmptyParts)
                                << QString::fromUtf8(leftOut).split(u' ', Qt::SkipEmptyParts);
        };
        const QByteArray packed
            = test::archive(map({{"Chart.yaml", chartYaml("b")}, {"README.md", "x"}}), QStringLiteral("b"));
        row("none", map({{"a", "x"}, {"charts.txt", "x"}}), "a charts.txt");
        row("folder", map({{"charts/a/Chart.yaml", chartYaml("a")}, {"charts/a/t/x", "x"}}),
            "charts/a/Chart.yaml charts/a/t/x");
        row("folder of another name", map({{"charts/x/Chart.yaml", chartYaml("a")}}), "charts/a/Chart.yaml");
        row("archive", map({{"charts/b-1.0.0.tgz", packed}}), "charts/b/Chart.yaml charts/b/README.md");
        row("archive in a folder", map({{"charts/a/Chart.yaml", chartYaml("a")}, {"charts/a/charts/b.tgz", packed}}),
            "charts/a/Chart.yaml charts/a/charts/b/Chart.yaml charts/a/charts/b/README.md");
        row("left out", map({{"charts/_a/x", "x"}, {"charts/.b", "x"}, {"charts/_c.tgz", "x"}}), "",
            "charts/.b charts/_a charts/_c.tgz");
        row("provenance", map({{"charts/b.tgz", packed}, {"charts/b.tgz.prov", "x"}}),
            "charts/b.tgz.prov charts/b/Chart.yaml charts/b/README.md");
        row("requirements of v2", map({{"requirements.yaml", ""}, {"requirements.lock", ""}}), "",
            "requirements.lock requirements.yaml");
        row("requirements of v1 below",
            map({{"charts/a/Chart.yaml", chartYaml("a", "v1")}, {"charts/a/requirements.yaml", "dependencies: []\n"}}),
            "charts/a/Chart.yaml charts/a/requirements.yaml");
        row("byte-order mark below", map({{"charts/a/Chart.yaml", "\xEF\xBB\xBF" + chartYaml("a")}}),
            "charts/a/Chart.yaml");
        row("empty values", map({{"values.yaml", "# nothing\n"}, {"values.schema.json", "{}"}}),
            "values.schema.json values.yaml");
    }
    void layOut()
    {
        QFETCH(const FileMap, files);
        QFETCH(const QStringList, paths);
        QFETCH(const QStringList, leftOut);
        const auto out = layOutSubCharts(files, QStringLiteral("v2"));
        VERIFY_RESULT(out);
        QCOMPARE(out->files.keys(), paths);
        QCOMPARE(out->leftOut, leftOut);
        for (const auto &[path, data] : out->files.toStdMap()) {
            if (files.contains(path))
                QCOMPARE(data, files.value(path));
        }
    }

    void refused_data()
    {
        QTest::addColumn<FileMap>("files");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const FileMap &files, const char *says) {
            QTest::newRow(name) << files << QString::fromUtf8(says);
        };
        const auto packed = [](const FileMap &files) { return test::archive(files, QStringLiteral("x")); };
        row("stray file", map({{"charts/README.md", "x"}}), "charts/README.md is neither a sub-chart nor an archive");
        row("no Chart.yaml", map({{"charts/a/values.yaml", ""}}), "The sub-chart charts/a has no Chart.yaml");
        row("no Chart.yaml in an archive", map({{"charts/a.tgz", packed(map({{"x", "x"}}))}}),
            "The sub-chart charts/a.tgz has no Chart.yaml");
        row("broken Chart.yaml", map({{"charts/a/Chart.yaml", "name: ["}}), "charts/a/Chart.yaml:");
        row("not an archive", map({{"charts/a.tgz", "hello"}}), "charts/a.tgz is not a packed chart");
        row("empty archive", map({{"charts/a.tgz", ""}}), "charts/a.tgz is empty");
        row("dot dot in an archive", map({{"charts/a.tgz", packed(map({{"../../x", "x"}}))}}),
            "leads out of the chart");
        row("dot dot as a name", map({{"charts/a/Chart.yaml", chartYaml("..")}}), "cannot be a folder's name");
        row("values", map({{"values.yaml", "a: [\n"}}), "values.yaml:2:1 is not valid YAML");
        row("values a list", map({{"values.yaml", "- a\n"}}), "values.yaml must hold a map");
        row("values below", map({{"charts/a/Chart.yaml", chartYaml("a")}, {"charts/a/values.yaml", "a: b: c"}}),
            "charts/a/values.yaml:1:");
        row("values with a tab", map({{"values.yaml", "a:\n\tb: 1\n"}}), "values.yaml:2:1 is not valid YAML");
        row("values not UTF-8", map({{"values.yaml", "a: 1\nb: \xE9\n"}}), "values.yaml:2 is not UTF-8");
        row("values with a control character", map({{"values.yaml", "a: 1\nb: \x01\n"}}),
            "values.yaml:2 holds a control character");
        row("requirements", map({{"requirements.yaml", "["}}), "requirements.yaml:");
        row("requirements of the wrong type", map({{"requirements.yaml", "a: 1\ndependencies: x\n"}}),
            "requirements.yaml:2:15: Helm refuses this chart: dependencies is of the wrong type");
        row("values with a question mark", map({{"values.yaml", "a: 1\nb: {c: d?e}\n"}}), "values.yaml:2:8 ");
        row("values with a slash", map({{"values.yaml", "a: \"\\/\"\n"}}), "values.yaml:1:5 ");
        row("values with a byte-order mark", map({{"values.yaml", "a: 1\n\xEF\xBB\xBF\nb: 1\n"}}), "values.yaml:2:1 ");
        row("lock with a question mark", map({{"Chart.lock", "{digest: a?b}\n"}}), "Chart.lock:1:10 ");
        row("Chart.yaml with a question mark",
            map({{"charts/a/Chart.yaml", "{name: a, version: 1.0.0, home: https://a/?b}\n"}}),
            "charts/a/Chart.yaml:1:33 ");
        row("values with a question mark in an archive",
            map({{"charts/a.tgz", packed(map({{"Chart.yaml", chartYaml("a")}, {"values.yaml", "a: {b: c?d}\n"}}))}}),
            "charts/a.tgz/values.yaml:1:8 ");
        row("schema twice", map({{"values.schema.json", "{}\n{}"}}), "values.schema.json:2 is not valid JSON");
        row("schema empty", map({{"values.schema.json", "\n"}}), "values.schema.json:2 is not valid JSON");
        row("lock", map({{"Chart.lock", "generated: yesterday\n"}}),
            "Chart.lock:1:12: Helm cannot read this lock file.");
        row("schema", map({{"values.schema.json", "{"}}), "values.schema.json:1 is not valid JSON");
        row("schema below", map({{"charts/a/Chart.yaml", chartYaml("a")}, {"charts/a/values.schema.json", "x"}}),
            "charts/a/values.schema.json:1 is not valid JSON");
    }
    void refused()
    {
        QFETCH(const FileMap, files);
        QFETCH(const QString, says);
        const auto out = layOutSubCharts(files, QStringLiteral("v2"));
        QVERIFY(!out);
        QCOMPARE(out.error().kind, ErrorKind::BadInput);
        QVERIFY2(out.error().sentence.contains(says), qPrintable(out.error().sentence));
    }

    // As Go's json.Valid has it: any value, any depth that Go takes.
    void schemas()
    {
        for (const QByteArray &schema : {QByteArray("true"), QByteArray("null"), QByteArray(" -1.5e3\n"),
                 QByteArray("\"a\\u12aF\""), QByteArray("\xEF\xBB\xBF{}"), QByteArray("{\"a\":[{},[],false]}"),
                 QByteArray("[\"\xE9\"]"), QByteArray(10'000, '[') + QByteArray(10'000, ']')}) {
            const auto out
                = layOutSubCharts(map({{"charts/a/Chart.yaml", chartYaml("a")}, {"charts/a/values.schema.json", schema},
                                      {"values.schema.json", schema}}),
                    QStringLiteral("v2"));
            VERIFY_RESULT(out);
            // Helm loads the others, too, but installs no values with them.
            QCOMPARE(out->findings.size(), schema == "true" || schema.contains('{') ? 0 : 2);
        }
        for (const QByteArray &schema : {QByteArray("tru"), QByteArray("True"), QByteArray("01"), QByteArray("1."),
                 QByteArray("-"), QByteArray("1e"), QByteArray("\"a"), QByteArray("\"\t\""), QByteArray("\"\\x\""),
                 QByteArray("\"\\u12g4\""), QByteArray("[1,]"), QByteArray("[1 2]"), QByteArray("{\"a\":1,}"),
                 QByteArray("{a:1}"), QByteArray("{\"a\" 1}"), QByteArray("{\"a\"}"), QByteArray("[}"), QByteArray("]"),
                 QByteArray("1,2"), QByteArray(","), QByteArray("[\0]", 3), QByteArray("{}x"),
                 QByteArray(10'001, '[') + QByteArray(10'001, ']')}) {
            QVERIFY2(!layOutSubCharts(map({{"values.schema.json", schema}}), QStringLiteral("v2")), schema.left(20));
        }
    }

    // What Helm makes of the package: one chart, with the files of both.
    void twoOfAName()
    {
        const auto chart
            = [](const char *version) { return QByteArray("apiVersion: v2\nname: a\nversion: ") + version + "\n"; };
        const auto out
            = layOutSubCharts(map({{"charts/x/Chart.yaml", chart("10.0.0")}, {"charts/x/values.yaml", "v: 10\n"},
                                  {"charts/x/templates/x.yaml", "x"}, {"charts/y/Chart.yaml", chart("9.0.0")},
                                  {"charts/y/values.yaml", "v: 9\n"}, {"charts/y/templates/y.yaml", "y"}}),
                QStringLiteral("v2"));
        VERIFY_RESULT(out);
        QCOMPARE(out->files,
            map({{"charts/a/Chart.yaml", chart("10.0.0")}, {"charts/a/values.yaml", "v: 10\n"},
                {"charts/a/templates/x.yaml", "x"}, {"charts/a/templates/y.yaml", "y"}}));
        QCOMPARE(out->subCharts, QStringList{QStringLiteral("a")});
        QCOMPARE(out->findings.size(), 1);
        QCOMPARE(out->findings[0].severity, Severity::Warning);
        QCOMPARE(out->findings[0].place.file, QStringLiteral("charts/y"));
        QVERIFY(out->findings[0].sentence.contains(QLatin1String("that of charts/x (version 10.0.0)")));
    }

    // Charts within charts within charts, each in an archive.
    void nestedArchives()
    {
        const auto nested = [](int levels) {
            QByteArray archive;
            for (int i = 0; i < levels; ++i) {
                FileMap files = map({{"Chart.yaml", chartYaml("a")}});
                if (!archive.isEmpty())
                    files.insert(QStringLiteral("charts/a.tgz"), archive);
                archive = test::archive(files, QStringLiteral("a"));
            }
            return layOutSubCharts(map({{"charts/a.tgz", archive}}), QStringLiteral("v2"));
        };
        const auto some = nested(10);
        VERIFY_RESULT(some);
        QVERIFY(some->files.contains(QStringLiteral("charts/a/").repeated(10) + QStringLiteral("Chart.yaml")));
        const auto many = nested(40);
        QVERIFY(!many);
        QCOMPARE(many.error().kind, ErrorKind::Limit);
    }

    // Archives of 4 MiB each in themselves small: together they pass the limit.
    void manyArchives()
    {
        FileMap files;
        for (int i = 0; i < 30; ++i) {
            const QByteArray name = "a" + QByteArray::number(i);
            files.insert(QStringLiteral("charts/%1.tgz").arg(QString::fromUtf8(name)),
                test::archive(
                    map({{"Chart.yaml", chartYaml(name.constData())}, {"x", QByteArray(4 * 1024 * 1024, 'x')}})));
        }
        const auto out = layOutSubCharts(files, QStringLiteral("v2"));
        QVERIFY(!out);
        QCOMPARE(out.error().kind, ErrorKind::Limit);
    }

    void cancelled()
    {
        std::stop_source source;
        source.request_stop();
        const auto out = layOutSubCharts(map({{"a", "x"}}), QStringLiteral("v2"), source.get_token());
        QVERIFY(!out);
        QCOMPARE(out.error().kind, ErrorKind::Cancelled);
    }

    void helmArchive()
    {
        const auto chart = loadHelmArchive(test::archive(map({{"Chart.yaml", chartYaml("a")}, {"x", "y"}})));
        VERIFY_RESULT(chart);
        QCOMPARE(chart->metadata.name, QStringLiteral("a"));
        QCOMPARE(chart->files.value(QStringLiteral("x")), QByteArray("y"));
        QVERIFY(!loadHelmArchive("hello"));
        QVERIFY(!loadHelmArchive(test::archive(map({{"x", "y"}}))));
        QVERIFY(!loadHelmArchive(test::archive(map({{"Chart.yaml", chartYaml("a")}, {"charts/x", "y"}}))));
    }

    // Values as hostile texts: each ends, and with bounded memory.
    void hostileValues_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<bool>("taken");
        QByteArray bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
        for (int i = 1; i < 12; ++i) {
            const QByteArray n = QByteArray::number(i);
            const QByteArray last = "*a" + QByteArray::number(i - 1);
            bomb += "a" + n + ": &a" + n + " [" + (last + ',').repeated(9) + last + "]\n";
        }
        QTest::newRow("alias bomb") << bomb << false;
        QTest::newRow("few aliases") << QByteArray("a: &a [x]\nb: [*a, *a]\nc: {<<: {d: *a}}\n") << true;
        QTest::newRow("deep lists") << QByteArray("a: ") + QByteArray(2'000'000, '[') << false;
        QTest::newRow("deep maps") << QByteArray("{a: ").repeated(500'000) << false;
        QTest::newRow("deep indentation") << QByteArray("- ").repeated(500'000) << false;
        QTest::newRow("900 deep") << QByteArray("a: ") + QByteArray(900, '[') + QByteArray(900, ']') << true;
        QTest::newRow("long scalar") << QByteArray("a: ") + QByteArray(4'000'000, 'x') + '\n' << true;
        QTest::newRow("long quoted") << QByteArray("a: \"") + QByteArray(4'000'000, 'x') + "\"\n" << true;
        QTest::newRow("long key") << QByteArray(4'000'000, 'x') + ": 1\n" << false;
        QTest::newRow("many values") << QByteArray("- a\n").repeated(500'000).prepend("a:\n") << true;
        QTest::newRow("many keys") << QByteArray("a: 1\n").repeated(500'000) << true;
        QTest::newRow("many anchors") << QByteArray("- &a x\n").repeated(300'000).prepend("a:\n") << true;
        QTest::newRow("many blank lines") << QByteArray(4'000'000, '\n') << true;
        QTest::newRow("many comments") << QByteArray("#\n").repeated(2'000'000) << true;
        QTest::newRow("many quotes") << QByteArray("''").repeated(2'000'000).prepend("a: ") << true;
        QTest::newRow("question marks") << QByteArray("? ").repeated(500'000) << false;
        QTest::newRow("NUL") << QByteArray("a: 1\0b: 2\n", 10) << false;
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE"
                                              "a\0:\0 \0"
                                              "1\0\n\0",
            12) << true; // as Go reads it
    }
    void hostileValues()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const bool, taken);
        const auto out = layOutSubCharts(map({{"values.yaml", yaml}}), QStringLiteral("v2"));
        QVERIFY2(out.has_value() == taken, out ? "" : qPrintable(out.error().sentence));
    }
};

QTEST_APPLESS_MAIN(tst_sub_charts)
#include "tst_sub_charts.moc"
