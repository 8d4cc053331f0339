#include "account/AccountStore.h"
#include "net/ServerUrl.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

#include <sys/stat.h>

using namespace ksp;

namespace {

Account account(const char *name, const char *server = "https://cloud.example")
{
    return {QString::fromUtf8(name), QUrl(QString::fromLatin1(server)), QStringLiteral("412233445566778899"),
        QUrl(QStringLiteral("https://beta.example/x y"))};
}

} // namespace

class TestAccountStore : public QObject
{
    Q_OBJECT
private slots:
    void startsEmpty();
    void roundTrip();
    void replacesAndRemoves();
    void refusesBadInput();
    void brokenFileIsKept();
    void readOnlyFolder();
    void strangeEntriesAreLeftOut();
    void holdsNoKey();
    void manyAtOnce();
    void waitsForNoPipeAndFollowsNoLink();
    void onlyTheUserCanReadIt();
    void namesWhatHasNone();
    void defaults();
};

void TestAccountStore::namesWhatHasNone()
{
    const QUrl server(QStringLiteral("https://cloud.example"));
    const Account first = accountFor(server, QStringLiteral("u1"), {});
    QCOMPARE(first.name, QStringLiteral("cloud.example"));
    QVERIFY(first.betaRepository.isEmpty());
    const Account second = accountFor(server, QStringLiteral("u2"), {first});
    QCOMPARE(second.name, QStringLiteral("cloud.example-2"));
    QCOMPARE(freeAccountName(QStringLiteral("cloud.example"), {first, second}), QStringLiteral("cloud.example-3"));
    QCOMPARE(accountFor(server, QStringLiteral("u1"), {second, first}), first);
    QVERIFY(!accountFor(defaultServer(), QStringLiteral("u1"), {}).betaRepository.isEmpty());

    Account other = first;
    other.name = QStringLiteral("other");
    QVERIFY(isKeyShared(first, {first, second, other}));
    QVERIFY(!isKeyShared(second, {first, second, other}));
}

void TestAccountStore::startsEmpty()
{
    const QTemporaryDir folder;
    const AccountStore store(folder.filePath(QStringLiteral("not/yet/there")));
    QVERIFY(store.accounts().value().isEmpty());
    QVERIFY(!store.current().value());
    QVERIFY(!store.find(QString()).value());
    QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("not"))));
}

void TestAccountStore::roundTrip()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("new folder"));
    Account practice = account("practice", "http://127.0.0.1:8901");
    practice.practice = true;
    const QList<Account> accounts
        = {account("work"), practice, account("练习 = \"x\"; [a]/b, c", "http://127.0.0.1:8900/p"),
            {QStringLiteral("bare"), QUrl(QStringLiteral("https://s.example")), {}, {}}};
    for (const Account &a : accounts)
        QVERIFY(AccountStore(path).save(a));
    const AccountStore store(path);
    QCOMPARE(store.accounts().value(), accounts);
    QCOMPARE(store.current().value().value(), accounts.at(3));
    for (const Account &each : accounts)
        QCOMPARE(store.find(each.name).value().value(), each);
    QVERIFY(!store.find(QStringLiteral("other")).value());
}

void TestAccountStore::replacesAndRemoves()
{
    const QTemporaryDir folder;
    AccountStore store(folder.path());
    QVERIFY(store.save(account("a")));
    QVERIFY(store.save(account("b")));
    QVERIFY(store.save(account("a", "https://other.example")));
    QCOMPARE(store.accounts().value().size(), 2);
    QCOMPARE(store.accounts().value().first().server, QUrl(QStringLiteral("https://other.example")));
    QCOMPARE(store.current().value()->name, QStringLiteral("a"));
    QVERIFY(store.setCurrent(QStringLiteral("b")));
    QVERIFY(store.remove(QStringLiteral("b")));
    QCOMPARE(store.current().value()->name, QStringLiteral("a"));
    QVERIFY(store.remove(QStringLiteral("a")));
    QVERIFY(store.accounts().value().isEmpty());
    QVERIFY(!store.current().value());
}

void TestAccountStore::refusesBadInput()
{
    const QTemporaryDir folder;
    AccountStore store(folder.path());
    QCOMPARE(store.save(account(" ")).error().kind, ErrorKind::BadInput);
    QCOMPARE(store.save({QStringLiteral("a"), {}, {}, {}}).error().kind, ErrorKind::BadInput);
    QCOMPARE(store.remove(QStringLiteral("a")).error().kind, ErrorKind::BadInput);
    QCOMPARE(store.setCurrent(QStringLiteral("a")).error().kind, ErrorKind::BadInput);
}

