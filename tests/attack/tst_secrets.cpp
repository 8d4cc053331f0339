// Where the API key may not be: in no file, on no screen, in no argument and no environment of any process, while a
// chart is published with it, whatever the server says and wherever the key comes from.
#include "app/publish/TestChart.h"
#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"

#include <QDirIterator>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace ksp::test;

namespace {

/// The key in every spelling in which it could be written.
QList<QByteArray> spellings(const QByteArray &key)
{
    const QByteArray id = key.mid(4); // without "kck-"
    QByteArray wide;
    for (const char c : id)
        wide += QByteArray(1, c) + '\0';
    QList<QByteArray> all{
        id, id.toUpper(), QByteArray(id).replace("-", ""), QByteArray(id).replace("-", "%2D"), id.toHex(), wide};
    // Base64 depends on where in a text it begins: the middle is the same in each of three cases.
    for (int before = 0; before < 3; ++before)
        all.append((QByteArray(before, 'x') + id).toBase64().mid(4, 40));
    return all;
}

bool contains(const QByteArray &text, const QList<QByteArray> &needles)
{
    return std::any_of(
        needles.begin(), needles.end(), [&text](const QByteArray &needle) { return text.contains(needle); });
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Looks at the arguments and the environment of every process, over and over.
class ProcessWatch : public QThread
{
public:
    explicit ProcessWatch(QList<QByteArray> needles) : m_needles(std::move(needles)) { }
    ~ProcessWatch() override { end(); }

    void end()
    {
        m_ends = true;
        wait();
    }
    /// After end().
    [[nodiscard]] QStringList findings() const { return m_findings; }
    [[nodiscard]] int seen(const QByteArray &program) const
    {
        return int(std::count_if(m_seen.begin(), m_seen.end(),
            [&program](const QByteArray &one) { return one.mid(one.indexOf(' ') + 1) == program; }));
    }

protected:
    void run() override
    {
        while (!m_ends) {
            const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
            for (const QString &id : processes) {
                if (!id.at(0).isDigit())
                    continue;
                const QString folder = QStringLiteral("/proc/") + id;
                m_seen.insert(id.toLatin1() + ' ' + read(folder + QStringLiteral("/comm")).trimmed());
                for (const char *what : {"/cmdline", "/environ"}) {
                    if (contains(read(folder + QLatin1String(what)), m_needles))
                        m_findings.append(folder + QLatin1String(what));
                }
            }
        }
    }

private:
    const QList<QByteArray> m_needles;
    QSet<QByteArray> m_seen;
    QStringList m_findings;
    std::atomic<bool> m_ends = false;
};

/// The key comes on standard input, and goes on from there without being an argument of anything.
const char keychainTrip[] = R"sh(
read -r key
eval "$(printf 'test-pass\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
# Typed when it is asked for: before that the terminal itself would show it.
{
    until grep -qs "API key: " "$2.screen"; do sleep 0.02; done
    printf '%s\n' "$key"
} | script -qefc "$0 login --server $1 --profile $2" "$2.screen"
"$0" list --profile "$2" </dev/null; echo "list $?"
"$0" push "$3" --profile "$2" </dev/null; echo "push $?"
"$0" logout --profile "$2" </dev/null; echo "logout $?"
)sh";

} // namespace

class tst_secrets : public QObject
{
    Q_OBJECT

    PracticeCloud m_cloud;
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
    QList<QByteArray> m_needles;
    std::unique_ptr<ProcessWatch> m_watch;
    QByteArray m_shown; ///< Everything that was printed.

    static QString program() { return QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"); }
    QString profile() const { return m_home.filePath(QStringLiteral("profile")); }

    int run(const QStringList &arguments, const QString &server)
    {
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program(),
            arguments
                + QStringList{QStringLiteral("--key-stdin"), QStringLiteral("--server"), server,
                    QStringLiteral("--profile"), profile()});
        process.write(m_cloud.key().toUtf8() + '\n');
        process.closeWriteChannel();
        // With the event loop, since the server may run in it.
        if (!QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 60'000))
            return -1;
        m_shown += process.readAll();
        return process.exitCode();
    }

    void judge()
    {
        m_watch->end();
        QCOMPARE(m_watch->findings(), QStringList());
        QVERIFY2(!contains(m_shown, m_needles), m_shown.constData());
        int files = 0;
        QDirIterator it(m_home.path(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            if (!it.fileInfo().isFile())
                continue;
            ++files;
            QVERIFY2(!contains(read(path), m_needles) && !contains(path.toUtf8(), m_needles), qPrintable(path));
        }
        QVERIFY(files > 0);
        QVERIFY(!contains(read(m_cloud.logFile()), m_needles));
        QVERIFY(!contains(m_cloud.errorText().toUtf8(), m_needles));
    }

private slots:
    void initTestCase() { QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText())); }

