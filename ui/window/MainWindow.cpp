#include "window/MainWindow.h"

#include "Appearance.h"
#include "account/AccountButton.h"
#include "account/AccountPage.h"
#include "account/KeyRenewalPanel.h"
#include "account/PracticeBanner.h"
#include "account/WelcomePage.h"
#include "core/Log.h"
#include "core/SafeText.h"
#include "core/Settings.h"
#include "dashboard/ExtensionsPage.h"
#include "desktop/Notifier.h"
#include "publish/Journal.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "review/ReviewWatch.h"
#include "session/Session.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "widgets/StatusLine.h"
#include "window/DropOverlay.h"
#include "window/FileOpener.h"
#include "window/MainMenu.h"
#include "window/NavigationBar.h"
#include "window/TrayIcon.h"
#include "wizard/ChartPage.h"
#include "wizard/CloseGuard.h"
#include "wizard/PreviewPage.h"
#include "wizard/PublishWizard.h"
#include "wizard/SubmitPage.h"
#include "wizard/chart/ChartDrop.h"
#include "wizard/submit/ResumeOffer.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenuBar>
#include <QRadioButton>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

namespace {

QString geometryName()
{
    return QStringLiteral("window");
}

} // namespace

MainWindow::MainWindow(const Services &services, Appearance *appearance, QWidget *parent)
    : QMainWindow(parent), m_services(services), m_navigation(new NavigationBar), m_message(new MessageBar),
      m_warning(new MessageBar), m_pages(new QStackedWidget), m_welcome(new WelcomePage),
      m_extensions(new ExtensionsPage(services)), m_status(new StatusLine), m_opener(new FileOpener(this)),
      m_guard(new CloseGuard(services.run, this)),
      m_menu(new MainMenu(services.settings, appearance, services.log->fileName(), this)), m_tray(new TrayIcon(this))
{
    m_account = new AccountPage(services);
    m_chart = new ChartPage(services);
    m_preview = new PreviewPage(services);
    m_submit = new SubmitPage(services);
    m_wizard = new PublishWizard({m_account, m_chart, m_preview, m_submit});
    setWindowTitle(QStringLiteral("KubeSphere Extension Publisher"));
    setMenuBar(m_menu->bar());

    m_navigation->addPlace({QStringLiteral("document-send"), QStringLiteral("document-export")}, tr("Publish"));
    m_navigation->addPlace({QStringLiteral("view-list-details"), QStringLiteral("view-list")}, tr("Extensions"));
    m_accountButton = new AccountButton(services.session);
    m_navigation->setFoot(m_accountButton);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_wizard);
    m_pages->addWidget(m_extensions);

    auto *content = new QVBoxLayout;
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(0);
    auto *bars = new QVBoxLayout;
    bars->setContentsMargins(around, inside, around, 0);
    bars->setSpacing(inside);
    auto *practice = new PracticeBanner(services.session);
    connect(practice, &MessageBar::actionTriggered, this, &MainWindow::addAccount);
    bars->addWidget(practice);
    auto *keyPanel = new KeyRenewalPanel(services.session);
    connect(keyPanel, &KeyRenewalPanel::announced, m_status, &StatusLine::announce);
    bars->addWidget(keyPanel);
    m_resume = new ResumeOffer(services);
    bars->addWidget(m_resume);
    bars->addWidget(m_warning);
    bars->addWidget(m_message);
    content->addLayout(bars);
    content->addWidget(m_pages, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(around, 0, around, inside / 2);
    foot->addWidget(m_status);
    content->addLayout(foot);

    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_navigation);
    layout->addLayout(content, 1);
    setCentralWidget(central);

    m_overlay = new DropOverlay(central);
    m_overlay->adoptFields();
    connectPages();
    connectEngine();
    connectTray();
    auto *menuKey = new QShortcut(Qt::Key_F10, this);
    connect(menuKey, &QShortcut::activated, this, &MainWindow::openMenu);
    qApp->installEventFilter(this);
    fitToScreen();
    restoreGeometry(services.settings->state(geometryName()));
}

