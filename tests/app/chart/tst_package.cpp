// Packages: what goes in, the same bytes every time, the bounds of their size, and what tar and Helm say of them.
#include "ChartMaker.h"

#include "chart/ChartYaml.h"
#include "chart/ImageReach.h"
#include "chart/PackageBuilder.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTest>

using namespace ksp;

namespace {

Result<PreparedPackage> prepare(const FileMap &files, const PackageOptions &options = {})
{
    const auto chart = test::open(files);
    return chart ? PreparedPackage::prepare(*chart, options) : Result<PreparedPackage>(failure(chart.error()));
}

QMap<QString, QString> urls(const PreparedPackage &package)
{
    QMap<QString, QString> map;
    for (const LocalImage &image : package.images())
        map.insert(image.path, QStringLiteral("https://files.example/demo/1.0.0/") + image.uploadName);
    return map;
}

QStringList paths(const PreparedPackage &package, LeftOut::Reason reason)
{
    QStringList list;
    for (const LeftOut &leftOut : package.leftOut()) {
        if (leftOut.reason == reason)
            list.append(leftOut.path);
    }
    return list;
}

/// Output of a program that must end with exit code 0 and print nothing on stderr.
QString run(const QString &program, const QStringList &arguments, const QString &folder = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return QStringLiteral("FAILED: ") + process.errorString() + QString::fromUtf8(process.readAllStandardError());
    const QString errors = QString::fromUtf8(process.readAllStandardError());
    return errors.isEmpty() ? QString::fromUtf8(process.readAllStandardOutput()) : QStringLiteral("STDERR: ") + errors;
}

QString helm()
{
    const QString named = qEnvironmentVariable("HELM");
    return named.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("helm")) : named;
}

/// Paths that are hard to pack: long, Chinese, both.
FileMap hardPaths()
{
    const QString folder = QStringLiteral("a-folder-with-a-long-name/").repeated(4);
    return {{folder + QStringLiteral("file-%1.txt").arg(QString(110 - folder.size() - 9, u'n')), "long"},
        {QStringLiteral("文档/说明.md"), "你好"},
        {QStringLiteral("文档/").repeated(40) + QStringLiteral("深.md"), "deep"},
        {QStringLiteral("templates/") + QString(200, u't') + QStringLiteral(".yaml"), "# empty\n"},
        {QStringLiteral("a file with spaces"), "x"}, {QStringLiteral("emoji-😀.txt"), "x"}};
}

} // namespace

class tst_package : public QObject
{
    Q_OBJECT

private slots:
    // More than one slice of the body: a gzip file of several members, which readers take for one.
    void largeChart()
    {
        FileMap large;
        for (int i = 0; i < 5; ++i)
            large.insert(QStringLiteral("file-%1").arg(i), QByteArray(4'000'000, char('a' + i)));
        const auto package = prepare(test::files(large));
        VERIFY_RESULT(package);
        const auto built = package->build({});
        VERIFY_RESULT(built);
        QBuffer buffer;
        buffer.setData(built->bytes);
        QVERIFY(buffer.open(QIODevice::ReadOnly));
        const auto contents = readChartArchive(&buffer, QStringLiteral("demo.tgz"));
        VERIFY_RESULT(contents);
        for (auto it = large.cbegin(); it != large.cend(); ++it)
            QVERIFY(contents->files.value(it.key()) == it.value());
    }

    // What can never be sent is not packed to its end.
    void farTooLarge()
    {
        QRandomGenerator random(1);
        QByteArray noise(4'000'000, Qt::Uninitialized);
        FileMap files;
        for (int i = 0; i < 8; ++i) {
            for (char &c : noise)
                c = char(random.generate());
            files.insert(QStringLiteral("noise-%1").arg(i), noise);
        }
        const auto package = prepare(test::files(files));
        // It is there all the same, for the gauge and the list of files.
        VERIFY_RESULT(package);
        const auto error = package->tooLarge();
        QVERIFY(error);
        QVERIFY2(error->sentence.contains(QLatin1String("noise-")), qPrintable(error->sentence));
        QCOMPARE(test::ids(package->findings()), QStringList{QStringLiteral("package-size")});
        QVERIFY(hasErrors(package->findings()));
        const auto built = package->build({});
        QVERIFY(!built);
        QCOMPARE(built.error().kind, ErrorKind::Limit);
        PackageOptions offline;
        offline.offline = true;
        VERIFY_RESULT(prepare(test::files(files), offline));
    }

