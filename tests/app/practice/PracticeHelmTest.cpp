#include "RawHttp.h"
#include "TestPackage.h"
#include "support/PracticeCloud.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp::test;

/// The real helm against the practice Cloud's beta repository.
class PracticeHelmTest : public QObject
{
    Q_OBJECT

    QString m_helm;
    QTemporaryDir m_home;

    /// Output and errors together; "" where it failed.
    [[nodiscard]] QString helm(const QStringList &arguments) const
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char *each : {"HELM_CONFIG_HOME", "HELM_CACHE_HOME", "HELM_DATA_HOME", "HOME"}) {
            environment.insert(QString::fromLatin1(each), m_home.filePath(QString::fromLatin1(each)));
        }
        for (const char *each : {"http_proxy", "HTTP_PROXY", "HELM_REPOSITORY_CONFIG", "HELM_REPOSITORY_CACHE"}) {
            environment.remove(QString::fromLatin1(each));
        }
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setWorkingDirectory(m_home.path());
        process.start(m_helm, arguments);
        const bool ended = process.waitForFinished(60'000) && process.exitStatus() == QProcess::NormalExit;
        const QByteArray output = process.readAll();
        if (!ended || process.exitCode() != 0) {
            qWarning("%s", output.constData());
            return {};
        }
        return QString::fromUtf8(output);
    }

    /// One line of a table of helm's, its blanks made one.
    [[nodiscard]] static QString line(const QString &table, const QString &start)
    {
        for (const QString &each : table.split(u'\n')) {
            if (each.startsWith(start)) {
                return each.simplified();
            }
        }
        return {};
    }

private slots:
    void initTestCase()
    {
        m_helm = QStandardPaths::findExecutable(QStringLiteral("helm"));
        if (m_helm.isEmpty()) {
            m_helm = QStandardPaths::findExecutable(
                QStringLiteral("helm"), {QDir::homePath() + QStringLiteral("/go/bin")});
        }
        if (m_helm.isEmpty()) {
            QSKIP("helm is not installed.");
        }
    }

    void findsPullsAndShows()
    {
        PracticeCloud cloud;
        QVERIFY2(cloud.start(), qPrintable(cloud.errorText()));
        RawHttp http(cloud.port());
        http.setKey(cloud.key());
        const QByteArray ofUser = "/apis/extension/v1/users/" + cloud.userId().toUtf8();
        const auto submit = [&](const QByteArray &name, const QByteArray &version, const QByteArray &tgz) {
            const QJsonDocument reply
                = http.postForm(ofUser + "/extensions/" + name + "/package?force=true&create_extension=true",
                          {{"extension_package", name + '-' + version + ".tgz", tgz}})
                      .json();
            const QByteArray id = reply[u"snapshot"][u"snapshot_id"].toString().toUtf8();
            return http.post(ofUser + "/snapshots/" + id + "/action:submit", "{}").status;
        };
        const QByteArray tgz = extensionPackage("demo", "1.10.0");
        QCOMPARE(submit("demo", "1.10.0", tgz), 200);
        QCOMPARE(submit("demo", "1.9.0", extensionPackage("demo", "1.9.0")), 200);
        QCOMPARE(submit("demo", "2.0.0-rc.1", extensionPackage("demo", "2.0.0-rc.1")), 200);
        QCOMPARE(submit("demo", "1.10.1+build.5", extensionPackage("demo", "1.10.1+build.5")), 200);

        QVERIFY(!helm({QStringLiteral("repo"), QStringLiteral("add"), QStringLiteral("practice"),
                          cloud.url() + QStringLiteral("/beta")})
                     .isEmpty());
        QVERIFY(!helm({QStringLiteral("repo"), QStringLiteral("update"), QStringLiteral("practice")}).isEmpty());
        QString found = helm({QStringLiteral("search"), QStringLiteral("repo"), QStringLiteral("demo")});
        QCOMPARE(line(found, QStringLiteral("practice/demo")),
            QStringLiteral("practice/demo 1.10.1+build.5 2.0 An \"example\": 例"));
        found = helm(
            {QStringLiteral("search"), QStringLiteral("repo"), QStringLiteral("demo"), QStringLiteral("--devel")});
        QVERIFY(line(found, QStringLiteral("practice/demo")).startsWith(QLatin1String("practice/demo 2.0.0-rc.1 ")));
        for (const char *version : {"1.10.0", "1.10.1+build.5"}) {
            // It prints nothing: the file tells whether it worked.
            static_cast<void>(helm({QStringLiteral("pull"), QStringLiteral("practice/demo"),
                QStringLiteral("--version"), QString::fromLatin1(version)}));
            QVERIFY2(
                QFile::exists(m_home.filePath(QStringLiteral("demo-%1.tgz").arg(QLatin1String(version)))), version);
        }
        QFile pulled(m_home.filePath(QStringLiteral("demo-1.10.0.tgz")));
        QVERIFY(pulled.open(QIODevice::ReadOnly));
        QCOMPARE(pulled.readAll(), tgz);
        QVERIFY(helm({QStringLiteral("show"), QStringLiteral("chart"), pulled.fileName()})
                    .contains(QLatin1String("name: demo")));
    }
};

QTEST_GUILESS_MAIN(PracticeHelmTest)
#include "PracticeHelmTest.moc"
