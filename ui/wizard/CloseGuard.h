#pragma once

#include <QObject>
#include <QPointer>

QT_BEGIN_NAMESPACE
class QDialog;
class QWidget;
QT_END_NAMESPACE

namespace ksp {

class PublishRun;

/// What happens to a publish when the window is closed, or the session ends, while it runs. Asks once, without a loop
/// of its own; the window does what the signals say.
class CloseGuard : public QObject
{
    Q_OBJECT
public:
    enum class Choice {
        Background, ///< Finish it with the window hidden; then end.
        StopHere, ///< Stop it, and go on at the next start.
        Stay, ///< The window stays.
    };

    /// `run` is not owned and must live longer. `window` is what the question belongs to.
    CloseGuard(PublishRun *run, QWidget *window);
    ~CloseGuard() override;

    /// For closeEvent(): whether the window may close right now. If not, the user is asked (or has answered already)
    /// and the signals tell the rest. For a session that ends and allows interaction the same: cancel its end when this
    /// says no.
    bool mayClose();
    /// Stops without a question: SIGTERM, or the session ends and nobody may be asked. mayQuit() comes when it is
    /// recorded where it stopped, at once (but from the event loop) where nothing runs.
    void stop();
    [[nodiscard]] bool isAsking() const;

signals:
    void chosen(ksp::CloseGuard::Choice choice);
    /// Nothing stands in the way of the program's end any more.
    void mayQuit();
    /// What was to finish in the background failed, or has a question: the window must be shown again.
    void attentionNeeded();

private:
    void ask();
    void take(Choice choice);
    void runChanged();

    PublishRun *m_run;
    QWidget *m_window;
    QPointer<QDialog> m_question;
    Choice m_choice = Choice::Stay;
};

} // namespace ksp
