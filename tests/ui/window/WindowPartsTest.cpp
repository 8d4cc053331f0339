#include "support/Pictures.h"
#include "widgets/StatusLine.h"
#include "window/DropOverlay.h"
#include "window/FileOpener.h"
#include "window/NavigationBar.h"

#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWindow>

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
