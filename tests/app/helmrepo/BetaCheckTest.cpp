#include "helmrepo/BetaCheck.h"

#include "app/practice/TestPackage.h"
#include "cloud/CloudClient.h"
#include "core/Sha256.h"
#include "support/Await.h"
#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThreadPool>

using namespace ksp;
using namespace ksp::test;
using Verdict = BetaState::Verdict;

namespace {

QString demo()
{
    return QStringLiteral("demo");
}
QString version()
{
    return QStringLiteral("1.0.0");
}
QByteArray package(const PackageFiles &more = {})
{
    return extensionPackage("demo", "1.0.0", more);
}
QString digestOf(const QByteArray &data)
{
    return QString::fromLatin1(sha256Hex(data));
}

/// An index with one version of "demo" and that digest.
Act indexWith(const QString &digest, const QByteArray &urls = "[demo-1.0.0.tgz]")
{
    return ok("apiVersion: v1\nentries:\n  demo:\n  - version: 1.0.0\n    digest: " + digest.toLatin1()
        + "\n    urls: " + urls + '\n');
}

HttpClient::Settings quick()
{
    HttpClient::Settings settings;
    settings.limits.pauses = {TimeLimits::Milliseconds(1), TimeLimits::Milliseconds(1)};
    return settings;
}

} // namespace

class BetaCheckTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<IndexCache> m_cache;

    [[nodiscard]] Result<BetaState> check(const BetaRequest &request)
    {
        BetaCheck check(request, m_cache.get(), quick());
        std::optional<Result<BetaState>> result;
        int ends = 0;
        connect(&check, &BetaCheck::finished, this, [&](const Result<BetaState> &state) {
            result = state;
            ++ends;
        });
        check.start();
        if (result || !QTest::qWaitFor([&] { return result.has_value(); }, 20'000))
            return failure(ErrorKind::Internal, QStringLiteral("no result came, or at once"));
        QCoreApplication::processEvents();
        check.cancel(); // too late, so it changes nothing
        QCoreApplication::processEvents();
        return ends == 1 ? *result : failure(ErrorKind::Internal, QStringLiteral("it ended more than once"));
    }

    /// What was sent is known, and kept.
    [[nodiscard]] static BetaRequest requestFor(const QUrl &repository, const QByteArray &sent)
    {
        return {repository, demo(), version(), digestOf(sent), sent};
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_cache = std::make_unique<IndexCache>(m_folder->path(), quick());
    }

    void cleanup()
    {
        m_cache.reset();
        QThreadPool::globalInstance()->waitForDone(); // an index may be on its way to the disk
    }

    void aPushedVersionIsTheSame()
    {
        PracticeCloud practice;
        QVERIFY2(practice.start(), qPrintable(practice.errorText()));
        HttpClient::Settings settings = quick();
        settings.server = QUrl(practice.url());
        settings.key = practice.key();
        HttpClient http(settings);
        CloudClient cloud(&http);
        const QUrl beta(practice.url() + QStringLiteral("/beta"));
        const QByteArray sent = package();

        // Nothing yet.
        auto state = check(requestFor(beta, sent));
        QVERIFY2(state, state ? "" : qPrintable(state.error().sentence));
        QCOMPARE(state->verdict, Verdict::Missing);

        const auto push = [&](const QByteArray &tgz, const QString &name) {
            const auto id = await<QString>(
                [&](auto done) { cloud.uploadPackage(practice.userId(), demo(), name, tgz, this, done); });
            return id && await<void>([&](auto done) { cloud.submit(practice.userId(), *id, {}, this, done); });
        };
        QVERIFY(push(sent, QStringLiteral("demo-1.0.0.tgz")));
        QVERIFY(push(extensionPackage("demo", "0.9.0"), QStringLiteral("demo-0.9.0.tgz")));
        state = check(requestFor(beta, sent));
        QVERIFY2(state, state ? "" : qPrintable(state.error().sentence));
        QCOMPARE(state->verdict, Verdict::Same);
        QCOMPARE(state->entry.version, version());
        QCOMPARE(state->entry.appVersion, QStringLiteral("2.0"));
        QCOMPARE(state->entry.digest, digestOf(sent));
        QCOMPARE(state->otherVersions, QStringList{QStringLiteral("0.9.0")});
        QCOMPARE(practice.requestCount(QStringLiteral("GET"), QStringLiteral(".tgz")), 0);

        // Other bytes were sent than those that are there.
        const QByteArray other = package({{"templates/new.yaml", "a: b\n"}});
        state = check(requestFor(beta, other));
        QCOMPARE(state->verdict, Verdict::Differs);
        QCOMPARE(state->packageSha256, digestOf(sent));
        QVERIFY(state->differences);
        QCOMPARE(*state->differences,
            (QList<PackageDifference>{
                {PackageDifference::Kind::OnlySent, QStringLiteral("templates/new.yaml"), 5, 0}}));

        // It is not known what was sent.
        state = check({beta, demo(), version(), {}, {}});
        QCOMPARE(state->verdict, Verdict::NotCompared);
        QCOMPARE(state->packageSha256, digestOf(sent));

        state = check({beta, demo(), QStringLiteral("2.0.0"), {}, {}});
        QCOMPARE(state->verdict, Verdict::Missing);
        QCOMPARE(state->otherVersions, QStringList({version(), QStringLiteral("0.9.0")}));
    }

    void differencesAreListed()
    {
        const QByteArray sent = package({{"a.txt", "one"}, {"b.txt", "same"}, {"c.txt", "only here"}});
        const QByteArray there = package({{"a.txt", "three"}, {"b.txt", "same"}, {"d.txt", ""}});
        ScriptedServer server({indexWith(digestOf(there)), ok(there)});
        const auto state = check(requestFor(server.url(), sent));
        QVERIFY(state);
        QCOMPARE(state->verdict, Verdict::Differs);
        QCOMPARE(*state->differences,
            (QList<PackageDifference>{{PackageDifference::Kind::Changed, QStringLiteral("a.txt"), 3, 5},
                {PackageDifference::Kind::OnlySent, QStringLiteral("c.txt"), 9, 0},
                {PackageDifference::Kind::OnlyPublished, QStringLiteral("d.txt"), 0, 0}}));
    }

    void theSameFilesPackedAnotherWay()
    {
        const QByteArray sent = package();
        // A second, empty gzip member changes the bytes and no file.
        const QByteArray there = sent + QByteArray::fromHex("1f8b080000000000000303000000000000000000");
        ScriptedServer server({indexWith(digestOf(there)), ok(there)});
        const auto state = check(requestFor(server.url(), sent));
        QCOMPARE(state->verdict, Verdict::Differs);
        QVERIFY2(state->differences, state->packageError ? qPrintable(state->packageError->sentence) : "");
        QVERIFY(state->differences->isEmpty());
    }

    void whatWasSentIsNotKept()
    {
        const QByteArray there = package();
        ScriptedServer server({indexWith(digestOf(there)), ok(there)});
        const auto state = check({server.url(), demo(), version(), digestOf("other"), {}});
        QCOMPARE(state->verdict, Verdict::Differs);
        QVERIFY(!state->differences);
    }

    void aDigestThatIsWrongIsBroken()
    {
        const QByteArray sent = package();
        ScriptedServer server({indexWith(digestOf("wrong")), ok(sent)});
        auto state = check(requestFor(server.url(), sent));
        QCOMPARE(state->verdict, Verdict::Broken);
        QCOMPARE(state->packageSha256, digestOf(sent));
        QVERIFY(state->differences && state->differences->isEmpty());

        ScriptedServer other({indexWith(digestOf("wrong")), ok("no package")});
        state = check(requestFor(other.url(), sent));
        QCOMPARE(state->verdict, Verdict::Broken);
        QVERIFY(!state->differences);
        QVERIFY(state->packageError);
    }

    void withoutADigestThePackageIsAsked()
    {
        const QByteArray sent = package();
        ScriptedServer server({indexWith({}), ok(sent)});
        const auto state = check(requestFor(server.url(), sent));
        QCOMPARE(state->verdict, Verdict::Same);
        QCOMPARE(server.requestCount(), 2);
    }

    void aPackageThatIsGoneIsBroken()
    {
        ScriptedServer server({indexWith(digestOf("x")), answer("404 Not Found", "gone")});
        const auto state = check(requestFor(server.url(), package()));
        QVERIFY(state);
        QCOMPARE(state->verdict, Verdict::Broken);
        QVERIFY(state->packageError);
        QCOMPARE(state->packageError->httpStatus, 404);
        QCOMPARE(state->entry.version, version());
    }

    void aHugePackageIsNotTaken()
    {
        ScriptedServer server({indexWith(digestOf("x")), ok(QByteArray(BetaCheck::maxPackageBytes + 1, 'x'))});
        const auto state = check(requestFor(server.url(), package()));
        QCOMPARE(state->verdict, Verdict::Broken);
        QVERIFY(state->packageError);
    }

    void packagesAreFoundAsHelmFindsThem_data()
    {
        QTest::addColumn<QByteArray>("urls");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("relative") << QByteArray("[charts/demo-1.0.0.tgz, other.tgz]")
                                  << QByteArray("/beta/charts/demo-1.0.0.tgz");
        QTest::newRow("from the root") << QByteArray("[/files/demo.tgz]") << QByteArray("/files/demo.tgz");
        QTest::newRow("query") << QByteArray("['demo.tgz?a=b%2Fc']") << QByteArray("/beta/demo.tgz?a=b%2Fc");
        QTest::newRow("escaped") << QByteArray("[demo%2B1.tgz]") << QByteArray("/beta/demo%2B1.tgz");
        QTest::newRow("absolute") << QByteArray() << QByteArray("/elsewhere/demo.tgz");
        QTest::newRow("none") << QByteArray("[]") << QByteArray();
        QTest::newRow("a file") << QByteArray("['file:///etc/passwd']") << QByteArray();
        QTest::newRow("a registry") << QByteArray("['oci://example.com/demo']") << QByteArray();
        QTest::newRow("no address") << QByteArray("['http://[']") << QByteArray();
    }
    void packagesAreFoundAsHelmFindsThem()
    {
        QFETCH(QByteArray, urls);
        QFETCH(QByteArray, path);
        ScriptedServer files({ok("not a package")});
        if (urls.isEmpty())
            urls = "['" + files.url().toEncoded() + "/elsewhere/demo.tgz']";
        ScriptedServer server({indexWith(digestOf("x"), urls), ok("not a package")});
        const auto state = check(requestFor(QUrl(server.url().toString() + QStringLiteral("/beta")), package()));
        QVERIFY(state);
        QCOMPARE(state->verdict, Verdict::Broken);
        const auto requests = server.requests().mid(1) + files.requests();
        QCOMPARE(requests.size(), path.isEmpty() ? 0 : 1);
        if (!path.isEmpty())
            QCOMPARE(requests.first().split(' ').at(1), path);
    }

    void aServerThatIsNoRepositoryIsAnError()
    {
        ScriptedServer server({ok("<html>Sign in</html>"), answer("404 Not Found", {}), answer("500 Oops", {})});
        auto state = check(requestFor(server.url(), package()));
        QVERIFY(!state);
        QCOMPARE(state.error().kind, ErrorKind::BadInput);
        state = check(requestFor(server.url(), package()));
        QVERIFY(!state);
        QCOMPARE(state.error().httpStatus, 404);
    }

    void addressesThatAreNoneAreRefused_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *text : {"", "ftp://example.com", "example.com", "https://", "https://me:pw@example.com",
                 "https://example.com/?a=b", "file:///tmp"})
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text);
    }
    void addressesThatAreNoneAreRefused()
    {
        QFETCH(QString, address);
        QVERIFY(!parseRepositoryUrl(address));
        const auto state = check({QUrl(address), demo(), version(), {}, {}});
        QVERIFY(!state);
        QCOMPARE(state.error().kind, ErrorKind::BadInput);
        QVERIFY(state.error().sentence.contains(QStringLiteral("beta repository")));
        QVERIFY(!state.error().sentence.contains(QStringLiteral("pw")));
    }

    void addressesAreReadAsTheyAreTyped()
    {
        QCOMPARE(parseRepositoryUrl(QStringLiteral(" http://charts.example.com/beta/ ")).value(),
            QUrl(QStringLiteral("http://charts.example.com/beta")));
    }

    void aSlowServerCanBeCancelled_data()
    {
        QTest::addColumn<bool>("inPackage");
        QTest::newRow("index") << false;
        QTest::newRow("package") << true;
    }
    void aSlowServerCanBeCancelled()
    {
        QFETCH(bool, inPackage);
        const Act stall{Act::AnswerThenStall, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\napi"};
        ScriptedServer server(inPackage ? QList<Act>{indexWith(digestOf("x")), stall} : QList<Act>{stall});
        BetaCheck check(requestFor(server.url(), package()), m_cache.get(), quick());
        QSignalSpy ended(&check, &BetaCheck::finished);
        check.start();
        QTRY_COMPARE(server.requestCount(), inPackage ? 2 : 1);
        check.cancel();
        QCOMPARE(ended.size(), 0);
        QTRY_COMPARE(ended.size(), 1);
        const auto state = ended.first().first().value<Result<BetaState>>();
        QVERIFY(!state);
        QCOMPARE(state.error().kind, ErrorKind::Cancelled);
        check.cancel();
        QCoreApplication::processEvents();
        QCOMPARE(ended.size(), 1);
    }

    void cancellingRightAfterTheStartIsFine()
    {
        ScriptedServer server({indexWith(digestOf("x"))});
        BetaCheck check(requestFor(server.url(), package()), m_cache.get(), quick());
        QSignalSpy ended(&check, &BetaCheck::finished);
        check.start();
        check.cancel();
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(ended.first().first().value<Result<BetaState>>().error().kind, ErrorKind::Cancelled);
    }

    void itMayGoAtAnyTime()
    {
        const QByteArray sent = package();
        for (int turns = 0; turns < 40; ++turns) {
            ScriptedServer server({indexWith(digestOf("x")), ok(sent)});
            auto check = std::make_unique<BetaCheck>(requestFor(server.url(), sent), m_cache.get(), quick());
            check->start();
            for (int i = 0; i < turns; ++i)
                QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            check.reset();
            QCoreApplication::processEvents();
        }
    }
};

QTEST_GUILESS_MAIN(BetaCheckTest)
#include "BetaCheckTest.moc"