    void sameBytes()
    {
        const FileMap files = test::files(hardPaths());
        const auto first = prepare(files);
        VERIFY_RESULT(first);
        const auto one = first->build(urls(*first));
        VERIFY_RESULT(one);
        const auto second = prepare(files);
        VERIFY_RESULT(second);
        const auto two = second->build(urls(*second));
        VERIFY_RESULT(two);
        QCOMPARE(one->bytes, two->bytes);
        QCOMPARE(one->sha256, two->sha256);
        QCOMPARE(one->sha256, QCryptographicHash::hash(one->bytes, QCryptographicHash::Sha256).toHex());
        QCOMPARE(first->contentId(), second->contentId());
        QCOMPARE(one->bytes.mid(4, 4), QByteArray(4, '\0')); // gzip's time
        // Known, so that another machine, release or library that makes other bytes is noticed.
        QCOMPARE(one->bytes.left(10).toHex(), QByteArray("1f8b08000000000000ff"));
    }

    // The time is one and the same, the owner nobody in particular, whatever the files on disk had.
    void tarLists()
    {
        const auto package = prepare(test::files(hardPaths()));
        VERIFY_RESULT(package);
        const auto built = package->build(urls(*package));
        VERIFY_RESULT(built);
        QTemporaryDir folder;
        QVERIFY(test::write(folder.filePath(QStringLiteral("p.tgz")), built->bytes));
        const QString listed
            = run(QStringLiteral("tar"), {QStringLiteral("tvzf"), folder.filePath(QStringLiteral("p.tgz"))});
        QVERIFY2(!listed.startsWith(QLatin1String("FAILED")) && !listed.startsWith(QLatin1String("STDERR")),
            qPrintable(listed));
        const QStringList lines = listed.split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2 + 1 + hardPaths().size());
        QVERIFY(lines[0].endsWith(QLatin1String(" demo/Chart.yaml")));
        QVERIFY(lines[1].endsWith(QLatin1String(" demo/extension.yaml")));
        for (const QString &line : lines)
            QVERIFY2(
                line.startsWith(QLatin1String("-rw-r--r-- 0/0 ")) && line.contains(QLatin1String(" 2020-01-01 00:00 ")),
                qPrintable(line));
        QCOMPARE(
            run(QStringLiteral("tar"), {QStringLiteral("xzf"), QStringLiteral("p.tgz")}, folder.path()), QString());
        for (const auto &[path, data] : hardPaths().toStdMap())
            QCOMPARE(test::read(folder.filePath(QStringLiteral("demo/") + path)), data);
    }

    void pathsSurviveLoading()
    {
        const auto package = prepare(test::files(hardPaths()));
        VERIFY_RESULT(package);
        const auto built = package->build(urls(*package));
        VERIFY_RESULT(built);
        const auto loaded = loadHelmArchive(built->bytes);
        VERIFY_RESULT(loaded);
        QCOMPARE(loaded->metadata.name, QStringLiteral("demo"));
        for (const auto &[path, data] : hardPaths().toStdMap())
            QCOMPARE(loaded->files.value(path), data);
        QCOMPARE(loaded->files.size(), 3 + hardPaths().size());
        QCOMPARE(loaded->files.value(QStringLiteral("extension.yaml")), built->extensionYaml);
        QCOMPARE(loaded->files.value(QStringLiteral("Chart.yaml")), built->chartYaml);
    }

    void subCharts()
    {
        const QByteArray chartYaml = "# kept\r\napiVersion: v2\r\nname: sub\r\nversion: 1.0.0\r\n";
        const QByteArray packed = test::archive(
            {{QStringLiteral("Chart.yaml"), chartYaml}, {QStringLiteral("values.yaml"), "a: 1 # kept\n"},
                {QStringLiteral("charts/_skipped/x"), "x"}},
            QStringLiteral("whatever"));
        const auto package = prepare(test::files({{QStringLiteral("charts/sub-1.0.0.tgz"), packed},
            {QStringLiteral("charts/_old/Chart.yaml"), "x"}, {QStringLiteral("charts/.cache.tgz"), "x"}}));
        VERIFY_RESULT(package);
        QCOMPARE(package->files().value(QStringLiteral("charts/sub/Chart.yaml")), chartYaml);
        QCOMPARE(package->files().value(QStringLiteral("charts/sub/values.yaml")), QByteArray("a: 1 # kept\n"));
        QCOMPARE(package->files().keys(),
            (QStringList{QStringLiteral("charts/sub/Chart.yaml"), QStringLiteral("charts/sub/values.yaml"),
                QStringLiteral("values.yaml")}));
        QCOMPARE(paths(*package, LeftOut::Reason::NotLoaded),
            (QStringList{QStringLiteral("charts/.cache.tgz"), QStringLiteral("charts/_old"),
                QStringLiteral("charts/sub-1.0.0.tgz/charts/_skipped")}));
    }

    void byteOrderMarks()
    {
        const auto package = prepare(test::files({{QStringLiteral("values.yaml"),
                                                      "\xEF\xBB\xBF"
                                                      "a: 1\n"},
            {QStringLiteral("extension.yaml"), "\xEF\xBB\xBF" + test::extensionYaml()}}));
        VERIFY_RESULT(package);
        const auto built = package->build(urls(*package));
        VERIFY_RESULT(built);
        const auto loaded = loadHelmArchive(built->bytes);
        VERIFY_RESULT(loaded);
        QCOMPARE(loaded->files.value(QStringLiteral("values.yaml")), QByteArray("a: 1\n")); // as Helm saves it
        QVERIFY(loaded->files.value(QStringLiteral("extension.yaml")).startsWith("\xEF\xBB\xBF"));
    }

    void staticFolder()
    {
        const auto package = prepare(
            test::files({{QStringLiteral("extension.yaml"), test::extensionYaml("staticFileDirectory: ./static/\n")},
                {QStringLiteral("static/a/b.png"), "x"}, {QStringLiteral("statics/c.png"), "x"},
                {QStringLiteral("README.md"),
                    "# 说明\n中文 ![图](static/a/b.png) more\n[x](https://example.com/static/a.png)\n<img "
                    "src=\"./static/x.png\">\n"
                    "nostatic/a\n[y](/static/z.png)\nstatic/first"},
                {QStringLiteral("README_zh.md"), "static/a\r\n"}, {QStringLiteral("docs/README.md"), "static/a\n"},
                {QStringLiteral("CHANGELOG.md"), "\n\n(static/a)"}}));
        VERIFY_RESULT(package);
        QCOMPARE(paths(*package, LeftOut::Reason::StaticFolder),
            (QStringList{QStringLiteral("static/a/b.png"), QStringLiteral("static/icon.svg")}));
        QVERIFY(package->files().contains(QStringLiteral("statics/c.png")));
        QStringList places;
        for (const Finding &finding : package->findings()) {
            QCOMPARE(finding.id, QStringLiteral("readme-static"));
            places.append(finding.place.toString());
        }
        QCOMPARE(places,
            (QStringList{QStringLiteral("CHANGELOG.md:3:2"), QStringLiteral("README.md:6:5"),
                QStringLiteral("README.md:7:1"), QStringLiteral("README_zh.md:1:1")})); // images: see checkReadmes()
        const auto built = package->build(urls(*package));
        VERIFY_RESULT(built);
        QVERIFY(built->extensionYaml.contains("staticFileDirectory: ./static/")); // as ksbuilder leaves it
    }

    void missingDependency()
    {
        const QByteArray dependencies = "dependencies:\n- {name: there, alias: x}\n- {name: gone, version: 1.0.0}\n"
                                        "- {name: folder}\n";
        const QByteArray chartYaml = "apiVersion: v2\nversion: 1.0.0\nname: ";
        const auto package = prepare(test::files({{QStringLiteral("extension.yaml"), test::extensionYaml(dependencies)},
            {QStringLiteral("charts/folder/Chart.yaml"), chartYaml + "there"}, // the folder's name does not count
            {QStringLiteral("charts/there/Chart.yaml"), chartYaml + "other"},
            {QStringLiteral("charts/there/charts/gone/Chart.yaml"), chartYaml + "gone"}})); // nor does one further down
        VERIFY_RESULT(package);
        QStringList places;
        for (const Finding &finding : package->findings()) {
            QCOMPARE(finding.id, QStringLiteral("dependency-missing"));
            QCOMPARE(finding.severity, Severity::Warning);
            places.append(finding.place.toString());
        }
        QCOMPARE(places, (QStringList{QStringLiteral("extension.yaml:15:10"), QStringLiteral("extension.yaml:16:10")}));
    }

    void uploadedImages_data()
    {
        QTest::addColumn<QString>("path"); // another file of the chart …
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("kept"); // … because of which the icon stays
        const auto row = [](const char *name, const char *path, const char *content, bool kept) {
            QTest::newRow(name) << QString::fromUtf8(path) << QByteArray(content) << kept;
        };
        row("nothing", "a.txt", "hello", false);
        row("base name in a text", "README.md", "see icon.svg", true);
        row("base name in a sub-chart", "charts/sub/Chart.yaml", "name: sub\nversion: 1.0.0\nicon: x/icon.svg\n", true);
        row("base name in a binary", "a.bin", "icon.svg\0x", true);
        row("other base name", "README.md", "see icon.png", false);
        row("Chart.yaml at the root", "Chart.yaml", "name: demo\nversion: 1.0.0\nicon: static/icon.svg\n", false);
        row("Glob of the folder", "templates/a.yaml", "{{ .Files.Glob \"static/*\" }}", true);
        row("Glob of all", "templates/a.yaml", "{{ (.Files.Glob \"**\").AsConfig }}", true);
        row("Glob in back quotes", "templates/a.yaml", "{{ $.Files.Glob `static/*.svg` }}", true);
        row("Glob of another folder", "templates/a.yaml", "{{ .Files.Glob \"files/*\" }}", false);
        row("Glob of a class", "templates/a.yaml", "{{ .Files.Glob \"st[a]tic/*\" }}", true);
        row("Glob of a variable", "templates/a.yaml", "{{ .Files.Glob $pattern }}", true);
        row("Get of another", "templates/a.yaml", "{{ .Files.Get \"files/a\" }}", false);
        row("Get of the icon", "templates/a.yaml", "{{ .Files.Get \"static/icon.svg\" }}", true);
        row("Get of a variable", "templates/a.yaml", "{{ .Files.Get .Values.icon }}", true);
        row("Files handed on", "templates/_h.tpl", "{{ include \"x\" .Files }}", true);
        row("AsSecrets", "templates/a.yaml", "{{ .Files.AsSecrets }}", true);
        row("Lines", "templates/a.yaml", "{{ range .Files.Lines \"a.txt\" }}", false);
        row("Glob outside of templates", "README.md", "{{ .Files.Glob \"static/*\" }}", false);
        row("FilesX", "templates/a.yaml", "{{ .FilesX.Glob \"static/*\" }}", false);
    }
    void uploadedImages()
    {
        QFETCH(const QString, path);
        QFETCH(QByteArray, content);
        QFETCH(const bool, kept);
        const FileMap files = test::files({{path, content}});
        const auto package = prepare(files);
        VERIFY_RESULT(package);
        const QString icon = QStringLiteral("static/icon.svg");
        QCOMPARE(package->files().contains(icon), kept);
        QCOMPARE(paths(*package, LeftOut::Reason::Uploaded), kept ? QStringList() : QStringList{icon});
        PackageOptions keep;
        keep.keepImages = true;
        const auto whole = prepare(files, keep);
        VERIFY_RESULT(whole);
        QVERIFY(whole->files().contains(icon));
    }

    void encodedNames()
    {
        const QStringList images{
            QStringLiteral("static/a b.png"), QStringLiteral("static/图.png"), QStringLiteral("static/b.png2")};
        const ImageReach reach(
            {{QStringLiteral("README.md"), "a%20b.png"}, {QStringLiteral("x.txt"), "图.png"}}, images);
        QVERIFY(reach.needs(QStringLiteral("static/a b.png")));
        QVERIFY(reach.needs(QStringLiteral("static/图.png")));
        QVERIFY(!reach.needs(QStringLiteral("static/b.png2")));
    }

    // Of a name that is longer than what is looked for the end counts.
    void longImageNames()
    {
        const QString name = QStringLiteral("x").repeated(200) + QStringLiteral(".png");
        const QStringList images{name, QStringLiteral("static/") + name, QStringLiteral("y.png")};
        const ImageReach reach({{QStringLiteral("README.md"), "see " + name.toUtf8()}}, images);
        QVERIFY(reach.needs(images[0]));
        QVERIFY(reach.needs(images[1]));
        QVERIFY(!reach.needs(images[2]));
    }

    // The files are read once, not once for each image.
    void manyImagesInMuchText()
    {
        FileMap files;
        for (int i = 0; i < 8; ++i)
            files.insert(QStringLiteral("doc%1.md").arg(i), QByteArray("The quick brown fox. ").repeated(200'000));
        const auto timeOf = [&files](int count) {
            QStringList images;
            for (int i = 0; i < count; ++i)
                images.append(QStringLiteral("static/quick-%1.png").arg(i));
            QElapsedTimer timer;
            timer.start();
            const ImageReach reach(files, images);
            const qint64 took = timer.nsecsElapsed();
            return std::pair(took, reach.needs(images.first()));
        };
        QVERIFY(!timeOf(1).second);
        const qint64 one = timeOf(1).first;
        const qint64 hundred = timeOf(100).first;
        QVERIFY2(hundred < 10 * one, qPrintable(QStringLiteral("%1 ns against %2 ns").arg(hundred).arg(one)));
    }

    void stoppedReachNeedsEverything()
    {
        std::stop_source source;
        source.request_stop();
        const QStringList images{QStringLiteral("a.png")};
        QVERIFY(ImageReach({{QStringLiteral("x"), "x"}}, images, source.get_token()).needs(images.first()));
    }

    void ignoredImagesAreUploaded()
    {
        const auto package = prepare(test::files({{QStringLiteral(".helmignore"), "static/\n"}}));
        VERIFY_RESULT(package);
        QCOMPARE(package->images().size(), 1);
        QCOMPARE(package->images().first().data, QByteArray("<svg/>"));
        QCOMPARE(paths(*package, LeftOut::Reason::Ignored), QStringList{QStringLiteral("static/icon.svg")});
        QVERIFY(!package->files().contains(QStringLiteral("static/icon.svg")));
    }

    void uploadNames()
    {
        const auto package = prepare(test::files(
            {{QStringLiteral("extension.yaml"),
                 test::extensionYaml("screenshots: [a/1.png, b/1.png, ./a/1.png, c/1-2.png, d/1.PNG, b/x, c/x]\n")},
                {QStringLiteral("a/1.png"), "a1"}, {QStringLiteral("b/1.png"), "b1"},
                {QStringLiteral("c/1-2.png"), "c12"}, {QStringLiteral("d/1.PNG"), "d1"}, {QStringLiteral("b/x"), "bx"},
                {QStringLiteral("c/x"), "cx"}}));
        VERIFY_RESULT(package);
        QStringList names;
        for (const LocalImage &image : package->images())
            names.append(image.path + u'=' + image.uploadName);
        QCOMPARE(names.join(u' '),
            QStringLiteral("static/icon.svg=icon.svg a/1.png=1.png b/1.png=1-3.png c/1-2.png=1-2.png d/1.PNG=1-4.PNG "
                           "b/x=x c/x=x-2"));
        QCOMPARE(package->images()[1].values, (QStringList{QStringLiteral("a/1.png"), QStringLiteral("./a/1.png")}));
        const auto built = package->build(urls(*package));
        VERIFY_RESULT(built);
        QVERIFY2(!built->extensionYaml.contains("a/1.png"), built->extensionYaml.constData());
    }

    void offline()
    {
        PackageOptions options;
        options.offline = true;
        const auto package = prepare(
            test::files({{QStringLiteral("extension.yaml"), test::extensionYaml("staticFileDirectory: static\n")}}),
            options);
        VERIFY_RESULT(package);
        const auto built = package->build({});
        VERIFY_RESULT(built);
        const auto loaded = loadHelmArchive(built->bytes);
        VERIFY_RESULT(loaded);
        QVERIFY(loaded->files.contains(QStringLiteral("static/icon.svg")));
        QCOMPARE(loaded->files.value(QStringLiteral("extension.yaml")),
            test::extensionYaml("staticFileDirectory: static\n"));
        QVERIFY(built->chartYaml.contains("icon: \"data:image/svg+xml;base64,PHN2Zy8+\"\n"));
    }

    void contentIdTellsChartsApart()
    {
        const FileMap base = test::files(
            {{QStringLiteral("extension.yaml"), test::extensionYaml("screenshots: [static/a.png, static/b.png]\n")},
                {QStringLiteral("static/a.png"), "a"}, {QStringLiteral("static/b.png"), "b"}});
        const auto id = [](const FileMap &files) {
            const auto package = prepare(files);
            return package ? package->contentId() : QByteArray();
        };
        QSet<QByteArray> seen{id(base)};
        QVERIFY(!seen.contains(QByteArray()));
        QCOMPARE(id(base), *seen.begin());
        const auto differs = [&](const FileMap &others) {
            FileMap files = base;
            files.insert(others);
            const QByteArray found = id(files);
            const bool isNew = !found.isEmpty() && !seen.contains(found);
            seen.insert(found);
            return isNew;
        };
        QVERIFY(differs({{QStringLiteral("values.yaml"), "a: 2\n"}}));
        QVERIFY(differs({{QStringLiteral("new"), ""}}));
        QVERIFY(differs({{QStringLiteral("static/a.png"), "x"}}));
        QVERIFY(differs({{QStringLiteral("static/a.png"), "b"}, {QStringLiteral("static/b.png"), "a"}}));
        QVERIFY(differs(
            {{QStringLiteral("extension.yaml"), test::extensionYaml("screenshots: [static/b.png, static/a.png]\n")}}));
        QVERIFY(differs({{QStringLiteral("extension.yaml"),
            test::extensionYaml("screenshots: [static/a.png, static/b.png] # c\n")}}));
    }

    void smallestNearTheLimit()
    {
        QByteArray noise(960'000, Qt::Uninitialized);
        QRandomGenerator random(7);
        for (char &c : noise)
            c = char(random.bounded(256));
        PackageOptions smallest;
        smallest.smallest = true;
        const FileMap few = test::files();
        QVERIFY(!prepare(few)->isSmallest());
        QVERIFY(prepare(few, smallest)->isSmallest());
        const auto near = prepare(test::files({{QStringLiteral("noise"), noise}}));
        VERIFY_RESULT(near);
        QVERIFY(near->isSmallest());
        QVERIFY(!near->tooLarge());
    }

    void tooLarge()
    {
        QByteArray noise(1'100'000, Qt::Uninitialized);
        QRandomGenerator random(7);
        for (char &c : noise)
            c = char(random.bounded(256));
        const auto package = prepare(test::files({{QStringLiteral("big/noise"), noise},
            {QStringLiteral("small"), noise.left(5000)}, {QStringLiteral("zeros"), QByteArray(3'000'000, '0')}}));
        VERIFY_RESULT(package);
        const auto error = package->tooLarge();
        QVERIFY(error);
        QCOMPARE(error->kind, ErrorKind::Limit);
        QVERIFY(error->sentence.contains(QLocale().toString(1'048'576)));
        const qsizetype big = error->sentence.indexOf(QLatin1String("big/noise ("));
        QVERIFY2(big > 0 && error->sentence.indexOf(QLatin1String("small (")) > big
                && error->sentence.indexOf(QLatin1String("zeros ("))
                    > error->sentence.indexOf(QLatin1String("small (")),
            qPrintable(error->sentence));
    }

    void foldersAreNamed()
    {
        QRandomGenerator random(3);
        FileMap files;
        for (int i = 0; i < 300; ++i) {
            QByteArray noise(5000, Qt::Uninitialized);
            for (char &c : noise)
                c = char(random.bounded(256));
            files.insert(QStringLiteral("vendor/part%1.bin").arg(i), noise);
        }
        const auto package = prepare(test::files(files));
        VERIFY_RESULT(package);
        const auto error = package->tooLarge();
        QVERIFY(error);
        QVERIFY2(error->sentence.contains(QLatin1String("vendor/ (1,5")), qPrintable(error->sentence));
    }

    // 200 charts of random shape: the true size lies between the bounds, whatever the URLs are.
    void sizeBounds()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            QRandomGenerator random(seed);
            const auto word = [&](int length) {
                QString text;
                for (int i = 0; i < length; ++i)
                    text += QChar(ushort('a' + random.bounded(26)));
                return text;
            };
            FileMap files = test::files();
            QByteArray shots = "screenshots:\n";
            const int count = random.bounded(12);
            for (int i = 0; i < count; ++i) {
                const QString path = QStringLiteral("shots/%1/%2.png").arg(word(1), word(1 + random.bounded(30)));
                files.insert(path, word(20).toUtf8());
                shots += "- " + path.toUtf8() + '\n';
            }
            files.insert(QStringLiteral("extension.yaml"), test::extensionYaml(count > 0 ? shots : QByteArray()));
            const int others = random.bounded(20);
            for (int i = 0; i < others; ++i)
                files.insert(QStringLiteral("templates/%1.yaml").arg(word(5)),
                    random.bounded(2) == 0 ? word(random.bounded(20'000)).toUtf8()
                                           : QByteArray(random.bounded(20'000), 'x'));
            const auto package = prepare(files);
            VERIFY_RESULT(package);
            for (const int length : {0, 1, 20, 100, 512}) {
                QMap<QString, QString> map;
                const bool same = random.bounded(2) == 0;
                for (const LocalImage &image : package->images())
                    map.insert(image.path, same ? QString(length, u'x') : word(length));
                const auto built = package->build(map);
                VERIFY_RESULT(built);
                QVERIFY2(package->lowerBound() <= built->bytes.size() && built->bytes.size() <= package->upperBound(),
                    qPrintable(QStringLiteral("seed %1: %2 ≤ %3 ≤ %4")
                                   .arg(seed)
                                   .arg(package->lowerBound())
                                   .arg(built->bytes.size())
                                   .arg(package->upperBound())));
            }
            if (package->images().isEmpty())
                QCOMPARE(package->lowerBound(), package->upperBound());
        }
    }

    void helmIsContent()
    {
        if (helm().isEmpty())
            QSKIP("helm is neither in PATH nor named by HELM");
        const QByteArray sub = "apiVersion: v2\nname: sub\nversion: 1.0.0\n";
        const QList<FileMap> charts{test::files(hardPaths()),
            test::files({{QStringLiteral("extension.yaml"),
                             test::extensionYaml("keywords: [yes, 1.10, \"a: b\"]\nhome: https://example.com\n"
                                                 "maintainers: [{name: \"A \\\"B\\\"\", email: a@example.com}]\n"
                                                 "dependencies: [{name: sub, version: 1.0.0, tags: [extension]}]\n"
                                                 "kubeVersion: \">=1.19.0-0\"\nannotations: {a: \"true\"}\n")},
                {QStringLiteral("charts/sub-1.0.0.tgz"),
                    test::archive({{QStringLiteral("Chart.yaml"), sub}}, QStringLiteral("sub"))}})};
        for (const FileMap &files : charts) {
            const auto package = prepare(files);
            VERIFY_RESULT(package);
            const auto built = package->build(urls(*package));
            VERIFY_RESULT(built);
            QTemporaryDir folder;
            const QString path = folder.filePath(package->fileName());
            QVERIFY(test::write(path, built->bytes));
            const QString lint = run(helm(), {QStringLiteral("lint"), QStringLiteral("--strict"), path});
            QVERIFY2(lint.contains(QLatin1String("1 chart(s) linted, 0 chart(s) failed")), qPrintable(lint));
            QVERIFY2(
                !lint.contains(QLatin1String("WARNING")) && !lint.contains(QLatin1String("ERROR")), qPrintable(lint));
            const QString shown = run(helm(), {QStringLiteral("show"), QStringLiteral("chart"), path});
            QVERIFY2(shown.contains(QLatin1String("name: demo\n")) && shown.contains(QLatin1String("version: 1.0.0\n")),
                qPrintable(shown));
        }
    }
};

QTEST_GUILESS_MAIN(tst_package)
#include "tst_package.moc"
