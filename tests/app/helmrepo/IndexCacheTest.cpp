#include "helmrepo/IndexCache.h"

#include "support/Await.h"
#include "support/ScriptedServer.h"
#include "support/SmallDisk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <zlib.h>

using namespace ksp;
using namespace ksp::test;

namespace {

QByteArray plainText()
{
    return QByteArrayLiteral("Content-Type: text/yaml\r\n");
}

QByteArray index(const QByteArray &mark)
{
    return "apiVersion: v1\nentries: {}\n# " + mark + '\n';
}

Act reply(const QByteArray &mark, const QByteArray &headers = {})
{
    return answer("200 OK", index(mark), plainText() + headers);
}

Act unchanged()
{
    return {Act::Answer, "HTTP/1.1 304 Not Modified\r\n\r\n"};
}

Act cutShort(const QByteArray &mark)
{
    Act act{Act::AnswerThenClose, httpReply("200 OK", index(mark) + QByteArray(1000, '#'), plainText())};
    act.bytes.chop(500);
    return act;
}

QByteArray gzipped(const QByteArray &data)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    QByteArray in = data;
    QByteArray out(qsizetype(deflateBound(&stream, uLong(data.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(in.data());
    stream.avail_in = uInt(in.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

HttpClient::Settings quick()
{
    HttpClient::Settings settings;
    settings.key = QStringLiteral("secret-key");
    settings.limits.pauses = {TimeLimits::Milliseconds(1), TimeLimits::Milliseconds(1)};
    settings.limits.second = TimeLimits::Milliseconds(1);
    return settings;
}

QByteArray contentOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// As a name in small letters, which is how HTTP compares them.
QByteArray headerOf(const QByteArray &request, const QByteArray &name)
{
    for (const QByteArray &line : request.left(request.indexOf("\r\n\r\n")).split('\n')) {
        if (line.toLower().startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

} // namespace

class IndexCacheTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] Result<CachedIndex> fetch(IndexCache &cache, const QUrl &url)
    {
        return await<CachedIndex>([&](auto done) { cache.fetch(url, this, done); });
    }
    [[nodiscard]] QString folder() const { return m_folder->filePath(QStringLiteral("cache/index")); }
    [[nodiscard]] QStringList files() const { return QDir(folder()).entryList(QDir::Files | QDir::Hidden); }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void anIndexIsFetchedAndKept()
    {
        ScriptedServer server({reply("one", "ETag: \"1\"\r\nLast-Modified: Mon, 23 Nov 2026 09:34:30 GMT\r\n"),
            unchanged(), reply("two", "ETag: W/\"2\"\r\n"), unchanged()});
        IndexCache cache(folder(), quick());
        const QUrl url(server.url().toString() + QStringLiteral("/beta/"));
        const auto first = fetch(cache, url);
        QVERIFY2(first, first ? "" : qPrintable(first.error().sentence));
        QVERIFY(first->changed);
        QCOMPARE(contentOf(first->fileName), index("one"));
        QVERIFY(server.requests().first().startsWith("GET /beta/index.yaml HTTP/1.1\r\n"));
        QCOMPARE(headerOf(server.requests().first(), "if-none-match"), QByteArray());
        QCOMPARE(headerOf(server.requests().first(), "authorization"), QByteArray());
        QCOMPARE(headerOf(server.requests().first(), "accept-encoding"), QByteArray("identity"));

        const auto second = fetch(cache, url);
        QVERIFY(second);
        QVERIFY(!second->changed);
        QCOMPARE(second->fileName, first->fileName);
        QCOMPARE(contentOf(second->fileName), index("one"));
        QCOMPARE(headerOf(server.requests().at(1), "if-none-match"), QByteArray("\"1\""));
        QCOMPARE(headerOf(server.requests().at(1), "if-modified-since"), QByteArray("Mon, 23 Nov 2026 09:34:30 GMT"));

        QVERIFY(fetch(cache, url)->changed);
        QCOMPARE(contentOf(first->fileName), index("two"));

        // Another run of the program, and the address without its slash.
        IndexCache later(folder(), quick());
        QVERIFY(!fetch(later, url.adjusted(QUrl::StripTrailingSlash))->changed);
        QCOMPARE(headerOf(server.requests().at(3), "if-none-match"), QByteArray("W/\"2\""));
        QCOMPARE(headerOf(server.requests().at(3), "if-modified-since"), QByteArray());
        QCOMPARE(server.requestCount(), 4);
        QCOMPARE(files().size(), 2);
        for (const QString &name : files())
            QVERIFY(!contentOf(folder() + u'/' + name).contains("secret-key"));
    }

    void aServerWithoutEitherIsAskedForAllOfIt()
    {
        ScriptedServer server({reply("one"), reply("two")});
        IndexCache cache(folder(), quick());
        QVERIFY(fetch(cache, server.url())->changed);
        const auto second = fetch(cache, server.url());
        QVERIFY(second->changed);
        QCOMPARE(contentOf(second->fileName), index("two"));
        QCOMPARE(headerOf(server.requests().last(), "if-none-match"), QByteArray());
        QCOMPARE(headerOf(server.requests().last(), "if-modified-since"), QByteArray());
    }

    void notModifiedWithoutHavingAskedIsRefused()
    {
        ScriptedServer server({unchanged()});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Refused);
    }

    void aFileThatIsGoneOrAnotherIsLoadedAnew_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("gone") << QStringLiteral("gone");
        QTest::newRow("another size") << QStringLiteral("size");
        QTest::newRow("another time") << QStringLiteral("time");
        QTest::newRow("notes broken") << QStringLiteral("notes");
    }
    void aFileThatIsGoneOrAnotherIsLoadedAnew()
    {
        QFETCH(QString, what);
        ScriptedServer server({reply("one", "ETag: \"1\"\r\n"), reply("two", "ETag: \"2\"\r\n")});
        IndexCache cache(folder(), quick());
        const QString fileName = fetch(cache, server.url())->fileName;
        QFile file(fileName);
        if (what == QLatin1String("gone")) {
            QVERIFY(file.remove());
        } else if (what == QLatin1String("size")) {
            QVERIFY(file.resize(10));
        } else if (what == QLatin1String("time")) {
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-1000), QFileDevice::FileModificationTime));
        } else {
            QFile notes(fileName.chopped(4) + QStringLiteral("json"));
            QVERIFY(notes.open(QIODevice::WriteOnly));
            notes.write("{");
        }
        QVERIFY(fetch(cache, server.url())->changed);
        QCOMPARE(headerOf(server.requests().last(), "if-none-match"), QByteArray());
        QCOMPARE(contentOf(fileName), index("two"));
    }

    void repositoriesDoNotMix()
    {
        ScriptedServer server({reply("one", "ETag: \"1\"\r\n"), reply("two", "ETag: \"1\"\r\n")});
        IndexCache cache(folder(), quick());
        const auto one = fetch(cache, QUrl(server.url().toString() + QStringLiteral("/a")));
        const auto two = fetch(cache, QUrl(server.url().toString() + QStringLiteral("/b")));
        QVERIFY(one && two);
        QVERIFY(one->fileName != two->fileName);
        QCOMPARE(contentOf(one->fileName), index("one"));
        QCOMPARE(headerOf(server.requests().last(), "if-none-match"), QByteArray());
    }

    void aRepetitionStartsOver()
    {
        ScriptedServer server({cutShort("cut"), reply("whole")});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence));
        QCOMPARE(contentOf(result->fileName), index("whole"));
        QCOMPARE(server.requestCount(), 2);
    }

    void whatIsCutShortKeepsTheOldFile()
    {
        ScriptedServer server(
            {reply("one", "ETag: \"1\"\r\n"), cutShort("cut"), cutShort("cut"), cutShort("cut"), unchanged()});
        IndexCache cache(folder(), quick());
        const QString fileName = fetch(cache, server.url())->fileName;
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Network);
        QCOMPARE(contentOf(fileName), index("one"));
        QCOMPARE(files().size(), 2);
        QVERIFY(!fetch(cache, server.url())->changed);
    }

    void aRefusalKeepsTheOldFile()
    {
        ScriptedServer server({reply("one"), answer("404 Not Found", "gone")});
        IndexCache cache(folder(), quick());
        const QString fileName = fetch(cache, server.url())->fileName;
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().httpStatus, 404);
        QCOMPARE(contentOf(fileName), index("one"));
    }

    void whatComesCompressedAllTheSameIsUnpacked()
    {
        ScriptedServer server({answer("200 OK", gzipped(index("packed")), plainText() + "Content-Encoding: gzip\r\n")});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence));
        QCOMPARE(contentOf(result->fileName), index("packed"));
    }

    void aBombIsRefused()
    {
        const QByteArray bomb = gzipped(QByteArray(HttpRequest::mostInMemory + 1000, '#'));
        ScriptedServer server({answer("200 OK", bomb, plainText() + "Content-Encoding: gzip\r\n")});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Refused);
        QCOMPARE(files(), QStringList());
    }

    void anEmptyReplyIsAnEmptyFile()
    {
        ScriptedServer server({answer("200 OK", {}, plainText())});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY(result);
        QVERIFY(QFile::exists(result->fileName));
        QCOMPARE(contentOf(result->fileName), QByteArray());
    }

    void redirectsAreFollowedWithoutAKey()
    {
        ScriptedServer target({reply("there", "ETag: \"1\"\r\n")});
        ScriptedServer server({answer("302 Found", {}, "Location: " + target.url().toEncoded() + "/x/index.yaml\r\n")});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY2(result, result ? "" : qPrintable(result.error().sentence));
        QCOMPARE(contentOf(result->fileName), index("there"));
        QVERIFY(target.requests().first().startsWith("GET /x/index.yaml "));
        QCOMPARE(headerOf(target.requests().first(), "authorization"), QByteArray());
    }

    void twoAtOnceDoNotDisturbEachOther()
    {
        ScriptedServer server({reply("one", "ETag: \"1\"\r\n"), reply("two", "ETag: \"2\"\r\n"), unchanged()});
        IndexCache cache(folder(), quick());
        QList<Result<CachedIndex>> results;
        for (int i = 0; i < 2; ++i)
            cache.fetch(server.url(), this, [&](const Result<CachedIndex> &result) { results.append(result); });
        QTRY_COMPARE(results.size(), 2);
        QVERIFY(results.at(0) && results.at(1));
        const QByteArray kept = contentOf(results.at(0)->fileName);
        QVERIFY(kept == index("one") || kept == index("two"));
        // The tag that is sent is that of the file that is kept, or none.
        static_cast<void>(fetch(cache, server.url()));
        const QByteArray tag = headerOf(server.requests().last(), "if-none-match");
        QVERIFY(tag.isEmpty() || tag == (kept == index("one") ? "\"1\"" : "\"2\""));
        QCOMPARE(files().size(), 2);
    }

    void aFullDiskIsToldAsSuch()
    {
        QDir().mkpath(folder());
        const SmallDisk disk(folder(), 64);
        if (!disk.isMounted())
            QSKIP("This test needs the right to mount a file system.");
        ScriptedServer server({reply("one"), answer("200 OK", QByteArray(1024 * 1024, '#'), plainText())});
        IndexCache cache(folder(), quick());
        const QString fileName = fetch(cache, server.url())->fileName;
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY(result.error().sentence.contains(QStringLiteral("disk")));
        QCOMPARE(server.requestCount(), 2); // it is not the server's fault: not asked again
        QCOMPARE(contentOf(fileName), index("one"));
    }

    void aFolderThatCannotBeMadeIsToldAsSuch()
    {
        QFile inTheWay(m_folder->filePath(QStringLiteral("cache")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        ScriptedServer server({reply("one")});
        IndexCache cache(folder(), quick());
        const auto result = fetch(cache, server.url());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
    }

    void nobodyIsToldWhoIsGone()
    {
        ScriptedServer server({{Act::AnswerThenStall, {}}, reply("one")});
        IndexCache cache(folder(), quick());
        auto asking = std::make_unique<QObject>();
        bool told = false;
        cache.fetch(server.url(), asking.get(), [&](const Result<CachedIndex> &) { told = true; });
        QTRY_COMPARE(server.requestCount(), 1);
        asking.reset();
        QVERIFY(fetch(cache, server.url()));
        QVERIFY(!told);
    }

    void theCacheMayGoFirst()
    {
        ScriptedServer server({{Act::AnswerThenStall, {}}, reply("one")});
        auto cache = std::make_unique<IndexCache>(folder(), quick());
        bool told = false;
        cache->fetch(server.url(), this, [&](const Result<CachedIndex> &) { told = true; });
        QTRY_COMPARE(server.requestCount(), 1);
        cache.reset();
        IndexCache other(folder(), quick());
        QVERIFY(fetch(other, server.url()));
        QVERIFY(!told);
    }
};

QTEST_GUILESS_MAIN(IndexCacheTest)
#include "IndexCacheTest.moc"
