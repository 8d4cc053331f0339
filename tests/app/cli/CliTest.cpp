#include "account/AccountStore.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <httplib.h>

#include <csignal>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ksp {

namespace {

const char key[] = "kck-1e63267b-cb3c-4757-b739-3d94a06781aa";

/// Arguments: the program ($0), a server, a folder, a key.
const char keychainTrip[] = R"sh(
export XDG_DATA_HOME=$2/data XDG_RUNTIME_DIR=$2/run; mkdir -p -m 700 "$2/data" "$2/run"
eval "$(printf 'test-pass\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize 2>/dev/null)"
printf '%s\n' "$3" | script -qec "$0 login --server $1 --profile $2/profile" /dev/null
"$0" list --profile "$2/profile" </dev/null; echo "list $?"
"$0" logout --profile "$2/profile" </dev/null; echo "logout $?"
"$0" list --server "$1" --profile "$2/profile" </dev/null; echo "list $?"
printf '%s\n' "$3" | "$0" login --key-stdin --server "$1" --profile "$2/profile"; echo "login $?"
"$0" list --profile "$2/profile" </dev/null; echo "kept $?"
)sh";

/// A server that answers as the Cloud did when ksbuilder's session was recorded.
class RecordedCloud
{
public:
    RecordedCloud()
    {
        m_server.set_keep_alive_timeout(1);
        m_server.set_pre_routing_handler([this](const httplib::Request &request, httplib::Response &response) {
            const std::lock_guard lock(m_mutex);
            m_requests.append(QString::fromStdString(request.method + ' ' + request.path));
            if (request.get_header_value("Authorization").c_str() == QByteArray("Bearer ") + key)
                return httplib::Server::HandlerResponse::Unhandled;
            response.status = 403;
            response.set_content(R"({"message":"permission denied"})", "application/json");
            return httplib::Server::HandlerResponse::Handled;
        });
        const auto answer = [this](const char *path, const char *body) {
            m_server.Get(path, [body](const httplib::Request &, httplib::Response &response) {
                response.set_content(body, "application/json");
            });
        };
        answer("/apis/user/v1/user", R"({"user_id":"usr-1"})");
        answer("/apis/extension/v1/extensions/hello-world/summary",
            R"({"extension_id":"516955082311396155","name":"hello-world","status":"draft"})");
        answer("/apis/extension/v1/extensions/hello-world/snapshots",
            R"([{"snapshot_id":"516955082328173371","metadata":{"version":"0.1.0"},"status":"submitted","updated_at":"2026-11-23T09:34:30Z"}])");
        answer("/apis/extension/v1/extensions/three-shots/versions/1.2.3-rc.1",
            R"({"snapshot_id":"516955082462391099","metadata":{"version":"1.2.3-rc.1"},"status":"submitted","updated_at":"2026-11-23T09:34:32Z"})");
        m_server.Get("/apis/extension/v1/extensions/.*", [](const httplib::Request &, httplib::Response &response) {
            response.status = 404;
            response.set_content(R"({"message":"extension not found"})", "application/json");
        });
        m_server.Post("/apis/extension/v1/extensions/search", [](const httplib::Request &, httplib::Response &response) {
            response.set_content(
                R"({"extensions":[{"extension_id":"516955082311396155","name":"hello-world","status":"draft"},)"
                R"({"extension_id":"516955082412059451","name":"nvidia-gpu-operator","status":"ready","latest_version":{"version":"23.9.2"}}]})",
                "application/json");
        });
        m_server.Post("/apis/extension/v1/users/usr-1/snapshots/.*/action:cancel-submit",
            [](const httplib::Request &, httplib::Response &) {});
        m_port = m_server.bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { m_server.listen_after_bind(); });
    }
    ~RecordedCloud()
    {
        m_server.stop();
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(RecordedCloud)

    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    QStringList takeRequests()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_requests, {});
    }

private:
    httplib::Server m_server;
    std::mutex m_mutex;
    QStringList m_requests;
    int m_port = 0;
    std::thread m_thread;
};

