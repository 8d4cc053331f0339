#pragma once

#include <QObject>

QT_BEGIN_NAMESPACE
class QAction;
class QMenu;
class QMenuBar;
class QWidget;
QT_END_NAMESPACE

namespace ksp {

class Appearance;
class Settings;

/// The window's menus. Appearance is applied at once; everything else is told by signals.
class MainMenu : public QObject
{
    Q_OBJECT
public:
    /// `settings` and `appearance` are not owned. `logFile` is shown on request.
    MainMenu(Settings *settings, Appearance *appearance, QString logFile, QWidget *window);

    [[nodiscard]] QMenuBar *bar() const { return m_bar; }
    void refreshRecentCharts();
    /// Charts cannot be opened for now, and why. Empty: they can.
    void setOpeningBlocked(const QString &reason);
    /// Whether the window can be closed into a tray on this desktop.
    void setTrayAvailable(bool available);

signals:
    void openRequested(bool folder);
    void chartChosen(const QString &path);
    /// In the order of the navigation.
    void placeChosen(int place);
    void refreshRequested();
    /// Before the entry of the tray is seen: setTrayAvailable() is expected.
    void trayWanted();
    /// It stands in the settings already.
    void closesToTrayChanged();
    /// It stands in the settings already.
    void languageChosen();
    /// Something to tell: a whole sentence.
    void notice(const QString &sentence);
    void quitRequested();

private:
    void buildFileMenu();
    void buildViewMenu(Appearance *appearance);
    void buildHelpMenu();
    void showAbout();
    void copyReport();
    void saveReport();

    Settings *m_settings;
    QString m_logFile;
    QWidget *m_window;
    QMenuBar *m_bar;
    QMenu *m_recent = nullptr;
    QAction *m_tray = nullptr;
    QList<QAction *> m_opening;
};

} // namespace ksp
