#include "image/Confinement.h"
#include "image/ImageDecoder.h"
#include "support/Await.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace ksp;

/// What a decoder that a hostile image has taken over can still do.
class ConfinementTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

private slots:
    void refusesWhatNoDecoderNeeds()
    {
        QFile secret(m_dir.filePath(QStringLiteral("secret")));
        QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("s3cret") == 6);
        secret.close();
        QProcess process;
        process.start(QStringLiteral(KSP_BIN_DIR "/ksp_confined"), {m_dir.path()});
        process.write("x");
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QByteArrayList lines = process.readAllStandardOutput().trimmed().split('\n');
        const auto granted = Confinements::fromInt(lines.takeFirst().toInt());
        QCOMPARE(lines.takeLast(), QByteArray("works: done"));
        QVERIFY(lines.size() > 30);
        if (!granted.testFlag(Confinement::SystemCalls)) {
            QSKIP("This system offers no seccomp, so nothing is promised here.");
        }
        for (const QByteArray &line : std::as_const(lines)) {
            QVERIFY2(line.endsWith(": refused"), line);
        }
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
            QStringList{QStringLiteral("secret")});
    }

    void theDecoderIsConfined()
    {
        const QByteArray picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' "
                                   "height='9' fill='red'/></svg>";
        QStringList said;
        ImageDecoder::Options options{QStringLiteral(KSP_BIN_DIR "/ks-image-decoder"), 20'000, 2};
        options.log = [&said](const QString &line) { said.append(line); };
        ImageDecoder decoder(options);
        for (int i = 0; i < 2; ++i) {
            QVERIFY(await<DecodedImage>([&](const auto &done) { decoder.decode(picture, QSize(9, 9), this, done); }));
        }
        // Of what is lacking it tells once.
        QVERIFY(said.size() <= 1);
        QProcess process;
        process.start(QStringLiteral(KSP_BIN_DIR "/ksp_confined"), {m_dir.path()});
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        const auto granted = Confinements::fromInt(process.readLine().toInt());
        const bool isWhole = granted == (Confinement::SystemCalls | Confinement::Files);
        QCOMPARE(said.isEmpty(), isWhole);
    }
};

QTEST_GUILESS_MAIN(ConfinementTest)
#include "ConfinementTest.moc"
