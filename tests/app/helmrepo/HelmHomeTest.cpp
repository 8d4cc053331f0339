#include "helmrepo/HelmHome.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace ksp;

namespace {

QString beta()
{
    return QStringLiteral("kscloud-beta");
}
QUrl url()
{
    return QUrl(QStringLiteral("http://127.0.0.1:8900/beta"));
}

QByteArray indexText()
{
    return QByteArrayLiteral("apiVersion: v1\nentries:\n  world:\n  - apiVersion: v2\n    name: world\n"
                             "    version: 0.1.0\n    urls:\n    - world-0.1.0.tgz\n  hello:\n"
                             "  - apiVersion: v2\n    name: hello\n    version: 1.0.0\n    appVersion: \"2\"\n"
                             "    description: Says hello\n    urls:\n    - hello-1.0.0.tgz\n");
}

QByteArray contentOf(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &fileName, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(fileName).path());
    QFile file(fileName);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

constexpr QFileDevice::Permissions ownerOnly
    = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser | QFileDevice::WriteUser;
constexpr QFileDevice::Permissions everybodyReads = ownerOnly | QFileDevice::ReadGroup | QFileDevice::ReadOther;

} // namespace

class HelmHomeTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    [[nodiscard]] QString at(const QString &path) const { return m_home->filePath(path); }
    [[nodiscard]] HelmHome::Environment environment() const { return {{QStringLiteral("HOME"), m_home->path()}}; }
    [[nodiscard]] QString list() const { return at(QStringLiteral(".config/helm/repositories.yaml")); }
    [[nodiscard]] QString cached(const QString &name) const
    {
        return at(QStringLiteral(".cache/helm/repository/") + name);
    }
    [[nodiscard]] QString indexFile(const QByteArray &content = indexText()) const
    {
        const QString name = at(QStringLiteral("index.yaml"));
        write(name, content);
        return name;
    }
    [[nodiscard]] Result<void> add(const QByteArray &index = indexText()) const
    {
        return HelmHome(environment()).add(beta(), url(), indexFile(index));
    }

