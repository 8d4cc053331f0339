#include "helmrepo/HelmIndex.h"

#include <QBuffer>
#include <QTest>

#include <sys/resource.h>

using namespace ksp;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

struct Reading
{
    Result<void> result;
    QList<IndexEntry> entries;
    QStringList charts;
};

/// All versions of the charts of that name; of all where it is empty.
Reading read(QIODevice *device, const QString &wanted = {}, const IndexLimits &limits = {})
{
    Reading reading;
    IndexReading calls;
    calls.wanted = [&](const QString &chart) { return wanted.isEmpty() || chart == wanted; };
    calls.found = [&](const IndexEntry &entry) {
        reading.entries.append(entry);
        return true;
    };
    calls.chartSeen = [&](const QString &chart) { reading.charts.append(chart); };
    reading.result = readHelmIndex(device, QStringLiteral("The index"), calls, {}, limits);
    return reading;
}

Reading read(const QByteArray &yaml, const QString &wanted = {}, const IndexLimits &limits = {})
{
    QBuffer buffer;
    buffer.setData(yaml);
    buffer.open(QIODevice::ReadOnly);
    return read(&buffer, wanted, limits);
}

IndexEntry hello()
{
    return {QStringLiteral("hello"), QStringLiteral("1.0.0"), QStringLiteral("2.1"), QStringLiteral("Says hello"),
        QStringLiteral("ab12"), {QStringLiteral("hello-1.0.0.tgz")}};
}

/// An index of any size that is nowhere as a whole.
class EndlessIndex : public QIODevice
{
public:
    explicit EndlessIndex(qint64 size) : m_size(size), m_part("apiVersion: v1\nentries:\n") { open(ReadOnly); }
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] int versions() const { return m_versions; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        if (m_part.isEmpty() && m_made < m_size) {
            constexpr int versionsOfAChart = 20;
            if (m_versions % versionsOfAChart == 0)
                m_part += "  chart-" + QByteArray::number(m_versions / versionsOfAChart) + ":\n";
            m_part += "  - apiVersion: v2\n    version: 1.0." + QByteArray::number(m_versions++)
                + "\n    description: " + QByteArray(800, 'd')
                + "\n    maintainers:\n    - name: A\n      version: 9\n    urls:\n    - a.tgz\n";
        }
        const qint64 size = std::min(most, qint64(m_part.size()));
        std::copy_n(m_part.constData(), size, data);
        m_part.remove(0, size);
        m_made += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    qint64 m_size;
    qint64 m_made = 0;
    int m_versions = 0;
    QByteArray m_part;
};

/// Delivers one byte at a time, as a slow disk or a pipe may.
class DrippingDevice : public QBuffer
{
protected:
    qint64 readData(char *data, qint64 most) override { return QBuffer::readData(data, qMin<qint64>(most, 1)); }
};

/// A disk that fails in the middle.
class BrokenDevice : public QBuffer
{
protected:
    qint64 readData(char *, qint64) override { return -1; }
};

qint64 peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

} // namespace

class HelmIndexTest : public QObject
{
    Q_OBJECT

private slots:
    // First, while nothing else has raised the peak.
    void aHugeIndexTakesLittleMemory()
    {
        EndlessIndex index(200 * mebibyte);
        IndexReading calls;
        int found = 0;
        calls.wanted = [](const QString &) { return true; };
        calls.found = [&](const IndexEntry &entry) { return found += entry.version.startsWith(u'1') ? 1 : 0, true; };
        const qint64 before = peakMemory();
        QVERIFY(readHelmIndex(&index, QStringLiteral("The index"), calls));
        QCOMPARE(found, index.versions());
        QVERIFY(found > 200'000);
        const qint64 grown = peakMemory() - before;
#ifdef __SANITIZE_ADDRESS__
        QSKIP("The sanitizer keeps what was freed.");
#endif
        QVERIFY2(grown < 8 * mebibyte, qPrintable(QString::number(grown)));
    }

    void versionsAreFound()
    {
        const Reading reading = read(R"(apiVersion: v1
entries:
  other:
  - version: 3.0.0
    urls: [other.tgz]
  hello:
  - apiVersion: v2
    name: hello
    version: 1.0.0
    appVersion: "2.1"
    description: Says hello
    digest: AB12
    urls:
    - hello-1.0.0.tgz
  - version: 0.9.0
generated: "2026-11-23T09:34:33Z"
)",
            QStringLiteral("hello"));
        QVERIFY(reading.result);
        QCOMPARE(reading.entries.size(), 2);
        QCOMPARE(reading.entries.at(0), hello());
        QCOMPARE(reading.entries.at(1).version, QStringLiteral("0.9.0"));
        QCOMPARE(reading.entries.at(1).name, QStringLiteral("hello"));
        QCOMPARE(reading.charts, QStringList({QStringLiteral("other"), QStringLiteral("hello")}));
    }

