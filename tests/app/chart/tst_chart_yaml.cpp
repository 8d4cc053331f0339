// Chart.yaml: what is written of an extension, and what Helm's loader takes.
#include "ChartMaker.h"

#include "chart/ChartYaml.h"

#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace ksp;

class tst_chart_yaml : public QObject
{
    Q_OBJECT

private slots:
    void allFields()
    {
        const auto md = ExtensionMetadata::parse(test::read(test::data(QStringLiteral("chart-yaml/extension.yaml"))));
        VERIFY_RESULT(md);
        const QByteArray written = generateChartYaml(*md, QStringLiteral("https://example.com/i.svg"));
        const QByteArray wanted = test::read(test::data(QStringLiteral("chart-yaml/Chart.yaml")));
        QCOMPARE(QString::fromUtf8(written), QString::fromUtf8(wanted));
        // Every text stands in quotes, so that "1.10" and "yes" stay texts for every reader.
        for (const QByteArray &line : written.split('\n')) {
            const QByteArray value = line.contains(": ") ? line.sliced(line.indexOf(": ") + 2) : QByteArray();
            QVERIFY2(value.isEmpty() || value.startsWith('"') || value == "true", line.constData());
        }
        VERIFY_RESULT(parseChartYaml(generateChartYaml(*md, QStringLiteral("i")), QStringLiteral("Chart.yaml")));
    }

    void least()
    {
        const auto md = ExtensionMetadata::parse("name: demo\nversion: 1.0.0\n");
        VERIFY_RESULT(md);
        QCOMPARE(generateChartYaml(*md, {}), QByteArray("apiVersion: \"v2\"\nname: \"demo\"\nversion: \"1.0.0\"\n"));
    }

