#include "practice/PracticeState.h"
#include "support/PracticeCloud.h"
#include "support/SessionBench.h"

#include <QTcpServer>
#include <QTest>

#include <cerrno>
#include <csignal>

using namespace ksp;
using namespace ksp::test;

namespace {

PracticeConnection connectionIn(const SessionBench &bench)
{
    return PracticeState::readConnection(PracticeState::folderIn(bench.profile())).value_or(PracticeConnection());
}

bool isGone(qint64 pid)
{
    return QTest::qWaitFor([&] { return ::kill(pid_t(pid), 0) != 0 && errno == ESRCH; }, 10'000);
}

/// A program that does what a shell script says.
QString script(const QTemporaryDir &folder, const QByteArray &text)
{
    QFile file(folder.filePath(QStringLiteral("program")));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("#!/bin/sh\n" + text + '\n');
    file.close();
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    return file.fileName();
}

} // namespace

class PracticeSessionTest : public QObject
{
    Q_OBJECT
private slots:
    void startsAndEndsWithTheProgram();
    void startsAgainOnTheSamePort();
    void takesAnotherPortWhenTheOldOneIsTaken();
    void goesOnWithOneThatRuns();
    void sharesOneBetweenTwoWindows();
    void isNotFooledByAFileOfTheDead();
    void startsTwiceWithoutHarm();
    void startsAgainAfterACrash();
    void canBeCancelled();
    void saysThatTheProgramIsMissing();
    void saysWhyTheProgramEnded();
    void changesToAnotherAccountAndBack();
    void isForgottenBySigningOut();
};

void PracticeSessionTest::startsAndEndsWithTheProgram()
{
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    QCOMPARE(bench->state(), Session::State::Opening);
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(bench->isPractice());
    const PracticeConnection connection = connectionIn(bench);
    QCOMPARE(bench->account()->name, QStringLiteral("Practice"));
    QCOMPARE(bench->account()->server.toString(), connection.url);
    QCOMPARE(bench->account()->betaRepository.toString(), connection.url + QStringLiteral("/beta"));
    QCOMPARE(bench.askedUser(), bench->account()->userId);
    QVERIFY(!bench->account()->userId.isEmpty());
    QVERIFY(bench.keys.keys.isEmpty());
    QCOMPARE(bench.filesWith(connection.key, QStringLiteral("practice-cloud/")), QStringList());
    bench.close();
    QVERIFY(isGone(connection.pid));
}

void PracticeSessionTest::startsAgainOnTheSamePort()
{
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Account account = *bench->account();
    const PracticeConnection former = connectionIn(bench);
    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(bench->isPractice());
    QCOMPARE(*bench->account(), account);
    QVERIFY(connectionIn(bench).pid != former.pid);
    QCOMPARE(bench.askedUser(), account.userId);
    QCOMPARE(bench->accounts().size(), 1);
}

void PracticeSessionTest::takesAnotherPortWhenTheOldOneIsTaken()
{
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const Account account = *bench->account();
    bench.close();
    QTcpServer taker;
    QVERIFY(taker.listen(QHostAddress::LocalHost, quint16(account.server.port())));
    bench.open();
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(bench->account()->server != account.server);
    QCOMPARE(bench->account()->name, account.name);
    QCOMPARE(bench->accounts(), QList{*bench->account()});
    QCOMPARE(bench.askedUser(), account.userId);
}

void PracticeSessionTest::goesOnWithOneThatRuns()
{
    SessionBench bench(PracticeCloud::program());
    QProcess other;
    other.start(PracticeCloud::program(), {QStringLiteral("--state"), PracticeState::folderIn(bench.profile())});
    QVERIFY(other.waitForReadyRead(20'000));
    const PracticeConnection connection = connectionIn(bench);
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(bench->account()->server.toString(), connection.url);
    bench.open();
    QCOMPARE(other.state(), QProcess::Running);

    // Whoever started it ends it.
    bench->restore();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    other.terminate();
    QVERIFY(other.waitForFinished());
    QTRY_COMPARE(bench.notices.size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(connectionIn(bench).pid != 0, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(bench.askedUser(), bench->account()->userId, 20'000);
}

void PracticeSessionTest::sharesOneBetweenTwoWindows()
{
    SessionBench bench(PracticeCloud::program());
    MemoryKeyStore keys;
    Session::Options options;
    options.profile = bench.profile();
    options.keys = &keys;
    options.practiceProgram = PracticeCloud::program();
    Session other(options);
    // At the same time: one of the two programs finds the folder locked.
    bench->startPractice();
    other.startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QTRY_COMPARE_WITH_TIMEOUT(other.state(), Session::State::SignedIn, 20'000);
    QCOMPARE(other.account()->server, bench->account()->server);
}

void PracticeSessionTest::isNotFooledByAFileOfTheDead()
{
    SessionBench bench(PracticeCloud::program());
    const QString folder = PracticeState::folderIn(bench.profile());
    QVERIFY(QDir().mkpath(folder));
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QString url = QStringLiteral("http://127.0.0.1:%1").arg(closed.serverPort());
    closed.close();
    // A process that lives, but is no practice Cloud.
    QVERIFY(PracticeState::writeConnection(folder, {url, QStringLiteral("kck-1"), QCoreApplication::applicationPid()}));
    bench->startPractice();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedIn);
    QVERIFY(bench->account()->server.toString() != url);
}

void PracticeSessionTest::startsTwiceWithoutHarm()
{
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const PracticeConnection connection = connectionIn(bench);
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(connectionIn(bench).pid, connection.pid);
    QCOMPARE(bench->accounts().size(), 1);
}

void PracticeSessionTest::startsAgainAfterACrash()
{
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    const PracticeConnection connection = connectionIn(bench);
    const CloudClient *cloud = bench->cloud();
    QCOMPARE(::kill(pid_t(connection.pid), SIGKILL), 0);
    QTRY_COMPARE(bench.notices.size(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(connectionIn(bench).pid != 0 && connectionIn(bench).pid != connection.pid, 20'000);
    QCOMPARE(bench->state(), Session::State::SignedIn);
    if (connectionIn(bench).url == connection.url)
        QCOMPARE(bench->cloud(), cloud);
    QTRY_COMPARE_WITH_TIMEOUT(bench.askedUser(), bench->account()->userId, 20'000);
}

void PracticeSessionTest::canBeCancelled()
{
    SessionBench bench(PracticeCloud::program());
    const QSignalSpy changes(&bench.session(), &Session::stateChanged);
    bench->startPractice();
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(!bench->error());
    QVERIFY(bench->accounts().isEmpty());
    bench->startPractice();
    // The process is being started by now.
    QCoreApplication::processEvents();
    bench->cancel();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(changes.count(), 4);
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QCOMPARE(changes.count(), 6);
}

void PracticeSessionTest::saysThatTheProgramIsMissing()
{
    SessionBench bench(QStringLiteral("/nowhere/ks-practice-cloud"));
    bench->startPractice();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::Internal);
    QVERIFY(bench->error()->sentence.contains(QStringLiteral("/nowhere/ks-practice-cloud")));
    QVERIFY(bench->accounts().isEmpty());
    // And once more, with a program.
    bench.setPracticeProgram(PracticeCloud::program());
    bench.open();
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
}

void PracticeSessionTest::saysWhyTheProgramEnded()
{
    const QTemporaryDir folder;
    SessionBench bench(script(folder, "echo the disk is made of cheese >&2; exit 1"));
    bench->startPractice();
    QVERIFY(bench.waitForEnd());
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QCOMPARE(bench.errorKind(), ErrorKind::Internal);
    QCOMPARE(bench->error()->detail, QStringLiteral("the disk is made of cheese"));
}

void PracticeSessionTest::changesToAnotherAccountAndBack()
{
    PracticeCloud cloud;
    QVERIFY2(cloud.start(), qPrintable(cloud.errorText()));
    SessionBench bench(PracticeCloud::program());
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->signIn(QUrl(cloud.url()), cloud.key());
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(!bench->isPractice());
    QCOMPARE(bench->account()->userId, cloud.userId());
    QCOMPARE(bench->accounts().size(), 2);
    bench->use(QStringLiteral("Practice"));
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    QVERIFY(bench->isPractice());
}

void PracticeSessionTest::isForgottenBySigningOut()
{
    SessionBench bench(PracticeCloud::program());
    bench.keys.answers = false;
    bench->startPractice();
    QVERIFY(bench.waitFor(Session::State::SignedIn));
    bench->signOut();
    QCOMPARE(bench->state(), Session::State::SignedOut);
    QVERIFY(!bench->isPractice());
    QVERIFY(bench->accounts().isEmpty());
    QCoreApplication::processEvents();
    QVERIFY(bench.notices.isEmpty());
}

QTEST_GUILESS_MAIN(PracticeSessionTest)
#include "PracticeSessionTest.moc"
