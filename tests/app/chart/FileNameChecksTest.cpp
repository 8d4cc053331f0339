// Names of files that nobody can tell apart, or see.
#include "ChartMaker.h"

#include "chart/FileNameChecks.h"
#include "chart/PackageBuilder.h"

#include <QTest>

using namespace ksp;

namespace {

QString composed()
{
    return QStringLiteral("caf\u00e9.txt");
}

QString decomposed()
{
    return QStringLiteral("cafe\u0301.txt");
}

} // namespace

class FileNameChecksTest : public QObject
{
    Q_OBJECT

private slots:
    void names_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("ids");
        QTest::addColumn<QString>("says");
        const QStringList unseen{QStringLiteral("file-name-unseen")};
        const QStringList collision{QStringLiteral("file-name-collision")};
        const auto row = [](const char *name, const QStringList &names, const QStringList &ids = {},
                             const QString &says = {}) { QTest::newRow(name) << names << ids << says; };
        row("plain", {QStringLiteral("a.txt"), QStringLiteral("a/b c.txt"), QStringLiteral("文档/说明.md")});
        row("escape", {QStringLiteral("a\u001b[2J")}, unseen, QStringLiteral("a<U+001B>[2J"));
        row("line feed", {QStringLiteral("a\nb")}, unseen, QStringLiteral("a<U+000A>b"));
        row("C1 control", {QStringLiteral("a\u009bb")}, unseen, QStringLiteral("a<U+009B>b"));
        row("delete", {QStringLiteral("a\u007fb")}, unseen, QStringLiteral("a<U+007F>b"));
        row("zero width", {QStringLiteral("a\u200bb")}, unseen, QStringLiteral("a<U+200B>b"));
        row("byte-order mark", {QStringLiteral("a\ufeffb")}, unseen, QStringLiteral("a<U+FEFF>b"));
        row("right to left", {QStringLiteral("a\u202egnp.exe")}, unseen, QStringLiteral("a<U+202E>gnp.exe"));
        row("line separator", {QStringLiteral("a\u2028b")}, unseen, QStringLiteral("a<U+2028>b"));
        row("outside of the first plane", {QStringLiteral("a\U000e0041b")}, unseen, QStringLiteral("a<U+E0041>b"));
        row("case", {QStringLiteral("a/README.md"), QStringLiteral("a/Readme.md")}, collision,
            QStringLiteral("“a/README.md” and “a/Readme.md” differ only in"));
        row("case of a folder", {QStringLiteral("A/x"), QStringLiteral("a/x")}, collision);
        row("case, not ASCII", {QStringLiteral("\u00c9"), QStringLiteral("\u00e9")}, collision);
        row("normal form", {composed(), decomposed()}, collision, QStringLiteral("cafe<U+0301>.txt"));
        row("normal form and case", {composed().toUpper(), decomposed()}, collision, QStringLiteral("differ only in"));
        row("same name, other folders", {QStringLiteral("a/x"), QStringLiteral("b/x")});
    }
    void names()
    {
        QFETCH(const QStringList, names);
        QFETCH(const QStringList, ids);
        QFETCH(const QString, says);
        FileMap files;
        for (const QString &name : names)
            files.insert(name, "x");
        const QList<Finding> findings = checkFileNames(files);
        QCOMPARE(test::ids(findings), ids);
        for (const Finding &finding : findings) {
            QCOMPARE(finding.severity, Severity::Warning);
            QVERIFY2(finding.sentence.contains(says), qPrintable(finding.sentence));
            for (const QChar c : finding.sentence)
                QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
        }
    }

    void many()
    {
        FileMap files;
        for (int i = 0; i < 1000; ++i)
            files.insert(QStringLiteral("a\u200b%1").arg(i), "x");
        const QList<Finding> findings = checkFileNames(files);
        QCOMPARE(findings.size(), 21);
        QVERIFY2(findings.last().sentence.contains(QLatin1String("980")), qPrintable(findings.last().sentence));
    }

    // Neither is lost, from an archive or a folder, and the package has both, byte for byte.
    void bothFormsAreKept()
    {
        const QTemporaryDir folder;
        const FileMap files = test::files({{composed(), "one"}, {decomposed(), "two"}});
        QVERIFY(test::write(folder.filePath(QStringLiteral("demo.tgz")), test::archive(files)));
        for (auto it = files.begin(); it != files.end(); ++it)
            QVERIFY(test::write(folder.filePath(QStringLiteral("demo/")) + it.key(), it.value()));
        for (const QString &name : {QStringLiteral("demo.tgz"), QStringLiteral("demo")}) {
            const auto chart = openChart(folder.filePath(name));
            VERIFY_RESULT(chart);
            QCOMPARE(chart->files, files);
            QCOMPARE(test::ids(chart->findings), QStringList{QStringLiteral("file-name-collision")});
            const auto prepared = PreparedPackage::prepare(*chart);
            VERIFY_RESULT(prepared);
            const auto package = prepared->build({});
            VERIFY_RESULT(package);
            const auto loaded = loadHelmArchive(package->bytes);
            VERIFY_RESULT(loaded);
            QCOMPARE(loaded->files.value(composed()), QByteArray("one"));
            QCOMPARE(loaded->files.value(decomposed()), QByteArray("two"));
        }
    }
};

QTEST_GUILESS_MAIN(FileNameChecksTest)
#include "FileNameChecksTest.moc"
