// extension.yaml as values with their places, and the checks on it.
#include "ChartMaker.h"

#include <QElapsedTimer>
#include <QTest>

#include <limits>

using namespace ksp;

namespace {

QString at(const PlacedText &text)
{
    return text.text + u'@' + QString::number(text.place.line) + u':' + QString::number(text.place.column);
}

/// The good extension.yaml with one line (by its key) replaced, or removed where `line` is empty.
QByteArray with(const QByteArray &key, const QByteArray &line)
{
    QByteArrayList lines = test::extensionYaml().split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (!lines[i].startsWith(key + ':'))
            continue;
        while (i + 1 < lines.size() && lines[i + 1].startsWith("  "))
            lines.removeAt(i + 1);
        lines[i] = line;
    }
    return lines.join('\n');
}

} // namespace

class tst_metadata : public QObject
{
    Q_OBJECT

private slots:
    void places_data()
    {
        QTest::addColumn<QByteArray>("before"); // put before the text below
        QTest::addColumn<int>("lines"); // how far that moves everything down
        QTest::addColumn<QByteArray>("newline");
        QTest::newRow("plain") << QByteArray() << 0 << QByteArray("\n");
        QTest::newRow("CRLF") << QByteArray("# c\r\n") << 1 << QByteArray("\r\n");
        QTest::newRow("byte-order mark") << QByteArray("\xEF\xBB\xBF") << 0 << QByteArray("\n");
        QTest::newRow("byte-order mark, CRLF") << QByteArray("\xEF\xBB\xBF# 注释 😀\r\n\r\n") << 2 << QByteArray("\r\n");
        QTest::newRow("Chinese before") << QByteArray("# 注释 😀\n---\n名: 值\n") << 3 << QByteArray("\n");
    }
    void places()
    {
        QFETCH(const QByteArray, before);
        QFETCH(const int, lines);
        QFETCH(const QByteArray, newline);
        QByteArray text = "name: demo # c\n"
                          "version: !!str 1.0.0\n"
                          "category: &c\n"
                          "  dev-tools\n"
                          "displayName: {zh: \"演示\", en: 'Demo'}\n"
                          "keywords: [中文😀, b]\n"
                          "description:\n"
                          "  en: |\n"
                          "    text\n"
                          "icon: *c\n"
                          "screenshots:\n"
                          "- a.png\n"
                          "-   \"b.png\"\n"
                          "maintainers:\n"
                          "- name: 😀\n"
                          "  email:   x@y\n";
        const auto md = ExtensionMetadata::parse(before + text.replace("\n", newline));
        VERIFY_RESULT(md);
        const auto expect = [lines](const char *value, int line, int column) {
            return QStringLiteral("%1@%2:%3").arg(QString::fromUtf8(value)).arg(line + lines).arg(column);
        };
        QCOMPARE(at(md->name), expect("demo", 1, 7));
        QCOMPARE(at(md->version), expect("1.0.0", 2, 16));
        QCOMPARE(at(md->category), expect("dev-tools", 4, 3));
        QCOMPARE(at(md->displayName.value(QStringLiteral("zh"))), expect("演示", 5, 19));
        QCOMPARE(at(md->displayName.value(QStringLiteral("en"))), expect("Demo", 5, 29));
        QCOMPARE(at(md->keywords[0]), expect("中文😀", 6, 12));
        QCOMPARE(at(md->keywords[1]), expect("b", 6, 17));
        QCOMPARE(at(md->description.value(QStringLiteral("en"))), expect("text\n", 8, 7));
        QCOMPARE(at(md->icon), expect("dev-tools", 10, 7)); // of the alias, where the user has to look
        QCOMPARE(at(md->screenshots[0]), expect("a.png", 12, 3));
        QCOMPARE(at(md->screenshots[1]), expect("b.png", 13, 5));
        QCOMPARE(at(md->maintainers[0].name), expect("😀", 15, 9));
        QCOMPARE(at(md->maintainers[0].email), expect("x@y", 16, 12));
        QCOMPARE(at(md->home), QStringLiteral("@0:0"));
    }