void TestAccountStore::brokenFileIsKept()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("accounts.ini")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("this is no settings file\n");
    file.close();
    AccountStore store(folder.path());
    QCOMPARE(store.accounts().error().kind, ErrorKind::Internal);
    QVERIFY(store.accounts().error().sentence.contains(QStringLiteral("accounts.ini")));
    QCOMPARE(store.save(account("a")).error().kind, ErrorKind::Internal);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "this is no settings file\n");
}

void TestAccountStore::readOnlyFolder()
{
    // /proc takes no folders from anybody, root included.
    AccountStore store(QStringLiteral("/proc/ks-publisher"));
    QCOMPARE(store.save(account("a")).error().kind, ErrorKind::Internal);
}

void TestAccountStore::strangeEntriesAreLeftOut()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("accounts.ini")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[General]\ncurrent=gone\n[accounts]\n1\\name=a\n1\\server=ftp://x\n2\\server=https://x.example\n"
               "3\\name=good\n3\\server=https://x.example/\nsize=2000000000\n");
    file.close();
    const AccountStore store(folder.path());
    const QList<Account> accounts = store.accounts().value();
    QCOMPARE(accounts.size(), 1);
    QCOMPARE(accounts.first().server, QUrl(QStringLiteral("https://x.example")));
    QCOMPARE(store.current().value()->name, QStringLiteral("good"));
}

void TestAccountStore::holdsNoKey()
{
    const QTemporaryDir folder;
    QVERIFY(AccountStore(folder.path()).save(account("a")));
    QFile file(folder.filePath(QStringLiteral("accounts.ini")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("412233445566778899"));
    QVERIFY(!text.contains("kck-") && !text.toLower().contains("key"));
}

void TestAccountStore::manyAtOnce()
{
    const QTemporaryDir folder;
    constexpr int count = 8;
    std::vector<std::thread> others;
    others.reserve(count);
    for (int i = 0; i < count; ++i) {
        others.emplace_back([&folder, i] {
            Account each = account("x");
            each.name = QString::number(i);
            // Each call reads the file anew, as another program does.
            [[maybe_unused]] const auto saved = AccountStore(folder.path()).save(each);
        });
    }
    for (std::thread &other : others)
        other.join();
    QCOMPARE(AccountStore(folder.path()).accounts().value().size(), 8);
}

void TestAccountStore::waitsForNoPipeAndFollowsNoLink()
{
    for (const char *name : {"accounts.ini", "accounts.ini.lock", "accounts.lock"}) {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QLatin1String(name));
        QCOMPARE(::mkfifo(QFile::encodeName(file).constData(), 0600), 0);
        QCOMPARE(AccountStore(folder.path()).save(account("a")).error().kind, ErrorKind::BadInput);
        QVERIFY(QFile::remove(file));
        const QString victim = folder.filePath(QStringLiteral("victim"));
        QVERIFY(QFile(victim).open(QIODevice::WriteOnly));
        QVERIFY(QFile::link(victim, file));
        QCOMPARE(AccountStore(folder.path()).save(account("a")).error().kind, ErrorKind::BadInput);
        QCOMPARE(QFileInfo(victim).size(), 0);
    }
}

void TestAccountStore::onlyTheUserCanReadIt()
{
    const QTemporaryDir folder;
    const QString profile = folder.filePath(QStringLiteral("p"));
    const mode_t before = ::umask(022);
    QVERIFY(AccountStore(profile).save(account("a")));
    const QString file = profile + QStringLiteral("/accounts.ini");
    const auto others = QFile::ReadGroup | QFile::ReadOther;
    QCOMPARE(QFile::permissions(file) & others, QFile::Permissions());
    QVERIFY(QFile::setPermissions(file, QFile::permissions(file) | others));
    QVERIFY(AccountStore(profile).accounts());
    QCOMPARE(QFile::permissions(file) & others, QFile::Permissions());
    QVERIFY(AccountStore(profile).save(account("b")));
    QCOMPARE(QFile::permissions(file) & others, QFile::Permissions());
    ::umask(before);
    // In what others may write to, nothing is believed.
    QVERIFY(QFile::setPermissions(profile, QFile::permissions(profile) | QFile::WriteOther));
    QCOMPARE(AccountStore(profile).accounts().error().kind, ErrorKind::BadInput);
}

void TestAccountStore::defaults()
{
    QCOMPARE(defaultServer().toString(), QStringLiteral("https://apis.kubesphere.cloud"));
    QCOMPARE(defaultBetaRepository(defaultServer()).toString(), QStringLiteral("https://beta.app.kubesphere.cloud"));
    QVERIFY(defaultBetaRepository(QUrl(QStringLiteral("https://other.example"))).isEmpty());
    QVERIFY(!AccountStore::defaultProfileFolder().isEmpty());
}

QTEST_GUILESS_MAIN(TestAccountStore)
#include "tst_accountstore.moc"
