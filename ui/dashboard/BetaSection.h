#pragma once

#include "helmrepo/BetaCheck.h"
#include "helmrepo/HelmHome.h"
#include "review/ReviewTypes.h"

#include <QWidget>

#include <memory>
#include <stop_token>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class Journal;
class MessageBar;
class StatusPill;
struct SentPackage;

/// Whether one version is in the beta repository and is the package that was sent; the commands that find it, and
/// adding the repository to the user's own Helm configuration. Asks nobody before the user says so.
class BetaSection : public QWidget
{
    Q_OBJECT
public:
    /// `journal` is not owned; without one it is not known what was sent. `profile` is where indexes are kept.
    explicit BetaSection(Journal *journal, const QString &profile, QWidget *parent = nullptr);
    ~BetaSection() override;

    /// The account's repository; empty where none is known: then it is asked for.
    void setRepository(const QUrl &url);
    /// Another version drops what was found out about the last one. An empty version: there is none.
    void setVersion(const ReviewOwner &owner, const QString &name, const QString &version);
    /// In place of the user's own, for tests.
    void setHelmHome(const HelmHome &home) { m_helm = home; }

    void check();

signals:
    /// The user entered another address.
    void repositoryEntered(const QUrl &url);

private:
    void buildLayout();
    void reset();
    void refresh();
    void showFiles(bool shown);
    void enterAddress();
    void look(const SentPackage &sent);
    void showState(const Result<BetaState> &result);
    void stop();
    /// Calls `goOn` with what is trusted, later; not if m_work ends before.
    void readCertificates(std::function<void(const HttpClient::Settings &)> goOn);
    void askToAdd();
    void add();
    void added(const Result<void> &result);

    Journal *m_journal;
    const QString m_profile;
    IndexCache m_cache;
    HelmHome m_helm;
    QUrl m_repository;
    ReviewOwner m_owner;
    QString m_name;
    QString m_version;
    std::unique_ptr<QObject> m_work; ///< The context of what is under way; null while nothing is.
    std::stop_source m_stop; ///< Of what m_work does on other threads.
    bool m_isEditing = false; ///< The address is being changed.
    bool m_isAsking = false; ///< The message is the question of askToAdd().

    QLabel *m_intro;
    StatusPill *m_pill;
    QLabel *m_sentence;
    QPushButton *m_check;
    QPushButton *m_stopButton;
    BusyLabel *m_busy;
    QToolButton *m_showFiles;
    QPlainTextEdit *m_files;
    MessageBar *m_message;
    QLabel *m_commandsTitle;
    QPlainTextEdit *m_commands;
    QPushButton *m_copy;
    QPushButton *m_add;
    QPushButton *m_change;
    QLabel *m_addressTitle;
    QLineEdit *m_address;
    QPushButton *m_use;
};

} // namespace ksp