    // What clusters see of a scalar where a text is wanted (compared with sigs.k8s.io/yaml).
    void scalars_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<YamlType>("type");
        const auto row = [](const char *yaml, const char *text, YamlType type) {
            QTest::newRow(yaml) << QString::fromUtf8(text) << type;
        };
        using enum YamlType;
        for (const char *word : {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"})
            row(word, "true", Bool);
        for (const char *word : {"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"})
            row(word, "false", Bool);
        for (const char *word : {"~", "null", "Null", "NULL"})
            row(word, "", Null);
        for (const char *word :
            {"tRUE", "nULL", "yES", "oui", "2020-01-01", "2020-01-01T00:00:00Z", "1:30", "1.2.3", "v1", "0b2", "0o8",
                "0xg", "1e999", "_1", ".", "..", "+", "+.", "1e", "0x", "=", "a", "._5", ".5_", "1.0.0"})
            row(word, word, String);
        row("1", "1", Number);
        row("+1", "1", Number);
        row("-1", "-1", Number);
        row("-0", "0", Number);
        row("007", "7", Number);
        row("012", "10", Number);
        row("08", "8", Number);
        row("0o17", "15", Number);
        row("0x1F", "31", Number);
        row("-0x1f", "-31", Number);
        row("0b11", "3", Number);
        row("1_000", "1000", Number);
        row("18446744073709551615", "18446744073709551615", Number);
        row("-9223372036854775808", "-9223372036854775808", Number);
        row("99999999999999999999", "1e+20", Number);
        row("1.10", "1.1", Number);
        row("1.0", "1", Number);
        row("1.", "1", Number);
        row(".5", "0.5", Number);
        row(".5_0", "0.5", Number);
        row("-.5e3", "-500", Number);
        row("1e3", "1000", Number);
        row("1e21", "1e+21", Number);
        row("123456.7", "123456.7", Number);
        row("1234567.5", "1.2345675e+06", Number);
        row("0.0001", "0.0001", Number);
        row("0.00001", "1e-05", Number);
        row("3.14159265358979", "3.1415927", Number);
        row("-0.0", "-0", Number);
        row("\"1.10\"", "1.10", String);
        row("'yes'", "yes", String);
        row("!!str 1.10", "1.10", String);
        row("! 012", "012", String);
        row("!!float 1", "1", Number);
        row("!!float 2729985", "2.729985e+06", Number);
        row("!!bool yes", "true", Bool);
        row("!!null ''", "", Null);
        row("!local 1", "1", String);
        row("!!timestamp 2020-01-01", "2020-01-01", String);
    }
    void scalars()
    {
        QFETCH(const QString, text);
        QFETCH(const YamlType, type);
        const auto document
            = YamlDocument::parse(QByteArray("a: ") + QTest::currentDataTag() + '\n', QStringLiteral("x"));
        VERIFY_RESULT(document);
        const YamlScalar scalar = document->node(document->find(0, QStringLiteral("a"))).scalar();
        QCOMPARE(scalar.text, text);
        QCOMPARE(int(scalar.type), int(type));
    }

    void parsing_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("findings"); // ID and place
        const auto row = [](const char *name, const char *yaml, const char *findings = "") {
            QTest::newRow(name) << QByteArray(yaml) << QString::fromUtf8(findings).split(u' ', Qt::SkipEmptyParts);
        };
        row("good", "name: a\nversion: 1.0.0\n");
        row("number as text", "version: 1.10\n", "unquoted@1:10");
        row("octal as text", "version: 012\n", "unquoted@1:10");
        row("truth value as text", "name: yes\ncategory: on\n", "unquoted@1:7 unquoted@2:11");
        row("same text anyhow", "name: 123\ncategory: true\nhome: 1.5\n");
        row("in quotes", "version: '1.10'\nname: \"yes\"\n");
        row("number in a list", "keywords: [a, 1.0]\n", "unquoted@1:15");
        row("list for a text", "name: [a]\nversion: {a: b}\n", "wrong-type@1:7 wrong-type@2:10");
        row("text for a list", "keywords: a\nscreenshots: b.png\n", "wrong-type@1:11 wrong-type@2:14");
        row("text for a map", "displayName: a\nprovider: b\n", "wrong-type@1:14 wrong-type@2:11");
        row("list for a map", "annotations: [a]\n", "wrong-type@1:14");
        row("null for anything", "name:\nkeywords: ~\ndisplayName:\nprovider: null\ndependencies: ~\n");
        row("text for a truth value", "externalDependencies:\n- {name: a, required: 'true'}\n", "wrong-type@2:23");
        row("number for a truth value", "dependencies:\n- {name: a, enabled: 1}\n", "wrong-type@2:22");
        row("yes for a truth value", "externalDependencies:\n- {name: a, required: yes}\n");
        row("texts for maps", "maintainers: [a]\ndependencies: [b]\nexternalDependencies: [c]\n",
            "wrong-type@1:15 wrong-type@2:16 wrong-type@3:24");
        row("text for a provider", "provider: {en: me}\n", "wrong-type@1:16");
        row("list in a list", "keywords: [[a]]\n", "wrong-type@1:12");
        row("duplicate", "name: a\nversion: 1.0.0\nname: b\n", "duplicate-key@1:1");
        row("three of a kind", "name: a\nname: b\nname: c\n", "duplicate-key@1:1");
        row("duplicate below", "displayName:\n  en: a\n  'en': b\n", "duplicate-key@2:3");
        row("duplicate by meaning", "x:\n  yes: 1\n  on: 2\n", "duplicate-key@2:3");
        row("merge twice is no duplicate", "x: &x {a: b}\ny: {<<: *x, <<: *x}\n");
        row("other case", "Icon: a\nkubeversion: b\n", "key-case@1:1 key-case@2:1");
        row("in the order of the file", "keywords: a\nname: [b]\nname: c\n", "wrong-type@1:11 duplicate-key@2:1");
        row("wrong type overridden", "name: [b]\nname: c\n", "duplicate-key@1:1");
    }
    void parsing()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QStringList, findings);
        const auto md = ExtensionMetadata::parse(yaml);
        VERIFY_RESULT(md);
        QStringList found;
        for (const Finding &finding : md->findings) {
            QCOMPARE(finding.place.file, QStringLiteral("extension.yaml"));
            found.append(QStringLiteral("%1@%2:%3").arg(finding.id).arg(finding.place.line).arg(finding.place.column));
        }
        QCOMPARE(found, findings);
    }

    void duplicateKeyNamesBoth()
    {
        const auto md = ExtensionMetadata::parse("name: a\nversion: 1.0.0\nname: b\n");
        VERIFY_RESULT(md);
        QCOMPARE(md->name.text, QStringLiteral("b")); // the last counts
        QCOMPARE(md->findings.first().place.line, 1);
        QVERIFY(md->findings.first().sentence.contains(QLatin1String("line 3")));
        QCOMPARE(md->findings.first().severity, Severity::Warning);
    }

    // Of own keys and merged ones the last in the text counts, as Go's decoder sets them.
    void merges()
    {
        const auto md = ExtensionMetadata::parse("base: &base {name: merged, home: merged, docs: merged}\n"
                                                 "more: &more {docs: more, category: more}\n"
                                                 "name: own\n"
                                                 "<<: [*base, *more]\n"
                                                 "home: own\n"
                                                 "displayName:\n  <<: {en: a, zh: b}\n  zh: c\n");
        VERIFY_RESULT(md);
        QCOMPARE(md->name.text, QStringLiteral("merged"));
        QCOMPARE(md->home.text, QStringLiteral("own"));
        QCOMPARE(md->docs.text, QStringLiteral("merged"));
        QCOMPARE(md->category.text, QStringLiteral("more"));
        QCOMPARE(md->displayName.value(QStringLiteral("en")).text, QStringLiteral("a"));
        QCOMPARE(md->displayName.value(QStringLiteral("zh")).text, QStringLiteral("c"));
        QVERIFY(!md->iconIsMerged);
        QVERIFY(ExtensionMetadata::parse("b: &b {icon: x}\n<<: *b\n")->iconIsMerged);
        QVERIFY(ExtensionMetadata::parse("b: &b {icon: x}\nicon: y\n<<: *b\n")->iconIsMerged);
        QVERIFY(!ExtensionMetadata::parse("b: &b {icon: x}\n<<: *b\nicon: y\n")->iconIsMerged);
        QVERIFY(ExtensionMetadata::parse("b: &b {screenshots: [x]}\n<<: *b\n")->iconIsMerged);
    }

    void aliases()
    {
        const auto md = ExtensionMetadata::parse("name: &n demo\nhome: *n\nkeywords: &k [*n, b]\nsources: *k\n"
                                                 "displayName: &d {en: *n}\ndescription: *d\n"
                                                 "provider: {en: &p {name: a}, zh: *p}\n");
        VERIFY_RESULT(md);
        QCOMPARE(md->findings, QList<Finding>());
        QCOMPARE(md->home.text, QStringLiteral("demo"));
        QCOMPARE(md->sources.size(), 2);
        QCOMPARE(md->sources[0].text, QStringLiteral("demo"));
        QCOMPARE(md->description.value(QStringLiteral("en")).text, QStringLiteral("demo"));
        QCOMPARE(md->provider.value(QStringLiteral("zh")).name.text, QStringLiteral("a"));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("says");
        const auto row = [](const QByteArray &yaml, const char *says) {
            QTest::newRow(yaml.left(40).constData()) << QString::fromUtf8(says);
        };
        row("", "extension.yaml:1 must begin with a map");
        row("# only a comment\n", "must begin with a map");
        row("- a\n", "must begin with a map");
        row("text", "must begin with a map");
        row("a: [b\n", "extension.yaml:2:1 is not valid YAML");
        row("a:\n\tb: c\n", "extension.yaml:2:1 is not valid YAML");
        row("a: *b\n", "unknown anchor");
        row("a: &a [*a]\n", "contains itself");
        row("a: b: c\n", "extension.yaml:1:5 is not valid YAML");
        row("名: 值: c\n", "extension.yaml:1:5 is not valid YAML");
        row("a: caf\xE9\n", "not UTF-8");
        row("\xFF\xFE"
            "a",
            "not UTF-8");
        row("a: \x01\n", "extension.yaml:1 holds a control character");
        row("{}: a\n", "invalid map key");
        row("%YAML 1.2\n---\na: b\n", "only %YAML 1.1");
        row("a: !!int b\n", "does not fit its tag");
    }
    void refused()
    {
        QFETCH(const QString, says);
        const auto md = ExtensionMetadata::parse(QByteArray(QTest::currentDataTag()));
        QVERIFY(!md);
        QCOMPARE(md.error().kind, ErrorKind::BadInput);
        QVERIFY2(md.error().sentence.contains(says), qPrintable(md.error().sentence));
    }

    // Words for what people do, with the line to look at. Each stands for a kind.
    void faults_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        const auto row = [](const QByteArray &yaml, const char *says) {
            QTest::newRow(yaml.left(60).constData()) << yaml << QString::fromUtf8(says);
        };
        row("a: 1\nb: {c: d?e=f}\n", ":2:8 is not valid YAML: Clusters do not read a “?” within");
        row("a: 1\nb: [x, y ?z]\n", ":2:8 is not valid YAML: Clusters do not read a “?” within");
        row("{a?: b}\n", ":1:2 is not valid YAML: Clusters do not read a “?” within");
        row("a: \"b\\/c\"\n", ":1:6 is not valid YAML: Clusters do not read “\\/”. Write “/”.");
        row("a: \"b\\pc\"\n", ":1:6 is not valid YAML: “\\p” means nothing in double quotes. Write “\\\\p”");
        row("a: b\n\xEF\xBB\xBF\nc: d\n", ":2:1 is not valid YAML: An invisible byte-order mark");
        row("\xEF\xBB\xBF\xEF\xBB\xBF"
            "a: b\n",
            "extension.yaml begins with more than one byte-order mark");
        row("a: b\nname：demo\nc: d\n", ":2:5 is not valid YAML: Behind “name” stands a full-width colon (：).");
        row("名称：演示\na: b\n", ":1:3 is not valid YAML: Behind “名称” stands a full-width colon");
        row("a:\n- name：demo\n  b: c\n", ":2:7 is not valid YAML: Behind “name” stands a full-width colon");
        row("a: b\nname:demo\nc: d\n", ":2:5 is not valid YAML: A space is missing behind the colon. Write “name: …”.");
        row("name:demo\n\nc: d\n", ":1:5 is not valid YAML: A space is missing behind the colon.");
        row("a:\n  1: b\nc\n\n\n\n", ":3:1 is not valid YAML: “c” is neither a key with a colon");
        row("a: b\n<<<<<<< HEAD\nc: 1\n=======\nc: 2\n>>>>>>> x\n", ":2:1 is the marker of a merge conflict.");
        row("a: b\nc: 1\n>>>>>>> x\nd\n", ":3:1 is the marker of a merge conflict.");
        row("a: %s tool\n", ":1:4 is not valid YAML: A value cannot begin with “%”. Put it in quotes: \"%s tool\".");
        row("a:\n- @b\n", ":2:3 is not valid YAML: A value cannot begin with “@”.");
        row("a: `b`\n", ":1:4 is not valid YAML: A value cannot begin with “`”.");
        row("a: *.example.com\n", ":1:4 is not valid YAML: A value that begins with “*” refers to another one.");
        row("%s tool\n", ":1:1 is not valid YAML: A line cannot begin with “%”.");
        row("a:\n\tb: c\n", ":2:1 is not valid YAML: A tab stands where only spaces may.");
        row("a: b\n\tc\n", ":2:1 is not valid YAML: A tab stands where only spaces may.");
        row("a: |\n\tb\n", ":2:1 is not valid YAML: A tab stands where only spaces may.");
        row("a: Note: b\n", ":1:8 is not valid YAML: A second colon with a space stands in this line.");
        row("a: b\n  c: d\n", ":2:4 is not valid YAML: This line is indented deeper than the one above");
        row("a:\n  b: 1\n c: 2\n", ":3:2 is not valid YAML: This does not belong to what begins in line 1.");
        row("a: 'it's'\n", ":1:8 is not valid YAML: This does not belong to what begins in line 1.");
        row("a: 1\nb: \"c\nd: e\n", ":2:4 is not valid YAML: The quote that begins here is not closed.");
        row("a: 1\nb: {c: d\ne: f\n", ":3:2 is not valid YAML: The “{” of line 2 is not closed");
        row("a: \"b\nc: \"d\"\n", ":1:4 is not valid YAML: The quote that begins here ends in line 2 only.");
        row("a: b\nc: >=1.0\n", ":2:4 is not valid YAML: A value cannot begin with “>”. Put it in quotes: \">=1.0\".");
        row("a: b\n\xC2\xA0\xC2\xA0"
            "c\n",
            ":2:1 is not valid YAML: This looks like a space but is another character");
        row("a: b\nc:\xE3\x80\x80"
            "d\ne: f\n",
            ":2:3 is not valid YAML: This looks like a space but is another");
        row("a: - b\n", ":1:4 is not valid YAML: A list must begin on a line of its own.");
        row("a: {{ .Values.b }}\n", ":1:5 is not valid YAML: A template ({{ … }}) is not filled in here.");
        row("a: {{ b c }} d\n", "is not valid YAML: A template ({{ … }}) is not filled in here.");
    }
    void faults()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, says);
        const auto md = ExtensionMetadata::parse(yaml);
        QVERIFY(!md);
        QVERIFY2(md.error().sentence.contains(says), qPrintable(md.error().sentence));
        // The same in a file with Windows' line ends.
        const auto windows = ExtensionMetadata::parse(QByteArray(yaml).replace("\n", "\r\n"));
        QVERIFY(!windows);
        QCOMPARE(windows.error().sentence, md.error().sentence);
    }

    // What libyaml 0.2.5 refuses and Go takes, or reads otherwise; the values are those of sigs.k8s.io/yaml 1.5.
    void dialect_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("value"); // of the key "a"
        const auto row = [](const QByteArray &yaml, const char *value) {
            QTest::newRow(yaml.left(60).constData()) << yaml << QString::fromUtf8(value);
        };
        row("a: \"it\\'s\"\n", "it's");
        row("a: \"\\\\\\'\"\n", "\\'");
        row("a: it\\'s\n", "it\\'s");
        row("a: 'b\\'\nc: 'd'\n", "b\\");
        row("a: b\\/c\n", "b\\/c");
        row("a: 'b\\/c'\n", "b\\/c");
        row("a: |-\n  b\\/c\\'?\n", "b\\/c\\'?");
        row("a: b?c\n", "b?c");
        row("{b: [c:, d:], a: \"x?y\"}\n", "x?y");
        row("{a: c:}\n", "c:");
        row("{\"b\":[1],\"c\":{\"d\":[]},\"a\":\"e:,f\"}\n", "e:,f");
        row("a: x\xEF\xBB\xBFy\n", "x\xEF\xBB\xBFy");
        row("a: x \xEF\xB7\x90\xEF\xBB\xBFy\n", "x \xEF\xB7\x90\xEF\xBB\xBFy");
        row("a: b\n\xEF\xBB\xBF"
            "a: c\n",
            "b");
        row("\xEF\xBB\xBF"
            "a: c\n",
            "c");
    }
    void dialect()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, value);
        const auto document = YamlDocument::parse(yaml, QStringLiteral("x"));
        VERIFY_RESULT(document);
        const int index = document->find(document->root(), QStringLiteral("a"));
        QVERIFY(index >= 0);
        QCOMPARE(document->node(index).scalar().text, value);
    }

    void tooManyValues()
    {
        QVERIFY(ExtensionMetadata::parse("a: [" + QByteArray("a,").repeated(90'000) + "]\n"));
        const auto md = ExtensionMetadata::parse("a: [" + QByteArray("a,").repeated(2'000'000) + "]\n");
        QVERIFY(!md);
        QVERIFY(md.error().sentence.contains(QLatin1String("too many values")));
    }

    // Maps that merge one another, as many as Go takes: each is followed once, not once for every key that is looked
    // for.
    void mergesAreFollowedOnce()
    {
        QByteArray yaml = test::extensionYaml() + "fill: [" + QByteArray("1,").repeated(90'000) + "]\nx:\n- &m0 {";
        for (int i = 0; i < 400; ++i)
            yaml += 'k' + QByteArray::number(i) + ": v, ";
        yaml += "}\n";
        for (int i = 1; i < 9; ++i) {
            const QByteArray before = "*m" + QByteArray::number(i - 1);
            yaml += "- &m" + QByteArray::number(i) + " {<<: [" + before + ", " + before + "]}\n";
        }
        yaml += "<<: *m8\n";
        qint64 once = std::numeric_limits<qint64>::max();
        qint64 all = once;
        for (int i = 0; i < 3; ++i) {
            QElapsedTimer timer;
            timer.start();
            const auto document = YamlDocument::parse(yaml, QStringLiteral("x"));
            VERIFY_RESULT(document);
            QVERIFY(document->entries(document->root()).size() > 400);
            once = qMin(once, timer.nsecsElapsed());
            timer.restart();
            const auto md = ExtensionMetadata::parse(yaml);
            VERIFY_RESULT(md);
            QCOMPARE(md->name.text, QStringLiteral("demo"));
            all = qMin(all, timer.nsecsElapsed());
        }
        QVERIFY2(all < 3 * once, qPrintable(QStringLiteral("%1 and %2 ns").arg(once).arg(all)));
    }

    void checks_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QStringList>("findings"); // severity (E, W, A), ID, line
        const auto row = [](const char *name, const QByteArray &yaml, const QByteArray &findings = "") {
            QTest::newRow(name) << yaml << QString::fromUtf8(findings).split(u' ', Qt::SkipEmptyParts);
        };
        const auto add = [](const QByteArray &more) { return test::extensionYaml(more); };
        const auto line = [](const char *key) {
            const QByteArray text = test::extensionYaml();
            return QByteArray::number(text.first(text.indexOf(QByteArray(key) + ':')).count('\n') + 1);
        };
        row("good", test::extensionYaml());
        for (const char *key :
            {"apiVersion", "name", "version", "category", "icon", "displayName", "description", "provider"})
            row(qPrintable(QStringLiteral("no %1").arg(QLatin1String(key))), with(key, {}), "E:required:0");
        row("empty name", with("name", "name: ''"), "E:required:2");
        row("empty map", with("displayName", "displayName: {}"), "E:required:4");
        // Name.
        for (const char *name : {"a", "a-b", "a1", "1a"})
            row(name, with("name", QByteArray("name: \"") + name + '"'));
        for (const char *name : {"Demo", "a_b", "-a", "a-", "a..b", ".a", "a b", "演示", "a/b"})
            row(name, with("name", QByteArray("name: \"") + name + '"'), "E:name:2");
        row("name of 32", with("name", "name: " + QByteArray(32, 'a')));
        row("name of 33", with("name", "name: " + QByteArray(33, 'a')), "A:name-long:2");
        row("name of 53", with("name", "name: " + QByteArray(53, 'a')), "A:name-long:2");
        row("name of 54", with("name", "name: " + QByteArray(54, 'a')), "W:name-long:2");
        row("name of 48, Multicluster", with("name", "installationMode: Multicluster\nname: " + QByteArray(48, 'a')),
            "W:name-long:3");
        row("name of 64", with("name", "name: " + QByteArray(64, 'a')), "E:name:2");
        row("name with a dot", with("name", "name: a.b"), "W:name-dot:2");
        row("name with a dot and namespace", with("name", "name: a.b\nnamespace: x"));
        // Version.
        row("version rc", with("version", "version: 1.0.0-rc.1"));
        for (const char *version : {"v1.0.0", "v1.0.0-rc.1"})
            row(version, with("version", QByteArray("version: ") + version));
        for (const char *version : {"1.0", "v1.0", "1.0.0.0", "01.0.0", "latest"})
            row(version, with("version", QByteArray("version: \"") + version + '"'), "E:version:3");
        for (const char *version : {"1.0.0-RC.1", "1.0.0+build"})
            row(version, with("version", QByteArray("version: ") + version), "E:version:3");
        row("version of 33", with("version", "version: 1.0.0-" + QByteArray(27, 'a')), "W:version-long:3");
        row("version of 64", with("version", "version: 1.0.0-" + QByteArray(58, 'a')), "E:version:3");
        row("version unquoted", with("version", "version: 1.10"), "E:version:3 W:unquoted:3");
        // Languages.
        row("two languages", with("displayName", "displayName: {en: a, zh: b}"),
            "W:language-missing:5 W:language-missing:8");
        for (const char *code : {"english", "zh-CN", "zh_Hans", "EN", "cn", "no", "yes", "klingon"})
            row(code, with("displayName", QByteArray("displayName:\n  en: a\n  ") + code + ": b"), "E:language:6");
        row("Norwegian in quotes", with("displayName", "displayName:\n  en: a\n  \"no\": b"),
            "W:language-missing:7 W:language-missing:10");
        row("no English",
            "apiVersion: a\nname: demo\nversion: 1.0.0\ndisplayName: {zh: a}\ndescription: {zh: a}\nprovider: {zh: "
            "{name: "
            "a}}\ncategory: dev-tools\nicon: static/icon.svg\n",
            "W:language-en:4 W:language-en:5 W:language-en:6");
        // Category, mode, annotations.
        row("unknown category", with("category", "category: other"), "W:category-unknown:8");
        for (const char *category : {"AI & ML", "数据库", "-a", "a_"})
            row(category, with("category", QByteArray("category: \"") + category + '"'), "E:category:8");
        row("HostOnly", add("installationMode: HostOnly\n"));
        row("Multicluster", add("installationMode: Multicluster\n"));
        row("other mode", add("installationMode: hostonly\n"), "E:installation-mode:13");
        row("annotation", add("annotations: {example.com/a-b: x}\n"));
        row("bad annotation", add("annotations: {\"a b\": x}\n"), "E:annotation:13");
        row("annotation with two slashes", add("annotations: {a/b/c: x}\n"), "E:annotation:13");
        row("annotations of 256 KiB", add("annotations: {a: " + QByteArray(256 * 1024, 'x') + "}\n"),
            "E:annotation:13");
        // Types: what is of the wrong one is not said to be missing as well.
        for (const char *key : {"apiVersion", "category", "icon", "name", "version"})
            row(qPrintable(QStringLiteral("%1 a list").arg(QLatin1String(key))), with(key, QByteArray(key) + ": [a]"),
                QByteArray("E:wrong-type:" + line(key)));
        for (const char *key : {"displayName", "description", "provider"})
            row(qPrintable(QStringLiteral("%1 a text").arg(QLatin1String(key))), with(key, QByteArray(key) + ": a"),
                QByteArray("E:wrong-type:" + line(key)));
        row("screenshot a list", add("screenshots:\n- []\n"), "E:wrong-type:14");
        row("dependency's name a list", add("dependencies:\n- name: [a]\n"), "E:wrong-type:14");
        row("tags a text", add("dependencies:\n- name: a\n  tags: b\n"), "E:wrong-type:15");
        row("a list behind an alias", add("x: &x [a]\nhome: *x\n"), "E:wrong-type:14");
        // Spellings.
        row("icon in capitals", with("icon", "ICON: static/icon.svg"), "W:key-case:12");
        row("Kelvin sign",
            add("\xE2\x84\xAA"
                "eywords: a\n"),
            "W:key-case:13 E:wrong-type:13");
        row("languages in capitals", with("displayName", "DisplayName: {en: a}"), "W:key-case:4");
        row("both spellings", add("Icon: none.svg\n"), "W:key-case:13");
        row("provider", with("provider", "provider: {en: {Name: a}}"), "W:key-case:9");
        row("maintainer", add("maintainers:\n- Name: a\n  eMail: b\n"), "W:key-case:14 W:key-case:15");
        row("dependency", add("dependencies:\n- name: a\n  Tags: [b]\n"), "W:key-case:15");
        row("external dependency", add("externalDependencies:\n- name: a\n  Required: true\n"), "W:key-case:15");
        row("the same map twice", add("maintainers:\n- &m {Name: a}\n- *m\n"), "W:key-case:14");
        row("no-break space in front of a key", add("docs:\n\xC2\xA0home: a\n"), "E:odd-blank:14");
        row("byte-order mark in a key", add("\xEF\xBB\xBFhome: a\n"), "E:byte-order-mark:13");
        // Constraints.
        for (const char *good : {">=1.19.0-0", ">=1.19.0-0 <1.30.0-0", ">=1.0.0-0 || >=2.0.0-0"})
            row(good, add(QByteArray("kubeVersion: \"") + good + "\"\n"));
        for (const char *bad : {">=1.19.0, <1.30.0", "!=1.27.0", "=>1.19", "=<1.30", ">=1.19 && <1.30"})
            row(bad, add(QByteArray("ksVersion: \"") + bad + "\"\n"), "W:constraint:13");
        row(">=1.19.0", add("kubeVersion: \">=1.19.0\"\n"), "A:constraint-prerelease:13");
        row(">= v4", add("ksVersion: \">= v4\"\n"), "A:constraint-prerelease:13");
        row("external", add("externalDependencies:\n- {name: a, version: \"1,2\"}\n"), "W:constraint:14");
        // Dependencies.
        row("dependencies", add("dependencies:\n- {name: a}\n- {name: a, alias: b_-1}\n"));
        row("dependency without name", add("dependencies:\n- {version: 1.0.0}\n"), "E:dependency:14");
        row("dependency twice", add("dependencies:\n- {name: a}\n- {name: b, alias: a}\n"), "E:dependency:15");
        row("dependency alias", add("dependencies:\n- {name: a, alias: x.y}\n"), "E:dependency:14");
        // Images.
        row("remote icon", with("icon", "icon: https://example.com/a.svg"));
        row("data icon", with("icon", "icon: data:image/png;base64,AA=="));
        row("remote icon in capitals", with("icon", "icon: HTTPS://example.com/a.svg"), "E:image-scheme:12");
        row("data icon in capitals", with("icon", "icon: Data:image/png;base64,AA=="), "E:image-scheme:12");
        row("icon with ./ and //", with("icon", "icon: .//static//icon.svg"));
        row("icon with a leading slash", with("icon", "icon: /static/icon.svg"));
        row("missing icon", with("icon", "icon: static/none.svg"), "E:image-missing:12");
        row("icon in another case", with("icon", "icon: static/Icon.SVG"), "E:image-missing:12");
        row("icon outside", with("icon", "icon: ../icon.svg"), "E:image-outside:12");
        row("icon outside by a way round", with("icon", "icon: static/../../icon.svg"), "E:image-outside:12");
        row("icon is the folder", with("icon", "icon: static"), "E:image-missing:12");
        row("icon is the chart", with("icon", "icon: ./"), "E:image-outside:12");
        row("empty image file", with("icon", "icon: static/empty.svg"), "E:image-empty:12");
        row("merged icon", "x: &x {icon: static/icon.svg}\n<<: *x\n" + with("icon", {}), "E:image-merged:1");
        row("screenshots", add("screenshots: [static/icon.svg, https://example.com/a.png]\n"));
        row("missing screenshot", add("screenshots:\n- static/icon.svg\n- none.png\n"), "E:image-missing:15");
        row("empty screenshot", add("screenshots: ['']\n"), "E:image-missing:13");
        row("data screenshot", add("screenshots: [\"data:image/png;base64,AA==\"]\n"), "W:screenshot-data:13");
        row("seven screenshots", add("screenshots: [" + QByteArray("static/icon.svg, ").repeated(7) + "]\n"),
            "A:screenshots-many:13");
        row("101 screenshots", add("screenshots: [" + QByteArray("static/icon.svg, ").repeated(101) + "]\n"),
            "E:screenshots-many:13");
        // Static folder.
        row("static folder", add("staticFileDirectory: ./static/\n"));
        row("static folder is the chart", add("staticFileDirectory: .\n"), "E:static-folder:13");
        row("static folder outside", add("staticFileDirectory: ../x\n"), "E:static-folder:13");
        // Documents.
        row("leading separator", "---\n" + test::extensionYaml());
        row("separator behind a comment", "# c\n---\n" + test::extensionYaml());
        row("second document", add("---\nname: b\n"), "W:second-document:13");
        row("second document with a comment", add("--- # c\nname: b\n"), "W:second-document:13");
        row("second document behind a separator", "# c\n---\n" + add("---\nname: b\n"), "W:second-document:15");
        row("separator with a value", "--- {a: b}\n",
            "E:required:0 E:required:0 E:required:0 E:required:0 E:required:0 "
            "E:required:0 E:required:0 E:required:0 E:separator:1");
        row("hyphens in a text", add("docs: |\n  ---\n"));
    }
    void checks()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(QStringList, findings);
        const auto chart = test::open(
            test::files({{QStringLiteral("extension.yaml"), yaml}, {QStringLiteral("static/empty.svg"), ""}}));
        VERIFY_RESULT(chart);
        QStringList found;
        for (const Finding &finding : chart->findings) {
            const QLatin1String letter(finding.severity == Severity::Error ? "E"
                    : finding.severity == Severity::Warning                ? "W"
                                                                           : "A");
            found.append(QStringLiteral("%1:%2:%3").arg(letter, finding.id).arg(finding.place.line));
            QVERIFY2(finding.sentence.endsWith(u'.') || finding.sentence.endsWith(u'?'), qPrintable(finding.sentence));
            QVERIFY2(!finding.sentence.contains(u'%'), qPrintable(finding.sentence));
        }
        found.sort();
        findings.sort();
        QCOMPARE(found, findings);
    }

    void otherFiles()
    {
        const auto chart = test::open(test::files({{QStringLiteral("Chart.yaml"), "x"},
            {QStringLiteral("requirements.yaml"), ""}, {QStringLiteral("requirements.lock"), ""}}));
        VERIFY_RESULT(chart);
        QCOMPARE(test::ids(chart->findings),
            (QStringList{
                QStringLiteral("requirements"), QStringLiteral("requirements"), QStringLiteral("chart-yaml")}));
    }

    void versionControl()
    {
        const auto chart = test::open(test::files({{QStringLiteral(".git/HEAD"), "x"},
            {QStringLiteral(".gitignore"), "x"}, {QStringLiteral(".git/config"), "x"},
            {QStringLiteral("sub/.svn/x"), "x"}, {QStringLiteral(".svn/y"), "x"}}));
        VERIFY_RESULT(chart);
        QStringList places;
        for (const Finding &finding : chart->findings) {
            QCOMPARE(finding.id, QStringLiteral("version-control"));
            places.append(finding.place.toString());
        }
        QCOMPARE(places, (QStringList{QStringLiteral(".git/"), QStringLiteral(".svn/")}));
    }

    void suggestions()
    {
        const auto chart
            = test::open(test::files({{QStringLiteral("extension.yaml"), with("icon", "icon: img/ICON.svg")}}));
        VERIFY_RESULT(chart);
        QVERIFY(chart->findings.first().sentence.contains(QStringLiteral("Did you mean “static/icon.svg”?")));
    }

    void chartPaths_data()
    {
        QTest::addColumn<QString>("path");
        const auto row = [](const char *value, const char *path) { QTest::newRow(value) << QString::fromUtf8(path); };
        row("a.png", "a.png");
        row("./a.png", "a.png");
        row("/a.png", "a.png");
        row("//a//b/./c.png", "a/b/c.png");
        row("a/../b.png", "b.png");
        row("../a.png", "");
        row("a/../../b.png", "");
        row("..", "");
        row(".", "");
        row("/", "");
        row("/../a", "");
        row("...", "...");
        row("..a/b", "..a/b");
    }
    void chartPaths()
    {
        QFETCH(const QString, path);
        QCOMPARE(chartPathOf(QString::fromUtf8(QTest::currentDataTag())), path);
    }

    void localImages()
    {
        for (const char *value : {"a.png", "/a.png", "ftp://a/b.png", "HTTP://a/b", "data:text/plain,", "http:/a", ""})
            QVERIFY2(isLocalImage(QString::fromUtf8(value)), value);
        for (const char *value : {"http://a/b.png", "https://a/b.png", "data:image/png;base64,AA=="})
            QVERIFY2(!isLocalImage(QString::fromUtf8(value)), value);
    }
};

QTEST_APPLESS_MAIN(tst_metadata)
#include "tst_metadata.moc"
