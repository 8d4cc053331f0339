#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"
#include "support/SessionBench.h"

#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

Act userReply(const QByteArray &id)
{
    return ok("{\"user_id\": \"" + id + "\"}");
}

Act refusal()
{
    return answer("403 Forbidden", R"({"message": "permission denied"})");
}

Act stall()
{
    return {Act::AnswerThenStall, {}};
}

QString entry(const QUrl &server, const QString &user)
{
    return KeyOwner{server, user}.entry();
}

} // namespace

class SessionTest : public QObject
{
    Q_OBJECT
    const QString theKey = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    const QString otherKey = QStringLiteral("kck-00000000-cb3c-4757-b739-3d94a06781aa");
private slots:
    void startsSignedOut();
    void signsInAndRemembers();
    void goesOnWithoutARequest();
    void refusesAKey();
    void refusesWhatCannotBeAKey();
    void keepsNoSecondAccountOfOneUser();
    void goesOnWithoutAKeychain();
    void asksForAKeyThatNoKeychainHas();
    void replacesAKey();
    void refusesAnotherUsersKey();
    void staysWithTheAccountWhenReplacingFails();
    void noticesThatTheKeyHoldsNoMore();
    void keepsAKeyThatHolds();
    void switchesAccounts();
    void returnsWhenAnotherSignInFails();
    void cancelsTheCheck();
    void cancelsTheKeychain();
    void cancelsAReplacement();
    void signsOut();
    void keepsASharedKey();
    void saysThatAKeyIsLeftBehind();
    void keepsTheBetaRepository();
    void saysWhyTheAccountListCannotBeUsed();
    void worksWithThePracticeCloud();
};

void SessionTest::startsSignedOut()
{
    SessionBench bench;
    bench->restore();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(!bench->account());
    QVERIFY(!bench->cloud());
    QVERIFY(!bench->error());
    QVERIFY(bench->accounts().isEmpty());
}

void SessionTest::signsInAndRemembers()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    const QSignalSpy accountsChanged(&bench.session(), &Session::accountsChanged);
    bench->signIn(server.url(), QStringLiteral("  %1\n").arg(theKey));
    QCOMPARE(bench->state(), Session::State::Opening);
    QVERIFY(!bench->cloud());
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QCOMPARE(bench->account()->server, server.url());
    QCOMPARE(bench->account()->name, QStringLiteral("127.0.0.1"));
    QVERIFY(!bench->isPractice());
    QVERIFY(bench->cloud());
    QCOMPARE(accountsChanged.count(), 1);
    QCOMPARE(bench->accounts(), QList{*bench->account()});
    QTRY_COMPARE(bench.keys.keys.value(entry(server.url(), QStringLiteral("u1"))), theKey);
    QVERIFY(server.requests().constFirst().contains("Bearer " + theKey.toUtf8()));
    QCOMPARE(bench.filesWith(theKey), QStringList());
    QVERIFY(bench.filesWith(QStringLiteral("/user")).contains(QStringLiteral("log/publisher.log")));
}

void SessionTest::goesOnWithoutARequest()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    const Account account = *bench->account();
    server.close();

    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account(), account);
    QCOMPARE(server.requestCount(), 1);
    QVERIFY(!bench->error());
}

void SessionTest::refusesAKey()
{
    ScriptedServer server({refusal()});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::Authentication);
    QVERIFY(bench->accounts().isEmpty());
    QVERIFY(bench.keys.keys.isEmpty());
    QCOMPARE(bench.filesWith(theKey), QStringList());
}

void SessionTest::refusesWhatCannotBeAKey()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), QStringLiteral("  "));
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::BadInput);
    QCOMPARE(server.requestCount(), 0);
}

void SessionTest::keepsNoSecondAccountOfOneUser()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->signIn(server.url(), otherKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->accounts().size(), 1);
    QTRY_COMPARE(bench.keys.keys.value(entry(server.url(), QStringLiteral("u1"))), otherKey);
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
    QVERIFY(server.requests().constLast().contains(otherKey.toUtf8()));
}

void SessionTest::goesOnWithoutAKeychain()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench.keys.answers = false;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.notices, QStringList{QStringLiteral("No keychain answers.")});
    QVERIFY(!bench->error());

    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QCOMPARE(bench.errorKind(), ErrorKind::Internal);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QVERIFY(!bench->cloud());
    bench->replaceKey(theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
}

void SessionTest::asksForAKeyThatNoKeychainHas()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    bench.keys.keys.clear();
    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QCOMPARE(bench.errorKind(), ErrorKind::NeedsAnswer);
}

void SessionTest::replacesAKey()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->replaceKey(otherKey);
    QCOMPARE(bench->state(), Session::State::Opening);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.value(entry(server.url(), QStringLiteral("u1"))), otherKey);
    QCOMPARE(bench->accounts().size(), 1);
}

