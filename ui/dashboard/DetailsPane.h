#pragma once

#include "core/Error.h"
#include "review/ReviewStatus.h"
#include "review/ReviewTypes.h"

#include <QUrl>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabWidget;
class QToolButton;
QT_END_NAMESPACE

namespace ksp {

class BetaSection;
class BusyLabel;
class ElidedLabel;
class EmptyState;
class HistorySection;
class Journal;
class MessageBar;
class ReviewTable;
class SnapshotsModel;
class StatusPill;
class TimelineModel;

/// One extension beside the table: what its status means, its snapshots, what changed, and what can be done about it.
/// Shows values and sends commands; knows no server.
class DetailsPane : public QWidget
{
    Q_OBJECT
public:
    /// `journal` is not owned and must live longer; without one there is no publish history. `profile`
    /// is where indexes of beta repositories are kept.
    explicit DetailsPane(Journal *journal = nullptr, const QString &profile = {}, QWidget *parent = nullptr);
    ~DetailsPane() override;

    /// Whose extensions these are, for the publish history.
    void setOwner(const ReviewOwner &owner) { m_owner = owner; }
    /// The account's; empty where none is known.
    void setBetaRepository(const QUrl &url);
    /// Nothing for none. `loading`: its snapshots are being asked for. `error`: why they could not be had.
    void setExtension(const std::optional<ExtensionState> &state, bool loading, const std::optional<Error> &error);
    /// Of the same extension, the newest first.
    void setTimeline(const QList<StatusChange> &changes);
    /// Without a server nothing can be changed; `why` is a sentence, empty where there is one.
    void setReadOnly(const QString &why);
    /// While a command is under way nothing else can be started.
    void setBusy(bool busy);
    /// The outcome of a command, or nothing.
    void showError(const Error &error);
    void showDone(const QString &sentence);

    [[nodiscard]] QString name() const;

signals:
    void publishRequested(const QString &name);
    void reloadRequested(const QString &name);
    /// The user has agreed.
    void withdrawRequested(const QString &name, const ksp::Snapshot &snapshot);
    void submitRequested(const QString &name, const ksp::Snapshot &snapshot);
    void marketplaceRequested();
    void betaRepositoryEntered(const QUrl &url);
    /// A chart that was published before is to be published again.
    void openChartRequested(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Question { None, Withdraw, Submit };

    void updateActions();
    void updateColors();
    void updateMeaning();
    /// Of a state that is there.
    [[nodiscard]] ReviewStatus shownStatus() const;
    /// What the status means, and after an approval who sees the version.
    [[nodiscard]] static QString meaningOf(const ReviewStatus &status);
    [[nodiscard]] std::optional<Snapshot> chosenSnapshot() const;
    void ask(Question question);
    void onMessageAction();
    void copyId();

    std::optional<ExtensionState> m_state;
    ReviewOwner m_owner;
    Question m_question = Question::None;
    Snapshot m_asked;
    QString m_readOnly;
    bool m_busy = false;

    QStackedWidget *m_stack;
    ElidedLabel *m_name;
    StatusPill *m_status;
    QLabel *m_meaning;
    ElidedLabel *m_id;
    QPushButton *m_copyId;
    MessageBar *m_message;
    SnapshotsModel *m_snapshots;
    ReviewTable *m_table;
    QStackedWidget *m_tableStack;
    BusyLabel *m_loading;
    EmptyState *m_empty;
    QLabel *m_snapshot;
    QToolButton *m_copySnapshotId;
    QTabWidget *m_tabs;
    QLabel *m_noChanges;
    TimelineModel *m_timeline;
    ReviewTable *m_timelineTable;
    HistorySection *m_history;
    BetaSection *m_beta;
    QPushButton *m_publish;
    QPushButton *m_withdraw;
    QPushButton *m_replace;
    QPushButton *m_submit;
    QPushButton *m_marketplace;
};

} // namespace ksp
