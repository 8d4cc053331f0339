// Archives, good and bad: tests/data/archives holds one file for each peculiarity, made by tests/data/make-archives.py.
#include "ChartMaker.h"

#include "chart/PackageBuilder.h"

#include <QTest>

#include <libdeflate.h>
#include <sys/resource.h>

using namespace ksp;

namespace {

QString archivePath(const QString &name)
{
    return test::data(QStringLiteral("archives/") + name);
}

/// Counts what is read of a device.
class CountingBuffer : public QBuffer
{
public:
    qint64 count = 0;

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 got = QBuffer::readData(data, size);
        count += qMax<qint64>(got, 0);
        return got;
    }
};

/// The most memory that this process has had so far, in bytes.
qint64 peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return qint64(usage.ru_maxrss) * 1024;
}

/// A gzip file of `size` zero bytes, made without having them.
QByteArray gzipOfZeros(qint64 size)
{
    const QByteArray piece(16 * 1024 * 1024, '\0');
    const auto body = compressBody(piece, Compression::Fast);
    const QByteArray member = joinGzip({}, *body);
    return member.repeated(size / piece.size());
}

Result<ArchiveContents> readBytes(const QByteArray &bytes, const std::stop_token &stop = {})
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    return readChartArchive(&buffer, QStringLiteral("demo.tgz"), stop);
}

} // namespace

class tst_chart_archive : public QObject
{
    Q_OBJECT

private slots:
    void good_data()
    {
        QTest::addColumn<QString>("archive");
        QTest::addColumn<QString>("path"); // a file that it must hold …
        QTest::addColumn<QByteArray>("content"); // … with this content
        QTest::addColumn<int>("count");
        QTest::addColumn<QStringList>("findings");
        const auto row = [](const char *name, const QString &path, const QByteArray &content, int count,
                             const QStringList &findings = {}) {
            QTest::newRow(name) << QStringLiteral("good%1.tgz").arg(QLatin1String(name)) << path << content << count
                                << findings;
        };
        const QString values = QStringLiteral("values.yaml");
        const QString longName
            = QStringLiteral("a-folder-with-a-long-name/").repeated(4) + QStringLiteral("file-110.txt");
        row("", values, "a: 1\n", 3);
        row("-pax-long-name", longName, "long", 4);
        row("-gnu-long-name", longName, "long", 5);
        row("-chinese-names", QStringLiteral("文档/说明.md"), "你好\n", 5);
        row("-chinese-names-gnu", QStringLiteral("文档/说明.md"), "你好\n", 4);
        row("-backslash-names", QStringLiteral("docs/read.txt"), "windows", 4);
        row("-dot-as-top-folder", values, "a: 1\n", 3);
        row("-folder-entries", values, "a: 1\n", 3);
        row("-byte-order-mark", values, "a: 1\n", 3);
        row("-hard-link", QStringLiteral("copy.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n", 4);
        row("-duplicate-name", values, "a: 3\n", 3, {QStringLiteral("duplicate-file")});
        row("-mac-leftovers", values, "a: 1\n", 3);
        row("-mac-pax-headers", values, "a: 1\n", 3);
        row("-global-pax-header", values, "a: 1\n", 3);
        row("-two-gzip-members", values, "a: 1\n", 3);
        row("-padded-with-zeros", values, "a: 1\n", 3);
        row("-text-behind", values, "a: 1\n", 3);
        row("-no-end-blocks", values, "a: 1\n", 3);
        row("-top-folder-of-another-name", values, "a: 1\n", 3);
        row("-empty-file", QStringLiteral("templates/empty.yaml"), "", 4);
    }

    void good()
    {
        QFETCH(const QString, archive);
        QFETCH(const QString, path);
        QFETCH(const QByteArray, content);
        QFETCH(const int, count);
        QFETCH(const QStringList, findings);
        const auto chart = openChart(archivePath(archive));
        VERIFY_RESULT(chart);
        QVERIFY2(chart->files.contains(path), qPrintable(path));
        QCOMPARE(chart->files.value(path), content);
        QCOMPARE(chart->files.size(), count);
        QCOMPARE(test::ids(chart->findings), findings);
        QCOMPARE(chart->metadata.name.text, QStringLiteral("demo"));
    }

    void macLeftoversAreLeftOut()
    {
        const auto chart = openChart(archivePath(QStringLiteral("good-mac-leftovers.tgz")));
        VERIFY_RESULT(chart);
        QVERIFY(!chart->leftOut.isEmpty());
        for (const LeftOut &file : std::as_const(chart->leftOut))
            QCOMPARE(file.reason, LeftOut::Reason::MacLeftover);
    }

    /// Of a file that only Helm refuses, and only when it is packed.
    void largeFileInStaticFolder()
    {
        const QByteArray large(5 * 1024 * 1024 + 1, 'x');
        const auto open = [&large](const QByteArray &more) {
            return test::open(
                test::files({{QStringLiteral("extension.yaml"), test::extensionYaml(more, "static/large.png")},
                    {QStringLiteral("static/large.png"), large}}));
        };
        const auto chart = open("staticFileDirectory: static\n");
        VERIFY_RESULT(chart);
        QCOMPARE(chart->bytes(QStringLiteral("static/large.png")).size(), large.size());
        VERIFY_RESULT(PreparedPackage::prepare(*chart));
        PackageOptions offline;
        offline.offline = true;
        QVERIFY(!PreparedPackage::prepare(*chart, offline));
        const auto refused = open({});
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Limit);
    }

