#include "window/Program.h"

#include "Appearance.h"
#include "account/KeychainKeyStore.h"
#include "core/Database.h"
#include "core/Log.h"
#include "core/Settings.h"
#include "core/Translation.h"
#include "desktop/Notifier.h"
#include "desktop/SuspendInhibitor.h"
#include "image/ImageDecoder.h"
#include "publish/Journal.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "session/Session.h"
#include "window/CaretRest.h"
#include "window/MainWindow.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QSessionManager>
#include <QTranslator>

namespace ksp {

Program::Program(const QString &profile)
    : m_settings(std::make_unique<Settings>(profile)), m_log(std::make_unique<Log>(profile)),
      m_database(std::make_unique<Database>(profile)), m_journal(std::make_unique<Journal>(m_database.get())),
      m_keys(std::make_unique<KeychainKeyStore>())
{
    QApplication::setQuitOnLastWindowClosed(false);
    applyLanguage();
    Session::Options options;
    options.profile = profile;
    options.keys = m_keys.get();
    options.log = m_log.get();
    m_session = std::make_unique<Session>(options);
    m_draft = std::make_unique<PublishDraft>();
    m_run = std::make_unique<PublishRun>(m_session.get(), m_journal.get());
    ImageDecoder::Options images;
    images.log = [log = m_log.get()](const QString &line) { log->write(line); };
    m_images = std::make_unique<ImageDecoder>(images);
    m_appearance = std::make_unique<Appearance>(m_settings.get());
    m_caretRest = std::make_unique<CaretRest>();
    m_inhibitor = std::make_unique<SuspendInhibitor>();
    m_notifier = std::make_unique<Notifier>(QDBusConnection::sessionBus());
    m_services = {profile, m_settings.get(), m_log.get(), m_database.get(), m_journal.get(), m_session.get(),
        m_draft.get(), m_run.get(), m_images.get()};
    m_services.notifier = m_notifier.get();
    connect(m_run.get(), &PublishRun::stateChanged, this, &Program::inhibitSuspend);
    connect(m_database.get(), &Database::notice, this, [this](const QString &sentence) {
        m_log->write(sentence);
        if (m_window)
            m_window->showWarning(sentence);
    });
    connect(qApp, &QGuiApplication::commitDataRequest, this, [this](QSessionManager &manager) {
        if (!manager.allowsInteraction())
            m_window->stop();
        else if (!m_window->mayClose())
            manager.cancel(); // The question cannot be waited for here: the session stays until it was answered.
    });
}

Program::~Program() = default;

void Program::start(const QString &chart)
{
    makeWindow();
    m_session->restore();
    m_window->begin();
    if (!chart.isEmpty())
        m_window->openChart(chart);
    m_window->show();
    // The first to learn that there is no journal to be had, without which nothing can be published.
    m_journal->clean(Journal::keptDays, Journal::keptBytes, this, [this](const Result<int> &removed) {
        if (removed)
            return;
        m_log->write(removed.error().sentence);
        if (m_window)
            m_window->showWarning(removed.error().sentence);
    });
}

void Program::openFromOutside(const QList<QUrl> &urls, const QString &token)
{
    if (m_window)
        m_window->openFromOutside(urls, token);
}

void Program::applyLanguage()
{
    const QString chosen = m_settings->language();
    const QLocale locale = chosen.isEmpty() ? QLocale::system() : QLocale(chosen);
    QLocale::setDefault(locale);
    const auto replace = [](std::unique_ptr<QTranslator> &installed, std::unique_ptr<QTranslator> next) {
        if (installed)
            QCoreApplication::removeTranslator(installed.get());
        installed = std::move(next);
        if (installed)
            QCoreApplication::installTranslator(installed.get());
    };
    // Qt's own dialogs and buttons, where their translations are installed.
    auto ofQt = std::make_unique<QTranslator>();
    const bool found = ofQt->load(
        locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    replace(m_qtTranslator, found ? std::move(ofQt) : nullptr);
    replace(m_translator, loadTranslation(locale));
    QApplication::setLayoutDirection(locale.textDirection());
}

void Program::makeWindow()
{
    m_window = std::make_unique<MainWindow>(m_services, m_appearance.get());
    connect(m_window.get(), &MainWindow::languageChosen, this, &Program::changeLanguage, Qt::QueuedConnection);
    connect(m_window.get(), &MainWindow::quitRequested, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
}

void Program::changeLanguage()
{
    // A new window in the new language takes the old one's place: all that is under way lives in the engine.
    const MainWindow::Position position = m_window->position();
    const QByteArray geometry = m_window->saveGeometry();
    applyLanguage();
    m_window.reset();
    makeWindow();
    m_window->restoreGeometry(geometry);
    m_window->setPosition(position);
    m_window->show();
}

void Program::inhibitSuspend()
{
    if (m_run->isRunning())
        m_inhibitor->inhibit(tr("An extension is being published."));
    else
        m_inhibitor->release();
}

void Program::stop()
{
    if (m_window)
        m_window->stop();
    else
        QCoreApplication::quit();
}

} // namespace ksp
