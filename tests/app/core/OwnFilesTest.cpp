#include "core/OwnFiles.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

namespace ksp {

class OwnFilesTest : public QObject
{
    Q_OBJECT

    static constexpr uid_t somebody = 4711;

    static mode_t modeOf(const QString &path)
    {
        struct stat info
        {
        };
        return ::lstat(QFile::encodeName(path).constData(), &info) == 0 ? info.st_mode & 07777 : mode_t(-1);
    }
    static bool make(const QString &path, mode_t mode, const QByteArray &content = "x")
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size()
            && ::chmod(QFile::encodeName(path).constData(), mode) == 0;
    }
    static bool makeDir(const QString &path, mode_t mode)
    {
        const QByteArray name = QFile::encodeName(path);
        return ::mkdir(name.constData(), 0700) == 0 && ::chmod(name.constData(), mode) == 0;
    }
    /// False where the test may not do that.
    static bool giveAway(const QString &path)
    {
        return ::lchown(QFile::encodeName(path).constData(), somebody, somebody) == 0;
    }

private slots:
    void makesPrivateFolders()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("a/b"));
        QVERIFY(OwnFiles::checkFolder(folder));
        QVERIFY(!QFileInfo::exists(dir.filePath(QStringLiteral("a"))));
        QVERIFY(OwnFiles::makeFolder(folder));
        QCOMPARE(modeOf(folder), 0700U);
        QCOMPARE(modeOf(dir.filePath(QStringLiteral("a"))), 0700U);
        QVERIFY(OwnFiles::makeFolder(folder + QStringLiteral("/../b/.")));
    }

    void tightensWhatExists()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("a"));
        QVERIFY(makeDir(folder, 0755));
        QVERIFY(OwnFiles::checkFolder(folder, OwnFiles::Mode::Kept));
        QCOMPARE(modeOf(folder), 0755U);
        QVERIFY(OwnFiles::checkFolder(folder));
        QCOMPARE(modeOf(folder), 0700U);
        const QString file = folder + QStringLiteral("/f");
        QVERIFY(make(file, 0644));
        QVERIFY(OwnFiles::checkFile(file));
        QCOMPARE(modeOf(file), 0600U);
        QVERIFY(::chmod(QFile::encodeName(file).constData(), 0644) == 0);
        QCOMPARE(OwnFiles::read(file, 10).value().value(), QByteArray("x"));
        QCOMPARE(modeOf(file), 0600U);
    }

    void refusesWhatOthersMayWrite()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("a"));
        QVERIFY(makeDir(folder, 0777));
        QCOMPARE(OwnFiles::makeFolder(folder).error().kind, ErrorKind::BadInput);
        // In one that others may write anything below can be exchanged, too, but for a sticky one.
        const QString below = folder + QStringLiteral("/b");
        QVERIFY(makeDir(below, 0700));
        QVERIFY(OwnFiles::makeFolder(below).error().sentence.contains(folder));
        QVERIFY(::chmod(QFile::encodeName(folder).constData(), 01777) == 0);
        QVERIFY(OwnFiles::makeFolder(below));
        QVERIFY(!OwnFiles::makeFolder(folder));
        QCOMPARE(modeOf(folder), 01777U);
        const QString file = below + QStringLiteral("/f");
        QVERIFY(make(file, 0666));
        QCOMPARE(OwnFiles::checkFile(file).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::read(file, 10).error().kind, ErrorKind::BadInput);
    }

    void refusesWhatAnotherOwns()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("a"));
        const QString file = folder + QStringLiteral("/f");
        const QString link = dir.filePath(QStringLiteral("link"));
        QVERIFY(makeDir(folder, 0755));
        QVERIFY(make(file, 0644));
        QVERIFY(QFile::link(folder, link));
        QVERIFY(OwnFiles::makeFolder(link));
        if (!giveAway(link))
            QSKIP("only root can give files away");
        QVERIFY(OwnFiles::makeFolder(link).error().sentence.contains(link));
        QVERIFY(giveAway(file));
        QCOMPARE(OwnFiles::checkFile(file).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::open(file, OwnFiles::Access::Append).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::read(file, 10).error().kind, ErrorKind::BadInput);
        QVERIFY(giveAway(folder));
        QCOMPARE(OwnFiles::makeFolder(folder).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::makeFolder(folder + QStringLiteral("/new")).error().kind, ErrorKind::BadInput);
        QVERIFY(!QFileInfo::exists(folder + QStringLiteral("/new")));
    }

    void followsNoLinkToAFile()
    {
        const QTemporaryDir dir;
        const QString victim = dir.filePath(QStringLiteral("victim"));
        const QString link = dir.filePath(QStringLiteral("link"));
        QVERIFY(make(victim, 0600, "mine"));
        QVERIFY(QFile::link(victim, link));
        QCOMPARE(OwnFiles::checkFile(link).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::open(link, OwnFiles::Access::Append).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::read(link, 10).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::write(link, "theirs").error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::read(victim, 10).value().value(), QByteArray("mine"));
    }

    void waitsForNoPipe()
    {
        const QTemporaryDir dir;
        const QString pipe = dir.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QCOMPARE(OwnFiles::checkFile(pipe).error().kind, ErrorKind::BadInput);
        for (const auto access : {OwnFiles::Access::Read, OwnFiles::Access::Append, OwnFiles::Access::ReadWrite})
            QCOMPARE(OwnFiles::open(pipe, access).error().kind, ErrorKind::BadInput);
        QCOMPARE(OwnFiles::read(pipe, 10).error().kind, ErrorKind::BadInput);
    }

    void readsAndWrites()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("f"));
        QVERIFY(!OwnFiles::read(file, 10).value());
        QCOMPARE(OwnFiles::open(file, OwnFiles::Access::Read).error().kind, ErrorKind::Internal);
        QVERIFY(OwnFiles::write(file, "0123456789"));
        QCOMPARE(modeOf(file), 0600U);
        QCOMPARE(OwnFiles::read(file, 10).value().value(), QByteArray("0123456789"));
        QCOMPARE(OwnFiles::read(file, 9).error().kind, ErrorKind::BadInput);
        const auto fd = OwnFiles::open(file, OwnFiles::Access::Append);
        QVERIFY(fd);
        QCOMPARE(::write(*fd, "x", 1), 1);
        ::close(*fd);
        QCOMPARE(OwnFiles::read(file, 11).value().value(), QByteArray("0123456789x"));
    }

    void linksInACircleEnd()
    {
        const QTemporaryDir dir;
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("a")), dir.filePath(QStringLiteral("b"))));
        QVERIFY(QFile::link(dir.filePath(QStringLiteral("b")), dir.filePath(QStringLiteral("a"))));
        QCOMPARE(OwnFiles::makeFolder(dir.filePath(QStringLiteral("a"))).error().kind, ErrorKind::Internal);
    }
};

} // namespace ksp

QTEST_GUILESS_MAIN(ksp::OwnFilesTest)
#include "OwnFilesTest.moc"
