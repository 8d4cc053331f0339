#include "support/PracticeCloud.h"
#include "support/ScriptedServer.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp::test;

namespace {

struct Outcome
{
    int code = -1;
    QString out;
    QString err;
};

} // namespace

/// The verb beta, as a process, after pushes to a practice Cloud.
class BetaVerbTest : public QObject
{
    Q_OBJECT

    PracticeCloud m_cloud;
    QTemporaryDir m_folder;

    /// Runs the event loop, for servers of this thread.
    [[nodiscard]] Outcome run(const QStringList &arguments, const QString &profile = QStringLiteral("profile")) const
    {
        QProcess process;
        process.start(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
            arguments + QStringList{QStringLiteral("--profile"), m_folder.filePath(profile)});
        process.write(m_cloud.key().toUtf8() + '\n');
        process.closeWriteChannel();
        static_cast<void>(QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000));
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }
    [[nodiscard]] QStringList beta(const QString &version, const QStringList &more = {}) const
    {
        return QStringList{QStringLiteral("beta"), QStringLiteral("demo"), version, QStringLiteral("--repo"),
                   m_cloud.url() + QStringLiteral("/beta")}
        + more;
    }
    [[nodiscard]] Outcome push(const QByteArray &description, const QString &profile = QStringLiteral("profile")) const
    {
        const QString chart = m_folder.filePath(QStringLiteral("demo"));
        const auto write = [&](const char *name, const QByteArray &text) {
            QFile file(chart + u'/' + QLatin1String(name));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        if (!QDir().mkpath(chart) || !write("README.md", "# Demo\n")
            || !write("extension.yaml",
                "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.0.0\nappVersion: \"2.0\"\n"
                "displayName:\n  en: Demo\n  zh: 示例\ndescription:\n  en: "
                    + description
                    + "\n  zh: 示例\ncategory: dev-tools\nkubeVersion: \">=1.19.0-0\"\n"
                      "ksVersion: \">=4.0.0-0\"\nprovider:\n  en:\n    name: A\n    email: a@example.com\n"
                      "  zh:\n    name: A\n    email: a@example.com\nicon: https://example.com/a.png\n"))
            return {};
        return run({QStringLiteral("push"), chart, QStringLiteral("--server"), m_cloud.url(),
                       QStringLiteral("--key-stdin"), QStringLiteral("--yes")},
            profile);
    }

private slots:
    void initTestCase() { QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText())); }

    void aVersionIsMissingThenTheSameThenAnother()
    {
        Outcome outcome = run(beta(QStringLiteral("1.0.0")));
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.out, QStringLiteral("demo is not in the beta repository yet.\n"));
        QCOMPARE(outcome.code, 5);

        outcome = push("A demo");
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        outcome = run(beta(QStringLiteral("1.0.0")));
        QCOMPARE(outcome.err, QString());
        QCOMPARE(outcome.out.simplified(),
            QStringLiteral("NAME CHART VERSION APP VERSION DESCRIPTION demo 1.0.0 A demo "
                           "It is in the beta repository, byte for byte as it was sent."));
        QCOMPARE(outcome.code, 0);
        // Without a push of its own, another profile cannot tell.
        outcome = run(beta(QStringLiteral("1.0.0")), QStringLiteral("other"));
        QVERIFY(outcome.out.contains(QStringLiteral("does not know what was sent")));
        QCOMPARE(outcome.code, 0);

        outcome = run(beta(QStringLiteral("1.0.0"), {QStringLiteral("--json")}));
        QJsonObject object = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
        QCOMPARE(object.value(QStringLiteral("verdict")).toString(), QStringLiteral("same"));
        QCOMPARE(object.value(QStringLiteral("description")).toString(), QStringLiteral("A demo"));
        QCOMPARE(object.value(QStringLiteral("digest")), object.value(QStringLiteral("sentDigest")));

        // Somebody else overwrites it.
        outcome = push("Another demo", QStringLiteral("other"));
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        outcome = run(beta(QStringLiteral("1.0.0")));
        QVERIFY2(outcome.out.contains(QStringLiteral("differ from what was sent")), qPrintable(outcome.out));
        QVERIFY2(outcome.out.contains(QStringLiteral("\n  extension.yaml: ")), qPrintable(outcome.out));
        QCOMPARE(outcome.code, 5);
        outcome = run(beta(QStringLiteral("1.0.0"), {QStringLiteral("--json")}));
        object = QJsonDocument::fromJson(outcome.out.toUtf8()).object();
        QCOMPARE(object.value(QStringLiteral("verdict")).toString(), QStringLiteral("differs"));
        QVERIFY(!object.value(QStringLiteral("differences")).toArray().isEmpty());
        QCOMPARE(outcome.code, 5);

        outcome = run(beta(QStringLiteral("9.9.9")));
        QCOMPARE(
            outcome.out, QStringLiteral("Version 9.9.9 of demo is not in the beta repository yet. It has 1.0.0.\n"));
        QCOMPARE(outcome.code, 5);
    }

    void aRepositoryThatIsNoneIsAnError()
    {
        ScriptedServer server({ok("<html>"), answer("404 Not Found", {})});
        const QStringList arguments{QStringLiteral("beta"), QStringLiteral("demo"), QStringLiteral("1.0.0"),
            QStringLiteral("--repo"), server.url().toString()};
        QCOMPARE(run(arguments).code, 1);
        QCOMPARE(run(arguments).code, 5);
    }

    void withoutARepositoryItAsksForOne()
    {
        const Outcome outcome = run({QStringLiteral("beta"), QStringLiteral("demo"), QStringLiteral("1.0.0"),
            QStringLiteral("--server"), m_cloud.url()});
        QCOMPARE(outcome.code, 1);
        QVERIFY(outcome.err.contains(QStringLiteral("--repo URL")));
        const Outcome unfit = run({QStringLiteral("beta"), QStringLiteral("demo"), QStringLiteral("1.0.0"),
            QStringLiteral("--repo"), QStringLiteral("charts.example.com")});
        QCOMPARE(unfit.code, 2);
        QVERIFY(unfit.err.contains(QStringLiteral("--repo needs an address")));
    }

    void theHelpTellsOfIt()
    {
        const Outcome help = run({QStringLiteral("help"), QStringLiteral("beta")});
        QVERIFY(help.out.contains(QStringLiteral("ks-publisher-cli beta NAME VERSION")));
        QVERIFY(help.out.contains(QStringLiteral("--repo URL")));
    }
};

QTEST_GUILESS_MAIN(BetaVerbTest)
#include "BetaVerbTest.moc"
