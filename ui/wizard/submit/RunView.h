#pragma once

#include "publish/PublishRun.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace ksp {

class MessageBar;

/// A publish under way, or how it stopped: its steps, the question whether to replace, Cancel.
class RunView : public QWidget
{
    Q_OBJECT
public:
    /// `run` is not owned and must live longer.
    explicit RunView(PublishRun *run, QWidget *parent = nullptr);

    /// What the user has to do before it can be tried again: a sentence, or nothing.
    void setHint(const QString &hint);
    [[nodiscard]] QWidget *firstFocus() const;

signals:
    /// Back to the plan.
    void startOverRequested();

private:
    void refresh();
    void refreshRows();
    void refreshRow(int index);
    void showQuestion();

    PublishRun *m_run;
    MessageBar *m_message;
    QVBoxLayout *m_steps;
    QWidget *m_question;
    QLabel *m_questionText;
    QPushButton *m_replace;
    QPushButton *m_keep;
    QLabel *m_notice;
    QPushButton *m_cancel;
    QPushButton *m_startOver;
    QString m_hint;
};

} // namespace ksp
