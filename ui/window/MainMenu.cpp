#include "window/MainMenu.h"

#include "Appearance.h"
#include "core/OffThread.h"
#include "core/SafeText.h"
#include "core/Settings.h"
#include "report/Report.h"

#include <QActionGroup>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QUrl>

namespace ksp {

namespace {

/// A file's name in a menu: an ampersand would become a mnemonic, a long one widen the menu over the screen.
QString menuText(const QString &path, const QFontMetrics &metrics)
{
    constexpr int mostWidth = 420;
    return metrics.elidedText(QDir::toNativeSeparators(path), Qt::ElideMiddle, mostWidth)
        .replace(u'&', QLatin1String("&&"));
}

} // namespace

MainMenu::MainMenu(Settings *settings, Appearance *appearance, QString logFile, QWidget *window)
    : QObject(window), m_settings(settings), m_logFile(std::move(logFile)), m_window(window),
      m_bar(new QMenuBar(window))
{
    buildFileMenu();
    buildViewMenu(appearance);
    buildHelpMenu();
    refreshRecentCharts();
}

void MainMenu::buildFileMenu()
{
    QMenu *file = m_bar->addMenu(tr("&File"));
    QAction *archive = file->addAction(tr("&Open a packed chart…"), this, [this] { emit openRequested(false); });
    archive->setShortcut(QKeySequence::Open);
    QAction *folder = file->addAction(tr("Open a &folder…"), this, [this] { emit openRequested(true); });
    folder->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_O);
    m_recent = file->addMenu(tr("Open &recent"));
    m_opening = {archive, folder, m_recent->menuAction()};
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"), this, &MainMenu::quitRequested);
    quit->setShortcut(Qt::CTRL | Qt::Key_Q);
    quit->setMenuRole(QAction::QuitRole);
}

void MainMenu::refreshRecentCharts()
{
    m_recent->clear();
    const QStringList charts = m_settings->recentCharts();
    for (const QString &path : charts)
        m_recent->addAction(menuText(path, m_recent->fontMetrics()), this, [this, path] { emit chartChosen(path); });
    m_recent->setEnabled(!charts.isEmpty() && m_opening.first()->isEnabled());
}

void MainMenu::setOpeningBlocked(const QString &reason)
{
    for (QAction *action : std::as_const(m_opening)) {
        action->setEnabled(reason.isEmpty());
        action->setStatusTip(reason);
    }
    refreshRecentCharts();
}

void MainMenu::setTrayAvailable(bool available)
{
    m_tray->setEnabled(available);
    m_tray->setToolTip(toolTipText(available
            ? tr("The closed window leaves an icon, and reviews go on being watched. Quit ends the program.")
            : tr("This desktop shows no tray.")));
}