    void init()
    {
        m_home = QTemporaryDir();
        m_environment = QProcessEnvironment::systemEnvironment();
        for (const char *variable : {"HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                 "XDG_STATE_HOME", "XDG_RUNTIME_DIR"})
            m_environment.insert(QLatin1String(variable), m_home.path());
        m_environment.insert(
            QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("qt.network*=true")); // as talkative as Qt gets
        m_needles = spellings(m_cloud.key().toUtf8());
        QVERIFY(m_cloud.key().startsWith(QLatin1String("kck-")));
        m_shown.clear();
        m_watch = std::make_unique<ProcessWatch>(m_needles);
        m_watch->start();
    }

    /// Or nothing would ever be found.
    void isFoundWhereItIs()
    {
        m_watch->end();
        const QByteArray key = m_cloud.key().toUtf8();
        for (const QByteArray &text : {"Bearer " + key, "x" + ("Bearer " + key).toBase64(), key.toUpper()})
            QVERIFY(contains(text, m_needles));
        m_watch = std::make_unique<ProcessWatch>(m_needles);
        m_watch->start();
        QProcess sleeper;
        sleeper.start(QStringLiteral("cat"), {QStringLiteral("-"), m_cloud.key()});
        QTRY_VERIFY(m_watch->isRunning() && sleeper.state() == QProcess::Running);
        QTRY_VERIFY(contains(read(QStringLiteral("/proc/%1/cmdline").arg(sleeper.processId())), m_needles));
        QTest::qWait(200); // for the watch to come round
        sleeper.kill();
        sleeper.waitForFinished();
        m_watch->end();
        QVERIFY(!m_watch->findings().isEmpty());
    }

    void wholePublish()
    {
        TestChart chart{QStringLiteral("secret-one")};
        QVERIFY(run({QStringLiteral("push"), chart.write(m_home.path())}, m_cloud.url()) == 0);
        chart.values = "replicas: 2\n";
        QVERIFY(
            run({QStringLiteral("push"), chart.write(m_home.path()), QStringLiteral("--yes"), QStringLiteral("--json")},
                m_cloud.url())
            == 0);
        QVERIFY(run({QStringLiteral("list"), QStringLiteral("--json")}, m_cloud.url()) == 0);
        QVERIFY(run({QStringLiteral("get"), chart.name}, m_cloud.url()) == 0);
        QVERIFY(run({QStringLiteral("unpush"), chart.write(m_home.path())}, m_cloud.url()) == 0);
        judge();
        QVERIFY(m_watch->seen("ks-publisher-cl") > 0); // the system cuts it at 15 characters
    }

    void whateverTheServerSays_data()
    {
        QTest::addColumn<Act>("act");
        const QByteArray key = m_cloud.key().toUtf8();
        QTest::newRow("refusal") << answer("403 Forbidden", "{\"message\": \"" + key + " is not known\"}");
        QTest::newRow("reason phrase") << answer("403 Bearer " + key, "");
        QTest::newRow("web page") << answer("500 Oops", "<html>" + key + "</html>", "Content-Type: text/html\r\n");
        QTest::newRow("redirect") << answer("302 Found", "", "Location: http://127.0.0.1:1/?key=" + key + "\r\n");
        QTest::newRow("capitals") << answer("403 Forbidden", "{\"message\": \"" + key.toUpper() + "\"}");
        QTest::newRow("hex") << answer("500 Oops", "{\"message\": \"" + key.toHex() + "\"}");
        QTest::newRow("base64") << answer("403 Forbidden", "{\"message\": \"" + key.toBase64() + "\"}");
        QTest::newRow("base64 of a header")
            << answer("400 Bad Request", "{\"message\": \"" + ("Bearer " + key).toBase64() + "\"}");
        QTest::newRow("torn") << answer("409 " + key.left(20), "{\"message\": \"" + key.mid(20) + "\"}");
        QTest::newRow("title") << answer(
            "403 No", "<title>" + key.toUpper() + "</title>", "Content-Type: text/html\r\n");
        QTest::newRow("user id in base64") << ok("{\"user_id\": \"" + key.toBase64() + "\"}");
        QTest::newRow("user id") << ok("{\"user_id\": \"" + key + "\"}");
        QTest::newRow("not JSON") << ok(key);
        QTest::newRow("not HTTP") << Act{Act::AnswerThenClose, "HTTP/1.1 " + key + "\r\n\r\n"};
        QTest::newRow("reset") << Act{Act::AnswerThenReset, {}};
    }
    void whateverTheServerSays()
    {
        QFETCH(const Act, act);
        ScriptedServer server({act});
        const TestChart chart{QStringLiteral("secret-two")};
        QVERIFY(run({QStringLiteral("push"), chart.write(m_home.path())}, server.url().toString()) > 0);
        judge();
    }

    void throughTheKeychain()
    {
        for (const char *tool : {"dbus-run-session", "gnome-keyring-daemon", "script"}) {
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QSKIP("no secret service can be started here");
        }
        const TestChart chart{QStringLiteral("secret-three")};
        QProcess process;
        process.setProcessEnvironment(m_environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("dbus-run-session"),
            {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), QLatin1String(keychainTrip), program(),
                m_cloud.url(), profile(), chart.write(m_home.path())});
        process.write(m_cloud.key().toUtf8() + '\n');
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(60'000));
        m_shown = process.readAll();
        QVERIFY2(m_shown.contains("Login Succeeded"), m_shown.constData());
        QVERIFY2(m_shown.contains("list 0") && m_shown.contains("push 0") && m_shown.contains("logout 0"),
            m_shown.constData());
        judge();
    }
};

QTEST_GUILESS_MAIN(tst_secrets)
#include "tst_secrets.moc"