    // Whatever a text holds comes back from two readers as it was.
    void textsSurvive_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"plain", "1.10", "yes", "012", "~", "2020-01-01", "a: b # c", "\"quoted\" \\ 'single'",
                 "- x", "&a", "*a", "!!str", "|", "中文 😀", "{a}", "%", "@", "`", "a\xC2\xA0z",
                 "\xEF\xBB\xBF"
                 "bom",
                 "\xE2\x80\xA8sep", "?", "…"})
            QTest::newRow(text) << QString::fromUtf8(text);
        QTest::newRow("control") << QStringLiteral("a\tb\nc\rd\x01\x7F") + QChar(0x85) + QChar(0x9F) + u'e';
    }
    void textsSurvive()
    {
        QFETCH(const QString, text);
        const QByteArray yaml = "a: " + yamlQuoted(text) + '\n';
        const auto document = YamlDocument::parse(yaml, QStringLiteral("x"));
        VERIFY_RESULT(document);
        const int value = document->find(document->root(), QStringLiteral("a"));
        QCOMPARE(document->node(value).value, text);
        QCOMPARE(document->node(value).type(), YamlType::String);
        QCOMPARE(QString::fromStdString(YAML::Load(yaml.toStdString())["a"].as<std::string>()), text);

        // Annotations go into Chart.yaml as they are.
        const auto md
            = ExtensionMetadata::parse("name: a\nversion: 1.0.0\nannotations: {k: " + yamlQuoted(text) + "}\n");
        VERIFY_RESULT(md);
        const auto chartYaml = YamlDocument::parse(generateChartYaml(*md, {}), QStringLiteral("Chart.yaml"));
        VERIFY_RESULT(chartYaml);
        const int annotations = chartYaml->find(chartYaml->root(), QStringLiteral("annotations"));
        const int annotation = chartYaml->find(annotations, QStringLiteral("k"));
        QCOMPARE(chartYaml->node(annotation).value, text);
        QCOMPARE(chartYaml->node(annotation).type(), YamlType::String);
    }

    // As Go's JSON reader, and so ksbuilder, takes them.
    void keysInAnyCase()
    {
        const QByteArray usual
            = "name: a\nversion: 1.0.0\nkeywords: [b]\nmaintainers:\n- name: c\n  email: d@e\n  url: f\n"
              "dependencies:\n- name: g\n  tags: [h]\n  alias: i\n  import-values: [{child: j, parent: k}]\n"
              "annotations: {L: m}\n";
        QByteArray odd = usual;
        for (const char *key : {"name", "version", "keywords", "maintainers", "email", "url", "dependencies", "tags",
                 "alias", "import-values", "annotations"})
            odd.replace(QByteArray(key) + ':', QByteArray(key).toUpper() + ':');
        const auto expected = ExtensionMetadata::parse(usual);
        const auto md = ExtensionMetadata::parse(odd);
        VERIFY_RESULT(expected);
        VERIFY_RESULT(md);
        QCOMPARE(generateChartYaml(*md, {}), generateChartYaml(*expected, {}));
        QVERIFY(generateChartYaml(*md, {}).contains("tags:"));

        // Keys of maps are data. Of two spellings of a field the one counts that sorts last, unless it is null.
        const auto both = ExtensionMetadata::parse(
            "name: a\nNAME: b\nHome: c\nhome: ~\nversion: 1.0.0\nannotations: {K: l, k: m}\nAnnotations: {p: o}\n");
        VERIFY_RESULT(both);
        QCOMPARE(both->name.text, QStringLiteral("a"));
        QCOMPARE(both->home.text, QStringLiteral("c"));
        QCOMPARE(
            both->annotations.keys(), (QStringList{QStringLiteral("K"), QStringLiteral("k"), QStringLiteral("p")}));
    }

    void sanitizes_data()
    {
        QTest::addColumn<QString>("clean");
        QTest::newRow("a b") << QStringLiteral("a b");
        QTest::newRow("a\tb\nc\r\v\fd") << QStringLiteral("a b c   d");
        QTest::newRow("a\x01\x7F\x1B[0m") << QStringLiteral("a[0m");
        QTest::newRow("a\xC2\xA0z\xE3\x80\x80y\xC2\x85x") << QStringLiteral("a z y x");
        QTest::newRow("zero\xE2\x80\x8Bwidth\xEF\xBB\xBF") << QStringLiteral("zerowidth");
        QTest::newRow("中文 😀") << QStringLiteral("中文 😀");
        QTest::newRow("") << QString();
    }
    void sanitizes()
    {
        QFETCH(const QString, clean);
        QCOMPARE(sanitized(QString::fromUtf8(QTest::currentDataTag())), clean);
    }

    void helmReads_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("refusal"); // part of the sentence; empty: taken
        const auto row = [](const char *name, const char *more, const char *refusal,
                             const char *head = "apiVersion: v2\nname: a\nversion: 1.0.0\n") {
            QTest::newRow(name) << QByteArray(head) + more << QString::fromUtf8(refusal);
        };
        row("least", "", "");
        row("no apiVersion", "", "", "name: a\nversion: 1.0.0\n");
        row("version v1", "", "", "name: a\nversion: v1\n");
        row("number for a text", "appVersion: 1.10\ndescription: yes\nhome: ~\n", "");
        row("key in capitals", "", "", "NAME: a\nVersion: 1.0.0\n");
        row("two spellings, the last null", "", "", "name: a\nVersion: 1.0.0\nversion: ~\n");
        row("two spellings, one wrong", "Name: [a]\n",
            "charts/x/Chart.yaml:4:7: Helm refuses this chart: name is of the");
        row("annotations in two cases", "annotations: {a: b, A: c}\n", "");
        row("unknown key", "whatever: [1]\n", "");
        row("lists", "keywords: [1, a]\nsources: ~\nmaintainers: [{name: x}]\ndependencies: []\n", "");
        row("deprecated yes", "deprecated: yes\n", "");
        row("library", "type: library\n", "");
        row("merge", "x: &x {name: b}\n", "");
        row("empty", "", "name is missing", "");
        row("no name", "", "name is missing", "version: 1.0.0\n");
        row("no version", "", "version is missing", "name: a\n");
        row("not a version", "", "“x” is not a version", "name: a\nversion: x\n");
        row("slash", "", "cannot be a folder's name", "name: a/b\nversion: 1.0.0\n");
        row("backslash", "", "cannot be a folder's name", "name: a\\b\nversion: 1.0.0\n");
        row("dot dot", "", "cannot be a folder's name", "name: ..\nversion: 1.0.0\n");
        row("type", "type: foo\n", "application or library");
        row("a list", "", "no map", "- a\n");
        row("a text", "", "no map", "hello\n");
        row("broken", "a: [\n", "is not valid YAML");
        row("name a list", "", "name is of the wrong type", "name: [a]\nversion: 1.0.0\n");
        row("keywords a text", "keywords: a\n", "keywords is of the wrong type");
        row("keywords of lists", "keywords: [[a]]\n", "keywords is of the wrong type");
        row("deprecated text", "deprecated: 'true'\n", "deprecated is of the wrong type");
        row("annotations of lists", "annotations: {a: [b]}\n", "annotations is of the wrong type");
        row("maintainers null", "maintainers: [~]\n", "maintainers is of the wrong type");
        row("maintainers texts", "maintainers: [a]\n", "maintainers is of the wrong type");
        row("dependencies null", "dependencies: [~]\n", "dependencies is of the wrong type");
        row("dependencies map", "dependencies: {a: b}\n", "dependencies is of the wrong type");
        row("dependency enabled 1", "dependencies: [{name: a, enabled: 1}]\n", "dependencies is of the wrong type");
        row("dependency tags", "dependencies: [{name: a, tags: x}]\n", "dependencies is of the wrong type");
        row("two dependencies", "dependencies: [{name: a}, {name: b}]\n", "");
        row("twice", "dependencies: [{name: a}, {name: a}]\n", "more than one dependency is called “a”");
        row("twice by alias", "dependencies: [{name: a}, {name: b, alias: a}]\n", "more than one dependency");
        row("alias apart", "dependencies: [{name: a}, {name: a, alias: b}]\n", "");
        row("bad alias", "dependencies: [{name: a, alias: x.y}]\n", "the alias “x.y”");
        row("null key", "~: a\n", "invalid map key");
        row("list as key", "? [a]\n: b\n", "invalid map key");
        row("unknown alias", "a: *b\n", "unknown anchor");
        row("alias of itself", "a: &b [*b]\n", "contains itself");
        row("merge of a text", "<<: a\n", "map merge requires map");
        row("misfit tag", "a: !!int b\n", "does not fit its tag");
        row("infinite", "a: .inf\n", "no place in JSON");
        row("YAML 1.2", "", "only %YAML 1.1", "%YAML 1.2\n---\nname: a\nversion: 1.0.0\n");
    }
    void helmReads()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, refusal);
        const auto md = parseChartYaml(yaml, QStringLiteral("charts/x/Chart.yaml"));
        if (refusal.isEmpty()) {
            VERIFY_RESULT(md);
            QCOMPARE(md->name, QStringLiteral("a"));
            return;
        }
        QVERIFY(!md);
        QCOMPARE(md.error().kind, ErrorKind::BadInput);
        QVERIFY2(md.error().sentence.contains(refusal), qPrintable(md.error().sentence));
        QVERIFY(md.error().sentence.startsWith(QLatin1String("charts/x/Chart.yaml:")));
    }

    void lockFile_data()
    {
        QTest::addColumn<bool>("taken");
        QTest::newRow("") << true;
        QTest::newRow("digest: sha256:a\ngenerated: \"2020-01-01T00:00:00.123456789+08:00\"\ndependencies: []\n")
            << true;
        QTest::newRow("generated: 2020-01-01T00:00:00Z\n") << true;
        QTest::newRow("generated: ~\n") << true;
        QTest::newRow("generated: 2020-01-01\n") << false;
        QTest::newRow("generated: 5\n") << false;
        QTest::newRow("digest: [a]\n") << false;
        QTest::newRow("dependencies: a\n") << false;
        QTest::newRow("- a\n") << false;
        QTest::newRow("a: [\n") << false;
    }
    void lockFile()
    {
        QFETCH(const bool, taken);
        QCOMPARE(!checkChartLock(QByteArray(QTest::currentDataTag()), QStringLiteral("Chart.lock")), taken);
    }
};

QTEST_APPLESS_MAIN(tst_chart_yaml)
#include "tst_chart_yaml.moc"
