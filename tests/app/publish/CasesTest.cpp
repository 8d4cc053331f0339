// The charts of tests/data/cases: what the checks and the packing say of each.
#include "publish/ChartLoader.h"

#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace ksp;

namespace {

QString cases(const QString &name = {})
{
    return QStringLiteral(KSP_TEST_DATA "/cases/") + name;
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool copyLink(const QString &from, const QString &to)
{
    std::error_code failed;
    std::filesystem::copy_symlink(from.toStdString(), to.toStdString(), failed);
    return !failed;
}

bool copy(const QString &from, const QString &to)
{
    // System: broken links, which are copied as they are.
    QDirIterator files(from, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo file(files.next());
        const QString target = to + u'/' + QDir(from).relativeFilePath(file.filePath());
        if (!QDir().mkpath(QFileInfo(target).path()))
            return false;
        QFile::remove(target);
        if (file.isSymLink() ? !copyLink(file.filePath(), target) : !QFile::copy(file.filePath(), target))
            return false;
    }
    return true;
}

QString severity(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QStringLiteral("error");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Advice:
        return QStringLiteral("advice");
    }
    return {};
}

/// What the program says of a chart, a line each.
QByteArray verdict(const QString &path)
{
    Result<Chart> chart = openChart(path);
    if (!chart)
        return "refused: " + chart.error().sentence.toUtf8() + '\n';
    const QList<LeftOut> leftOut = chart->leftOut;
    const Result<LoadedChart> loaded = packChart(std::move(*chart), {}, {});
    if (!loaded)
        return "refused when packed: " + loaded.error().sentence.toUtf8() + '\n';
    QString text;
    for (const Finding &finding : loaded->findings)
        text += severity(finding.severity) + u' ' + finding.id + u' ' + finding.toString() + u'\n';
    for (const LeftOut &left : leftOut)
        text += QStringLiteral("left out %1: %2\n").arg(left.path, leftOutWord(left.reason));
    text += loaded->package ? QStringLiteral("can be published\n") : QStringLiteral("cannot be published\n");
    return text.toUtf8();
}

} // namespace

class CasesTest : public QObject
{
    Q_OBJECT

private slots:
    void cases_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList names = QDir(::cases()).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString &name : names) {
            if (name != QLatin1String("base"))
                QTest::newRow(qPrintable(name)) << name;
        }
    }
    void cases()
    {
        QFETCH(const QString, name);
        const QString folder = ::cases(name);
        const QTemporaryDir place;
        // The folder of a chart is seen in sentences: always the same name.
        const QString chart = place.filePath(QStringLiteral("lantern"));
        QVERIFY(copy(::cases(QStringLiteral("base")), chart));
        const QByteArrayList gone = read(folder + QStringLiteral("/gone")).split('\n');
        for (const QByteArray &path : gone)
            QVERIFY(path.isEmpty() || QFile::remove(chart + u'/' + QString::fromUtf8(path)));
        QVERIFY(copy(folder + QStringLiteral("/chart"), chart));
        // A case may be an archive instead of a folder.
        const QString archive = folder + QStringLiteral("/lantern-1.0.0.tgz");
        const QByteArray said = verdict(QFileInfo::exists(archive) ? archive : chart)
                                    .replace(QFile::encodeName(place.path()), "FOLDER")
                                    .replace(QFile::encodeName(folder), "FOLDER");
        const QString expected = folder + QStringLiteral("/expected");
        if (qEnvironmentVariableIsSet("KSP_WRITE_EXPECTED")) {
            QFile file(expected);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(said), said.size());
        }
        QCOMPARE(QString::fromUtf8(said), QString::fromUtf8(read(expected)));
    }
};

QTEST_GUILESS_MAIN(CasesTest)
#include "CasesTest.moc"
