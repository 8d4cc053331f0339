#pragma once

#include "Services.h"
#include "wizard/WizardPage.h"

#include <QMainWindow>

QT_BEGIN_NAMESPACE
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class AccountButton;
class AccountPage;
class Appearance;
class ChartPage;
class CloseGuard;
class DropOverlay;
class ExtensionsPage;
class FileOpener;
class MainMenu;
class MessageBar;
class NavigationBar;
class PreviewPage;
class PublishWizard;
class ResumeOffer;
class StatusLine;
class SubmitPage;
class TrayIcon;
class WelcomePage;

/// The one window: navigation at the left, messages above the page, the page (welcome, wizard, extensions), the status
/// line at the foot. Wires the pages to each other; each page does its own work.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    enum class Place { Publish, Extensions };

    /// Where the user is; for a window that takes the place of another (the language was changed).
    struct Position
    {
        Place place = Place::Publish;
        WizardStep step = WizardStep::Account;
        bool welcome = false;
        QString warning = {}; ///< One that was not closed yet; in the language that it was told in.
    };

    MainWindow(const Services &services, Appearance *appearance, QWidget *parent = nullptr);

    /// The least and the first size of the window where the screen has `available` (logical pixels) beside the
    /// desktop's bars: never larger than that, frame included.
    struct Sizes
    {
        QSize least;
        QSize first;
    };
    [[nodiscard]] static Sizes sizesFor(QSize available);

    /// The first thing to be seen: the welcome page for newcomers, else the wizard where work goes on.
    void begin();
    void openChart(const QString &path);
    /// Comes to the front; opens the one URL where it would be taken as a drop, else says why not.
    void openFromOutside(const QList<QUrl> &urls, const QString &token);
    [[nodiscard]] Position position() const;
    void setPosition(const Position &position);
    /// Something to tell that belongs to no page.
    void showNotice(const QString &sentence);
    /// Something that must not be missed: it stays until the user closes it, whatever is told meanwhile.
    void showWarning(const QString &sentence);

    /// Whether the window may close right now; otherwise the user is asked. For a desktop that ends its session.
    bool mayClose();
    /// Ends the program, after a question where a publish runs.
    void quit();
    /// Ends without a question: a publish is stopped, and the next start offers to go on with it.
    void stop();

signals:
    /// Another language was chosen (it stands in the settings).
    void languageChosen();
    /// The window is closed, and nothing that runs needs the program any more.
    void quitRequested();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectPages();
    void connectEngine();
    void connectTray();
    [[nodiscard]] bool hasTray() const;
    void openMenu();
    void fitToScreen();
    void refuse(const QString &sentence);
    void tellFinished();
    /// Seen by the user, whatever it was. `token` is what a desktop gave for that with a click elsewhere.
    void bringToFront(const QString &token = {});
    void addAccount();
    /// The next version of an extension, from the folder that the last one came from; or any, where the name is empty.
    void publishNext(const QString &name);
    void browse(bool folder);
    void go(Place place);
    void showWelcome(bool welcome);
    void rememberIcon();
    void onSessionChanged();
    void onRunChanged();

    const Services m_services;
    NavigationBar *m_navigation;
    AccountButton *m_accountButton = nullptr;
    MessageBar *m_message;
    MessageBar *m_warning;
    QStackedWidget *m_pages;
    WelcomePage *m_welcome;
    AccountPage *m_account = nullptr;
    ChartPage *m_chart = nullptr;
    PreviewPage *m_preview = nullptr;
    SubmitPage *m_submit = nullptr;
    PublishWizard *m_wizard = nullptr;
    ExtensionsPage *m_extensions;
    StatusLine *m_status;
    DropOverlay *m_overlay = nullptr;
    FileOpener *m_opener;
    CloseGuard *m_guard;
    MainMenu *m_menu;
    ResumeOffer *m_resume = nullptr;
    TrayIcon *m_tray;
    bool m_chartWaits = false; ///< It was opened before anybody was signed in, and is shown when somebody is.
    bool m_restoring = false; ///< The session looks for the key of the account that was used last.
};

} // namespace ksp
