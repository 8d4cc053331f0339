#include "window/TrayIcon.h"

#include "support/Pictures.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace ksp;

class TrayIconTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::Look> m_look;

private slots:
    void initTestCase() { m_look = std::make_unique<test::Look>(); }

    void isHiddenUntilItIsWanted()
    {
        const TrayIcon icon;
        QVERIFY(!icon.isVisible());
    }

    void offersTheWindowAndTheEnd()
    {
        TrayIcon icon;
        QSignalSpy show(&icon, &TrayIcon::showRequested);
        QSignalSpy quit(&icon, &TrayIcon::quitRequested);
        const QList<QAction *> actions = icon.menu()->actions();
        QCOMPARE(actions.size(), 3);
        actions.constFirst()->trigger();
        QCOMPARE(show.size(), 1);
        QCOMPARE(quit.size(), 0);
        actions.constLast()->trigger();
        QCOMPARE(quit.size(), 1);
    }

    void tellsOfNews()
    {
        TrayIcon icon;
        const QString quiet = icon.toolTip();
        icon.setNews(3);
        QVERIFY(icon.toolTip().contains(QLatin1Char('3')));
        icon.setNews(0);
        QCOMPARE(icon.toolTip(), quiet);
    }

    void clicksShowTheWindow()
    {
        TrayIcon icon;
        QSignalSpy show(&icon, &TrayIcon::showRequested);
        auto *shown = icon.findChild<QSystemTrayIcon *>();
        QVERIFY(shown);
        emit shown->activated(QSystemTrayIcon::Context);
        QCOMPARE(show.size(), 0);
        emit shown->activated(QSystemTrayIcon::Trigger);
        QCOMPARE(show.size(), 1);
    }
};

QTEST_MAIN(TrayIconTest)
#include "TrayIconTest.moc"