MainWindow::Sizes MainWindow::sizesFor(QSize available)
{
    // Title bar and borders, which no window knows before it is shown.
    constexpr QSize frame(16, 48);
    const QSize room = available - frame;
    return {QSize(880, 620).boundedTo(room), QSize(1080, 740).boundedTo(room)};
}

void MainWindow::fitToScreen()
{
    const Sizes sizes = sizesFor(screen()->availableSize());
    setMinimumSize(sizes.least);
    resize(sizes.first);
}

void MainWindow::openMenu()
{
    QMenuBar *bar = m_menu->bar();
    bar->setFocus(Qt::MenuBarFocusReason);
    bar->setActiveAction(bar->actions().constFirst());
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    // Qt's buttons take Enter in dialogs only. Boxes are for the space bar.
    if (event->type() != QEvent::KeyPress)
        return QMainWindow::eventFilter(watched, event);
    const auto *key = static_cast<const QKeyEvent *>(event);
    if ((key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter) || key->isAutoRepeat()
        || (key->modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
        return QMainWindow::eventFilter(watched, event);
    auto *button = qobject_cast<QAbstractButton *>(watched);
    if (!button || button->window() != this || !button->isEnabled() || qobject_cast<QCheckBox *>(button)
        || qobject_cast<QRadioButton *>(button))
        return QMainWindow::eventFilter(watched, event);
    button->click();
    return true;
}

void MainWindow::connectPages()
{
    connect(m_navigation, &NavigationBar::chosen, this, [this](int place) { go(Place(place)); });
    connect(m_menu, &MainMenu::placeChosen, this, [this](int place) { go(Place(place)); });
    connect(m_menu, &MainMenu::openRequested, this, &MainWindow::browse);
    connect(m_menu, &MainMenu::chartChosen, this, &MainWindow::openChart);
    connect(m_menu, &MainMenu::languageChosen, this, &MainWindow::languageChosen);
    connect(m_menu, &MainMenu::quitRequested, this, &MainWindow::quit);
    connect(m_menu, &MainMenu::notice, this, &MainWindow::showNotice);

    connect(m_welcome, &WelcomePage::signInRequested, this, [this] {
        showWelcome(false);
        m_wizard->goTo(WizardStep::Account);
    });
    connect(m_welcome, &WelcomePage::practiceRequested, this, [this] {
        showWelcome(false);
        m_services.session->startPractice();
    });
    connect(m_accountButton, &AccountButton::signOutRequested, this, [this] {
        go(Place::Publish);
        m_wizard->goTo(WizardStep::Account);
        m_account->askSignOut();
    });
    connect(m_accountButton, &AccountButton::addRequested, this, &MainWindow::addAccount);

    for (const auto step : {WizardStep::Account, WizardStep::Chart, WizardStep::Preview, WizardStep::Submit})
        connect(m_wizard->page(step), &WizardPage::announced, m_status, &StatusLine::announce);
    connect(m_wizard, &PublishWizard::titleChanged, m_status, &StatusLine::announceOnly);
    connect(m_chart, &ChartPage::openFileRequested, m_opener, &FileOpener::open);
    connect(m_submit, &SubmitPage::openFileRequested, m_opener, &FileOpener::open);
    connect(m_opener, &FileOpener::failed, this, &MainWindow::showNotice);
    connect(m_submit, &SubmitPage::watchRequested, this, [this](const QString &name) {
        go(Place::Extensions);
        m_extensions->showExtension(name);
    });
    connect(m_extensions, &ExtensionsPage::publishRequested, this, &MainWindow::publishNext);
    connect(m_extensions, &ExtensionsPage::signInRequested, this, [this] {
        go(Place::Publish);
        m_wizard->goTo(WizardStep::Account);
    });
    connect(m_extensions, &ExtensionsPage::openChartRequested, this, &MainWindow::openChart);
    connect(m_extensions, &ExtensionsPage::unseenChanged, this, [this](int count) {
        m_navigation->setMark(int(Place::Extensions),
            count > 0 ? tr("The reviewers decided about %n extension(s).", nullptr, count) : QString());
        m_tray->setNews(count);
    });
    connect(m_extensions, &ExtensionsPage::activationRequested, this, [this](const QString &token) {
        go(Place::Extensions);
        bringToFront(token);
    });
    connect(m_menu, &MainMenu::refreshRequested, m_extensions->watch(), &ReviewWatch::refresh);
    connect(m_resume, &ResumeOffer::announced, m_status, &StatusLine::announce);
    connect(m_resume, &ResumeOffer::closed, this, [this] { m_wizard->takeFocus(); });
    connect(m_resume, &ResumeOffer::openChartRequested, this, &MainWindow::openChart);
    connect(m_resume, &ResumeOffer::resumed, this, [this] {
        go(Place::Publish);
        m_wizard->showOnly(WizardStep::Submit);
    });

    m_overlay->setJudge([this](const QList<QUrl> &urls) -> std::optional<QString> {
        if (m_services.run->isRunning())
            return tr("A publish is running. Drop the next chart when it has ended.");
        return refuseDrop(urls);
    });
    connect(
        m_overlay, &DropZone::dropped, this, [this](const QList<QUrl> &urls) { openChart(droppedPath(urls.first())); });
    connect(m_overlay, &DropZone::refused, this, &MainWindow::refuse);
}

void MainWindow::connectEngine()
{
    connect(m_guard, &CloseGuard::chosen, this, [this](CloseGuard::Choice choice) {
        if (choice != CloseGuard::Choice::Stay)
            hide();
    });
    connect(m_guard, &CloseGuard::mayQuit, this, [this] {
        if (!isVisible())
            tellFinished();
        emit quitRequested();
    });
    connect(m_guard, &CloseGuard::attentionNeeded, this, [this] {
        go(Place::Publish);
        bringToFront();
    });
    connect(m_services.session, &Session::stateChanged, this, &MainWindow::onSessionChanged);
    connect(m_services.session, &Session::notice, this, &MainWindow::showNotice);
    connect(m_services.run, &PublishRun::stateChanged, this, &MainWindow::onRunChanged);
    connect(m_services.draft, &PublishDraft::changed, this, [this] {
        if (m_services.draft->state() != PublishDraft::State::Loaded)
            return;
        m_menu->refreshRecentCharts();
        rememberIcon();
    });
    onRunChanged();
}

void MainWindow::connectTray()
{
    const auto follow = [this] { m_tray->setVisible(m_services.settings->closesToTray() && hasTray()); };
    connect(m_menu, &MainMenu::trayWanted, this, [this] { m_menu->setTrayAvailable(hasTray()); });
    connect(m_menu, &MainMenu::closesToTrayChanged, this, follow);
    connect(m_tray, &TrayIcon::showRequested, this, [this] { bringToFront(); });
    connect(m_tray, &TrayIcon::quitRequested, this, &MainWindow::quit);
    m_tray->setNews(m_extensions->unseenCount());
    follow();
}

bool MainWindow::hasTray() const
{
    return m_services.hasTray ? m_services.hasTray() : TrayIcon::isAvailable();
}

void MainWindow::bringToFront(const QString &token)
{
    // Wayland lets nobody take the focus without one; Qt looks for it there, and takes it away.
    if (!token.isEmpty() && QGuiApplication::platformName().startsWith(QLatin1String("wayland")))
        qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
    show();
    raise();
    activateWindow();
}

void MainWindow::rememberIcon()
{
    const auto loaded = m_services.draft->loaded();
    if (!loaded || !loaded->package)
        return;
    const ExtensionMetadata &metadata = loaded->package->metadata();
    const QList<LocalImage> &images = loaded->package->images();
    const auto icon = std::find_if(images.cbegin(), images.cend(),
        [&metadata](const LocalImage &image) { return image.values.contains(metadata.icon.text); });
    if (icon != images.cend())
        m_extensions->rememberIcon(metadata.name.text, icon->data);
}

void MainWindow::begin()
{
    const bool newcomer = !m_services.settings->isWelcomed() && m_services.session->accounts().isEmpty();
    showWelcome(newcomer);
    if (!newcomer && m_services.session->state() == Session::State::SignedIn)
        m_wizard->goTo(WizardStep::Chart);
    m_restoring = m_services.session->state() == Session::State::Opening;
    m_resume->look();
}

void MainWindow::showWelcome(bool welcome)
{
    m_navigation->setVisible(!welcome);
    m_status->setVisible(!welcome);
    if (welcome) {
        m_pages->setCurrentWidget(m_welcome);
        return;
    }
    m_services.settings->setWelcomed();
    go(Place::Publish);
}

void MainWindow::go(Place place)
{
    if (m_pages->currentWidget() == m_welcome)
        m_navigation->show();
    m_pages->setCurrentWidget(place == Place::Publish ? static_cast<QWidget *>(m_wizard) : m_extensions);
    m_navigation->setCurrent(int(place));
    m_status->announceOnly(place == Place::Publish ? tr("Publish") : tr("Extensions"));
}

void MainWindow::openChart(const QString &path)
{
    if (m_services.run->isRunning()) {
        showNotice(tr("A publish is running. Open the next chart when it has ended."));
        return;
    }
    showWelcome(false);
    m_services.run->dismiss();
    m_services.draft->open(path);
    m_message->hide();
    m_wizard->goTo(WizardStep::Chart);
    m_wizard->takeFocus();
    m_chartWaits = m_wizard->step() == WizardStep::Account;
    if (m_chartWaits)
        showNotice(tr("%1 is kept. Sign in to go on with it.").arg(safeText(QFileInfo(path).fileName(), 80)));
}

void MainWindow::openFromOutside(const QList<QUrl> &urls, const QString &token)
{
    bringToFront(token);
    if (urls.isEmpty())
        return;
    if (const std::optional<QString> why = refuseDrop(urls))
        refuse(*why);
    else
        openChart(droppedPath(urls.first()));
}

void MainWindow::refuse(const QString &sentence)
{
    // Where charts are chosen it stands in the place of what was said of the last one.
    if (m_pages->currentWidget() == m_wizard && m_wizard->step() == WizardStep::Chart
        && m_services.draft->state() != PublishDraft::State::Loaded && !m_services.run->isRunning()) {
        m_message->hide();
        m_chart->showRefusal(sentence);
        return;
    }
    m_message->showMessage(Tone::Bad, sentence);
    m_status->announce(sentence);
}

void MainWindow::tellFinished()
{
    if (!m_services.notifier)
        return;
    const ExtensionMetadata &metadata = m_services.run->request().package.metadata();
    const QString name
        = safeText(tr("%1 %2", "extension's name, version").arg(metadata.name.text, metadata.version.text));
    if (m_services.run->state() == PublishRun::State::Succeeded)
        m_services.notifier->show({name, tr("%1 is submitted for review").arg(name),
            tr("The publish finished in the background."), tr("Show it")});
}

void MainWindow::publishNext(const QString &name)
{
    go(Place::Publish);
    m_wizard->goTo(WizardStep::Chart);
    const ReviewOwner owner = m_extensions->watch()->owner();
    if (name.isEmpty())
        return;
    m_services.journal->historyOf(
        owner.server, owner.userId, name, 1, this, [this](const Result<QList<PublishRecord>> &history) {
            // An archive holds the version that was published already; in a folder the next one is made.
            if (history && !history->isEmpty() && QFileInfo(history->constFirst().chartPath).isDir()
                && m_wizard->step() == WizardStep::Chart)
                openChart(history->constFirst().chartPath);
        });
}

void MainWindow::addAccount()
{
    go(Place::Publish);
    m_wizard->goTo(WizardStep::Account);
    m_account->showNewAccount();
}

void MainWindow::browse(bool folder)
{
    auto *dialog = new QFileDialog(this, folder ? tr("Open a chart's folder") : tr("Open a packed chart"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (folder)
        dialog->setFileMode(QFileDialog::Directory);
    else
        dialog->setNameFilters({tr("Packed charts (*.tgz *.tar.gz)"), tr("All files (*)")});
    const QStringList recent = m_services.settings->recentCharts();
    const QString last = m_services.draft->path().isEmpty() ? recent.value(0) : m_services.draft->path();
    if (!last.isEmpty())
        dialog->setDirectory(QFileInfo(last).path());
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openChart);
    dialog->open();
}

void MainWindow::showWarning(const QString &sentence)
{
    m_warning->showMessage(Tone::Warning, sentence);
    m_status->announce(sentence);
}

void MainWindow::showNotice(const QString &sentence)
{
    m_message->showMessage(Tone::Info, sentence);
    m_status->announce(sentence);
}

void MainWindow::onSessionChanged()
{
    const Session *session = m_services.session;
    rememberIcon(); // for the account that is there now
    if (session->state() == Session::State::SignedIn && m_pages->currentWidget() == m_welcome)
        showWelcome(false);
    if (session->state() == Session::State::SignedIn && m_chartWaits) {
        m_chartWaits = false;
        m_message->hide();
        if (m_services.draft->state() != PublishDraft::State::Empty && m_wizard->step() == WizardStep::Account)
            m_wizard->goTo(WizardStep::Chart);
    }
    // Who was signed in before need not be told of it.
    if (m_restoring && session->state() != Session::State::Opening) {
        m_restoring = false;
        if (m_wizard->step() == WizardStep::Account)
            m_wizard->goTo(WizardStep::Chart);
    }
    if (session->state() == Session::State::SignedOut && m_wizard->step() != WizardStep::Account)
        m_wizard->goTo(WizardStep::Account);
}

void MainWindow::onRunChanged()
{
    const QString reason
        = m_services.run->isRunning() ? tr("A publish is running. Wait for its end, or cancel it.") : QString();
    m_wizard->setLocked(reason);
    m_accountButton->setSwitchingBlocked(reason);
    m_account->setSwitchingBlocked(reason);
    m_menu->setOpeningBlocked(reason);
    if (m_services.run->state() == PublishRun::State::Succeeded) {
        m_extensions->watch()->refresh();
        m_extensions->watch()->load(m_services.run->request().package.metadata().name.text);
    }
}

MainWindow::Position MainWindow::position() const
{
    return {m_pages->currentWidget() == m_extensions ? Place::Extensions : Place::Publish, m_wizard->step(),
        m_pages->currentWidget() == m_welcome, m_warning->isHidden() ? QString() : m_warning->text()};
}

void MainWindow::setPosition(const Position &position)
{
    showWelcome(position.welcome);
    m_wizard->goTo(position.step);
    if (!position.welcome)
        go(position.place);
    if (!position.warning.isEmpty())
        showWarning(position.warning);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_services.settings->setState(geometryName(), saveGeometry());
    if (m_tray->isVisible() && hasTray()) {
        event->ignore();
        hide();
        return;
    }
    if (!m_guard->mayClose()) {
        event->ignore();
        return;
    }
    event->accept();
    emit quitRequested();
}

void MainWindow::quit()
{
    m_services.settings->setState(geometryName(), saveGeometry());
    // A question is asked in the window.
    if (m_services.run->isRunning() && !isVisible())
        bringToFront();
    if (m_guard->mayClose())
        emit quitRequested();
}

bool MainWindow::mayClose()
{
    return m_guard->mayClose();
}

void MainWindow::stop()
{
    m_guard->stop();
}

} // namespace ksp
