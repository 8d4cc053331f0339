#include "report/Report.h"

#include <KZip>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace ksp {

namespace {

QString key()
{
    return QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
}

void write(const QString &fileName, const QByteArray &bytes)
{
    QFile file(fileName);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray inZip(const QString &zipName, const QString &entry)
{
    KZip zip(zipName);
    if (!zip.open(QIODevice::ReadOnly))
        return {};
    const KArchiveFile *file = zip.directory()->file(entry);
    return file ? file->data() : QByteArray();
}

} // namespace

class ReportTest : public QObject
{
    Q_OBJECT

private slots:
    void secretsAreTakenOut_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("secret");
        const auto row = [](const char *name, const QString &line, const QString &secret) {
            QTest::newRow(name) << line << secret;
        };
        row("key", QStringLiteral("the key %1 was refused").arg(key()), QStringLiteral("1e63267b"));
        row("header", QStringLiteral("Authorization: Bearer abc.def-ghi"), QStringLiteral("abc.def"));
        row("other header", QStringLiteral("authorization: Basic dXNlcjpwYXNz"), QStringLiteral("dXNlcjpwYXNz"));
        row("JSON", QStringLiteral("{\"token\": \"aBcDeF\", \"server\": \"x\"}"), QStringLiteral("aBcDeF"));
        row("user in a path", QStringLiteral("POST /apis/extension/v1/users/usr-7781/files: 200"),
            QStringLiteral("7781"));
        row("user of another form", QStringLiteral("GET /apis/x/users/somebody/files"), QStringLiteral("somebody"));
        row("e-mail", QStringLiteral("maintainer lin.wei+x@example.com"), QStringLiteral("lin.wei"));
        row("proxy password", QStringLiteral("proxy http://joe:pw123@proxy.example:3128"), QStringLiteral("pw123"));
        row("home", QStringLiteral("cannot read %1/charts/a").arg(QDir::homePath()),
            QDir::homePath() + QLatin1Char('/'));
    }
    void secretsAreTakenOut()
    {
        QFETCH(QString, line);
        QFETCH(QString, secret);
        const QString told = Report::redacted(line);
        QVERIFY2(!told.contains(secret), qPrintable(told));
        QVERIFY2(told.contains(QStringLiteral("…")) || told.contains(QLatin1Char('~')), qPrintable(told));
    }

    void whatHelpsStays()
    {
        const QString line = QStringLiteral("GET /apis/extension/v1/extensions/hello-world/snapshots: 503, 12 ms");
        QCOMPARE(Report::redacted(line), line);
    }

    void textHasFactsAndTheEndOfTheLog()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath(QStringLiteral("publisher.log"));
        QByteArray lines;
        for (int i = 0; i < 4000; ++i)
            lines += "line " + QByteArray::number(i) + " with " + key().toUtf8() + '\n';
        write(log, lines);
        const QString text = Report::text({{QStringLiteral("Program"), QStringLiteral("ks-publisher\n1.0")}}, log);
        QVERIFY(text.startsWith(QStringLiteral("Program: ks-publisher 1.0\n")));
        QVERIFY(text.endsWith(QStringLiteral("line 3999 with kck-…\n")));
        QVERIFY(!text.contains(QStringLiteral("line 12 ")));
        QVERIFY(text.size() < Report::logBytes + 1000);
        QVERIFY(!text.contains(key()));
    }

    void withoutALogThereAreFacts()
    {
        const QString text = Report::text(Report::systemFacts(), QStringLiteral("/nowhere/publisher.log"));
        QVERIFY(text.contains(QStringLiteral("Qt: ")));
        QVERIFY(!text.contains(QStringLiteral("Log:")));
    }

    void savesAnArchiveWithoutSecrets()
    {
        const QTemporaryDir folder;
        const QString log = folder.filePath(QStringLiteral("publisher.log"));
        write(log, "new " + key().toUtf8() + '\n');
        write(log + QStringLiteral(".1"), "old " + key().toUtf8() + '\n');
        const QString zip = folder.filePath(QStringLiteral("report.zip"));
        QVERIFY(Report::save(zip, {{QStringLiteral("A"), QStringLiteral("b")}}, log));
        QCOMPARE(inZip(zip, QStringLiteral("report.txt")), QByteArray("A: b\n"));
        QCOMPARE(inZip(zip, QStringLiteral("publisher.log")), QStringLiteral("new kck-…\n").toUtf8());
        QCOMPARE(inZip(zip, QStringLiteral("publisher.log.1")), QStringLiteral("old kck-…\n").toUtf8());
    }

    void aFolderThatIsNotThereIsToldOf()
    {
        const auto saved = Report::save(QStringLiteral("/nowhere/report.zip"), {}, {});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::Internal);
        QVERIFY(saved.error().sentence.contains(QStringLiteral("/nowhere/report.zip")));
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::ReportTest)
#include "ReportTest.moc"
