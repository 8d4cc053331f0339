// Folders as Helm reads them: .helmignore, symbolic links, what is no regular file, limits.
#include "ChartMaker.h"

#include "chart/ChartFolder.h"

#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ksp;

class tst_chart_folder : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] QString path(const QString &relative) const { return m_folder->filePath(relative); }
    [[nodiscard]] QString chart() const { return path(QStringLiteral("chart")); }
    bool put(const char *relative, const QByteArray &data = "x")
    {
        return test::write(chart() + u'/' + QString::fromUtf8(relative), data);
    }
    bool link(const char *relative, const QString &target)
    {
        return ::symlink(
                   target.toUtf8().constData(), (chart() + u'/' + QString::fromUtf8(relative)).toUtf8().constData())
            == 0;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        for (const auto &[name, data] : test::files().toStdMap())
            QVERIFY(put(qPrintable(name), data));
    }

    void plain()
    {
        QVERIFY(put("templates/a.yaml"));
        QVERIFY(put("templates/.hidden"));
        QVERIFY(put("文档/说明.md", "你好"));
        QVERIFY(QDir().mkpath(chart() + QStringLiteral("/empty")));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QVERIFY(opened->isFolder);
        QCOMPARE(opened->origin, QFileInfo(chart()).absoluteFilePath());
        QCOMPARE(opened->files.keys(),
            (QStringList{QStringLiteral("extension.yaml"), QStringLiteral("static/icon.svg"),
                QStringLiteral("templates/a.yaml"), QStringLiteral("values.yaml"), QStringLiteral("文档/说明.md")}));
        QCOMPARE(test::leftOut(*opened), QStringList{QStringLiteral("templates/.hidden")});
        QCOMPARE(opened->findings, QList<Finding>());
        // The same with a slash behind it, and from an archive.
        QCOMPARE(openChart(chart() + u'/')->files, opened->files);
    }

    void helmIgnore()
    {
        QVERIFY(put(".helmignore", "# c\r\nstatic/\r\n*.txt\r\n/.git\r\n"));
        QVERIFY(put("a.txt"));
        QVERIFY(put("sub/b.txt"));
        QVERIFY(put("sub/c.md"));
        QVERIFY(put(".git/config"));
        QVERIFY(put("static/other.png"));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QCOMPARE(opened->files.keys(),
            (QStringList{QStringLiteral(".helmignore"), QStringLiteral("extension.yaml"), QStringLiteral("sub/c.md"),
                QStringLiteral("values.yaml")}));
        QCOMPARE(test::leftOut(*opened),
            (QStringList{QStringLiteral(".git/"), QStringLiteral("a.txt"), QStringLiteral("static/"),
                QStringLiteral("sub/b.txt")}));
        // The icon is ignored, but uploaded all the same.
        QCOMPARE(opened->ignoredImages.keys(), QStringList{QStringLiteral("static/icon.svg")});
        QCOMPARE(opened->bytes(QStringLiteral("static/icon.svg")), QByteArray("<svg/>"));
        QVERIFY(!hasErrors(opened->findings));
    }

    void ignoredIconMissing()
    {
        QVERIFY(put(".helmignore", "static/\n"));
        QVERIFY(QFile::remove(chart() + QStringLiteral("/static/icon.svg")));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QCOMPARE(test::ids(opened->findings), QStringList{QStringLiteral("image-missing")});
    }

    void ignoredIconOutside()
    {
        QVERIFY(test::write(path(QStringLiteral("secret.svg")), "<svg/>"));
        QVERIFY(put(".helmignore", "static/\n"));
        QVERIFY(QFile::remove(chart() + QStringLiteral("/static/icon.svg")));
        QVERIFY(link("static/icon.svg", QStringLiteral("../../secret.svg")));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QVERIFY(opened->ignoredImages.isEmpty());
        QVERIFY(hasErrors(opened->findings));
    }

    void backslash()
    {
        QVERIFY(put("sub/a\\b.txt"));
        const auto refused = openChart(chart());
        QVERIFY(!refused);
        QVERIFY2(refused.error().sentence.contains(QStringLiteral("sub/a\\b.txt holds a backslash")),
            qPrintable(refused.error().sentence));
        QVERIFY(put(".helmignore", "sub/\n"));
        VERIFY_RESULT(openChart(chart()));
    }

    void linkInside()
    {
        QVERIFY(put("a/b.txt", "b"));
        QVERIFY(link("link.txt", QStringLiteral("a/b.txt")));
        QVERIFY(link("folder", QStringLiteral("a")));
        QVERIFY(link("a/sibling", QStringLiteral("../static")));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QCOMPARE(opened->files.value(QStringLiteral("link.txt")), QByteArray("b"));
        QCOMPARE(opened->files.value(QStringLiteral("folder/b.txt")), QByteArray("b"));
        QCOMPARE(opened->files.value(QStringLiteral("folder/sibling/icon.svg")), QByteArray("<svg/>"));
        QCOMPARE(opened->findings, QList<Finding>());
    }

    void linkOutside()
    {
        QVERIFY(test::write(path(QStringLiteral("outside/o.txt")), "o"));
        QVERIFY(link("link.txt", QStringLiteral("../outside/o.txt")));
        QVERIFY(link("folder", path(QStringLiteral("outside"))));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QCOMPARE(opened->files.value(QStringLiteral("link.txt")), QByteArray("o"));
        QCOMPARE(opened->files.value(QStringLiteral("folder/o.txt")), QByteArray("o"));
        QCOMPARE(
            test::ids(opened->findings), (QStringList{QStringLiteral("link-outside"), QStringLiteral("link-outside")}));
        QCOMPARE(opened->findings.first().place.file, QStringLiteral("folder"));
        QVERIFY(opened->findings.first().sentence.contains(path(QStringLiteral("outside"))));
    }

    void chartBehindALink()
    {
        QVERIFY(::symlink(chart().toUtf8().constData(), path(QStringLiteral("link")).toUtf8().constData()) == 0);
        const auto opened = openChart(path(QStringLiteral("link")));
        VERIFY_RESULT(opened);
        QCOMPARE(opened->files.size(), 3);
        QCOMPARE(opened->findings, QList<Finding>());
    }

    void refusedLinks_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("says");
        QTest::newRow("dangling") << QStringLiteral("nowhere") << QStringLiteral("link leads nowhere");
        QTest::newRow("itself") << QStringLiteral("link") << QStringLiteral("link");
        QTest::newRow("circle") << QStringLiteral(".") << QStringLiteral("in a circle");
        QTest::newRow("circle above") << QStringLiteral("..") << QStringLiteral("in a circle");
        QTest::newRow("device") << QStringLiteral("/dev/zero") << QStringLiteral("not a regular file");
    }
    void refusedLinks()
    {
        QFETCH(const QString, target);
        QFETCH(const QString, says);
        QVERIFY(link("link", target));
        const auto opened = openChart(chart());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::BadInput);
        QVERIFY2(opened.error().sentence.contains(says), qPrintable(opened.error().sentence));
        // Ignored it does no harm.
        QVERIFY(put(".helmignore", "link\n"));
        VERIFY_RESULT(openChart(chart()));
    }

    void circleFurtherDown()
    {
        QVERIFY(put("a/b/c.txt"));
        QVERIFY(link("a/b/up", QStringLiteral("..")));
        const auto opened = openChart(chart());
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.contains(QLatin1String("a/b/up")));
    }

    // Opening a pipe would wait for ever for someone to write to it.
    void pipe()
    {
        QVERIFY(::mkfifo((chart() + QStringLiteral("/pipe")).toUtf8().constData(), 0600) == 0);
        const auto opened = openChart(chart());
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.startsWith(QLatin1String("pipe is not a regular file")));
        QVERIFY(put(".helmignore", "pipe\n"));
        VERIFY_RESULT(openChart(chart()));
    }

    void pipeAsIconOrHelmignore()
    {
        QVERIFY(QFile::remove(chart() + QStringLiteral("/static/icon.svg")));
        QVERIFY(::mkfifo((chart() + QStringLiteral("/static/icon.svg")).toUtf8().constData(), 0600) == 0);
        QVERIFY(put(".helmignore", "static/\n"));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QVERIFY(hasErrors(opened->findings));
        QVERIFY(QFile::remove(chart() + QStringLiteral("/.helmignore")));
        QVERIFY(::mkfifo((chart() + QStringLiteral("/.helmignore")).toUtf8().constData(), 0600) == 0);
        QVERIFY(!openChart(chart()));
    }

    void socket()
    {
        const QByteArray name = (chart() + QStringLiteral("/socket")).toUtf8();
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        QVERIFY(name.size() < qsizetype(sizeof(address.sun_path)));
        std::copy(name.begin(), name.end(), address.sun_path);
        const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
        QVERIFY(::bind(server, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0);
        const auto opened = openChart(chart());
        ::close(server);
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.startsWith(QLatin1String("socket is not a regular file")));
    }

    void unreadable()
    {
        if (::geteuid() == 0)
            QSKIP("root may read everything");
        QVERIFY(put("secret"));
        QVERIFY(QFile::setPermissions(chart() + QStringLiteral("/secret"), {}));
        const auto opened = openChart(chart());
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.startsWith(QLatin1String("secret cannot be read")));
    }

    // As root, /proc/self/mem is a regular file that cannot be read from its beginning.
    void failsWhileReading()
    {
        if (!QFile::exists(QStringLiteral("/proc/self/mem")))
            QSKIP("no /proc here");
        QVERIFY(link("memory", QStringLiteral("/proc/self/mem")));
        const auto opened = openChart(chart());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::BadInput);
        QVERIFY2(opened.error().sentence.startsWith(QLatin1String("memory cannot be read")),
            qPrintable(opened.error().sentence));
    }

    void nameNotUtf8()
    {
        const QByteArray name = chart().toUtf8() + "/caf\xE9.txt";
        FILE *file = ::fopen(name.constData(), "w");
        QVERIFY(file != nullptr);
        ::fclose(file);
        const auto opened = openChart(chart());
        QVERIFY(::unlink(name.constData()) == 0); // QTemporaryDir cannot remove it
        QVERIFY(!opened);
        QVERIFY(opened.error().sentence.contains(QLatin1String("not UTF-8")));
    }

    void limits()
    {
        QVERIFY(put("big", QByteArray(5 * 1024 * 1024, 'x')));
        VERIFY_RESULT(openChart(chart()));
        QVERIFY(put("big", QByteArray(5 * 1024 * 1024 + 1, 'x')));
        const auto file = openChart(chart());
        QVERIFY(!file);
        QCOMPARE(file.error().kind, ErrorKind::Limit);
        QVERIFY(file.error().sentence.startsWith(QLatin1String("big has 5242881 bytes")));
        QVERIFY(put(".helmignore", "big\n"));
        VERIFY_RESULT(openChart(chart()));
    }

    // 100 MiB and a byte more, as files without blocks on disk.
    void chartLimit()
    {
        for (int i = 0; i < 20; ++i) {
            QFile file(chart() + QStringLiteral("/sparse-%1").arg(i));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(5 * 1024 * 1024));
        }
        const auto whole = openChart(chart());
        QVERIFY(!whole);
        QCOMPARE(whole.error().kind, ErrorKind::Limit);
        QVERIFY(whole.error().sentence.contains(QLatin1String("more than 100 MiB")));
    }

    void macLeftovers()
    {
        QVERIFY(put(".DS_Store"));
        QVERIFY(put("a/._b"));
        QVERIFY(put("__MACOSX/x"));
        const auto opened = openChart(chart());
        VERIFY_RESULT(opened);
        QCOMPARE(opened->files.size(), 3);
    }

    void cancelled()
    {
        std::stop_source source;
        source.request_stop();
        const auto opened = openChart(chart(), source.get_token());
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, ErrorKind::Cancelled);
    }

    void notAnExtension_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QString() << QStringLiteral("x is not an extension");
        QTest::newRow("chart") << QStringLiteral("Chart.yaml") << QStringLiteral("x is a plain Helm chart");
        QTest::newRow("one level down") << QStringLiteral("demo/extension.yaml")
                                        << QStringLiteral("Choose that folder");
        QTest::newRow("other case") << QStringLiteral("Extension.yaml") << QStringLiteral("rename Extension.yaml");
    }
    void notAnExtension()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, says);
        const QString folder = path(QStringLiteral("x"));
        QVERIFY(QDir().mkpath(folder));
        if (!file.isEmpty())
            QVERIFY(test::write(folder + u'/' + file, "name: x\n"));
        for (const QString &opened : {folder, folder + u'/'}) {
            const auto result = openChart(opened);
            QVERIFY(!result);
            QCOMPARE(result.error().kind, ErrorKind::BadInput);
            QVERIFY2(result.error().sentence.contains(says), qPrintable(result.error().sentence));
        }
    }
};

QTEST_GUILESS_MAIN(tst_chart_folder)
#include "tst_chart_folder.moc"