struct Outcome
{
    int code = -1;
    QString out;
    QString err;
};

} // namespace

class CliTest : public QObject
{
    Q_OBJECT

    RecordedCloud m_cloud;
    QTemporaryDir m_folder;

    static QString program() { return QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"); }
    static void prepare(QProcess &process)
    {
        // No keychain, whatever this session has.
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("unix:path=/nonexistent"));
        environment.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        for (const char *name : {"http_proxy", "HTTP_PROXY"})
            environment.insert(QLatin1String(name), QStringLiteral("http://127.0.0.1:9"));
        process.setProcessEnvironment(environment);
    }
    Outcome runIn(const QString &profile, const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        prepare(process);
        process.start(program(), arguments + QStringList{QStringLiteral("--profile"), m_folder.filePath(profile)});
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(20'000) || process.exitStatus() != QProcess::NormalExit)
            return {};
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }
    Outcome withKey(const QStringList &arguments)
    {
        return runIn(QStringLiteral("fresh"),
            arguments + QStringList{QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url()},
            QByteArray(key) + '\n');
    }
    static QString errorLine(const QString &sentence) { return QStringLiteral("error executing command: ") + sentence; }

private slots:
    void init() { m_cloud.takeRequests(); }

    void listsAsKsbuilderDid()
    {
        const Outcome list = withKey({QStringLiteral("list")});
        QCOMPARE(list.err, QString());
        QCOMPARE(list.out,
            QStringLiteral("ID                   NAME                  STATUS   LATEST VERSION   \n"
                           "516955082311396155   hello-world           draft                     \n"
                           "516955082412059451   nvidia-gpu-operator   ready    23.9.2           \n"));
        QCOMPARE(list.code, 0);
        QCOMPARE(m_cloud.takeRequests(),
            (QStringList{QStringLiteral("GET /apis/user/v1/user"),
                QStringLiteral("POST /apis/extension/v1/extensions/search")}));
    }

    void getsAsKsbuilderDid()
    {
        const Outcome get = withKey({QStringLiteral("get"), QStringLiteral("hello-world")});
        QCOMPARE(get.err, QString());
        QCOMPARE(get.out,
            QStringLiteral("Name:     hello-world\nID:       516955082311396155\nStatus:   draft\n\n"
                           "SNAPSHOT ID          VERSION   STATUS      UPDATE TIME               \n"
                           "516955082328173371   0.1.0     submitted   2026-11-23 09:34:30 UTC   \n"));
        QCOMPARE(get.code, 0);
        const Outcome missing = withKey({QStringLiteral("get"), QStringLiteral("nope")});
        QCOMPARE(missing.code, 5);
        QCOMPARE(missing.out, QString());
        QVERIFY2(missing.err.startsWith(errorLine(QStringLiteral("404 Not Found, extension not found"))),
            qPrintable(missing.err));
        QVERIFY(missing.err.contains(QStringLiteral("Reading the extension failed")));
    }

    void takesBackASnapshot()
    {
        const Outcome unpush = withKey({QStringLiteral("unpush"), QStringLiteral("516955082395282235")});
        QCOMPARE(unpush.out,
            QStringLiteral("unpush snapshot 516955082395282235\n"
                           "Snapshot 516955082395282235 has been unsubmitted and reverted to draft state\n"));
        QCOMPARE(unpush.code, 0);
        QVERIFY(m_cloud.takeRequests().constLast().endsWith(
            QStringLiteral("/snapshots/516955082395282235/action:cancel-submit")));
    }

    void takesBackAChart()
    {
        const QString chart = m_folder.filePath(QStringLiteral("three-shots"));
        QVERIFY(QDir().mkpath(chart));
        QFile metadata(chart + QStringLiteral("/extension.yaml"));
        QVERIFY(metadata.open(QIODevice::WriteOnly));
        metadata.write(
            "apiVersion: v1\nname: three-shots\nversion: 1.2.3-rc.1\ndisplayName: {en: T}\ndescription: {en: T}\n"
            "provider: {en: {name: A}}\ncategory: other\nicon: https://a.example/i.svg\n");
        metadata.close();
        const Outcome unpush = withKey({QStringLiteral("unpush"), chart});
        QCOMPARE(unpush.err, QString());
        QCOMPARE(unpush.out,
            QStringLiteral("Snapshot found on KubeSphere Cloud\nunpush snapshot 516955082462391099\n"
                           "Snapshot 516955082462391099 has been unsubmitted and reverted to draft state\n"));
        QCOMPARE(unpush.code, 0);
        m_cloud.takeRequests();
        const Outcome missing = withKey({QStringLiteral("unpush"), m_folder.filePath(QStringLiteral("nothing"))});
        QCOMPARE(missing.code, 1);
        QVERIFY(m_cloud.takeRequests().isEmpty());
    }

    void jsonResults()
    {
        const auto object = [&](const QStringList &arguments) {
            const Outcome outcome = withKey(arguments + QStringList(QStringLiteral("--json")));
            return QJsonDocument::fromJson(outcome.out.toUtf8()).object();
        };
        const QJsonObject get = object({QStringLiteral("get"), QStringLiteral("hello-world")});
        QCOMPARE(get.value(QStringLiteral("id")).toString(), QStringLiteral("516955082311396155"));
        const QJsonObject snapshot = get.value(QStringLiteral("snapshots")).toArray().at(0).toObject();
        QCOMPARE(snapshot.value(QStringLiteral("updatedAt")).toString(), QStringLiteral("2026-11-23T09:34:30Z"));
        QCOMPARE(object({QStringLiteral("list")}).value(QStringLiteral("extensions")).toArray().size(), 2);
        const QJsonObject error
            = object({QStringLiteral("get"), QStringLiteral("nope")}).value(QStringLiteral("error")).toObject();
        QCOMPARE(error.value(QStringLiteral("exitCode")).toInt(), 5);
        QCOMPARE(error.value(QStringLiteral("kind")).toString(), QStringLiteral("refused"));
        const Outcome usage
            = runIn(QStringLiteral("p"), {QStringLiteral("list"), QStringLiteral("--bogus"), QStringLiteral("--json")});
        QCOMPARE(usage.code, 2);
        QVERIFY(QJsonDocument::fromJson(usage.out.toUtf8()).object().contains(QStringLiteral("error")));
    }

    void aWrongKey()
    {
        const QStringList server{QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url()};
        const Outcome login
            = runIn(QStringLiteral("wrong"), QStringList(QStringLiteral("login")) + server, "kck-wrong\n");
        QCOMPARE(login.code, 4);
        QVERIFY2(login.err.startsWith(
                     errorLine(QStringLiteral("login failed: Signing in failed: the server does not accept")))
                && login.err.endsWith(QStringLiteral(" The answer was: 403 Forbidden, permission denied.\n")),
            qPrintable(login.err));
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("wrong/accounts.ini"))));
        const Outcome list
            = runIn(QStringLiteral("wrong"), QStringList(QStringLiteral("list")) + server, "kck-wrong\n");
        QCOMPARE(list.code, 4);
        QFile log(m_folder.filePath(QStringLiteral("wrong/log/publisher.log")));
        QVERIFY(log.open(QIODevice::ReadOnly));
        const QByteArray lines = log.readAll();
        QVERIFY(lines.contains("/apis/user/v1/user") && !lines.contains("kck-"));
    }

    void signsInWithoutKeepingTheKey()
    {
        const QString profile = QStringLiteral("login");
        const Outcome login = runIn(profile,
            {QStringLiteral("login"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url(),
                QStringLiteral("--account"), QStringLiteral("work")},
            key);
        QCOMPARE(login.out, QStringLiteral("Login Succeeded\n"));
        QVERIFY(login.err.contains(QStringLiteral("--key-stdin")));
        QCOMPARE(login.code, 0);
        // The server is the account's now.
        QCOMPARE(runIn(profile, {QStringLiteral("list"), QStringLiteral("--key-stdin")}, key).code, 0);
        const Outcome nobody = runIn(profile, {QStringLiteral("list")}, key);
        QCOMPARE(nobody.code, 2);
        QVERIFY(nobody.err.contains(QStringLiteral("No keychain answers")));
        QCOMPARE(
            runIn(profile, {QStringLiteral("list"), QStringLiteral("--account"), QStringLiteral("other")}, key).code,
            1);
        QCOMPARE(runIn(profile,
                     {QStringLiteral("list"), QStringLiteral("--account"), QStringLiteral("work"),
                         QStringLiteral("--server"), QStringLiteral("https://a.example")},
                     key)
                     .code,
            1);
        const Outcome logout = runIn(profile, {QStringLiteral("logout")});
        QCOMPARE(logout.out, QStringLiteral("Logout Succeeded\n"));
        QCOMPARE(logout.code, 0);
        QCOMPARE(runIn(profile, {QStringLiteral("logout")}).code, 1);
        QProcess grep;
        grep.start(QStringLiteral("grep"), {QStringLiteral("-r"), QLatin1String(key), m_folder.path()});
        QVERIFY(grep.waitForFinished());
        QCOMPARE(grep.exitCode(), 1);
    }

    /// What another user made, or may write to, is not used: it could lead anywhere and name any server.
    void aFoldersOfOthers()
    {
        const QString profile = QStringLiteral("shared");
        const QString folder = m_folder.filePath(profile);
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7777)));
        const QStringList list{
            QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url()};
        const Outcome open = runIn(profile, list, key);
        QCOMPARE(open.code, 1);
        QVERIFY2(open.err.contains(folder), qPrintable(open.err));
        QVERIFY(QDir(folder).isEmpty());
        QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7700)));
        if (::chown(QFile::encodeName(folder).constData(), 4711, 4711) != 0)
            QSKIP("only root can give folders away");
        const Outcome foreign = runIn(profile, list, key);
        QCOMPARE(foreign.code, 1);
        QVERIFY2(foreign.err.contains(folder), qPrintable(foreign.err));
        QVERIFY(QDir(folder).isEmpty());
        QVERIFY(m_cloud.takeRequests().isEmpty());
    }

    void nobodyElseCanReadTheProfile()
    {
        const mode_t before = ::umask(022);
        const QString profile = QStringLiteral("private");
        QCOMPARE(
            runIn(profile,
                {QStringLiteral("login"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url()},
                key)
                .code,
            0);
        QCOMPARE(
            runIn(profile, {QStringLiteral("unpush"), QStringLiteral("1"), QStringLiteral("--key-stdin")}, key).code,
            0);
        ::umask(before);
        QDirIterator all(m_folder.filePath(profile), QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden,
            QDirIterator::Subdirectories);
        int seen = 0;
        while (all.hasNext()) {
            all.next();
            ++seen;
            QVERIFY2(!(all.fileInfo().permissions() & QFile::Permissions(0x0077)), qPrintable(all.filePath()));
        }
        QVERIFY(seen >= 4);
        QVERIFY(!(QFile::permissions(m_folder.filePath(profile)) & QFile::Permissions(0x0077)));
    }

    void noCoreDumpHoldsTheKey()
    {
        const QTemporaryDir folder;
        int ends[2];
        QCOMPARE(::pipe2(ends, O_CLOEXEC), 0);
        const QByteArray name = QFile::encodeName(program());
        const QByteArray where = QFile::encodeName(folder.path());
        const QByteArray url = m_cloud.url().toLatin1();
        const pid_t child = ::fork();
        if (child == 0) {
            const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
            ::setrlimit(RLIMIT_CORE, &none);
            ::dup2(ends[0], 0);
            if (::chdir(where.constData()) != 0)
                ::_exit(1);
            ::execl(name.constData(), name.constData(), "watch", "hello-world", "--key-stdin", "--quiet", "--server",
                url.constData(), "--profile", where.constData(), nullptr);
            ::_exit(1);
        }
        const QByteArray line = QByteArray(key) + '\n';
        QCOMPARE(::write(ends[1], line.constData(), size_t(line.size())), line.size());
        // From the first request on it has the key in its memory.
        QStringList requests;
        QTRY_VERIFY(!(requests += m_cloud.takeRequests()).isEmpty());
        ::kill(child, SIGABRT);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(!WCOREDUMP(status));
        ::close(ends[0]);
        ::close(ends[1]);
    }

    void aPackageThatCannotBeWritten()
    {
        const QString chart = QStringLiteral(KSP_SAMPLE_CHART);
        const auto package = [&](const QString &to) {
            return runIn(QStringLiteral("p"), {QStringLiteral("package"), chart, QStringLiteral("-o"), to});
        };
        const QString folder = m_folder.filePath(QStringLiteral("out"));
        const Outcome first = package(folder);
        QVERIFY2(first.code == 0, qPrintable(first.err));
        const QFileInfo made = QDir(folder).entryInfoList(QDir::Files).value(0);
        QVERIFY(made.fileName().endsWith(QStringLiteral(".tgz")));
        const Outcome file = package(made.filePath());
        QCOMPARE(file.code, 1);
        QVERIFY2(file.err.contains(made.filePath() + QStringLiteral(" is a file, no folder")), qPrintable(file.err));
        const Outcome impossible = package(QStringLiteral("/proc/nowhere"));
        QCOMPARE(impossible.code, 1);
        QVERIFY2(impossible.err.contains(QStringLiteral("No such file or directory")), qPrintable(impossible.err));
        // What a link of that name points to stays as it is.
        const QString victim = m_folder.filePath(QStringLiteral("victim"));
        QVERIFY(QFile::rename(made.filePath(), victim));
        QVERIFY(QFile::resize(victim, 3));
        QVERIFY(QFile::link(victim, made.filePath()));
        const Outcome link = package(folder);
        QCOMPARE(link.code, 1);
        QVERIFY2(link.err.contains(QStringLiteral("link")), qPrintable(link.err));
        QCOMPARE(QFileInfo(victim).size(), 3);
    }

    void whatNeedsAnAnswerEnds()
    {
        const Outcome noKey
            = runIn(QStringLiteral("fresh"), {QStringLiteral("list"), QStringLiteral("--key-stdin")}, "\n");
        QCOMPARE(noKey.code, 2);
        const Outcome insecure = runIn(QStringLiteral("fresh"),
            {QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"),
                QStringLiteral("http://cloud.invalid")},
            key);
        QCOMPARE(insecure.code, 2);
        QVERIFY(
            insecure.err.contains(QStringLiteral("not encrypted")) && insecure.err.contains(QStringLiteral("--yes")));
        QVERIFY(m_cloud.takeRequests().isEmpty());
    }

    void aFullDiskIsNoSuccess()
    {
        QProcess process;
        prepare(process);
        process.setStandardOutputFile(QStringLiteral("/dev/full"));
        process.start(program(),
            {QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url(),
                QStringLiteral("--profile"), m_folder.filePath(QStringLiteral("p"))});
        process.write(key);
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
    }

    void closedStandardFiles()
    {
        QProcess process;
        prepare(process);
        process.start(QStringLiteral("sh"),
            {QStringLiteral("-c"), QStringLiteral("exec \"$0\" list --key-stdin --profile \"$1\" <&- >&- 2>&-"),
                program(), m_folder.filePath(QStringLiteral("p"))});
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), 2);
    }

    void ctrlCEndsCleanly()
    {
        // A server that never answers.
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
        QCOMPARE(::listen(listener, 5), 0);
        QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size), 0);
        QProcess process;
        prepare(process);
        process.start(program(),
            {QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"),
                QStringLiteral("http://127.0.0.1:%1").arg(ntohs(address.sin_port)), QStringLiteral("--profile"),
                m_folder.filePath(QStringLiteral("p"))});
        process.write(QByteArray(key) + '\n');
        QVERIFY(process.waitForBytesWritten());
        pollfd incoming{listener, POLLIN, 0};
        QCOMPARE(::poll(&incoming, 1, 10'000), 1);
        const int connection = ::accept(listener, nullptr, nullptr);
        QVERIFY(connection >= 0);
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 6);
        QCOMPARE(process.readAllStandardError(), QByteArray("error executing command: Stopped.\n"));
        ::close(connection);
        ::close(listener);
    }

    void watchesUntilCtrlC()
    {
        QProcess process;
        prepare(process);
        process.start(program(),
            {QStringLiteral("watch"), QStringLiteral("hello-world"), QStringLiteral("--key-stdin"),
                QStringLiteral("--server"), m_cloud.url(), QStringLiteral("--profile"),
                m_folder.filePath(QStringLiteral("watched"))});
        process.write(QByteArray(key) + '\n');
        QByteArray said;
        QTRY_VERIFY((said += process.readAllStandardError()).contains("Watching hello-world."));
        ::kill(pid_t(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(5000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 6);
        QCOMPARE(process.readAllStandardError(), QByteArray("error executing command: Stopped.\n"));
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
    }

    void theKeyIsAskedForOnATerminal()
    {
        int master = -1;
        int slave = -1;
        QCOMPARE(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
        QVERIFY(::fcntl(master, F_SETFL, O_NONBLOCK) == 0);
        QProcess process;
        prepare(process);
        process.setChildProcessModifier([slave] {
            ::setsid();
            ::ioctl(slave, TIOCSCTTY, 0);
            for (int fd = 0; fd <= 2; ++fd)
                ::dup2(slave, fd);
        });
        process.start(program(),
            {QStringLiteral("login"), QStringLiteral("--server"), m_cloud.url(), QStringLiteral("--profile"),
                m_folder.filePath(QStringLiteral("typed"))});
        QByteArray shown;
        const auto sees = [&](const QByteArray &text) {
            char bytes[4096];
            const auto n = ::read(master, bytes, sizeof bytes);
            shown.append(bytes, n > 0 ? n : 0);
            return shown.contains(text);
        };
        QTRY_VERIFY(sees("API key: "));
        const QByteArray typed = QByteArray(key) + '\r';
        QCOMPARE(::write(master, typed.constData(), size_t(typed.size())), typed.size());
        QTRY_VERIFY2(sees("Login Succeeded"), shown.constData());
        QTRY_COMPARE(process.state(), QProcess::NotRunning);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(shown.contains(QByteArray(int(strlen(key)), '*') + "\r\n"));
        QVERIFY(!shown.contains("1e63267b"));
        QVERIFY(shown.contains("warning: No keychain answers"));
        ::close(master);
        ::close(slave);
    }

    void theKeychainKeepsTheKey()
    {
        for (const char *tool : {"dbus-run-session", "gnome-keyring-daemon", "script"}) {
            if (QStandardPaths::findExecutable(QLatin1String(tool)).isEmpty())
                QSKIP("no secret service can be started here");
        }
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral("dbus-run-session"),
            {QStringLiteral("--"), QStringLiteral("bash"), QStringLiteral("-c"), QLatin1String(keychainTrip), program(),
                m_cloud.url(), m_folder.filePath(QStringLiteral("keychain")), QLatin1String(key)});
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray shown = process.readAll();
        QVERIFY2(shown.contains("Login Succeeded"), shown.constData());
        QVERIFY2(!shown.contains("warning:"), shown.constData());
        QVERIFY2(shown.contains("hello-world") && shown.contains("list 0"), shown.constData());
        QVERIFY2(shown.contains("Logout Succeeded\nlogout 0"), shown.constData());
        QVERIFY2(shown.contains("list 2"), shown.constData());
        // As gh and docker do: a key that is piped into login is kept as well.
        QVERIFY2(shown.contains("login 0") && shown.contains("kept 0"), shown.constData());
    }

    void thePracticeCloud()
    {
        const QString state = m_folder.filePath(QStringLiteral("state"));
        QProcess practice;
        prepare(practice);
        practice.start(program(), {QStringLiteral("practice"), QStringLiteral("--state"), state});
        QTRY_VERIFY(practice.canReadLine());
        const QByteArray url = practice.readLine();
        QVERIFY2(url.startsWith("URL: http://127.0.0.1:"), url.constData());
        QTRY_VERIFY(practice.canReadLine());
        const QByteArray practiceKey = practice.readLine().mid(5).trimmed();
        const QString server = QString::fromLatin1(url.mid(5).trimmed());
        const Outcome list = runIn(QStringLiteral("practice"),
            {QStringLiteral("list"), QStringLiteral("--key-stdin"), QStringLiteral("--server"), server}, practiceKey);
        QCOMPARE(list.out, QStringLiteral("ID   NAME   STATUS   LATEST VERSION   \n"));
        const Outcome byState = runIn(QStringLiteral("practice"),
            {QStringLiteral("practice"), QStringLiteral("approve"), QStringLiteral("1"), QStringLiteral("--state"),
                state});
        QCOMPARE(byState.code, 5);
        QVERIFY2(byState.err.contains(QStringLiteral("404 Not Found, snapshot not found")), qPrintable(byState.err));
        const Outcome byKey = runIn(QStringLiteral("practice"),
            {QStringLiteral("practice"), QStringLiteral("reject"), QStringLiteral("1"), QStringLiteral("--as"),
                QStringLiteral("draft"), QStringLiteral("--server"), server, QStringLiteral("--key-stdin")},
            practiceKey);
        QCOMPARE(byKey.code, 5);
        ::kill(pid_t(practice.processId()), SIGINT);
        QVERIFY(practice.waitForFinished());
        QCOMPARE(practice.exitCode(), 0);
        const Outcome gone = runIn(QStringLiteral("practice"),
            {QStringLiteral("practice"), QStringLiteral("approve"), QStringLiteral("1"), QStringLiteral("--state"),
                state});
        QCOMPARE(gone.code, 1);
    }

    void thePracticeAccount()
    {
        // As the window stores it, with the port of an earlier start.
        const QString profile = QStringLiteral("practised");
        Account account;
        account.name = QStringLiteral("Practice");
        account.server = QUrl(QStringLiteral("http://127.0.0.1:1"));
        account.userId = QStringLiteral("u1");
        account.practice = true;
        QVERIFY(AccountStore(m_folder.filePath(profile)).save(account));
        const Outcome silent = runIn(profile, {QStringLiteral("list")});
        QCOMPARE(silent.code, 1);
        QVERIFY2(silent.err.contains(QStringLiteral("No practice Cloud is running")), qPrintable(silent.err));

        QProcess practice;
        prepare(practice);
        practice.start(
            program(), {QStringLiteral("practice"), QStringLiteral("--profile"), m_folder.filePath(profile)});
        QTRY_VERIFY(practice.canReadLine());
        const Outcome list = runIn(profile, {QStringLiteral("list")});
        QCOMPARE(list.out, QStringLiteral("ID   NAME   STATUS   LATEST VERSION   \n"));
        QVERIFY2(list.err.isEmpty(), qPrintable(list.err));
        QCOMPARE(runIn(profile, {QStringLiteral("logout")}).err, QString());
        ::kill(pid_t(practice.processId()), SIGINT);
        QVERIFY(practice.waitForFinished());
    }

    void usage()
    {
        QCOMPARE(runIn(QStringLiteral("p"), {QStringLiteral("get")}).code, 2);
        const Outcome help = runIn(QStringLiteral("p"), {QStringLiteral("help"), QStringLiteral("get")});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains(QStringLiteral("Example:\n  ks-publisher-cli get hello-world\n")));
        QVERIFY(runIn(QStringLiteral("p"), {QStringLiteral("--version")})
                    .out.startsWith(QStringLiteral("ks-publisher-cli ")));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::CliTest)
#include "CliTest.moc"