void SessionTest::refusesAnotherUsersKey()
{
    ScriptedServer server({userReply("u1"), userReply("u2"), userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    bench->replaceKey(otherKey);
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QCOMPARE(bench.errorKind(), ErrorKind::BadInput);
    QVERIFY(bench->error()->sentence.contains(QStringLiteral("u2")));
    QVERIFY(!bench->error()->sentence.contains(otherKey));
    QCOMPARE(bench.keys.keys.values(), QStringList{theKey});
    // The former key is in use again.
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
    QVERIFY(server.requests().constLast().contains(theKey.toUtf8()));
}

void SessionTest::staysWithTheAccountWhenReplacingFails()
{
    ScriptedServer server({userReply("u1"), answer("500 Internal Server Error", "{}")});
    SessionBench bench;
    bench.keys.answers = false;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    bench->replaceKey(theKey);
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::KeyNeeded);
    QCOMPARE(bench.errorKind(), ErrorKind::Refused);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
}

void SessionTest::noticesThatTheKeyHoldsNoMore()
{
    ScriptedServer server({userReply("u1"), refusal(), userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const QSignalSpy changes(&bench.session(), &Session::stateChanged);
    bench->checkKey();
    bench->checkKey();
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    QCOMPARE(changes.count(), 1);
    QCOMPARE(server.requestCount(), 2);
    QCOMPARE(bench.errorKind(), ErrorKind::Authentication);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    bench->replaceKey(otherKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(!bench->error());
}

void SessionTest::keepsAKeyThatHolds()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const CloudClient *cloud = bench->cloud();
    const QSignalSpy changes(&bench.session(), &Session::stateChanged);
    bench->checkKey();
    QTRY_COMPARE(server.requestCount(), 2);
    // The answer to a later request comes later.
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QCOMPARE(bench->cloud(), cloud);
    QCOMPARE(changes.count(), 0);
}

void SessionTest::switchesAccounts()
{
    ScriptedServer one({userReply("u1")});
    ScriptedServer two({userReply("u2")});
    SessionBench bench;
    bench->signIn(one.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const QString first = bench->account()->name;
    bench->signIn(two.url(), otherKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->name, QStringLiteral("127.0.0.1-2"));
    QTRY_COMPARE(bench.keys.keys.size(), 2);

    bench->use(first);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
    QVERIFY(one.requests().constLast().contains(theKey.toUtf8()));
    bench->use(QStringLiteral("nobody"));
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QCOMPARE(bench.errorKind(), ErrorKind::BadInput);

    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
}

void SessionTest::returnsWhenAnotherSignInFails()
{
    ScriptedServer one({userReply("u1")});
    ScriptedServer two({refusal()});
    SessionBench bench;
    bench->signIn(one.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->signIn(two.url(), otherKey);
    QVERIFY(!bench->account());
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
    QCOMPARE(bench.errorKind(), ErrorKind::Authentication);
    QCOMPARE(bench.askedUser(), QStringLiteral("u1"));
}

void SessionTest::cancelsTheCheck()
{
    ScriptedServer server({stall()});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(!bench->error());

    bench->signIn(server.url(), theKey);
    QTRY_COMPARE(server.requestCount(), 1);
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(bench->accounts().isEmpty());
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
}

void SessionTest::cancelsTheKeychain()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    bench.open();
    const QSignalSpy changes(&bench.session(), &Session::stateChanged);
    bench->restore();
    QCOMPARE(bench->state(), Session::State::Opening);
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCoreApplication::processEvents();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(changes.count(), 2);
}

void SessionTest::cancelsAReplacement()
{
    ScriptedServer server({userReply("u1"), refusal(), stall()});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->checkKey();
    QVERIFY(bench.waitFor(Session::State::KeyNeeded));
    const std::optional<Error> why = bench->error();
    bench->replaceKey(otherKey);
    QTRY_COMPARE(server.requestCount(), 3);
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::KeyNeeded);
    QCOMPARE(bench->error(), why);
    QCOMPARE(bench->account()->userId, QStringLiteral("u1"));
}

void SessionTest::signsOut()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    // Also while the key is still on its way into the keychain.
    bench->signOut();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(!bench->account());
    QVERIFY(!bench->cloud());
    QVERIFY(bench->accounts().isEmpty());
    QTRY_VERIFY(bench.keys.keys.isEmpty());
    QVERIFY(bench.notices.isEmpty());
    bench->signOut();

    bench.open();
    bench->restore();
    QCOMPARE(bench->state(), Session::State::SignedOut);
}

void SessionTest::keepsASharedKey()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    Account second = *bench->account();
    second.name = QStringLiteral("second");
    QVERIFY(AccountStore(bench.profile()).save(second));
    bench->signOut();
    QCoreApplication::processEvents();
    QCOMPARE(bench.keys.keys.size(), 1);
    bench->use(QStringLiteral("second"));
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->signOut();
    QTRY_VERIFY(bench.keys.keys.isEmpty());
}

void SessionTest::saysThatAKeyIsLeftBehind()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE(bench.keys.keys.size(), 1);
    bench.keys.answers = false;
    bench->signOut();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QTRY_COMPARE(bench.notices.size(), 1);
}

void SessionTest::keepsTheBetaRepository()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const CloudClient *cloud = bench->cloud();
    const QUrl beta(QStringLiteral("https://beta.example.com"));
    bench->setBetaRepository(beta);
    QCOMPARE(bench->account()->betaRepository, beta);
    QCOMPARE(bench->cloud(), cloud);
    bench->signIn(server.url(), otherKey);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->betaRepository, beta);
}

void SessionTest::saysWhyTheAccountListCannotBeUsed()
{
    ScriptedServer server({userReply("u1")});
    SessionBench bench;
    QFile file(bench.profile() + QStringLiteral("/accounts.ini"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no account list\n");
    file.close();
    bench->restore();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::Internal);
    bench->signIn(server.url(), theKey);
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::Internal);
    QVERIFY(bench.keys.keys.isEmpty());
}

void SessionTest::worksWithThePracticeCloud()
{
    PracticeCloud cloud;
    QVERIFY2(cloud.start(), qPrintable(cloud.errorText()));
    SessionBench bench;
    bench->signIn(QUrl(cloud.url()), cloud.key());
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->userId, cloud.userId());
    QVERIFY(!bench->isPractice());
    bench->replaceKey(theKey);
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench.errorKind(), ErrorKind::Authentication);
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QCOMPARE(bench.filesWith(cloud.key()), QStringList());
}

QTEST_GUILESS_MAIN(SessionTest)
#include "SessionTest.moc"
