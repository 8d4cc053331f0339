// What the two readers of version constraints say, beside recordings of them, and the advice that is given.
#include "ChartMaker.h"

#include "chart/ConstraintChecks.h"
#include "chart/VersionConstraint.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ksp;

namespace {

/// One row of tests/data/constraints/readers.tsv: what Masterminds/semver 3.3 and node-semver 7.3.5 said of each
/// version: y, n, or ! where the constraint cannot be read.
struct Row
{
    QString constraint;
    QString controller;
    QString console;
};

struct Table
{
    QStringList versions;
    QList<Row> rows;
};

Table table()
{
    Table table;
    QList<QByteArray> lines = test::read(test::data(QStringLiteral("constraints/readers.tsv"))).split('\n');
    table.versions = QString::fromUtf8(lines.takeFirst().split('\t').value(3)).split(u' ');
    for (const QByteArray &line : std::as_const(lines)) {
        const QList<QByteArray> cells = line.split('\t');
        if (cells.size() == 3)
            table.rows.append({QJsonDocument::fromJson('[' + cells[0] + ']').array().first().toString(),
                QString::fromUtf8(cells[1]), QString::fromUtf8(cells[2])});
    }
    return table;
}

QChar letter(const std::optional<bool> &answer)
{
    return !answer ? u'!' : *answer ? u'y' : u'n';
}

} // namespace

class VersionConstraintTest : public QObject
{
    Q_OBJECT

private slots:
    void readers()
    {
        const Table table = ::table();
        QVERIFY(table.rows.size() > 100);
        for (const Row &row : table.rows) {
            QString controller;
            QString console;
            for (const QString &version : table.versions) {
                controller += letter(controllerTakes(row.constraint, version));
                console += letter(consoleTakes(row.constraint, version));
            }
            QVERIFY2(controller == row.controller && console == row.console,
                qPrintable(QStringLiteral("“%1”: %2 %3, but should be %4 %5")
                               .arg(row.constraint, controller, console, row.controller, row.console)));
        }
    }

    /// What is proposed is read by both, takes every release that either took, and pre-releases.
    void adviceIsBetter()
    {
        const Table table = ::table();
        int advised = 0;
        for (const Row &row : table.rows) {
            const QString better = forBothReaders(row.constraint);
            if (better.isEmpty())
                continue;
            ++advised;
            QVERIFY2(controllerReads(better) && consoleReads(better), qPrintable(better));
            for (qsizetype i = 0; i < table.versions.size(); ++i) {
                if (table.versions[i].contains(u'-') || (row.controller[i] != u'y' && row.console[i] != u'y'))
                    continue;
                QVERIFY2(controllerTakes(better, table.versions[i]).value_or(false)
                        && consoleTakes(better, table.versions[i]).value_or(false),
                    qPrintable(QStringLiteral("%1 → %2: %3").arg(row.constraint, better, table.versions[i])));
            }
            QCOMPARE(forBothReaders(better), better);
        }
        QVERIFY(advised > 60);
    }

    void proposals_data()
    {
        QTest::addColumn<QString>("better");
        const auto row = [](const char *constraint, const char *better) {
            QTest::newRow(constraint) << QString::fromUtf8(better);
        };
        row(">=1.19-0", ">=1.19.0-0");
        row(">=1.19", ">=1.19.0-0");
        row(">=1.19.0 <1.32.0", ">=1.19.0-0 <1.32.0-0");
        row(">=1.19.0, <1.30.0", ">=1.19.0-0 <1.30.0-0");
        row(">=1.19 && <1.30", ">=1.19.0-0 <1.30.0-0");
        row("!=1.27.0", "<1.27.0-0 || >=1.27.1-0");
        row("1.19+", ">=1.19.0-0");
        row("≥1.19.0", ">=1.19.0-0");
        row("1.19 或更高版本", ">=1.19.0-0");
        row("1.19 to 1.30", ">=1.19.0-0 <1.31.0-0");
        row("latest", "");
        row("1.2.3.4", "");
        row("", "");
    }
    void proposals()
    {
        QFETCH(const QString, better);
        QCOMPARE(forBothReaders(QString::fromUtf8(QTest::currentDataTag())), better);
    }

    void findings_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &yaml, const char *says) {
            QTest::newRow(name) << yaml << QString::fromUtf8(says);
        };
        row("good", "kubeVersion: '>=1.19.0-0'\nksVersion: '>=4.0.0-0'\n", "");
        row("nobody reads", "kubeVersion: latest\n", "warning kubeVersion: nobody can read “latest”.");
        row("console does not", "kubeVersion: '>=1.19-0'\n",
            "warning kubeVersion: the console cannot read “>=1.19-0” and greys out the install button. Write "
            "“>=1.19.0-0”.");
        row("controller does not", "kubeVersion: '|| 1.28'\n", "warning kubeVersion: clusters cannot read “|| 1.28”.");
        row("vendors", "kubeVersion: '>=1.19.0 <1.32.0'\n",
            "advice kubeVersion: “>=1.19.0 <1.32.0” leaves out clusters with a version such as v1.30.0-vendor.1. Write "
            "“>=1.19.0-0 <1.32.0-0”.");
        row("KubeSphere", "ksVersion: '>=3.0.0'\n",
            "advice ksVersion: “>=3.0.0” leaves out clusters with a version such as v4.1.3-rc.0. Write “>=3.0.0-0”.");
        row("another extension's",
            "externalDependencies: [{name: a, type: extension, version: '>=2.11.1', required: true}]\n", "");
        row("another extension's, unreadable",
            "externalDependencies: [{name: a, type: extension, version: '>=2.11, <3', required: true}]\n",
            "warning externalDependencies[a]: the console cannot read “>=2.11, <3” and takes the dependency for "
            "missing. "
            "Write “>=2.11.0-0 <3.0.0-0”.");
    }
    void findings()
    {
        QFETCH(const QByteArray, yaml);
        QFETCH(const QString, says);
        const auto metadata = ExtensionMetadata::parse(test::extensionYaml(yaml));
        VERIFY_RESULT(metadata);
        const QList<Finding> findings = checkConstraints(*metadata);
        QString said;
        for (const Finding &finding : findings)
            said += (finding.severity == Severity::Warning ? QStringLiteral("warning ") : QStringLiteral("advice "))
                + finding.sentence;
        QVERIFY2(says.isEmpty() ? said.isEmpty() : said.startsWith(says), qPrintable(said));
        for (const Finding &finding : findings)
            QVERIFY(finding.place.line > 0);
    }
};

QTEST_GUILESS_MAIN(VersionConstraintTest)
#include "VersionConstraintTest.moc"