    // "./demo/x" keeps "demo" as Helm keeps it, so the extension lies one level too deep, and the sentence says so.
    void dotSlashIsATopFolder()
    {
        const auto chart = openChart(archivePath(QStringLiteral("good-dot-slash.tgz")));
        QVERIFY(!chart);
        QVERIFY(chart.error().sentence.contains(QLatin1String("demo/extension.yaml lies in it")));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *says) { QTest::newRow(name) << QString::fromUtf8(says); };
        row("empty.tgz", "empty.tgz is empty.");
        row("one-byte.tgz", "is not a packed chart");
        row("image.tgz", "is an image");
        row("jpeg.tgz", "is an image");
        row("svg.tgz", "is an image");
        row("values.yaml", "is a single YAML file");
        row("text.txt", "is not a packed chart");
        row("document.pdf", "is a PDF document");
        row("chart.zip", "is a ZIP archive");
        row("plain.tar", "is a tar archive that is not compressed with gzip");
        row("bzip2.tgz", "not compressed with gzip");
        row("xz.tgz", "not compressed with gzip");
        row("zstd.tgz", "not compressed with gzip");
        row("gzip-of-text.tgz", "no tar archive");
        row("gzip-of-nothing.tgz", "no tar archive");
        row("gzip-truncated.tgz", "cut short or damaged");
        row("gzip-without-trailer.tgz", "cut short or damaged");
        row("gzip-bad-checksum.tgz", "cut short or damaged");
        row("gzip-header-only.tgz", "cut short or damaged");
        row("gzip-damaged.tgz", "cut short or damaged");
        row("tar-truncated.tgz", "cut short or damaged");
        row("tar-truncated-in-header.tgz", "cut short or damaged");
        row("tar-bad-header-checksum.tgz", "no tar archive");
        row("tar-without-entries.tgz", "archive without files");
        row("only-folders.tgz", "archive without files");
        row("absolute-path.tgz", "absolute path “/etc/passwd”");
        row("absolute-path-behind-top-folder.tgz", "absolute path “demo//etc/passwd”");
        row("dot-dot.tgz", "leads out of the chart");
        row("dot-dot-top.tgz", "leads out of the chart");
        row("dot-dot-backslash.tgz", "leads out of the chart");
        row("drive-letter.tgz", "drive letter");
        row("drive-letter-backslash.tgz", "drive letter");
        row("outside-top-folder.tgz", "“evil” outside of a top folder");
        row("symbolic-link.tgz", "symbolic link “demo/link”");
        row("hard-link-dangling.tgz", "to a file that is not in it");
        row("hard-link-outside.tgz", "to a file that is not in it");
        row("hard-link-to-itself.tgz", "to a file that is not in it");
        row("character-device.tgz", "device, pipe or socket");
        row("block-device.tgz", "device, pipe or socket");
        row("fifo.tgz", "device, pipe or socket");
        row("name-not-utf8.tgz", "whose name is not UTF-8");
        row("size-lies-5-tib.tgz", "size-lies-5-tib.tgz unpacks to more than 100 MiB");
        row("size-negative.tgz", "cut short or damaged");
        row("plain-chart.tgz", "is a plain Helm chart without extension.yaml");
        row("no-extension-yaml.tgz", "is not an extension");
        row("nested-one-level.tgz", "but demo/extension.yaml lies in it");
        row("extension-yml.tgz", "rename extension.yml");
        row("extension-yaml-ignored.tgz", ".helmignore leaves extension.yaml out");
        row("extension-yaml-not-yaml.tgz", "extension.yaml:2:1 is not valid YAML");
        row("extension-yaml-a-list.tgz", "extension.yaml:1 must begin with a map");
        row("extension-yaml-empty.tgz", "extension.yaml:1 must begin with a map");
        row("helmignore-double-star.tgz", ".helmignore:2");
    }

    void refused()
    {
        QFETCH(const QString, says);
        const auto chart = openChart(archivePath(QString::fromUtf8(QTest::currentDataTag())));
        QVERIFY(!chart);
        QVERIFY2(chart.error().sentence.contains(says), qPrintable(chart.error().sentence));
        QVERIFY2(chart.error().sentence.endsWith(u'.') || chart.error().sentence.endsWith(u')'),
            qPrintable(chart.error().sentence));
        QCOMPARE(chart.error().kind,
            says.contains(QLatin1String("more than 100 MiB")) ? ErrorKind::Limit : ErrorKind::BadInput);
    }

    void everyFileIsTested()
    {
        QStringList tested{QStringLiteral("good-dot-slash.tgz"), QStringLiteral("name-with-newline.tgz"),
            QStringLiteral("file-is-folder-too.tgz")};
        const QStringList names = QDir(test::data(QStringLiteral("archives"))).entryList(QDir::Files);
        QFile self(QStringLiteral(KSP_TEST_DATA "/../app/chart/tst_chart_archive.cpp"));
        QVERIFY(self.open(QIODevice::ReadOnly));
        const QByteArray source = self.readAll();
        for (const QString &name : names) {
            const QByteArray row
                = name.startsWith(QLatin1String("good")) ? name.mid(4).chopped(4).toUtf8() : name.toUtf8();
            QVERIFY2(tested.contains(name) || source.contains("row(\"" + row + '"'), qPrintable(name));
        }
    }

    // Neither hurts within a map of paths; what tar makes of them is for the package's own tests.
    void oddButHarmless()
    {
        for (const char *name : {"name-with-newline.tgz", "file-is-folder-too.tgz"})
            VERIFY_RESULT(openChart(archivePath(QLatin1String(name))));
    }

    void missingFile()
    {
        const auto chart = openChart(QStringLiteral("/nonexistent/demo.tgz"));
        QVERIFY(!chart);
        QVERIFY(chart.error().sentence.contains(QLatin1String("no file or folder")));
    }

    void device()
    {
        const auto chart = openChart(QStringLiteral("/dev/null"));
        QVERIFY(!chart);
        QVERIFY(chart.error().sentence.contains(QLatin1String("neither a file nor a folder")));
    }

    void fileLimit()
    {
        const QByteArray most(5 * 1024 * 1024, 'x');
        QVERIFY(readBytes(test::archive({{QStringLiteral("a"), most}})));
        const auto more = readBytes(test::archive({{QStringLiteral("a"), most + 'x'}}));
        VERIFY_RESULT(more);
        QCOMPARE(more->unloadable.keys(), QStringList{QStringLiteral("a")});
        const Error error = more->unloadable.first();
        QCOMPARE(error.kind, ErrorKind::Limit);
        QVERIFY(error.sentence.contains(QLatin1String("a in demo.tgz has 5242881 bytes")));
    }

    void chartLimit()
    {
        FileMap files;
        for (int i = 0; i < 20; ++i)
            files.insert(QStringLiteral("file-%1").arg(i, 2, 10, QLatin1Char('0')), QByteArray(5 * 1024 * 1024, 'x'));
        files.insert(QStringLiteral("one-more"), "x");
        const QByteArray packed = test::archive(files);
        files.clear();
        const auto contents = readBytes(packed);
        QVERIFY(!contents);
        QCOMPARE(contents.error().kind, ErrorKind::Limit);
        QVERIFY(contents.error().sentence.contains(QLatin1String("more than 100 MiB")));
    }

    // Behind the end of an archive, or in place of one, may stand whatever unpacks to terabytes.
    void gzipBombStopsEarly()
    {
        const qint64 before = peakMemory();
        CountingBuffer bomb;
        const QByteArray bytes = gzipOfZeros(qint64(4) << 30);
        bomb.setData(bytes);
        QVERIFY(bomb.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
        const auto contents = readChartArchive(&bomb, QStringLiteral("bomb.tgz"));
        QVERIFY(!contents);
        QCOMPARE(contents.error().kind, ErrorKind::Limit);
        QVERIFY2(bomb.count < bytes.size() / 10, qPrintable(QString::number(bomb.count)));
        QVERIFY(peakMemory() - before < 64 * 1024 * 1024);
    }

    void manyTinyFiles()
    {
        FileMap files;
        for (int i = 0; i < 100'000; ++i)
            files.insert(QStringLiteral("templates/%1/%2.yaml").arg(i / 1000).arg(i), "x");
        const QByteArray packed = test::archive(files);
        const auto contents = readBytes(packed);
        VERIFY_RESULT(contents);
        QCOMPARE(contents->files.size(), 100'000);
    }

    void hardLinksCountAgainstTheLimit()
    {
        // 5 MiB, linked 25 times: a tar of 5 MiB that would be 125 MiB.
        const QByteArray data(5 * 1024 * 1024, 'x');
        QByteArray tar = *writeTar({{QStringLiteral("demo/a"), data}}, false);
        QByteArray header = tar.first(512);
        for (int i = 0; i < 25; ++i) {
            QByteArray link = header;
            link.replace(0, 8, "demo/l" + QByteArray::number(10 + i));
            link.replace(124, 11, "00000000000");
            link[156] = '1';
            link.replace(157, 6, "demo/a");
            link.replace(148, 8, "        ");
            uint sum = 0;
            for (const char c : std::as_const(link))
                sum += static_cast<unsigned char>(c);
            link.replace(148, 8, QByteArray::number(sum, 8).rightJustified(6, '0') + QByteArray("\0 ", 2));
            tar += link;
        }
        tar += QByteArray(1024, '\0');
        const auto contents = readBytes(joinGzip({}, *compressBody(tar, Compression::Fast)));
        QVERIFY(!contents);
        QCOMPARE(contents.error().kind, ErrorKind::Limit);
    }

    void cancelled()
    {
        std::stop_source source;
        source.request_stop();
        const auto contents = readBytes(test::archive(test::files()), source.get_token());
        QVERIFY(!contents);
        QCOMPARE(contents.error().kind, ErrorKind::Cancelled);
    }

    void ignoredFilesOfAnArchive()
    {
        const auto chart = test::open(
            test::files({{QStringLiteral(".helmignore"), "static/\n*.txt\n"}, {QStringLiteral("a.txt"), "x"},
                {QStringLiteral("sub/b.txt"), "x"}, {QStringLiteral("static/x.png"), "x"}}));
        VERIFY_RESULT(chart);
        QCOMPARE(chart->files.keys(),
            (QStringList{
                QStringLiteral(".helmignore"), QStringLiteral("extension.yaml"), QStringLiteral("values.yaml")}));
        QCOMPARE(test::leftOut(*chart),
            (QStringList{QStringLiteral("a.txt"), QStringLiteral("static/icon.svg"), QStringLiteral("static/x.png"),
                QStringLiteral("sub/b.txt")}));
        QCOMPARE(chart->ignoredImages.keys(), QStringList{QStringLiteral("static/icon.svg")});
        QVERIFY(!hasErrors(chart->findings));
    }

    void macLeftovers_data()
    {
        QTest::addColumn<bool>("isLeftover");
        for (const char *path :
            {".DS_Store", "a/.DS_Store", "._a", "a/._b", "__MACOSX", "__MACOSX/a/._b", "a/__MACOSX/b"})
            QTest::newRow(path) << true;
        for (const char *path : {"a", ".ds", "_a", "a._b", "MACOSX/a", "__MACOSX2/a", "DS_Store"})
            QTest::newRow(path) << false;
    }
    void macLeftovers()
    {
        QFETCH(const bool, isLeftover);
        QCOMPARE(isMacLeftover(QString::fromUtf8(QTest::currentDataTag())), isLeftover);
    }
};

QTEST_GUILESS_MAIN(tst_chart_archive)
#include "tst_chart_archive.moc"
