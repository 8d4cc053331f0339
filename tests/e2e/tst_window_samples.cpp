// Every recorded sample goes through the wizard's own objects (PublishDraft, PublishRun) with the result that the
// command line has: the same findings, and the same bytes on the server. Skipped where the recordings are not there.
#include "core/Database.h"
#include "publish/Journal.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "support/PracticeCloud.h"
#include "support/SessionBench.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

using namespace ksp;
using namespace ksp::test;

class tst_window_samples : public QObject
{
    Q_OBJECT

    PracticeCloud m_cloud;
    QTemporaryDir m_folder;

    /// The command line's answer as JSON, whatever its exit code.
    QJsonObject cli(const QStringList &arguments)
    {
        QProcess process;
        process.start(QStringLiteral(KSP_BIN_DIR "/ks-publisher-cli"),
            arguments
                + QStringList{QStringLiteral("--json"), QStringLiteral("--yes"), QStringLiteral("--key-stdin"),
                    QStringLiteral("--server"), m_cloud.url(), QStringLiteral("--profile"),
                    m_folder.filePath(QStringLiteral("profile"))});
        process.write(m_cloud.key().toUtf8() + '\n');
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            return {};
        return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    }

    static QString sample(const QString &name)
    {
        return name == QLatin1String("three-shots") ? QStringLiteral(KSP_SHARED "/captures/three-shots")
                                                    : QStringLiteral(KSP_SHARED "/samples/") + name;
    }

    /// "severity id place", as both sides can tell it.
    static QStringList lines(const QJsonArray &findings)
    {
        QStringList result;
        for (const QJsonValue &finding : findings) {
            result.append(QStringLiteral("%1 %2:%3 %4")
                              .arg(finding[QLatin1String("id")].toString(), finding[QLatin1String("file")].toString())
                              .arg(finding[QLatin1String("line")].toInt())
                              .arg(finding[QLatin1String("sentence")].toString()));
        }
        return result;
    }
    static QStringList lines(const QList<Finding> &findings)
    {
        QStringList result;
        for (const Finding &finding : findings) {
            result.append(QStringLiteral("%1 %2:%3 %4")
                              .arg(finding.id, finding.place.file)
                              .arg(finding.place.line)
                              .arg(finding.sentence));
        }
        return result;
    }

private slots:
    void initTestCase()
    {
        if (!QFile::exists(sample(QStringLiteral("three-shots"))))
            QSKIP("the recordings are not here");
        QVERIFY2(m_cloud.start(), qPrintable(m_cloud.errorText()));
    }

    void sameAsTheCommandLine_data()
    {
        QTest::addColumn<QString>("chart");
        for (const char *name : {"hello-world-0.1.0.tgz", "deepseek-0.1.0.tgz", "devops-1.1.3.tgz",
                 "nvidia-gpu-operator-23.9.2.tgz", "grafana-ext-0.1.0.tgz", "three-shots"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void sameAsTheCommandLine()
    {
        QFETCH(const QString, chart);
        const QJsonObject checked = cli({QStringLiteral("push"), sample(chart), QStringLiteral("--dry-run")});
        PublishDraft draft;
        draft.open(sample(chart));
        QTRY_COMPARE_WITH_TIMEOUT(draft.state(), PublishDraft::State::Loaded, 30'000);
        QCOMPARE(lines(draft.loaded()->findings), lines(checked.value(QLatin1String("findings")).toArray()));

        const QJsonObject pushed = cli({QStringLiteral("push"), sample(chart)});
        QCOMPARE(draft.isPublishable(), !pushed.contains(QLatin1String("error")));
        if (!draft.isPublishable())
            return;

        SessionBench sessions;
        sessions->signIn(QUrl(m_cloud.url()), m_cloud.key());
        QVERIFY(sessions.waitFor(Session::State::SignedIn));
        Database database(sessions.profile());
        Journal journal(&database);
        PublishRun run(&sessions.session(), &journal);
        PublishRequest request;
        request.package = *draft.loaded()->package;
        request.chartPath = draft.path();
        request.account = sessions->account()->name;
        request.server = m_cloud.url();
        request.userId = sessions->account()->userId;
        request.profile = sessions.profile();
        request.replaceSubmitted = true;
        run.start(request);
        QTRY_VERIFY_WITH_TIMEOUT(!run.isRunning(), 30'000);
        QVERIFY2(run.published(), run.error() ? qPrintable(run.error()->sentence) : "no result");
        QCOMPARE(run.published()->packageSha256, pushed.value(QLatin1String("sha256")).toString());
        QCOMPARE(run.published()->packageSize, pushed.value(QLatin1String("size")).toInteger());
        QCOMPARE(
            QJsonArray::fromStringList(run.published()->imageUrls), pushed.value(QLatin1String("images")).toArray());
    }
};

QTEST_MAIN(tst_window_samples)
#include "tst_window_samples.moc"
