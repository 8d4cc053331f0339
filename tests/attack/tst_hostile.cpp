// Charts, images and replies that mean no good, given to the programs as they are: each gets a clear sentence, and no
// process crashes, hangs, takes more than 1.5 times a chart's limit of memory or writes where it should not.
// tests/data/archives (all but good*), tests/data/hostile (make-hostile.py) and the recipes for what is too large.
#include "attack/HostileRecipes.h"
#include "attack/MeasuredProcess.h"
#include "image/DecoderProtocol.h"
#include "image/ImageDecoder.h"
#include "support/ScriptedServer.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

using namespace ksp;
using namespace ksp::test;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr qint64 mostMemory = qint64(1) << 40; // the sanitizer's own
#else
constexpr qint64 mostMemory = 150 * 1024 * 1024;
#endif

QString cli()
{
    return QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli");
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool isPlain(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return uchar(c) >= 0x20 || c == '\n' || c == '\t'; })
        && !text.contains("\x7f") && !text.contains("\xe2\x80\xae");
}

} // namespace

class tst_hostile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    static QStringList filesOf(const char *folder)
    {
        return QDir(QStringLiteral(KSP_TEST_DATA "/") + QLatin1String(folder)).entryList(QDir::Files);
    }

    /// Packs a chart, and judges everything but what is said.
    static void packed(MeasuredProcess &process, bool *good)
    {
        *good = false;
        QTRY_VERIFY_WITH_TIMEOUT(process.isFinished(), 60'000);
        const QByteArray errors = process.errors();
        QVERIFY2(process.exitCode() >= 0 && process.exitCode() <= 2, errors.right(500).constData());
        QVERIFY2(isPlain(errors), errors.right(500).toPercentEncoding().constData());
        QVERIFY2(process.peak() <= mostMemory, QByteArray::number(process.peak()).constData());
        const QStringList wanted
            = process.exitCode() == 0 ? QStringList{QStringLiteral("demo-1.0.0.tgz")} : QStringList();
        QStringList written = process.written();
        written.removeAll(QStringLiteral("ks-publisher/log/publisher.log"));
        QCOMPARE(written, wanted);
        if (process.exitCode() != 0)
            QVERIFY2(errors.contains("error executing command: "), errors.right(500).constData());
        *good = true;
    }

private slots:
    void enough()
    {
        const qsizetype archives = filesOf("archives").size();
        const qsizetype small = filesOf("hostile/extension-yaml").size() + filesOf("hostile/images").size()
            + filesOf("hostile/replies").size();
        qInfo("%d archives (%d of them good), %d small files, %d recipes", int(archives),
            int(filesOf("archives").filter(QStringLiteral("good")).size()), int(small), int(hostileRecipes().size()));
        QVERIFY(archives + small + hostileRecipes().size() > 150);
    }

    // What each says is tst_chart_archive's business; here they meet the program.
    void archives()
    {
        for (const QString &name : filesOf("archives")) {
            MeasuredProcess process(cli(),
                {QStringLiteral("package"), QStringLiteral(KSP_TEST_DATA "/archives/") + name, QStringLiteral("-o"),
                    QStringLiteral(".")});
            bool good = false;
            packed(process, &good);
            QVERIFY2(good, qPrintable(name));
        }
    }

    void extensionYaml_data()
    {
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *says) { QTest::newRow(name) << QString::fromLatin1(says); };
        row("alias-bomb", "extension.yaml:16:32 is not valid YAML (document contains excessive aliasing)");
        row("merge-bomb", "extension.yaml:17:13 is not valid YAML (document contains excessive aliasing)");
        row("alias-to-itself", "extension.yaml:13:8 is not valid YAML (anchor value contains itself)");
        row("alias-unknown", "extension.yaml:13:4 is not valid YAML (unknown anchor referenced)");
        row("deep-flow", "extension.yaml:13:1003 is not valid YAML (exceeded max depth)");
        row("deep-block", "extension.yaml:14:1999 is not valid YAML (exceeded max depth)");
        row("tab-as-indentation", "extension.yaml:14:1 is not valid YAML");
        row("control-character", "extension.yaml:13 holds a control character");
        row("nul-byte", "extension.yaml:13 holds a control character");
        row("latin-1", "extension.yaml:13 is not UTF-8 text");
        row("utf-8-cut-short", "extension.yaml:13 is not UTF-8 text");
        row("surrogate", "extension.yaml:13 is not UTF-8 text");
        row("utf-16", "extension.yaml:1 is not UTF-8 text");
        row("byte-order-mark-within", "error: extension.yaml:13:1: An invisible byte-order mark");
        row("duplicate-keys", "warning: extension.yaml:2:1: The key name stands here and again in line 14");
        row("tag-of-python", "");
        row("tag-that-does-not-fit", "extension.yaml:13:4 is not valid YAML (value does not fit its tag)");
        row("merge-of-a-text", "extension.yaml:13:5 is not valid YAML (map merge requires map");
        row("key-null", "extension.yaml:13:1 is not valid YAML (invalid map key)");
        row("key-a-list", "extension.yaml:13:3 is not valid YAML (invalid map key)");
        row("key-very-long", "");
        row("directive-of-another-version", "extension.yaml:1:1 is not valid YAML");
        row("not-a-number", "extension.yaml:13:4 is not valid YAML (number has no place in JSON)");
        row("second-document", "warning: extension.yaml:13:1: What stands behind this");
        row("name-a-path", "error: extension.yaml:2:7: The name");
        row("name-terminal-escapes", "error: extension.yaml:2:7: The name");
        row("version-a-path", "error: extension.yaml:3:10: The version");
        row("icon-leads-out", "error: extension.yaml:12:7: icon names");
        row("icon-absolute", "error: extension.yaml:12:7: icon names");
        row("icon-a-folder", "error: extension.yaml:12:7: icon names");
        row("static-folder-leads-out", "error: extension.yaml:13:22: staticFileDirectory");
        row("screenshots-a-text", "error: extension.yaml:13:14: screenshots must be a list");
        row("keywords-a-map", "error: extension.yaml:13:11: keywords must be a list");
        row("unclosed-quote", "extension.yaml:13:4 is not valid YAML: The quote");
    }
    void extensionYaml()
    {
        QFETCH(const QString, says);
        const QString file = QStringLiteral(KSP_TEST_DATA "/hostile/extension-yaml/%1.yaml")
                                 .arg(QLatin1String(QTest::currentDataTag()));
        const QTemporaryDir chart;
        QVERIFY(QFile::copy(file, chart.filePath(QStringLiteral("extension.yaml"))));
        QVERIFY(QDir(chart.path()).mkpath(QStringLiteral("static")));
        QFile icon(chart.filePath(QStringLiteral("static/icon.svg")));
        QVERIFY(icon.open(QIODevice::WriteOnly) && icon.write("<svg xmlns=\"http://www.w3.org/2000/svg\"/>") > 0);
        icon.close();
        MeasuredProcess process(
            cli(), {QStringLiteral("package"), chart.path(), QStringLiteral("-o"), QStringLiteral(".")});
        bool good = false;
        packed(process, &good);
        QVERIFY(good);
        QVERIFY2(process.errors().contains(says.toUtf8()), process.errors().right(500).constData());
        QCOMPARE(process.exitCode(), says.isEmpty() || says.startsWith(QLatin1String("warning")) ? 0 : 1);
    }

    void recipes_data()
    {
        QTest::addColumn<int>("number");
        const auto recipes = hostileRecipes();
        for (int i = 0; i < recipes.size(); ++i)
            QTest::newRow(recipes[i].name) << i;
    }
    void recipes()
    {
        QFETCH(const int, number);
        const HostileRecipe recipe = hostileRecipes().at(number);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QString::fromLatin1(recipe.name));
        QVERIFY(recipe.write(path));
        // Qt cannot remove what it cannot name.
        const auto cleanUp = qScopeGuard([&path] {
            QProcess::execute(QStringLiteral("rm"), {QStringLiteral("-rf"), path});
        });
        MeasuredProcess process(cli(), {QStringLiteral("package"), path, QStringLiteral("-o"), QStringLiteral(".")});
        bool good = false;
        packed(process, &good);
        QVERIFY(good);
        QVERIFY2(process.errors().contains(recipe.says), process.errors().right(500).constData());
        const int refused = QByteArrayView(recipe.says).contains("--yes") ? 2 : 1;
        QCOMPARE(process.exitCode(), *recipe.says == '\0' ? 0 : refused);
        // Not a file beside the chart either.
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot),
            QStringList{QString::fromLatin1(recipe.name)});
    }

    // An address-space limit, as containers and batch systems have: a sentence, and no abort.
    void withoutMemory()
    {
#if defined(__SANITIZE_ADDRESS__)
        QSKIP("the sanitizer needs more address space than any limit leaves");
#endif
        const QTemporaryDir folder;
        const auto recipes = hostileRecipes();
        const auto large = std::find_if(recipes.begin(), recipes.end(),
            [](const HostileRecipe &recipe) { return qstrcmp(recipe.name, "chart-just-under-100-mib.tgz") == 0; });
        QVERIFY(large != recipes.end());
        const QString chart = folder.filePath(QStringLiteral("large.tgz"));
        QVERIFY(large->write(chart));
        MeasuredProcess process(QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"), QStringLiteral("ulimit -v 180000; exec \"$0\" package \"$1\" -o ."), cli(), chart});
        QTRY_VERIFY_WITH_TIMEOUT(process.isFinished(), 60'000);
        QVERIFY2(process.errors().contains("There is not enough memory."), process.errors().right(500).constData());
        QCOMPARE(process.exitCode(), 1);
    }

    void images_data()
    {
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *says) { QTest::newRow(name) << QString::fromUtf8(says); };
        const char *damaged = "it is damaged or cut short";
        const char *complex = "it has too many parts, or parts that contain themselves";
        row("refers-to-a-file.svg", "");
        row("refers-to-a-server.svg", "");
        row("refers-to-a-device.svg", "");
        row("style-imports.svg", "");
        row("script.svg", "");
        row("use-of-itself.svg", complex);
        row("use-in-a-circle.svg", complex);
        row("use-doubling.svg", complex);
        row("pattern-of-itself.svg", complex);
        row("entity-bomb.svg", damaged);
        row("entity-of-a-file.svg", "");
        row("huge-measures.svg", "");
        row("huge-view-box.svg", "*");
        row("not-a-number.svg", "");
        row("huge-font.svg", "*");
        row("deep-groups.svg", complex);
        row("tiny-dashes.svg", "*");
        row("not-closed.svg", damaged);
        row("namespace-mess.svg", "");
        row("100000-by-100000.png", "100000 × 100000 pixels large");
        row("largest-measures.png", "*");
        row("no-measures.png", damaged);
        row("header-checksum-wrong.png", damaged);
        row("no-data.png", damaged);
        row("less-data-than-said.png", damaged);
        row("more-data-than-said.png", "*");
        row("length-lies.png", damaged);
        row("text-bomb.png", "");
        row("only-a-header.png", damaged);
        row("largest-measures.gif", "65535 × 65535 pixels large");
        row("largest-measures.jpg", damaged);
        row("length-lies.webp", damaged);
        row("says-png.png", "The file is not an image");
    }
    /// "*": drawn or refused, as Qt's reader is able to.
    void images()
    {
        QFETCH(const QString, says);
        const QByteArray bytes
            = read(QStringLiteral(KSP_TEST_DATA "/hostile/images/") + QLatin1String(QTest::currentDataTag()));
        QVERIFY(!bytes.isEmpty());
        ImageDecoder::Options options;
        options.program = QStringLiteral(KSP_BIN_DIR "/ks-image-decoder");
        options.timeLimitMs = 20'000;
        ImageDecoder decoder(options);
        std::optional<Result<DecodedImage>> decoded;
        decoder.decode(bytes, QSize(128, 128), this, [&](Result<DecodedImage> image) { decoded = std::move(image); });
        MeasuredProcess process(
            options.program, {}, DecoderProtocol::requestHeader(QSize(128, 128), bytes.size()) + bytes);
        QTRY_VERIFY_WITH_TIMEOUT(decoded && process.isFinished(), 60'000);
        const QString sentence = *decoded ? QString() : decoded->error().sentence;
        if (says != u"*")
            QVERIFY2(*decoded ? says.isEmpty() : !says.isEmpty() && sentence.contains(says),
                qPrintable(*decoded ? QStringLiteral("drawn") : sentence));
        if (!*decoded)
            QVERIFY(sentence.endsWith(u'.') && isPlain(sentence.toUtf8()));
        QVERIFY2(process.peak() <= mostMemory, QByteArray::number(process.peak()).constData());
        QCOMPARE(process.written(), QStringList());
    }

    void imageFromAPipe()
    {
        const QTemporaryDir folder;
        const QByteArray pipe = QFile::encodeName(folder.filePath(QStringLiteral("pipe")));
        QCOMPARE(mkfifo(pipe.constData(), 0600), 0);
        const QByteArray svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><image href=\""
            + pipe + "\" width=\"8\" height=\"8\"/></svg>";
        ImageDecoder::Options options;
        options.program = QStringLiteral(KSP_BIN_DIR "/ks-image-decoder");
        ImageDecoder decoder(options);
        std::optional<Result<DecodedImage>> decoded;
        decoder.decode(svg, QSize(8, 8), this, [&](Result<DecodedImage> image) { decoded = std::move(image); });
        QTRY_VERIFY_WITH_TIMEOUT(decoded.has_value(), 20'000);
        QVERIFY2(decoded->has_value(), *decoded ? "" : qPrintable(decoded->error().sentence));
    }

    void replies_data()
    {
        QTest::addColumn<QByteArray>("reply");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *says) {
            QTest::newRow(name) << read(QStringLiteral(KSP_TEST_DATA "/hostile/replies/") + QLatin1String(name))
                                << QString::fromLatin1(says);
        };
        const char *shape = "the server's reply does not contain what was expected";
        const char *broken = "the server's reply is not valid JSON";
        row("huge-numbers.json", broken);
        row("ids-are-numbers.json", shape);
        row("deep.json", broken);
        row("extensions-an-object.json", shape);
        row("extensions-a-text.json", shape);
        row("items-are-texts.json", shape);
        row("name-missing.json", shape);
        row("name-a-list.json", shape);
        row("a-list.json", shape);
        row("a-text.json", broken);
        row("garbage-behind.json", broken);
        row("cut-short.json", broken);
        row("utf-16.json", broken);
        row("not-utf-8.json", broken);
        row("nul-byte.json", "");
        row("web-page.html", "a web page instead of data");
        row("fine-terminal-escapes.json", "");
        row("fine-duplicate-keys.json", "");
        row("fine-unknown-word.json", "");
        // Too large to be kept.
        const QByteArray one = "{\"extension_id\": \"1\", \"name\": \"demo\", \"status\": \"ready\"},";
        QTest::newRow("recipe: 17 MB of blanks")
            << QByteArray(17'000'000, ' ') << QStringLiteral("the server's reply is too large");
        QTest::newRow("recipe: 100000 extensions")
            << QByteArray("{\"extensions\": [" + one.repeated(100'000).chopped(1) + "]}") << QString();
        QTest::newRow("recipe: a name of 10 MB") << QByteArray(
            "{\"extensions\": [{\"extension_id\": \"1\", \"name\": \"" + QByteArray(10'000'000, 'x') + "\"}]}")
                                                 << QString();
    }
    void replies()
    {
        QFETCH(const QByteArray, reply);
        QFETCH(const QString, says);
        ScriptedServer server({ok("{\"user_id\": \"usr-1\"}"), ok(reply)});
        MeasuredProcess process(cli(),
            {QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), server.url().toString(),
                QStringLiteral("--profile"), QStringLiteral("profile")},
            "kck-1e63267b-cb3c-4757-b739-3d94a06781aa\n");
        QTRY_VERIFY_WITH_TIMEOUT(process.isFinished(), 60'000);
        const QByteArray errors = process.errors();
        QVERIFY2(
            isPlain(errors) && isPlain(process.output()), process.output().left(500).toPercentEncoding().constData());
        QVERIFY2(errors.contains(says.toUtf8()), errors.right(500).constData());
        QVERIFY2(process.exitCode() == (says.isEmpty() ? 0 : 5), errors.right(500).constData());
        QVERIFY2(process.peak() <= mostMemory, QByteArray::number(process.peak()).constData());
        for (const QString &file : process.written())
            QVERIFY2(file.startsWith(QLatin1String("profile/")) || file == u"ks-publisher/log/publisher.log",
                qPrintable(file));
    }

    void everyFileIsTested()
    {
        QFile self(QStringLiteral(KSP_TEST_DATA "/../attack/tst_hostile.cpp"));
        QVERIFY(self.open(QIODevice::ReadOnly));
        const QByteArray source = self.readAll();
        for (const char *folder : {"hostile/extension-yaml", "hostile/images", "hostile/replies"}) {
            for (QString name : filesOf(folder)) {
                if (name.endsWith(QLatin1String(".yaml")))
                    name.chop(5);
                QVERIFY2(source.contains("row(\"" + name.toUtf8() + '"'), qPrintable(name));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_hostile)
#include "tst_hostile.moc"
