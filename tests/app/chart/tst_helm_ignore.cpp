// .helmignore as helm 3.18 applies it (pkg/ignore), compared with it on many random rules and paths; the rows keep what
// is peculiar.
#include "chart/HelmIgnore.h"

#include <QTest>

using namespace ksp;

class tst_helm_ignore : public QObject
{
    Q_OBJECT

private slots:
    void glob_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *pattern, const char *name, const char *result) {
            QTest::addRow("%s on %s", pattern, name)
                << QString::fromUtf8(pattern) << QString::fromUtf8(name) << QString::fromUtf8(result);
        };
        // Go's own table (path/filepath/match_test.go).
        row("abc", "abc", "yes");
        row("*", "abc", "yes");
        row("*c", "abc", "yes");
        row("a*", "a", "yes");
        row("a*", "abc", "yes");
        row("a*", "ab/c", "no");
        row("a*/b", "abc/b", "yes");
        row("a*/b", "a/c/b", "no");
        row("a*b*c*d*e*/f", "axbxcxdxe/f", "yes");
        row("a*b*c*d*e*/f", "axbxcxdxexxx/f", "yes");
        row("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", "no");
        row("a*b?c*x", "abxbbxdbxebxczzx", "yes");
        row("a*b?c*x", "abxbbxdbxebxczzy", "no");
        row("ab[c]", "abc", "yes");
        row("ab[b-d]", "abc", "yes");
        row("ab[e-g]", "abc", "no");
        row("ab[^c]", "abc", "no");
        row("ab[^e-g]", "abc", "yes");
        row("a\\*b", "a*b", "yes");
        row("a\\*b", "ab", "no");
        row("a?b", "a☺b", "yes");
        row("a[^a]b", "a☺b", "yes");
        row("a???b", "a☺b", "no");
        row("[a-ζ]*", "α", "yes");
        row("*[a-ζ]", "A", "no");
        row("a?b", "a/b", "no");
        row("a*b", "a/b", "no");
        row("[\\]a]", "]", "yes");
        row("[\\-x]", "x", "yes");
        row("[x\\-]", "-", "yes");
        row("[\\-x]", "a", "no");
        row("[]a]", "]", "broken");
        row("[-]", "-", "broken");
        row("[x-]", "x", "broken");
        row("[-x]", "x", "broken");
        row("\\", "a", "broken");
        row("[a-b-c]", "a", "broken");
        row("[", "a", "broken");
        row("[^", "a", "broken");
        row("[^bc", "a", "broken");
        row("a[", "a", "broken");
        row("a[", "ab", "broken");
        row("a[", "x", "broken");
        row("a/b[", "x", "broken");
        row("*x", "xxx", "yes");
        row("x*[", "abc", "no"); // what is broken behind a mismatch goes unnoticed
        row("", "", "yes");
        row("", "a", "no");
        row("*.界", "界.界", "yes");
    }

    void glob()
    {
        QFETCH(const QString, pattern);
        QFETCH(const QString, name);
        QFETCH(const QString, result);
        const auto match = globMatch(pattern, name);
        QCOMPARE(!match ? QStringLiteral("broken") : *match ? QStringLiteral("yes") : QStringLiteral("no"), result);
    }

    void ignores_data()
    {
        QTest::addColumn<QByteArray>("rules");
        QTest::addColumn<QString>("path"); // with a slash behind it: a folder
        QTest::addColumn<bool>("ignored");
        int number = 0;
        const auto row = [&number](const char *rules, const char *path, bool ignored) {
            QTest::addRow("%d: %s", ++number, path) << QByteArray(rules) << QString::fromUtf8(path) << ignored;
        };
        // Helm's own table (pkg/ignore/rules_test.go).
        row("helm.txt", "helm.txt", true);
        row("helm.*", "helm.txt", true);
        row("helm.*", "rudder.txt", false);
        row("*.txt", "tiller.txt", true);
        row("*.txt", "cargo/a.txt", true);
        row("cargo/*.txt", "cargo/a.txt", true);
        row("cargo/*.*", "cargo/a.txt", true);
        row("cargo/*.txt", "mast/a.txt", false);
        row("ru[c-e]?er.txt", "rudder.txt", true);
        row("templates/.?*", "templates/.dotfile", true);
        row(".*", ".", true);
        row("cargo/", "cargo/", true);
        row("cargo/", "cargo", false);
        row("!helm.txt", "tiller.txt", true);
        row("!*.txt", "cargo/", true);
        row("!cargo/", "mast/", true);
        row("/a.txt", "a.txt", true);
        row("/cargo/a.txt", "cargo/a.txt", true);
        row("/cargo", "cargo/", true);
        row("/a.txt", "cargo/a.txt", false);
        row("cargo", "mast/cargo/", true);
        // Negation: the first rule that decides wins, and a negated one decides about all that it does not match.
        row("!helm.txt", "helm.txt", false);
        row("*.txt\n!keep.txt", "keep.txt", true);
        row("!keep.txt\n*.txt", "keep.txt", true);
        row("!keep.txt\n*.md", "keep.txt", false);
        row("!keep.txt\n*.md", "other", true);
        row("!cargo/", "a.txt", true);
        row("!cargo/", "cargo/", false);
        row("!cargo/", "cargo", true);
        row("!/a", "a", false);
        row("!a\n!b", "a", true);
        row("!", "a", true);
        // The built-in rule comes last and cannot be taken back.
        row("", "templates/.hidden", true);
        row("", "templates/.a/", true);
        row("", "templates/.", false);
        row("", "templates/sub/.hidden", false);
        row("", ".hidden", false);
        row("!templates/.hidden", "templates/.hidden", true);
        // Writing.
        row("# a.txt", "a.txt", false);
        row("  a.txt\t\r", "a.txt", true);
        row("\xEF\xBB\xBF"
            "a.txt",
            "a.txt", true);
        row("x\n\xEF\xBB\xBF"
            "a.txt",
            "a.txt", false);
        row("a.txt\r\nb.txt\r\n", "b.txt", true);
        row("\\#a", "#a", true);
        row("\\!a", "!a", true);
        row("a//", "a/", false); // only one slash is taken off
        row("//a", "a", false);
        row("/", "a", false);
        row("*", "a/b", true);
        row("/*", "a/b", false);
        row("/*", "a", true);
        row("?", "界", true);
        row("[", "a", false);
        row("a/b", "x/a/b", false);
    }

    void ignores()
    {
        QFETCH(const QByteArray, rules);
        QFETCH(QString, path);
        QFETCH(const bool, ignored);
        const bool isFolder = path.endsWith(u'/');
        if (isFolder)
            path.chop(1);
        const auto parsed = HelmIgnore::parse(rules);
        if (!parsed) { // Helm refuses the file then
            QCOMPARE(rules, QByteArray("["));
            return;
        }
        QCOMPARE(parsed->ignores(path, isFolder), ignored);
    }

    void refusedRules_data()
    {
        QTest::addColumn<int>("line");
        QTest::newRow("**/a") << 1;
        QTest::newRow("a\n\n# **\nb**\n") << 4;
        QTest::newRow("a\n[a-\n") << 2;
        QTest::newRow("a\n\\") << 2;
        QTest::newRow("![") << 1;
        QTest::newRow("*[x*[") << 1;
        QTest::newRow("b*[") << 0; // "b" mismatches Helm's probe, so that what is broken behind it goes unnoticed
    }
    void refusedRules()
    {
        QFETCH(const int, line);
        const auto parsed = HelmIgnore::parse(QByteArray(QTest::currentDataTag()));
        QCOMPARE(parsed.has_value(), line == 0);
        if (!parsed) {
            QCOMPARE(parsed.error().kind, ErrorKind::BadInput);
            QVERIFY(parsed.error().sentence.startsWith(QStringLiteral(".helmignore:%1 ").arg(line)));
        }
    }

    void longestLine()
    {
        QVERIFY(HelmIgnore::parse(QByteArray(64 * 1024 - 1, 'a') + "\nb\n"));
        QVERIFY(!HelmIgnore::parse(QByteArray(64 * 1024, 'a') + "\nb\n"));
    }

    void parents()
    {
        const auto rules = HelmIgnore::parse("cargo/\n/mast/sail\n");
        QVERIFY(rules);
        IgnoredFolders folders(&*rules);
        const QStringList files{QStringLiteral("cargo/a/b.txt"), QStringLiteral("cargo/c.txt"),
            QStringLiteral("cargo2/c.txt"), QStringLiteral("mast/a.txt"), QStringLiteral("mast/sail/b.txt"),
            QStringLiteral("mast/z/b.txt"), QStringLiteral("x/a.txt"), QStringLiteral("x/cargo/b.txt"),
            QStringLiteral("x/d"), QStringLiteral("y/cargo")}; // the last one is a file
        QStringList left;
        for (const QString &file : files) {
            if (folders.ignores(file))
                left.append(file);
        }
        QCOMPARE(left,
            (QStringList{QStringLiteral("cargo/a/b.txt"), QStringLiteral("cargo/c.txt"),
                QStringLiteral("mast/sail/b.txt"), QStringLiteral("x/cargo/b.txt")}));
    }

    // Stars multiply the ways in which a name can match; Go's way of matching does not try them all.
    void manyStars()
    {
        const QString pattern = QStringLiteral("a*").repeated(2000) + u'b';
        const auto match = globMatch(pattern, QString(4000, u'a'));
        QVERIFY(match && !*match);
    }
};

QTEST_APPLESS_MAIN(tst_helm_ignore)
#include "tst_helm_ignore.moc"
