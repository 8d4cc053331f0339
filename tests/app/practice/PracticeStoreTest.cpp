#include "practice/PracticeStore.h"
#include "TestPackage.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace ksp;
using namespace ksp::test;

namespace {

const QString demo()
{
    return QStringLiteral("demo");
}

} // namespace

/// The rules and the memory of the practice Cloud, with a clock of the test's own.
class PracticeStoreTest : public QObject
{
    Q_OBJECT

    std::optional<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeStore> m_store;
    QDateTime m_now;

    [[nodiscard]] PracticeStoreOptions options()
    {
        PracticeStoreOptions result;
        result.folder = m_folder->path();
        result.now = [this] { return m_now; };
        return result;
    }

    void open(const PracticeStoreOptions &given)
    {
        m_store.reset();
        auto opened = PracticeStore::open(given);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().sentence));
        m_store = *std::move(opened);
    }

    [[nodiscard]] QString user() const { return m_store->owner().id; }

    [[nodiscard]] static PackageInfo info(const QString &version)
    {
        return {demo(), version, QStringLiteral("v2"), {}, {}};
    }

    Result<PracticeSnapshot> push(const QString &version, const QByteArray &bytes = "bytes", bool force = true)
    {
        return m_store->addPackage(user(), demo(), info(version), bytes, force, true);
    }

    [[nodiscard]] QString statusOf(const QString &version) const
    {
        const auto found = m_store->version(user(), demo(), version);
        return found ? found->status : QStringLiteral("none");
    }

    template <typename T> [[nodiscard]] static int refusal(const Result<T> &result)
    {
        return result ? 200 : result.error().httpStatus;
    }

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }

    void overwrite(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

private slots:
    void init()
    {
        m_folder.emplace();
        m_now = QDateTime::fromString(QStringLiteral("2026-11-23T09:34:30.100Z"), Qt::ISODateWithMs);
        open(options());
    }

    void cleanup()
    {
        m_store.reset();
        m_folder.reset();
    }

    void makesAKeyForEachFolder()
    {
        const PracticeUser first = m_store->owner();
        static const QRegularExpression id(QStringLiteral("\\Ausr-[1-9][0-9]{17}\\z"));
        static const QRegularExpression key(QStringLiteral("\\Akck-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\z"));
        QVERIFY(id.match(first.id).hasMatch());
        QVERIFY(key.match(first.key).hasMatch());
        QCOMPARE(m_store->userOfKey(first.key)->id, first.id);
        QVERIFY(m_store->userOfKey({}) == nullptr);
        QCOMPARE(QFile::permissions(path(QStringLiteral("users.json")))
                & (QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther),
            QFileDevice::Permissions());

        const auto second = m_store->addUser();
        QVERIFY(second);
        QVERIFY(second->key != first.key);
        open(options());
        QCOMPARE(m_store->owner().key, first.key);
        QCOMPARE(m_store->userOfKey(second->key)->id, second->id);

        QTemporaryDir other;
        PracticeStoreOptions otherOptions = options();
        otherOptions.folder = other.path();
        open(otherOptions);
        QVERIFY(m_store->owner().key != first.key);
        m_store.reset();
    }

    void isForOneProcess()
    {
        const auto second = PracticeStore::open(options());
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::BadInput);
        QVERIFY(second.error().sentence.contains(QLatin1String("Another practice Cloud")));
    }

    void keepsAFoldersMode()
    {
        const QFileDevice::Permissions open755 = QFileDevice::ReadOwner | QFileDevice::WriteOwner
            | QFileDevice::ExeOwner | QFileDevice::ReadGroup | QFileDevice::ExeGroup;
        QTemporaryDir parent;
        const QString old = parent.filePath(QStringLiteral("old"));
        const QString made = parent.filePath(QStringLiteral("made"));
        QVERIFY(QDir().mkpath(old));
        QVERIFY(QFile::setPermissions(old, open755));
        PracticeStoreOptions given = options();
        given.folder = old;
        open(given);
        QVERIFY(QFile::permissions(old) & QFileDevice::ReadGroup);
        given.folder = made;
        open(given);
        m_store.reset();
        QVERIFY(!(QFile::permissions(made) & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    }

    void pushesSubmitsAndDecides()
    {
        const auto pushed = push(QStringLiteral("1.0.0"));
        QVERIFY(pushed);
        QVERIFY(isCloudId(pushed->id));
        QCOMPARE(pushed->status, QStringLiteral("draft"));
        QCOMPARE(pushed->updatedAt, m_now);
        QCOMPARE(m_store->extension(user(), demo())->status(), QStringLiteral("draft"));

        m_now = m_now.addSecs(5);
        QVERIFY(m_store->submit(user(), pushed->id, QStringLiteral("please")));
        auto version = m_store->version(user(), demo(), QStringLiteral("1.0.0"));
        QCOMPARE(version->status, QStringLiteral("submitted"));
        QCOMPARE(version->updatedAt, m_now);
        QCOMPARE(version->note, QStringLiteral("please"));
        QCOMPARE(refusal(m_store->submit(user(), pushed->id, {})), 409);

        // Without any time passing it is later all the same.
        QVERIFY(m_store->approve(pushed->id));
        version = m_store->version(user(), demo(), QStringLiteral("1.0.0"));
        QCOMPARE(version->status, QStringLiteral("active"));
        QVERIFY(version->updatedAt > m_now);
        QCOMPARE(m_store->extension(user(), demo())->status(), QStringLiteral("ready"));
        QCOMPARE(m_store->extension(user(), demo())->latestVersion, QStringLiteral("1.0.0"));
        QCOMPARE(refusal(m_store->cancelSubmit(user(), pushed->id)), 409);
        QCOMPARE(refusal(m_store->approve(pushed->id)), 409);
        QCOMPARE(refusal(m_store->reject(pushed->id, QStringLiteral("draft"))), 409);
    }

    void withdrawsAndSendsBack()
    {
        const QString id = push(QStringLiteral("1.0.0"))->id;
        QCOMPARE(refusal(m_store->cancelSubmit(user(), id)), 409);
        QVERIFY(m_store->submit(user(), id, {}));
        QVERIFY(m_store->cancelSubmit(user(), id));
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("draft"));
        QVERIFY(m_store->submit(user(), id, {}));
        QCOMPARE(refusal(m_store->reject(id, QStringLiteral("nonsense"))), 400);
        QVERIFY(m_store->reject(id, QStringLiteral("draft")));
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("draft"));
        QVERIFY(m_store->submit(user(), id, {}));
        QVERIFY(m_store->reject(id, QStringLiteral("rejected")));
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("rejected"));
        QCOMPARE(refusal(m_store->submit(user(), id, {})), 409);
        QCOMPARE(push(QStringLiteral("1.0.0"))->id, id);
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("draft"));
    }

    void replacesWithForceOnly_data()
    {
        QTest::addColumn<QString>("state");
        for (const char *each : {"draft", "submitted", "active"}) {
            QTest::newRow(each) << QString::fromLatin1(each);
        }
    }

    void replacesWithForceOnly()
    {
        QFETCH(QString, state);
        const auto first = push(QStringLiteral("1.0.0"), "one");
        if (state != QLatin1String("draft")) {
            QVERIFY(m_store->submit(user(), first->id, QStringLiteral("note")));
        }
        if (state == QLatin1String("active")) {
            QVERIFY(m_store->approve(first->id));
        }
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), state);
        QCOMPARE(refusal(push(QStringLiteral("1.0.0"), "two", false)), 409);
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), state);
        const auto second = push(QStringLiteral("1.0.0"), "two");
        QVERIFY(second);
        QCOMPARE(second->id, first->id);
        QCOMPARE(second->status, QStringLiteral("draft"));
        QVERIFY(second->digest != first->digest);
        QVERIFY(second->updatedAt > first->updatedAt);
        QCOMPARE(m_store->extension(user(), demo())->status(),
            state == QLatin1String("active") ? QStringLiteral("ready") : QStringLiteral("draft"));
        QCOMPARE(m_store->extension(user(), demo())->snapshots.size(), 1);
    }

    void refusesPackages()
    {
        QCOMPARE(refusal(m_store->addPackage(
                     user(), QStringLiteral("other"), info(QStringLiteral("1.0.0")), "x", true, true)),
            400);
        QCOMPARE(refusal(m_store->addPackage(user(), demo(), info(QStringLiteral("1.0.0")), "x", true, false)), 404);
        QVERIFY(push(QStringLiteral("1.0.0")));
        QVERIFY(m_store->addPackage(user(), demo(), info(QStringLiteral("1.0.1")), "x", false, false));
        const QString stranger = m_store->addUser()->id;
        QCOMPARE(refusal(m_store->addPackage(stranger, demo(), info(QStringLiteral("2.0.0")), "x", true, true)), 403);
        QCOMPARE(refusal(m_store->extension(stranger, demo())), 404);
        const QString id = m_store->version(user(), demo(), QStringLiteral("1.0.0"))->id;
        QCOMPARE(refusal(m_store->submit(stranger, id, {})), 404);
        QCOMPARE(refusal(m_store->submit(user(), QStringLiteral("123456789012345678"), {})), 404);
        QCOMPARE(refusal(m_store->version(user(), demo(), QStringLiteral("7.0.0"))), 404);
        QCOMPARE(refusal(m_store->extension(user(), QStringLiteral("nope"))), 404);
    }

    void knowsTheLatestVersion()
    {
        for (const char *each : {"1.10.0", "1.9.0", "2.0.0-rc.1", "1.2.0"}) {
            const QString id = push(QString::fromLatin1(each))->id;
            QVERIFY(m_store->submit(user(), id, {}));
            if (QByteArray(each) != "2.0.0-rc.1") {
                QVERIFY(m_store->approve(id));
            }
        }
        QCOMPARE(m_store->extension(user(), demo())->latestVersion, QStringLiteral("1.10.0"));
        QVERIFY(m_store->approve(m_store->version(user(), demo(), QStringLiteral("2.0.0-rc.1"))->id));
        QCOMPARE(m_store->extension(user(), demo())->latestVersion, QStringLiteral("2.0.0-rc.1"));
    }

    void staysReadyWhenItsActiveVersionIsOverwritten()
    {
        const auto release = [this](const QString &version) {
            const QString id = push(version)->id;
            QVERIFY(m_store->submit(user(), id, {}));
            QVERIFY(m_store->approve(id));
        };
        const auto latest = [this] {
            const auto extension = m_store->extension(user(), demo());
            return extension->status() + u' ' + extension->latestVersion;
        };
        release(QStringLiteral("1.0.0"));
        QVERIFY(push(QStringLiteral("1.0.0"), "other bytes"));
        QCOMPARE(m_store->version(user(), demo(), QStringLiteral("1.0.0"))->status, QStringLiteral("draft"));
        QCOMPARE(latest(), QStringLiteral("ready 1.0.0"));
        open(options());
        QCOMPARE(latest(), QStringLiteral("ready 1.0.0"));
        // Of two, the one that is still active.
        release(QStringLiteral("1.0.0"));
        release(QStringLiteral("1.1.0"));
        QVERIFY(push(QStringLiteral("1.1.0"), "other bytes"));
        QCOMPARE(latest(), QStringLiteral("ready 1.0.0"));
    }

    void approvesByItself()
    {
        PracticeStoreOptions given = options();
        given.reviewAfterSeconds = 60;
        open(given);
        const QString id = push(QStringLiteral("1.0.0"))->id;
        QVERIFY(m_store->submit(user(), id, {}));
        m_now = m_now.addSecs(59);
        m_store->settleReviews();
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("submitted"));
        m_now = m_now.addSecs(1);
        open(given);
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("submitted"));
        m_store->settleReviews();
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("active"));

        const QString withdrawn = push(QStringLiteral("2.0.0"))->id;
        QVERIFY(m_store->submit(user(), withdrawn, {}));
        QVERIFY(m_store->cancelSubmit(user(), withdrawn));
        m_now = m_now.addDays(1);
        m_store->settleReviews();
        QCOMPARE(statusOf(QStringLiteral("2.0.0")), QStringLiteral("draft"));
    }

    void keepsFiles()
    {
        const QString folder = PracticeStore::filesFolder(user());
        const QString first = folder + QStringLiteral("/demo/1.0.0/3 third.png");
        QVERIFY(m_store->addFiles(user(), {{first, "one"}, {folder + QStringLiteral("/图.png"), "two"}}));
        QCOMPARE(*m_store->file(first), "one");
        QVERIFY(m_store->addFiles(user(), {{first, "three"}}));
        open(options());
        QCOMPARE(*m_store->file(first), "three");
        QCOMPARE(*m_store->file(folder + QStringLiteral("/图.png")), "two");
        QCOMPARE(refusal(m_store->file(folder)), 404);
    }

    void refusesFilesOutside_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("empty") << QString();
        QTest::newRow("other user") << QStringLiteral("ext/usr-100000000000000000/a.png");
        QTest::newRow("folder only") << QStringLiteral("%1");
        QTest::newRow("no name") << QStringLiteral("%1/");
        QTest::newRow("prefix only") << QStringLiteral("%1x/a.png");
        QTest::newRow("parent") << QStringLiteral("%1/../a.png");
        QTest::newRow("parent at the end") << QStringLiteral("%1/a/..");
        QTest::newRow("self") << QStringLiteral("%1/./a.png");
        QTest::newRow("double slash") << QStringLiteral("%1//a.png");
        QTest::newRow("absolute") << QStringLiteral("/%1/a.png");
        QTest::newRow("backslash") << QStringLiteral("%1/..\\a.png");
        QTest::newRow("line break") << QStringLiteral("%1/a\n.png");
        QTest::newRow("long") << QStringLiteral("%1/") + QString(2000, u'a');
    }

    void refusesFilesOutside()
    {
        QFETCH(QString, path);
        const QString folder = PracticeStore::filesFolder(user());
        const QString good = folder + QStringLiteral("/good.png");
        const QString bad = path.contains(u'%') ? path.arg(folder) : path;
        QCOMPARE(refusal(m_store->addFiles(user(), {{good, "x"}, {bad, "x"}})), 400);
        QCOMPARE(refusal(m_store->file(good)), 404);
    }

    void survivesAtAnyTime()
    {
        const QString id = push(QStringLiteral("1.0.0"), "one")->id;
        QVERIFY(push(QStringLiteral("2.0.0"), "two"));
        QVERIFY(m_store->submit(user(), id, QStringLiteral("note")));
        const PracticeExtension before = *m_store->extension(user(), demo());
        // A copy of the folder is what a kill at this moment leaves.
        QTemporaryDir copy;
        QVERIFY(QProcess::execute(
                    QStringLiteral("cp"), {QStringLiteral("-a"), m_folder->path() + QStringLiteral("/."), copy.path()})
            == 0);
        QVERIFY(QFile::remove(copy.filePath(QStringLiteral("lock"))));
        PracticeStoreOptions given = options();
        given.folder = copy.path();
        open(given);
        const PracticeExtension after = *m_store->extension(user(), demo());
        QCOMPARE(toStateJson(after), toStateJson(before));
        QVERIFY(m_store->notices().isEmpty());
        QCOMPARE(*m_store->betaPackage(QStringLiteral("demo-1.0.0.tgz")), "one");
        QCOMPARE(refusal(m_store->betaPackage(QStringLiteral("demo-2.0.0.tgz"))), 404);
        QCOMPARE(refusal(m_store->betaPackage(QStringLiteral("demo-1.0.0"))), 404);
        QVERIFY(push(QStringLiteral("3.0.0"))->id > id);
        m_store.reset();
    }

    void changesNothingWithoutRoomOnDisk()
    {
        const QString id = push(QStringLiteral("1.0.0"))->id;
        const quint64 revision = m_store->revision();
        // A folder in the file's place is what even root cannot write to.
        const QString file = path(QStringLiteral("extensions/demo.json"));
        QVERIFY(QFile::remove(file));
        QVERIFY(QDir().mkpath(file));
        QCOMPARE(refusal(m_store->submit(user(), id, {})), 500);
        QCOMPARE(refusal(push(QStringLiteral("2.0.0"))), 500);
        QCOMPARE(statusOf(QStringLiteral("1.0.0")), QStringLiteral("draft"));
        QCOMPARE(statusOf(QStringLiteral("2.0.0")), QStringLiteral("none"));
        QCOMPARE(m_store->revision(), revision);
    }

    void setsDamagedFilesAside_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("users torn") << QStringLiteral("users.json") << QByteArray("[{\"user_id\": \"us");
        QTest::newRow("users empty") << QStringLiteral("users.json") << QByteArray();
        QTest::newRow("users of another kind") << QStringLiteral("users.json") << QByteArray("[7]");
        QTest::newRow("extension torn") << QStringLiteral("extensions/demo.json") << QByteArray("{");
        QTest::newRow("extension of another kind") << QStringLiteral("extensions/demo.json") << QByteArray("[]");
        QTest::newRow("extension with a strange ID")
            << QStringLiteral("extensions/demo.json")
            << QByteArray("{\"extension_id\": 5, \"name\": \"demo\", \"owner\": \"usr-1\", \"snapshots\": []}");
        QTest::newRow("files") << QStringLiteral("files.json") << QByteArray("nonsense");
        QTest::newRow("seed") << QStringLiteral("seed.json") << QByteArray("{\"extensions\": 1e9}");
    }

    void setsDamagedFilesAside()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QVERIFY(push(QStringLiteral("1.0.0")));
        m_store.reset();
        overwrite(file, content);
        open(options());
        QCOMPARE(m_store->notices().size(), 1);
        QVERIFY(m_store->notices().constFirst().contains(path(file)));
        const QFileInfo info(path(file));
        const QStringList aside = info.dir().entryList({info.fileName() + QStringLiteral(".damaged-*")});
        QCOMPARE(aside.size(), 1);
        QFile kept(info.dir().filePath(aside.constFirst()));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), content);
        open(options());
        QVERIFY(m_store->notices().isEmpty());
    }

    void seedsOnce()
    {
        PracticeStoreOptions given = options();
        given.seedExtensions = 6;
        given.seedSnapshots = 4;
        open(given);
        const QList<PracticeExtension> seeded = m_store->extensions();
        QCOMPARE(seeded.size(), 6);
        QSet<QString> ids;
        for (const PracticeExtension &each : seeded) {
            QVERIFY(isCloudId(each.id));
            QCOMPARE(each.snapshots.size(), 4);
            QCOMPARE(each.status(), QStringLiteral("ready"));
            ids.insert(each.id);
            for (const PracticeSnapshot &snapshot : each.snapshots) {
                QVERIFY(isCloudId(snapshot.id));
                QVERIFY(snapshot.status != QLatin1String("submitted"));
                ids.insert(snapshot.id);
            }
        }
        QCOMPARE(ids.size(), 6 * 5);
        QCOMPARE(seeded.at(0).latestVersion, QStringLiteral("1.4.0"));
        QCOMPARE(seeded.at(2).latestVersion, QStringLiteral("1.3.0"));

        // What is changed stays changed; other numbers make no others.
        QVERIFY(m_store->submit(user(), seeded.at(2).snapshots.at(3).id, {}));
        m_now = m_now.addDays(1);
        given.seedExtensions = 50;
        open(given);
        QCOMPARE(m_store->extensions().size(), 6);
        QCOMPARE(m_store->extensions().at(2).snapshots.at(3).status, QStringLiteral("submitted"));
        QCOMPARE(toStateJson(m_store->extensions().at(5)), toStateJson(seeded.at(5)));
        const auto pushed = push(QStringLiteral("1.0.0"));
        QVERIFY(!ids.contains(pushed->id));
        QCOMPARE(m_store->extensions().constLast().name, demo());
    }

    void refusesTooManySeeds()
    {
        m_store.reset();
        PracticeStoreOptions given = options();
        given.seedExtensions = 100'000;
        given.seedSnapshots = 100'000;
        QVERIFY(!PracticeStore::open(given));
    }

    void looksIntoPackages()
    {
        const auto info = inspectPackage(extensionPackage("demo", "1.0.0"));
        QVERIFY2(info, info ? "" : qPrintable(info.error().sentence));
        QCOMPARE(*info,
            (PackageInfo{demo(), QStringLiteral("1.0.0"), QStringLiteral("v2"), QStringLiteral("2.0"),
                QStringLiteral("An \"example\": 例")}));
    }

    void refusesBadPackages_data()
    {
        QTest::addColumn<QByteArray>("tgz");
        QTest::addColumn<int>("status");
        const QByteArray chart = "apiVersion: v2\nname: demo\nversion: 1.0.0\n";
        const QByteArray good = extensionPackage("demo", "1.0.0");
        const auto with = [&chart](const QByteArray &extension) {
            return pack("demo", {{"Chart.yaml", chart}, {"extension.yaml", extension}});
        };
        QTest::newRow("nothing") << QByteArray() << 400;
        QTest::newRow("no archive") << QByteArray("PNG") << 400;
        QTest::newRow("cut short") << good.chopped(good.size() / 2) << 400;
        QTest::newRow("too large") << extensionPackage("demo", "1.0.0", {{"big", noise(1 << 20)}}) << 413;
        QTest::newRow("no Chart.yaml") << pack("demo", {{"extension.yaml", chart}}) << 400;
        QTest::newRow("no extension.yaml") << pack("demo", {{"Chart.yaml", chart}}) << 400;
        QTest::newRow("extension.yaml broken") << with("name: [") << 400;
        QTest::newRow("extension.yaml empty") << with("") << 400;
        QTest::newRow("extension.yaml a list") << with("- name") << 400;
        QTest::newRow("extension.yaml without name") << with("version: 1.0.0\n") << 400;
        QTest::newRow("extension.yaml without version") << with("name: demo\n") << 400;
        QTest::newRow("another name in extension.yaml") << with("name: other\nversion: 1.0.0\n") << 400;
        QTest::newRow("another version in extension.yaml") << with("name: demo\nversion: 1.0.1\n") << 400;
        QTest::newRow("deep") << with(QByteArray(100'000, '[')) << 400;
        QTest::newRow("upper-case name") << extensionPackage("Demo", "1.0.0") << 400;
        QTest::newRow("long name") << extensionPackage(QByteArray(201, 'a'), "1.0.0") << 400;
    }

    void refusesBadPackages()
    {
        QFETCH(QByteArray, tgz);
        const auto info = inspectPackage(tgz);
        QVERIFY(!info);
        QTEST(info.error().httpStatus, "status");
        QVERIFY(!info.error().sentence.isEmpty());
    }

    void takesTheLastByteOfTheLimit()
    {
        // An extra field in gzip's header makes the package as large as wished.
        const auto ofSize = [](qsizetype wanted) {
            QByteArray tgz = extensionPackage("demo", "1.0.0", {{"big", noise(1'020'000)}});
            const qsizetype extra = wanted - tgz.size() - 2;
            tgz[3] = '\x04';
            const char length[] = {char(extra & 0xff), char(extra >> 8)};
            return tgz.insert(10, QByteArray(length, 2) + QByteArray(extra, 'x'));
        };
        const QByteArray largest = ofSize(maximumPackageSize);
        QCOMPARE(largest.size(), maximumPackageSize);
        const auto info = inspectPackage(largest);
        QVERIFY2(info, info ? "" : qPrintable(info.error().sentence));
        QCOMPARE(refusal(inspectPackage(ofSize(maximumPackageSize + 1))), 413);
    }
};

QTEST_GUILESS_MAIN(PracticeStoreTest)
#include "PracticeStoreTest.moc"