void MainMenu::buildViewMenu(Appearance *appearance)
{
    QMenu *view = m_bar->addMenu(tr("&View"));
    QAction *publish = view->addAction(tr("&Publish"), this, [this] { emit placeChosen(0); });
    publish->setShortcut(Qt::CTRL | Qt::Key_1);
    QAction *extensions = view->addAction(tr("&Extensions"), this, [this] { emit placeChosen(1); });
    extensions->setShortcut(Qt::CTRL | Qt::Key_2);
    QAction *refresh = view->addAction(tr("&Refresh"), this, &MainMenu::refreshRequested);
    refresh->setShortcut(QKeySequence::Refresh);
    view->addSeparator();

    m_tray = view->addAction(tr("Stay in the &tray when closed"));
    m_tray->setObjectName(QStringLiteral("closesToTray"));
    m_tray->setCheckable(true);
    m_tray->setChecked(m_settings->closesToTray());
    connect(m_tray, &QAction::toggled, this, [this](bool closes) {
        m_settings->setClosesToTray(closes);
        emit closesToTrayChanged();
    });
    view->setToolTipsVisible(true);
    connect(view, &QMenu::aboutToShow, this, &MainMenu::trayWanted);
    view->addSeparator();

    QMenu *looks = view->addMenu(tr("&Appearance"));
    auto *lookGroup = new QActionGroup(this);
    const QList<QPair<Settings::Appearance, QString>> allLooks{{Settings::Appearance::System, tr("As the &system")},
        {Settings::Appearance::Light, tr("&Light")}, {Settings::Appearance::Dark, tr("&Dark")}};
    for (const auto &[look, name] : allLooks) {
        QAction *action = looks->addAction(name, this, [this, appearance, chosen = look] {
            m_settings->setAppearance(chosen);
            appearance->apply();
        });
        action->setCheckable(true);
        action->setChecked(m_settings->appearance() == look);
        lookGroup->addAction(action);
    }

    QMenu *languages = view->addMenu(tr("&Language"));
    auto *languageGroup = new QActionGroup(this);
    // Languages call themselves by their own names, whatever the program speaks.
    const QList<QPair<QString, QString>> allLanguages{{QString(), tr("As the &system")},
        {QStringLiteral("en"), QStringLiteral("English")}, {QStringLiteral("zh_CN"), QStringLiteral("简体中文")}};
    for (const auto &[locale, name] : allLanguages) {
        QAction *action = languages->addAction(name, this, [this, chosen = locale] {
            if (m_settings->language() == chosen)
                return;
            m_settings->setLanguage(chosen);
            emit languageChosen();
        });
        action->setCheckable(true);
        action->setChecked(m_settings->language() == locale);
        languageGroup->addAction(action);
    }
}

void MainMenu::buildHelpMenu()
{
    QMenu *help = m_bar->addMenu(tr("&Help"));
    const auto page = [&](const QString &text, const QString &url) {
        help->addAction(text, this, [url] { QDesktopServices::openUrl(QUrl(url, QUrl::StrictMode)); });
    };
    page(tr("How to &publish an extension"),
        QStringLiteral("https://dev-guide.kubesphere.io/extension-dev-guide/en/packaging-and-release/release/"));
    page(tr("KubeSphere &Marketplace"), QStringLiteral("https://kubesphere.com.cn/marketplace/"));
    help->addSeparator();
    help->addAction(tr("Show the &log"), this, [this] {
        // Before the first line there is no file, and what one wants to see is where it will be.
        const QFileInfo file(m_logFile);
        QDesktopServices::openUrl(QUrl::fromLocalFile(file.exists() ? file.filePath() : file.path()));
    });
    help->addAction(tr("&Copy a report"), this, &MainMenu::copyReport);
    help->addAction(tr("&Save a report…"), this, &MainMenu::saveReport);
    help->addSeparator();
    QAction *about = help->addAction(tr("&About this program"), this, &MainMenu::showAbout);
    about->setMenuRole(QAction::AboutRole);
}

void MainMenu::copyReport()
{
    QGuiApplication::clipboard()->setText(Report::text(Report::systemFacts(), m_logFile));
    emit notice(tr("The report is on the clipboard. It holds no API key; read it before you hand it on."));
}

void MainMenu::saveReport()
{
    auto *dialog = new QFileDialog(m_window, tr("Save a report"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("zip"));
    dialog->selectFile(QStringLiteral("ks-publisher-report.zip"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &fileName) {
        runOffThread(
            this,
            [fileName, facts = Report::systemFacts(), log = m_logFile] { return Report::save(fileName, facts, log); },
            [this](const Result<void> &saved) {
                emit notice(saved ? tr("The report is saved. It holds no API key; read it before you hand it on.")
                                  : saved.error().sentence);
            });
    });
    dialog->open();
}

void MainMenu::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About this program"),
        QStringLiteral("KubeSphere Extension Publisher %1").arg(QStringLiteral(KSP_VERSION)), QMessageBox::Close,
        m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(m_window->windowIcon().pixmap(64, 64));
    box->setInformativeText(
        tr("Publishes extensions to the KubeSphere Marketplace: checks the chart, uploads its images, "
           "packs it and submits it for review. Free software under the Apache License 2.0."));
    box->open();
}

} // namespace ksp