private slots:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void theFilesAreWhereHelmHasThem_data()
    {
        QTest::addColumn<HelmHome::Environment>("variables");
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("cache");
        const auto s = [](const char *text) { return QString::fromLatin1(text); };
        using Environment = HelmHome::Environment;
        const QString list = s("/h/.config/helm/repositories.yaml");
        const QString cache = s("/h/.cache/helm/repository");
        QTest::newRow("home") << Environment{{s("HOME"), s("/h")}} << list << cache;
        QTest::newRow("empty ones do not count") << Environment{{s("HOME"), s("/h")}, {s("XDG_CONFIG_HOME"), {}},
            {s("HELM_CACHE_HOME"), {}}, {s("HELM_REPOSITORY_CONFIG"), {}}}
                                                 << list << cache;
        QTest::newRow("XDG") << Environment{{s("HOME"), s("/h")}, {s("XDG_CONFIG_HOME"), s("/c")},
            {s("XDG_CACHE_HOME"), s("/k")}}
                             << s("/c/helm/repositories.yaml") << s("/k/helm/repository");
        QTest::newRow("helm's homes come before XDG's")
            << Environment{{s("HOME"), s("/h")}, {s("XDG_CONFIG_HOME"), s("/c")}, {s("XDG_CACHE_HOME"), s("/k")},
                   {s("HELM_CONFIG_HOME"), s("/hc")}, {s("HELM_CACHE_HOME"), s("/hk")}}
            << s("/hc/repositories.yaml") << s("/hk/repository");
        QTest::newRow("files and folders come first")
            << Environment{{s("HOME"), s("/h")}, {s("HELM_CONFIG_HOME"), s("/hc")}, {s("HELM_CACHE_HOME"), s("/hk")},
                   {s("HELM_REPOSITORY_CONFIG"), s("/f/my.list")}, {s("HELM_REPOSITORY_CACHE"), s("/f/cache")}}
            << s("/f/my.list") << s("/f/cache");
    }
    void theFilesAreWhereHelmHasThem()
    {
        QFETCH(HelmHome::Environment, variables);
        const HelmHome home(variables);
        QTEST(home.repositoriesFile(), "list");
        QTEST(home.cacheFolder(), "cache");
    }

    void aRepositoryIsAdded()
    {
        const HelmHome home(environment());
        QCOMPARE(home.has(beta(), url()).value(), false);
        QVERIFY(home.add(beta(), url(), indexFile()));
        QCOMPARE(home.has(beta(), url()).value(), true);
        QCOMPARE(home.has(beta(), QUrl(QStringLiteral("http://127.0.0.1:8900/other"))).value(), false);
        QCOMPARE(contentOf(list()),
            QByteArray("apiVersion: \"\"\ngenerated: \"0001-01-01T00:00:00Z\"\nrepositories:\n- caFile: \"\"\n"
                       "  certFile: \"\"\n  insecure_skip_tls_verify: false\n  keyFile: \"\"\n  name: kscloud-beta\n"
                       "  pass_credentials_all: false\n  password: \"\"\n  url: http://127.0.0.1:8900/beta\n"
                       "  username: \"\"\n"));
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-index.yaml"))), indexText());
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-charts.txt"))), QByteArray("hello\nworld\n"));
        QCOMPARE(QFile::permissions(list()), ownerOnly);
        QCOMPARE(QFile::permissions(cached(QStringLiteral("kscloud-beta-index.yaml"))), everybodyReads);
        QCOMPARE(QFile::permissions(cached(QStringLiteral("kscloud-beta-charts.txt"))), everybodyReads);
        QVERIFY(QFile::exists(at(QStringLiteral(".config/helm/repositories.lock"))));
    }

    void itIsWhatHelmWrites()
    {
        const QString captures = QStringLiteral(KSP_SHARED "/captures/helm-home/");
        if (!QFile::exists(captures))
            QSKIP("The captures are not there.");
        QVERIFY(add(contentOf(captures + QStringLiteral("kscloud-beta-index.yaml"))));
        QCOMPARE(contentOf(list()), contentOf(captures + QStringLiteral("repositories.yaml")));
        for (const char *name : {"kscloud-beta-index.yaml", "kscloud-beta-charts.txt"})
            QCOMPARE(contentOf(cached(QLatin1String(name))), contentOf(captures + QLatin1String(name)));
    }

    void anEmptyRepositoryHasNoCharts()
    {
        QVERIFY(add("apiVersion: v1\nentries: {}\n"));
        QVERIFY(QFile::exists(cached(QStringLiteral("kscloud-beta-charts.txt"))));
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-charts.txt"))), QByteArray());
    }

    void otherRepositoriesStay()
    {
        write(list(),
            "# mine\napiVersion: v1\ngenerated: \"2024-02-01T10:00:00.123Z\"\nrepositories:\n- name: \"1.10\"\n"
            "  url: https://charts.example.com/a?b=c#d\n  username: \"me: # \\\"x\\\"\"\n  password: 'p''w\\'\n"
            "  insecure_skip_tls_verify: true\n  pass_credentials_all: true\n  caFile: /etc/ca 例.pem\n"
            "- name: on\n  url: https://b.example.com/\n  keyFile: ~\n");
        QVERIFY(add());
        QCOMPARE(contentOf(list()),
            QByteArray(
                "apiVersion: v1\ngenerated: \"2024-02-01T10:00:00.123Z\"\nrepositories:\n"
                "- caFile: \"/etc/ca 例.pem\"\n  certFile: \"\"\n  insecure_skip_tls_verify: true\n  keyFile: \"\"\n"
                "  name: \"1.10\"\n  pass_credentials_all: true\n  password: \"p'w\\\\\"\n"
                "  url: \"https://charts.example.com/a?b=c#d\"\n  username: \"me: # \\\"x\\\"\"\n"
                "- caFile: \"\"\n  certFile: \"\"\n  insecure_skip_tls_verify: false\n  keyFile: \"\"\n"
                "  name: \"true\"\n  pass_credentials_all: false\n  password: \"\"\n"
                "  url: https://b.example.com/\n  username: \"\"\n"
                "- caFile: \"\"\n  certFile: \"\"\n  insecure_skip_tls_verify: false\n  keyFile: \"\"\n"
                "  name: kscloud-beta\n  pass_credentials_all: false\n  password: \"\"\n"
                "  url: http://127.0.0.1:8900/beta\n  username: \"\"\n"));
        QCOMPARE(QFile::permissions(list()), ownerOnly);
    }

    void addingAgainIsAnUpdate()
    {
        QVERIFY(add("apiVersion: v1\nentries: {}\n"));
        const QByteArray before = contentOf(list());
        QVERIFY(add());
        QCOMPARE(contentOf(list()), before);
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-index.yaml"))), indexText());
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-charts.txt"))), QByteArray("hello\nworld\n"));
    }

    void aSlashAtTheEndIsNoOtherPlace()
    {
        write(list(), "repositories:\n- name: kscloud-beta\n  url: http://127.0.0.1:8900/beta/\n");
        const QByteArray before = contentOf(list());
        QCOMPARE(HelmHome(environment()).has(beta(), url()).value(), true);
        QVERIFY(add());
        QCOMPARE(contentOf(list()), before);
    }

    void theSameNameForAnotherPlaceIsRefused()
    {
        write(list(), "repositories:\n- name: kscloud-beta\n  url: https://me:secret@other.example.com\n");
        write(cached(QStringLiteral("kscloud-beta-index.yaml")), "theirs");
        const QByteArray before = contentOf(list());
        const auto result = add();
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
        QVERIFY(result.error().sentence.contains(QStringLiteral("helm repo remove kscloud-beta")));
        QVERIFY(result.error().sentence.contains(QStringLiteral("other.example.com")));
        QVERIFY(!result.error().sentence.contains(QStringLiteral("secret")));
        QCOMPARE(contentOf(list()), before);
        QCOMPARE(contentOf(cached(QStringLiteral("kscloud-beta-index.yaml"))), QByteArray("theirs"));
    }

    void whileHelmHoldsTheLockNothingIsWritten()
    {
        QVERIFY(QDir().mkpath(QFileInfo(list()).path()));
        const int other = ::open(QFile::encodeName(at(QStringLiteral(".config/helm/repositories.lock"))).constData(),
            O_CREAT | O_RDWR, 0600);
        QVERIFY(other >= 0);
        QCOMPARE(::flock(other, LOCK_EX), 0);
        const auto result = add();
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Internal);
        QVERIFY(!QFile::exists(list()));
        QVERIFY(!QFile::exists(cached(QStringLiteral("kscloud-beta-index.yaml"))));
        ::close(other);
        QVERIFY(add());
    }

    void theLockIsWhereHelmHasIt_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("lock");
        QTest::newRow("ending") << QStringLiteral("my.repos.yaml") << QStringLiteral("my.repos.lock");
        QTest::newRow("no ending") << QStringLiteral("repos") << QStringLiteral("repos.lock");
        QTest::newRow("dot in the folder") << QStringLiteral("a.b/repos") << QStringLiteral("a.b/repos.lock");
        QTest::newRow("hidden") << QStringLiteral("x/.repos") << QStringLiteral("x/.lock");
    }
    void theLockIsWhereHelmHasIt()
    {
        QFETCH(QString, list);
        QFETCH(QString, lock);
        auto variables = environment();
        variables.insert(QStringLiteral("HELM_REPOSITORY_CONFIG"), at(list));
        QVERIFY(HelmHome(variables).add(beta(), url(), indexFile()));
        QVERIFY(QFile::exists(at(list)));
        QVERIFY(QFile::exists(at(lock)));
    }

    void whatCannotBeUnderstoodIsLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("broken") << QByteArray("repositories: [\n");
        QTest::newRow("list") << QByteArray("- a\n");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("no list") << QByteArray("repositories: x\n");
        QTest::newRow("no map") << QByteArray("repositories: [x]\n");
        QTest::newRow("null") << QByteArray("repositories: [~]\n");
        QTest::newRow("a list for a text") << QByteArray("repositories: [{name: [a], url: b}]\n");
        QTest::newRow("not UTF-8") << QByteArray("repositories: []\n# \xff\n");
        QTest::newRow("too large") << QByteArray(5 * 1024 * 1024, '#');
    }
    void whatCannotBeUnderstoodIsLeftAlone()
    {
        QFETCH(QByteArray, content);
        write(list(), content);
        const auto result = add();
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
        QCOMPARE(contentOf(list()), content);
        QVERIFY(!QFile::exists(cached(QStringLiteral("kscloud-beta-index.yaml"))));
        QVERIFY(!HelmHome(environment()).has(beta(), url()));
    }

    void emptyListsAreFine_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("comment") << QByteArray("# none\n");
        QTest::newRow("null") << QByteArray("null\n");
        QTest::newRow("no repositories") << QByteArray("apiVersion: \"\"\n");
        QTest::newRow("null repositories") << QByteArray("repositories:\n");
        QTest::newRow("empty repositories") << QByteArray("repositories: []\n");
    }
    void emptyListsAreFine()
    {
        QFETCH(QByteArray, content);
        write(list(), content);
        QVERIFY(add());
        QCOMPARE(HelmHome(environment()).has(beta(), url()).value(), true);
    }

    void anIndexThatIsNoneAddsNothing()
    {
        const auto result = add("<html></html>");
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::BadInput);
        QVERIFY(!QFile::exists(list()));
        QVERIFY(!QFile::exists(cached(QStringLiteral("kscloud-beta-index.yaml"))));
        QVERIFY(!HelmHome(environment()).add(beta(), url(), at(QStringLiteral("nothing"))));
    }

    void unfitNamesAreRefused()
    {
        for (const char *name : {"", "a/b", "../x", "."}) {
            const auto result = HelmHome(environment()).add(QString::fromLatin1(name), url(), indexFile());
            QVERIFY(!result);
            QCOMPARE(result.error().kind, ErrorKind::BadInput);
        }
    }

    void stoppingWritesNothing()
    {
        std::stop_source stop;
        stop.request_stop();
        const auto result = HelmHome(environment()).add(beta(), url(), indexFile(), stop.get_token());
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Cancelled);
        QVERIFY(!QFile::exists(list()));
    }

    void aLinkedListIsReplacedWhereItIs()
    {
        const QString real = at(QStringLiteral("dotfiles/repositories.yaml"));
        write(real, "repositories: []\n");
        QVERIFY(QDir().mkpath(QFileInfo(list()).path()));
        QVERIFY(QFile::link(real, list()));
        QVERIFY(add());
        QVERIFY(QFileInfo(list()).isSymLink());
        QVERIFY(contentOf(real).contains("kscloud-beta"));
    }

    void theRealHelmFindsIt()
    {
        QString helm = QStandardPaths::findExecutable(QStringLiteral("helm"));
        if (helm.isEmpty())
            helm = QStandardPaths::findExecutable(
                QStringLiteral("helm"), {QDir::homePath() + QStringLiteral("/go/bin")});
        if (helm.isEmpty())
            QSKIP("helm is not installed.");
        QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
        const HelmHome::Environment own = HelmHome::systemEnvironment();
        for (auto variable = own.keyBegin(); variable != own.keyEnd(); ++variable)
            variables.remove(*variable);
        variables.insert(QStringLiteral("HOME"), m_home->path());
        const auto run = [&](const QStringList &arguments) {
            QProcess process;
            process.setProcessEnvironment(variables);
            process.start(helm, arguments);
            process.waitForFinished();
            return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError()).simplified();
        };
        QVERIFY(add());
        QCOMPARE(run({QStringLiteral("repo"), QStringLiteral("list")}),
            QStringLiteral("NAME URL kscloud-beta http://127.0.0.1:8900/beta"));
        QCOMPARE(run({QStringLiteral("search"), QStringLiteral("repo"), QStringLiteral("hello")}),
            QStringLiteral("NAME CHART VERSION APP VERSION DESCRIPTION kscloud-beta/hello 1.0.0 2 Says hello"));
        QVERIFY(run({QStringLiteral("repo"), QStringLiteral("add"), beta(), url().toString()})
                    .contains(QStringLiteral("already exists with the same configuration")));
        QVERIFY(run({QStringLiteral("repo"), QStringLiteral("remove"), beta()}).contains(QStringLiteral("removed")));
        QCOMPARE(HelmHome(environment()).has(beta(), url()).value(), false);
        QVERIFY(!QFile::exists(cached(QStringLiteral("kscloud-beta-index.yaml"))));
    }
};

QTEST_GUILESS_MAIN(HelmHomeTest)
#include "HelmHomeTest.moc"
