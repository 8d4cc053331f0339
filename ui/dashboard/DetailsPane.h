#pragma once

#include "core/Error.h"
#include "review/ReviewTypes.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class ElidedLabel;
class EmptyState;
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
    explicit DetailsPane(QWidget *parent = nullptr);
    ~DetailsPane() override;

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

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Question { None, Withdraw, Submit };

    void updateActions();
    void updateColors();
    [[nodiscard]] std::optional<Snapshot> chosenSnapshot() const;
    void ask(Question question);
    void onMessageAction();
    void copyId();

    std::optional<ExtensionState> m_state;
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
    QLabel *m_timelineTitle;
    TimelineModel *m_timeline;
    ReviewTable *m_timelineTable;
    QPushButton *m_publish;
    QPushButton *m_withdraw;
    QPushButton *m_submit;
    QPushButton *m_marketplace;
};

} // namespace ksp
