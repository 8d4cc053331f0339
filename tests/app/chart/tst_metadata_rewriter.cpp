// URLs in the place of local images, by editing the text. tests/data/rewrite/NAME holds before.yaml, urls.txt (value,
// tab, URL; "\n" is a line break) and, unless the case is refused, after.yaml, which must come out byte for byte.
#include "ChartMaker.h"

#include "chart/MetadataRewriter.h"
#include "chart/YamlDocument.h"

#include <QRandomGenerator>
#include <QTest>

#include <yaml-cpp/yaml.h>

using namespace ksp;

namespace {

QString unescaped(QString text)
{
    return text.replace(QLatin1String("\\n"), QLatin1String("\n")).replace(QLatin1String("\\\\"), QLatin1String("\\"));
}

ImageUrls readUrls(const QString &path)
{
    ImageUrls urls;
    for (const QString &line : QString::fromUtf8(test::read(path)).split(u'\n', Qt::SkipEmptyParts))
        urls.insert(unescaped(line.section(u'\t', 0, 0)), unescaped(line.section(u'\t', 1)));
    return urls;
}

/// A value of `icon` or an item of `screenshots` in a generated document.
struct Written
{
    QByteArray before;
    QByteArray after; ///< The same text with the URL in it.
    QString url; ///< What a reader must find.
};

class Generator
{
public:
    explicit Generator(quint32 seed) : m_random(seed) { }

    int below(int limit) { return int(m_random.bounded(limit)); }
    QByteArray any(std::initializer_list<const char *> choices)
    {
        return *(choices.begin() + below(int(choices.size())));
    }

    /// A scalar whose value is `value`, written in some way that is possible at the given indentation.
    Written scalar(const QString &value, const QString &url, const QByteArray &indent, bool flow)
    {
        const QByteArray text = value.toUtf8();
        const QByteArray quotedUrl = yamlQuoted(url);
        const QByteArray properties = any({"", "", "", "", "!!str ", "! "});
        const QByteArray comment = any({"", "", " # static/0.png", "  # 注"});
        const auto inLine = [&](const QByteArray &written) {
            return Written{properties + written + (flow ? QByteArray() : comment),
                properties + quotedUrl + (flow ? QByteArray() : comment), url};
        };
        switch (below(flow ? 3 : 6)) {
        case 0:
            return inLine(text);
        case 1:
            return inLine('\'' + text + '\'');
        case 2:
            return inLine(yamlQuoted(value));
        case 3: {
            const QByteArray header = any({"|-", ">-"}) + comment;
            const QByteArray blank = any({"", "\n", "\n\n"});
            return {properties + header + '\n' + indent + "  " + text + blank, properties + quotedUrl + comment + blank,
                url};
        }
        case 4:
            return {'\n' + indent + "  " + text + comment, '\n' + indent + "  " + quotedUrl + comment, url};
        default:
            return {"\"" + text.left(3) + "\\\n" + indent + "  " + text.mid(3) + '"', quotedUrl, url};
        }
    }

    QByteArray filler()
    {
        return any({"", "# icon: static/0.png\n", "\n", "home: https://example.com\n", "x: {icon: static/0.png}\n",
            "nested:\n  icon: static/0.png\n  screenshots: [static/0.png]\n", "text: |\n  icon: static/0.png\n",
            "名: \"值 😀\"\n", "list:\n- static/0.png\n- - a\n", "quoted: 'icon: static/0.png'\n"});
    }

private:
    QRandomGenerator m_random;
};

} // namespace

