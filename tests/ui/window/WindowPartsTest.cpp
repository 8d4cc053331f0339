#include "support/Pictures.h"
#include "widgets/StatusLine.h"
#include "window/CaretRest.h"
#include "window/DropOverlay.h"
#include "window/FileOpener.h"
#include "window/NavigationBar.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QStyleHints>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWindow>

#include <algorithm>

namespace ksp {

namespace {

void send(QWidget &window, QEvent &&event)
{
    QCoreApplication::sendEvent(window.windowHandle(), &event);
}

} // namespace

class WindowPartsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_look.emplace(); }

    void theWholeWindowTakesDrops()
    {
        QWidget window;
        window.resize(400, 300);
        auto *layout = new QVBoxLayout(&window);
        auto *field = new QLineEdit;
        layout->addWidget(field);
        DropOverlay overlay(&window);
        overlay.setJudge([](const QList<QUrl> &urls) {
            return urls.size() == 1 ? std::optional<QString>() : QStringLiteral("One at a time.");
        });
        overlay.adoptFields();
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QSignalSpy dropped(&overlay, &DropZone::dropped);

        QMimeData one;
        one.setUrls({QUrl::fromLocalFile(QStringLiteral("/charts/one"))});
        const QPoint overField = field->geometry().center();
        send(window, QDragEnterEvent(overField, Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QVERIFY(overlay.isVisible());
        QCOMPARE(overlay.hover(), DropZone::Hover::Accept);
        send(window, QDropEvent(QPointF(overField), Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QCOMPARE(dropped.size(), 1);
        QVERIFY(!overlay.isVisible());
        QCOMPARE(field->text(), QString());

        QMimeData two;
        two.setUrls({QUrl::fromLocalFile(QStringLiteral("/a")), QUrl::fromLocalFile(QStringLiteral("/b"))});
        send(window, QDragEnterEvent(overField, Qt::CopyAction, &two, Qt::LeftButton, Qt::NoModifier));
        QCOMPARE(overlay.hover(), DropZone::Hover::Refuse);
        QCOMPARE(overlay.hint(), QStringLiteral("One at a time."));
        test::picture(window, QStringLiteral("drop-refused"));
        send(window, QDropEvent(QPointF(overField), Qt::CopyAction, &two, Qt::LeftButton, Qt::NoModifier));
        QCOMPARE(dropped.size(), 1);
        QVERIFY(!overlay.isVisible());
    }

    void theOverlayDoesNotInviteWhatItRefuses()
    {
        QWidget window;
        window.resize(400, 300);
        DropOverlay overlay(&window);
        overlay.setJudge([](const QList<QUrl> &) { return QStringLiteral("No chart."); });
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const QSignalSpy dropped(&overlay, &DropZone::dropped);
        const QSignalSpy refused(&overlay, &DropZone::refused);
        const QString invitation = overlay.accessibleName();
        const auto says = [&overlay](const QString &text) {
            const auto labels = overlay.findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                [&text](const QLabel *label) { return label->isVisible() && label->text() == text; });
        };
        QMimeData one;
        one.setUrls({QUrl::fromLocalFile(QStringLiteral("/charts/one.txt"))});
        send(window, QDragEnterEvent({9, 9}, Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QVERIFY(says(QStringLiteral("No chart.")));
        QVERIFY(!says(invitation));
        for (const QAbstractButton *button : overlay.findChildren<QAbstractButton *>())
            QVERIFY(!button->isVisible());
        send(window, QDropEvent(QPointF(9, 9), Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QCOMPARE(dropped.size(), 0);
        QCOMPARE(refused.size(), 1);
        QCOMPARE(refused.first().first().toString(), QStringLiteral("No chart."));
        // The next drag begins anew.
        overlay.setJudge({});
        send(window, QDragEnterEvent({9, 9}, Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QVERIFY(says(invitation));
    }

    void commentsOfAListAreNotFiles()
    {
        QMimeData mime;
        mime.setData(QStringLiteral("text/uri-list"), "# from a file manager\r\nfile:///charts/one\r\n#end\r\n");
        QCOMPARE(DropZone::urlsOf(mime), QList<QUrl>({QUrl(QStringLiteral("file:///charts/one"))}));
    }

    void theOverlayGoesWithTheMouse()
    {
        QWidget window;
        window.resize(400, 300);
        DropOverlay overlay(&window);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QMimeData one;
        one.setUrls({QUrl::fromLocalFile(QStringLiteral("/charts/one"))});
        send(window, QDragEnterEvent({9, 9}, Qt::CopyAction, &one, Qt::LeftButton, Qt::NoModifier));
        QVERIFY(overlay.isVisible());
        send(window, QDragLeaveEvent());
        QVERIFY(!overlay.isVisible());
    }

    void editorsAreGivenTheLine()
    {
        const QString file = QStringLiteral("/charts/a %l b/extension.yaml");
        QCOMPARE(FileOpener::commandFor(QStringLiteral("org.kde.kate.desktop"), file, 12),
            QStringList({QStringLiteral("kate"), QStringLiteral("--line"), QStringLiteral("12"), file}));
        QCOMPARE(FileOpener::commandFor(QStringLiteral("code.desktop"), file, 7),
            QStringList({QStringLiteral("code"), QStringLiteral("--goto"), file + QStringLiteral(":7")}));
        QCOMPARE(FileOpener::commandFor(QStringLiteral("vi.desktop"), file, 7), QStringList());
    }

    void editorsOfDesktopFilesAreGivenTheFile_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::addColumn<QStringList>("command");
        const QString file = QStringLiteral("/charts/a %l b/extension.yaml");
        QTest::newRow("%f") << QByteArray("Exec=\"my editor\" --new %f %i\n")
                            << QStringList{QStringLiteral("my editor"), QStringLiteral("--new"), file};
        QTest::newRow("%U") << QByteArray("Exec=ed %U\nTerminal=false\n") << QStringList{QStringLiteral("ed"), file};
        QTest::newRow("no code") << QByteArray("Exec=ed\n") << QStringList{QStringLiteral("ed"), file};
        QTest::newRow("terminal") << QByteArray("Exec=vi %f\nTerminal=true\n") << QStringList();
        QTest::newRow("action") << QByteArray("[Desktop Action new]\nExec=ed --new\n") << QStringList();
        QTest::newRow("nothing") << QByteArray() << QStringList();
    }
    void editorsOfDesktopFilesAreGivenTheFile()
    {
        QFETCH(const QByteArray, entry);
        QFETCH(const QStringList, command);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("ed.desktop"));
        QFile desktop(path);
        QVERIFY(desktop.open(QIODevice::WriteOnly));
        desktop.write("[Desktop Entry]\n" + entry);
        desktop.close();
        QCOMPARE(FileOpener::commandOf(path, QStringLiteral("/charts/a %l b/extension.yaml")), command);
    }

    void onlyTextIsOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("isText");
        QTest::newRow("yaml") << QStringLiteral("extension.yaml") << QByteArray("name: a\n") << true;
        QTest::newRow("Chinese") << QStringLiteral("README.md") << QByteArray("\xe6\x89\xa9\xe5\xb1\x95\n") << true;
        QTest::newRow("empty") << QStringLiteral("extension.yaml") << QByteArray() << true;
        QTest::newRow("jar") << QStringLiteral("extension.yaml") << QByteArray("PK\x03\x04\x14\0\x08\0\x08\0", 10)
                             << false;
        QTest::newRow("program") << QStringLiteral("extension.yaml")
                                 << QByteArray("\x7f"
                                               "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
                                        16)
                                 << false;
    }
    void onlyTextIsOpened()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, content);
        QTemporaryDir folder;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QTEST(FileOpener::isText(file.fileName()), "isText");
        QVERIFY(!FileOpener::isText(folder.path()));
    }

    /// What a chart brings is shown by an editor, never started or shown by what its own type asks for.
    void aChartsFileIsNeverOpenedByItsOwnType()
    {
        QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &content) {
            QFile file(folder.filePath(name));
            QVERIFY(QDir().mkpath(QFileInfo(file).path()));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        };
        // A desktop without an editor, whose xdg-open would tell that it was asked.
        const QString trace = folder.filePath(QStringLiteral("opened"));
        write(QStringLiteral("bin/xdg-mime"), "#!/bin/sh\necho no-such-editor.desktop\n");
        write(QStringLiteral("bin/xdg-open"), "#!/bin/sh\n/usr/bin/touch " + trace.toUtf8() + "\n");
        write(
            QStringLiteral("chart.desktop"), "[Desktop Entry]\nType=Application\nExec=touch " + trace.toUtf8() + '\n');
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", folder.filePath(QStringLiteral("bin")).toUtf8() + ':' + path);
        FileOpener opener;
        QSignalSpy failed(&opener, &FileOpener::failed);
        for (const int line : {0, 3}) {
            opener.open(folder.filePath(QStringLiteral("chart.desktop")), line);
            QTRY_COMPARE(failed.size(), 1);
            QVERIFY(failed.takeFirst().constFirst().toString().contains(QStringLiteral("chart.desktop")));
        }
        qputenv("PATH", path);
        QVERIFY(!QFile::exists(trace));
    }

    void theCaretRests()
    {
        QStyleHints *hints = QGuiApplication::styleHints();
        const int before = hints->cursorFlashTime();
        hints->setCursorFlashTime(700);
        {
            CaretRest rest(std::chrono::milliseconds(20));
            QLineEdit field;
            field.show();
            QTRY_COMPARE(hints->cursorFlashTime(), 0);
            QTest::keyClick(&field, Qt::Key_A);
            QCOMPARE(hints->cursorFlashTime(), 700);
            QTRY_COMPARE(hints->cursorFlashTime(), 0);
        }
        QCOMPARE(hints->cursorFlashTime(), 700);
        hints->setCursorFlashTime(before);
    }

    void navigationActsWhenItIsToggled()
    {
        NavigationBar bar;
        bar.addPlace({QStringLiteral("document-send")}, QStringLiteral("Publish"));
        bar.addPlace({QStringLiteral("view-list-details")}, QStringLiteral("Extensions"));
        const QSignalSpy chosen(&bar, &NavigationBar::chosen);
        bar.setCurrent(0);
        QCOMPARE(chosen.size(), 0);
        // As a screen reader does.
        bar.findChildren<QToolButton *>().at(1)->toggle();
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toInt(), 1);
    }

    void navigationShowsWhereOneIs()
    {
        NavigationBar bar;
        bar.addPlace({QStringLiteral("document-send")}, QStringLiteral("Publish"));
        bar.addPlace({QStringLiteral("view-list-details")}, QStringLiteral("Extensions"));
        bar.setFoot(new QToolButton);
        bar.resize(200, 400);
        bar.setCurrent(0);
        bar.setMark(1, QStringLiteral("A review moved."));
        QSignalSpy chosen(&bar, &NavigationBar::chosen);
        const auto buttons = bar.findChildren<QToolButton *>();
        QVERIFY(buttons.at(0)->isChecked());
        QTest::mouseClick(buttons.at(1), Qt::LeftButton);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.first().first().toInt(), 1);
        QVERIFY(!buttons.at(0)->isChecked());
        QCOMPARE(buttons.at(1)->toolTip(), QStringLiteral("A review moved."));
        test::picture(bar, QStringLiteral("navigation"));
    }

    void statusLineSaysTheSameTwice()
    {
        StatusLine line;
        line.announce(QStringLiteral("Refreshed."));
        QCOMPARE(line.text(), QStringLiteral("Refreshed."));
        QCOMPARE(line.accessibleName(), QStringLiteral("Refreshed."));
    }

private:
    std::optional<test::Look> m_look;
};

} // namespace ksp

QTEST_MAIN(ksp::WindowPartsTest)
#include "WindowPartsTest.moc"
