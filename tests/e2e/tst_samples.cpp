// The recorded samples pushed to the practice Cloud by the command line as a process, and fetched by the real helm.
// That a package which the program makes equals ksbuilder's but for intended differences is tst_captures' business;
// here the bytes that arrive are shown to be that package. Skipped where the recordings are not there.
#include "chart/PackageBuilder.h"
#include "support/PracticeCloud.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace ksp;
using namespace ksp::test;

namespace {

struct Output
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

Output run(const QString &program, const QStringList &arguments, const QByteArray &input = {},
    const QStringList &environment = {}, const QString &folder = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class tst_samples : public QObject
{
    Q_OBJECT

    PracticeCloud m_cloud;
    QTemporaryDir m_folder;

    Output cli(const QStringList &arguments)
    {
        return run(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
            arguments
                + QStringList{QStringLiteral("--key-stdin"), QStringLiteral("--server"), m_cloud.url(),
                    QStringLiteral("--profile"), m_folder.filePath(QStringLiteral("profile"))},
            m_cloud.key().toUtf8() + '\n');
    }
    static QString sample(const QString &name)
    {
        return name == QLatin1String("three-shots") ? QStringLiteral(KSP_SHARED "/captures/three-shots")
                                                    : QStringLiteral(KSP_SHARED "/samples/") + name;
    }

private slots:
    void initTestCase()
    {
        if (!QFile::exists(sample(QStringLiteral("three-shots"))))
            QSKIP("the recordings are not here");
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }

    void push_data()
    {
        QTest::addColumn<QString>("chart");
        for (const char *name : {"hello-world-0.1.0.tgz", "deepseek-0.1.0.tgz", "devops-1.1.3.tgz",
                 "nvidia-gpu-operator-23.9.2.tgz", "three-shots"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void push()
    {
        QFETCH(const QString, chart);
        const Output pushed = cli({QStringLiteral("push"), sample(chart), QStringLiteral("--json")});
        QVERIFY2(pushed.exitCode == 0, pushed.err.constData());
        const QJsonObject told = QJsonDocument::fromJson(pushed.out).object();

        const auto opened = openChart(sample(chart));
        QVERIFY(opened);
        const auto prepared = PreparedPackage::prepare(*opened);
        QVERIFY(prepared);
        QMap<QString, QString> urls;
        for (const LocalImage &image : prepared->images())
            urls.insert(image.path,
                QStringLiteral("%1/files/ext/%2/%3/%4/%5")
                    .arg(m_cloud.url(), m_cloud.userId(), opened->metadata.name.text, opened->metadata.version.text,
                        QString::fromLatin1(QUrl::toPercentEncoding(image.uploadName))));
        const auto built = prepared->build(urls);
        QVERIFY(built);
        QCOMPARE(told.value(QStringLiteral("sha256")).toString(), QString::fromLatin1(built->sha256));
        QCOMPARE(told.value(QStringLiteral("size")).toInt(), built->bytes.size());
        // What the server has under that hash.
        QByteArray arrived;
        for (const QFileInfo &file :
            QDir(m_cloud.stateFolder() + QStringLiteral("/blobs")).entryInfoList(QDir::Files)) {
            QFile stored(file.filePath());
            if (file.fileName() == told.value(QStringLiteral("sha256")).toString() && stored.open(QIODevice::ReadOnly))
                arrived = stored.readAll();
        }
        QCOMPARE(arrived, built->bytes);
    }

    void requestsOfAPush()
    {
        // Account, version and place of files, then images, package, submission: never more than one of each.
        m_cloud.kill();
        PracticeCloud cloud;
        QVERIFY(cloud.start());
        const Output pushed = run(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
            {QStringLiteral("push"), sample(QStringLiteral("three-shots")), QStringLiteral("--key-stdin"),
                QStringLiteral("--server"), cloud.url(), QStringLiteral("--profile"),
                m_folder.filePath(QStringLiteral("other-profile"))},
            cloud.key().toUtf8() + '\n');
        QVERIFY2(pushed.exitCode == 0, pushed.err.constData());
        QCOMPARE(pushed.out,
            QByteArray("push extension " + sample(QStringLiteral("three-shots")).toUtf8()
                + "\nExtension pushed and submitted to KubeSphere Cloud, waiting for review\n"));
        QStringList calls;
        for (const QJsonObject &request : cloud.requests())
            calls.append(request.value(QStringLiteral("method")).toString() + u' '
                + request.value(QStringLiteral("path")).toString().section(u'/', -1).section(u'?', 0, 0));
        QCOMPARE(calls.size(), 6);
        std::sort(calls.begin(), calls.begin() + 3); // these go out at the same time
        QCOMPARE(calls.mid(0, 3),
            (QStringList{QStringLiteral("GET 1.2.3-rc.1"), QStringLiteral("GET usage"), QStringLiteral("GET user")}));
        QCOMPARE(calls.mid(3),
            (QStringList{
                QStringLiteral("POST files"), QStringLiteral("POST package"), QStringLiteral("POST action:submit")}));
        QVERIFY(m_cloud.restart());
    }

    void grafanaIsRefused()
    {
        const qsizetype before = m_cloud.requests().size();
        const Output pushed = cli({QStringLiteral("push"), sample(QStringLiteral("grafana-ext-0.1.0.tgz"))});
        QCOMPARE(pushed.exitCode, 1);
        QVERIFY2(pushed.err.contains("error: extension.yaml:37:7: icon names “./static/favicon.svg”"),
            pushed.err.constData());
        QCOMPARE(m_cloud.requests().size(), before);
    }

    void nvidiaIsWarnedAbout()
    {
        const Output dry = cli({QStringLiteral("push"), sample(QStringLiteral("nvidia-gpu-operator-23.9.2.tgz")),
            QStringLiteral("--dry-run")});
        QCOMPARE(dry.exitCode, 0);
        QVERIFY2(dry.err.contains("warning: extension.yaml:22:1: The key screenshots stands here and again in line 39"),
            dry.err.constData());
    }

    void helmFindsThem()
    {
        QString helm = qEnvironmentVariable("HELM", QStandardPaths::findExecutable(QStringLiteral("helm")));
        if (helm.isEmpty())
            helm = QStandardPaths::findExecutable(
                QStringLiteral("helm"), {QDir::homePath() + QStringLiteral("/go/bin")});
        if (helm.isEmpty())
            QSKIP("helm is not installed");
        const QStringList environment{QStringLiteral("HELM_CONFIG_HOME=") + m_folder.filePath(QStringLiteral("hc")),
            QStringLiteral("HELM_CACHE_HOME=") + m_folder.filePath(QStringLiteral("hk")),
            QStringLiteral("HELM_DATA_HOME=") + m_folder.filePath(QStringLiteral("hd"))};
        const auto ask
            = [&](const QStringList &arguments) { return run(helm, arguments, {}, environment, m_folder.path()); };
        QCOMPARE(ask({QStringLiteral("repo"), QStringLiteral("add"), QStringLiteral("kscloud-beta"),
                         m_cloud.url() + QStringLiteral("/beta")})
                     .exitCode,
            0);
        QCOMPARE(ask({QStringLiteral("repo"), QStringLiteral("update"), QStringLiteral("kscloud-beta")}).exitCode, 0);
        for (const char *name : {"hello-world-0.1.0", "deepseek-0.1.0", "devops-1.1.3", "nvidia-gpu-operator-23.9.2",
                 "three-shots-1.2.3-rc.1"}) {
            const QString file = QString::fromLatin1(name) + QStringLiteral(".tgz");
            static const QRegularExpression versionStart(QStringLiteral("-[0-9]"));
            const qsizetype split = QString::fromLatin1(name).indexOf(versionStart);
            const QString chart = QStringLiteral("kscloud-beta/") + QString::fromLatin1(name).left(split);
            const Output found
                = ask({QStringLiteral("search"), QStringLiteral("repo"), chart, QStringLiteral("--devel")});
            QVERIFY2(found.out.contains(QString::fromLatin1(name).mid(split + 1).toUtf8()), name);
            QVERIFY2(ask({QStringLiteral("pull"), chart, QStringLiteral("--devel")}).exitCode == 0, name);
            const Output linted = ask({QStringLiteral("lint"), file});
            QVERIFY2(linted.exitCode == 0 && !linted.out.contains("[WARNING]") && !linted.out.contains("[ERROR]"),
                linted.out.constData());
        }
    }
};

QTEST_GUILESS_MAIN(tst_samples)
#include "tst_samples.moc"