class tst_metadata_rewriter : public QObject
{
    Q_OBJECT

private slots:
    void cases_data()
    {
        const QStringList names
            = QDir(test::data(QStringLiteral("rewrite"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QVERIFY(names.size() > 60);
        QTest::addColumn<QString>("folder");
        for (const QString &name : names)
            QTest::newRow(qPrintable(name)) << test::data(QStringLiteral("rewrite/")) + name;
    }
    void cases()
    {
        QFETCH(const QString, folder);
        const QByteArray before = test::read(folder + QStringLiteral("/before.yaml"));
        const auto after = rewriteImages(before, readUrls(folder + QStringLiteral("/urls.txt")));
        if (!QFile::exists(folder + QStringLiteral("/after.yaml"))) {
            QVERIFY2(!after, after ? after->constData() : "");
            QCOMPARE(after.error().kind, ErrorKind::BadInput);
            QVERIFY(after.error().sentence.startsWith(QLatin1String("extension.yaml")));
            return;
        }
        VERIFY_RESULT(after);
        QCOMPARE(*after, test::read(folder + QStringLiteral("/after.yaml")));
    }

    // Without URLs nothing changes but what clusters could not read.
    void nothingToDo_data() { cases_data(); }
    void nothingToDo()
    {
        QFETCH(const QString, folder);
        const QByteArray before = test::read(folder + QStringLiteral("/before.yaml"));
        if (const auto after = rewriteImages(before, {}))
            QCOMPARE(*after, withoutLeadingSeparator(before));
    }

    // Rewriting twice is rewriting once.
    void settled_data() { cases_data(); }
    void settled()
    {
        QFETCH(const QString, folder);
        const ImageUrls urls = readUrls(folder + QStringLiteral("/urls.txt"));
        const auto once = rewriteImages(test::read(folder + QStringLiteral("/before.yaml")), urls);
        if (!once)
            return;
        const auto twice = rewriteImages(*once, urls);
        VERIFY_RESULT(twice);
        QCOMPARE(*twice, *once);
    }

    void separators_data()
    {
        QTest::addColumn<QByteArray>("after");
        const auto row = [](const char *before, const char *after) { QTest::newRow(before) << QByteArray(after); };
        row("a: 1\n", "a: 1\n");
        row("", "");
        row("---", "---");
        row("---\na: 1\n", "---\na: 1\n");
        row("# c\n---\na: 1\n", "# c\na: 1\n");
        row("# c\n---", "# c\n");
        row("# c\n---\n---\na: 1\n", "# c\n---\na: 1\n");
        row("%YAML 1.1\n---\n%a\n", "%a\n");
        row("%YAML 1.1\na: 1\n", "%YAML 1.1\na: 1\n"); // broken, and for the parser to say
        row("a: 1\n---\nb: 1\n", "a: 1\n---\nb: 1\n");
        row("# c\n--- a\n", "# c\n--- a\n"); // clusters refuse it; not mended here
        row("# c\n ---\na: 1\n", "# c\n ---\na: 1\n");
        row("---a: 1\n", "---a: 1\n");
    }
    void separators()
    {
        QFETCH(const QByteArray, after);
        QCOMPARE(withoutLeadingSeparator(QByteArray(QTest::currentDataTag())), after);
    }

    // Many lines of directives took a time that grew with their square.
    void manyDirectives()
    {
        const QByteArray text = QByteArray("%A\n").repeated(1'000'000) + "---\na: 1\n";
        QCOMPARE(withoutLeadingSeparator(text), QByteArray("a: 1\n"));
    }

    // Generated documents: only the scalars change, every other byte stays, and two readers find the URLs.
    void generated()
    {
        for (quint32 seed = 1; seed <= 2000; ++seed) {
            Generator make(seed);
            ImageUrls urls;
            QByteArray before;
            QByteArray after;
            const auto same = [&](const QByteArray &text) {
                before += text;
                after += text;
            };
            const auto put = [&](const Written &written) {
                before += written.before;
                after += written.after;
            };
            const auto image = [&](int number, const QByteArray &indent, bool flow) {
                const QString value = QStringLiteral("static/%1图.png").arg(number);
                const QString url = QStringLiteral("https://x.example/%1?a=\"b\"&c=#%2").arg(number).arg(seed);
                urls.insert(value, url);
                return make.scalar(value, url, indent, flow);
            };
            same(make.any({"", "", "\xEF\xBB\xBF", "---\n"}));
            same("name: a\n" + make.filler());
            const Written icon = image(0, "", false);
            same("icon: ");
            put(icon);
            same("\n" + make.filler());
            QStringList expected;
            const int count = make.below(4);
            if (make.below(3) == 0) {
                same("screenshots: [");
                for (int i = 1; i <= count; ++i) {
                    const Written shot = image(i, "", true);
                    put(shot);
                    same(make.any({", ", ",\n  ", " , # c\n  "}));
                    expected.append(shot.url);
                }
                same("]\n");
            } else {
                const QByteArray indent = make.any({"", "  "});
                same("screenshots:\n");
                for (int i = 1; i <= count; ++i) {
                    same(indent + "- ");
                    const Written shot = image(i, indent, false);
                    put(shot);
                    same("\n");
                    expected.append(shot.url);
                }
            }
            same(make.filler() + "version: 1.0.0");
            if (make.below(4) == 0) {
                before.replace("\n", "\r\n");
                after.replace("\n", "\r\n");
            }

            const auto result = rewriteImages(before, urls);
            QVERIFY2(result, qPrintable(QStringLiteral("seed %1: ").arg(seed) + QString::fromUtf8(before)));
            QVERIFY2(*result == after,
                qPrintable(QStringLiteral("seed %1:\n").arg(seed) + QString::fromUtf8(before + "\n-->\n" + *result)));
            const YAML::Node root = YAML::Load(result->toStdString());
            QCOMPARE(QString::fromStdString(root["icon"].as<std::string>()), icon.url);
            const auto md = ExtensionMetadata::parse(*result);
            VERIFY_RESULT(md);
            QCOMPARE(md->icon.text, icon.url);
            QCOMPARE(md->screenshots.size(), expected.size());
            for (qsizetype i = 0; i < expected.size(); ++i) {
                QCOMPARE(md->screenshots[i].text, expected[i]);
                QCOMPARE(QString::fromStdString(root["screenshots"][int(i)].as<std::string>()), expected[i]);
            }
        }
    }
};

QTEST_APPLESS_MAIN(tst_metadata_rewriter)
#include "tst_metadata_rewriter.moc"