    void theOrderOfKeysDoesNotCount()
    {
        const Reading reading
            = read("generated: x\nentries:\n  hello:\n  - urls: ['hello-1.0.0.tgz']\n    digest: ab12\n"
                   "    description: >-\n      Says\n      hello\n    version: \"1.0.0\"\n"
                   "    appVersion: '2.1'\n    name: hello\napiVersion: v1\n");
        QVERIFY(reading.result);
        QCOMPARE(reading.entries, QList<IndexEntry>{hello()});
    }

    void jsonIsReadToo()
    {
        const Reading reading = read(R"({"apiVersion":"v1","entries":{"hello":[{"name":"hello","version":"1.0.0",)"
                                     R"("appVersion":"2.1","description":"Says hello","digest":"ab12",)"
                                     R"("urls":["hello-1.0.0.tgz"]}]}})");
        QVERIFY(reading.result);
        QCOMPARE(reading.entries, QList<IndexEntry>{hello()});
    }

    void keysOfInnerMapsDoNotCount()
    {
        const Reading reading = read(R"(apiVersion: v1
metadata:
  entries:
    wrong:
    - version: 9.9.9
  apiVersion: x
entries:
  hello:
  - name: hello
    dependencies:
    - name: inner
      version: 7.7.7
      urls: [inner.tgz]
    annotations:
      version: 8.8.8
      urls: x
      digest: y
    maintainers: [{name: A, description: B}, {version: 6}]
    version: 1.0.0
    appVersion: "2.1"
    urls:
    - hello-1.0.0.tgz
    - [ nested.tgz ]
    - {version: 5}
    description: Says hello
    digest: ab12
)");
        QVERIFY(reading.result);
        QCOMPARE(reading.entries, QList<IndexEntry>{hello()});
        QCOMPARE(reading.charts, QStringList{QStringLiteral("hello")});
    }

    void valuesAreWhatHelmMakesOfThem()
    {
        const Reading reading
            = read("apiVersion: v1\nentries:\n  a:\n  - version: 1.10\n    appVersion: true\n"
                   "    description: ~\n    digest:\n  - version: '1.10'\n    appVersion: !!str true\n");
        QVERIFY(reading.result);
        QCOMPARE(reading.entries.at(0).version, QStringLiteral("1.1"));
        QCOMPARE(reading.entries.at(0).appVersion, QStringLiteral("true"));
        QCOMPARE(reading.entries.at(0).description, QString());
        QCOMPARE(reading.entries.at(0).digest, QString());
        QCOMPARE(reading.entries.at(1).version, QStringLiteral("1.10"));
        QCOMPARE(reading.entries.at(1).appVersion, QStringLiteral("true"));
    }

