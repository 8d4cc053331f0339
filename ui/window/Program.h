#pragma once

#include "Services.h"

#include <QObject>
#include <QUrl>

#include <memory>

QT_BEGIN_NAMESPACE
class QTranslator;
QT_END_NAMESPACE

namespace ksp {

class Appearance;
class CaretRest;
class KeyStore;
class MainWindow;
class SuspendInhibitor;

/// The desktop program as one object: makes the engine's objects, owns them and the window, and ends the application
/// when neither a window nor a publish is left. Needs a QApplication; one for each process.
class Program : public QObject
{
    Q_OBJECT
public:
    /// `profile`: the folder of accounts, settings, journal and log.
    explicit Program(const QString &profile);
    ~Program() override;

    /// Shows the window; opens `chart` where it is not empty.
    void start(const QString &chart);
    /// Another start handed this over: brings the window to the front, and opens what is a chart. What comes is judged
    /// like a drop; `token` as in RunningInstance::activated().
    void openFromOutside(const QList<QUrl> &urls, const QString &token);
    /// Ends as soon as a publish that runs has recorded where it stopped; the next start offers to go on with it.
    void stop();

private:
    void applyLanguage();
    void makeWindow();
    void changeLanguage();
    void inhibitSuspend();

    // In the order in which they depend on each other: the window goes first, the settings last.
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Log> m_log;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<KeyStore> m_keys;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PublishDraft> m_draft;
    std::unique_ptr<PublishRun> m_run;
    std::unique_ptr<ImageDecoder> m_images;
    Services m_services;
    std::unique_ptr<QTranslator> m_translator;
    std::unique_ptr<QTranslator> m_qtTranslator;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<CaretRest> m_caretRest;
    std::unique_ptr<SuspendInhibitor> m_inhibitor;
    std::unique_ptr<Notifier> m_notifier;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace ksp