    void anEmptyRepositoryIsAnIndex_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("map") << QByteArray("apiVersion: v1\nentries: {}\n");
        QTest::newRow("nothing") << QByteArray("apiVersion: v1\nentries:\n");
        QTest::newRow("null") << QByteArray("entries: null\napiVersion: v1");
        QTest::newRow("chart without versions") << QByteArray("apiVersion: v1\nentries:\n  a: []\n  b:\n  c: [~]\n");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                       "apiVersion: v1\nentries: {}\n");
        QTest::newRow("a second document") << QByteArray("---\napiVersion: v1\nentries: {}\n---\n[broken");
    }
    void anEmptyRepositoryIsAnIndex()
    {
        QFETCH(QByteArray, yaml);
        const Reading reading = read(yaml);
        QVERIFY2(reading.result, reading.result ? "" : qPrintable(reading.result.error().sentence));
        QVERIFY(reading.entries.isEmpty());
    }

    void onlyTheFirstDocumentCounts()
    {
        const Reading reading = read("apiVersion: v1\nentries:\n  a:\n  - version: 1.0.0\n---\n"
                                     "apiVersion: v1\nentries:\n  a:\n  - version: 2.0.0\n");
        QVERIFY(reading.result);
        QCOMPARE(reading.entries.size(), 1);
    }

    void whatIsNoIndexIsRefused_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blank") << QByteArray("\n\n# nothing\n");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("list") << QByteArray("- a\n- b\n");
        QTest::newRow("another map") << QByteArray("apiVersion: v1\nkind: Chart\n");
        QTest::newRow("no apiVersion") << QByteArray("entries: {}\n");
        QTest::newRow("empty apiVersion") << QByteArray("apiVersion: ''\nentries: {}\n");
        QTest::newRow("inner apiVersion") << QByteArray("entries: {a: [{apiVersion: v1}]}\n");
        QTest::newRow("entries is a list") << QByteArray("apiVersion: v1\nentries: []\n");
        QTest::newRow("entries is a text") << QByteArray("apiVersion: v1\nentries: x\n");
        QTest::newRow("a chart is a text") << QByteArray("apiVersion: v1\nentries: {a: x}\n");
        QTest::newRow("a chart is a map") << QByteArray("apiVersion: v1\nentries: {a: {version: 1}}\n");
        QTest::newRow("a version is a text") << QByteArray("apiVersion: v1\nentries: {a: [x]}\n");
        QTest::newRow("a version is a list") << QByteArray("apiVersion: v1\nentries: {a: [[x]]}\n");
        QTest::newRow("a key is a list") << QByteArray("apiVersion: v1\nentries: {? [a] : [{version: 1}]}\n");
        QTest::newRow("first document empty") << QByteArray("# licence\n---\n---\napiVersion: v1\nentries: {}\n");
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n");
        QTest::newRow("HTML with a colon") << QByteArray("<html>\n<p>a: b\n</html>\n");
        QTest::newRow("JSON error") << QByteArray("{\"message\": \"not found\"}");
        QTest::newRow("broken") << QByteArray("apiVersion: v1\nentries:\n  a: [\n");
        QTest::newRow("tabs") << QByteArray("apiVersion: v1\nentries:\n\ta: x\n");
        QTest::newRow("not UTF-8") << QByteArray("apiVersion: v1\nentries:\n  a: \xff\xfe\n");
        QTest::newRow("binary") << QByteArray("\x1f\x8b\x08\0\0\0\0\0", 8);
    }
    void whatIsNoIndexIsRefused()
    {
        QFETCH(QByteArray, yaml);
        const Reading reading = read(yaml);
        QVERIFY(!reading.result);
        QCOMPARE(reading.result.error().kind, ErrorKind::BadInput);
        QVERIFY(reading.result.error().sentence.startsWith(QStringLiteral("The index ")));
    }

    void aliasesAreRefusedWhereTheyCount_data()
    {
        QTest::addColumn<QByteArray>("entries");
        QTest::addColumn<bool>("fine");
        QTest::newRow("anchors alone") << QByteArray("entries: &e {a: &l [&v {version: &x 1.0.0}]}") << true;
        QTest::newRow("elsewhere") << QByteArray("x: &x {y: z}\nw: *x\nentries: {a: [{version: 1.0.0}]}") << true;
        QTest::newRow("other chart") << QByteArray("x: &x []\nentries: {b: *x, a: [{version: 1.0.0}]}") << true;
        QTest::newRow("inner") << QByteArray("x: &x y\nentries: {a: [{version: 1.0.0, keywords: [*x], home: *x}]}")
                               << true;
        QTest::newRow("entries") << QByteArray("x: &x {}\nentries: *x") << false;
        QTest::newRow("chart") << QByteArray("x: &x []\nentries: {a: *x}") << false;
        QTest::newRow("name") << QByteArray("x: &x a\nentries: {*x : []}") << false;
        QTest::newRow("version") << QByteArray("x: &x {version: 1}\nentries: {a: [*x]}") << false;
        QTest::newRow("field") << QByteArray("x: &x 1.0.0\nentries: {a: [{version: *x}]}") << false;
        QTest::newRow("url") << QByteArray("x: &x a.tgz\nentries: {a: [{version: 1.0.0, urls: [*x]}]}") << false;
        QTest::newRow("urls") << QByteArray("x: &x []\nentries: {a: [{version: 1.0.0, urls: *x}]}") << false;
        QTest::newRow("merge") << QByteArray("x: &x {version: 1}\nentries: {a: [{<<: *x}]}") << false;
    }
    void aliasesAreRefusedWhereTheyCount()
    {
        QFETCH(QByteArray, entries);
        QFETCH(bool, fine);
        const Reading reading = read("apiVersion: v1\n" + entries + '\n', QStringLiteral("a"));
        QCOMPARE(bool(reading.result), fine);
        if (fine) {
            QCOMPARE(reading.entries.size(), 1);
            QCOMPARE(reading.entries.first().version, QStringLiteral("1.0.0"));
        } else {
            QCOMPARE(reading.result.error().kind, ErrorKind::BadInput);
            QVERIFY(reading.result.error().sentence.contains(QStringLiteral("alias")));
        }
    }

    void hugeValuesAreRefused_data()
    {
        const QByteArray huge(2 * mebibyte, 'x');
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("plain") << "apiVersion: v1\nentries:\n  a:\n  - version: " + huge;
        QTest::newRow("quoted, never closed") << "apiVersion: v1\nentries:\n  a:\n  - version: \"" + huge;
        QTest::newRow("block") << "apiVersion: v1\nentries:\n  a:\n  - description: |\n" + ("      " + huge + '\n');
        QTest::newRow("comment") << "apiVersion: v1\n# " + huge + "\nentries: {}\n";
        QTest::newRow("anchor") << "apiVersion: &" + huge + " v1\nentries: {}\n";
    }
    void hugeValuesAreRefused()
    {
        QFETCH(QByteArray, yaml);
        const Reading reading = read(yaml);
        QVERIFY(!reading.result);
        QCOMPARE(reading.result.error().kind, ErrorKind::Limit);
    }

    void depthIsLimited()
    {
        const auto nested = [](int depth) {
            return "apiVersion: v1\nx: " + QByteArray(depth, '[') + QByteArray(depth, ']') + "\nentries: {}\n";
        };
        QVERIFY(read(nested(50)).result);
        const Reading reading = read(nested(100'000));
        QVERIFY(!reading.result);
        QCOMPARE(reading.result.error().kind, ErrorKind::Limit);
    }

    void urlsAreLimited()
    {
        QByteArray urls;
        for (int i = 0; i < 1000; ++i)
            urls += "    - " + QByteArray::number(i) + ".tgz\n";
        const Reading reading = read("apiVersion: v1\nentries:\n  a:\n  - version: 1.0.0\n    urls:\n" + urls);
        QVERIFY(reading.result);
        QCOMPARE(reading.entries.first().urls.size(), 64);
        QCOMPARE(reading.entries.first().urls.first(), QStringLiteral("0.tgz"));
    }

    void readingStopsWhereItIsToldTo()
    {
        EndlessIndex index(50 * mebibyte);
        IndexReading calls;
        int found = 0;
        calls.wanted = [](const QString &) { return true; };
        calls.found = [&](const IndexEntry &) { return ++found < 3; };
        QVERIFY(readHelmIndex(&index, QStringLiteral("The index"), calls));
        QCOMPARE(found, 3);
        QVERIFY(index.versions() < 1000);
    }

    void readingIsCancelled()
    {
        EndlessIndex index(50 * mebibyte);
        std::stop_source stop;
        IndexReading calls;
        int found = 0;
        calls.wanted = [](const QString &) { return true; };
        calls.found = [&](const IndexEntry &) {
            if (++found == 3)
                stop.request_stop();
            return true;
        };
        const auto result = readHelmIndex(&index, QStringLiteral("The index"), calls, stop.get_token());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
        QVERIFY(found < 1000);
    }

    // libyaml judges the bytes it was given, however far behind the end of the document they stand.
    void thePiecesInWhichItArrivesDoNotCount_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::newRow("index") << QByteArray("apiVersion: v1\nentries: {a: [{version: 1.0.0}, {version: 2.0.0}]}\n");
        QTest::newRow("bad byte behind") << QByteArray("apiVersion: v1\nentries: {a: [{version: 1.0.0}]}\n---\n\xff");
        QTest::newRow("bad byte within") << QByteArray("apiVersion: v1\nentries: {a: [{version: 1.0.0}, \xff]}\n");
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                       "apiVersion: v1\nentries: {}\n");
        QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                              "a\0:\0 \0b\0\n\0",
            12);
    }
    void thePiecesInWhichItArrivesDoNotCount()
    {
        QFETCH(const QByteArray, yaml);
        DrippingDevice device;
        device.setData(yaml);
        device.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        const Reading dripped = read(&device);
        const Reading whole = read(yaml);
        QCOMPARE(bool(dripped.result), bool(whole.result));
        QCOMPARE(dripped.entries, whole.entries);
        QVERIFY(whole.result || dripped.result.error() == whole.result.error());
    }

    void aFailingDiskIsToldAsSuch()
    {
        BrokenDevice device;
        device.open(QIODevice::ReadOnly);
        const Reading reading = read(&device);
        QVERIFY(!reading.result);
        QCOMPARE(reading.result.error().kind, ErrorKind::Internal);
    }
};

QTEST_GUILESS_MAIN(HelmIndexTest)
#include "HelmIndexTest.moc"
