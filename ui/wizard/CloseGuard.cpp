#include "wizard/CloseGuard.h"

#include "publish/PublishRun.h"
#include "widgets/Look.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace ksp {

CloseGuard::CloseGuard(PublishRun *run, QWidget *window) : QObject(window), m_run(run), m_window(window)
{
    connect(m_run, &PublishRun::stateChanged, this, &CloseGuard::runChanged);
}

CloseGuard::~CloseGuard() = default;

bool CloseGuard::isAsking() const
{
    return !m_question.isNull();
}

bool CloseGuard::mayClose()
{
    if (!m_run->isRunning())
        return true;
    if (m_choice != Choice::Stay)
        return false; // answered; what was chosen is under way
    if (m_question) {
        m_question->raise();
        m_question->activateWindow();
    } else {
        ask();
    }
    return false;
}

void CloseGuard::stop()
{
    if (m_run->isRunning())
        take(Choice::StopHere);
    else
        QTimer::singleShot(0, this, &CloseGuard::mayQuit);
}

void CloseGuard::ask()
{
    auto *dialog = new QDialog(m_window);
    m_question = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Publishing is under way"));
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(around, around, around, around);
    layout->setSpacing(between);
    const ExtensionMetadata &metadata = m_run->request().package.metadata();
    auto *heading = new QLabel(tr("%1 %2 is just being published.").arg(metadata.name.text, metadata.version.text));
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    const bool hasQuestion = m_run->state() == PublishRun::State::Asking;
    auto *text = new QLabel(hasQuestion
            ? tr("It waits for your answer. If you stop here, nothing that was sent is sent again at the next start.")
            : tr("It can finish while the window is closed. If you stop here, nothing that was sent is sent again at "
                 "the next start."));
    for (QLabel *label : {heading, text}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    dialog->setAccessibleName(heading->text());
    dialog->setAccessibleDescription(text->text());

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(inside);
    const auto add = [&](const QString &label, Choice choice) {
        auto *button = new QPushButton(label);
        buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, choice] { take(choice); });
        return button;
    };
    QPushButton *stay = add(tr("&Cancel"), Choice::Stay);
    buttons->addStretch(1);
    QPushButton *stopHere = add(tr("&Stop here and go on at the next start"), Choice::StopHere);
    stay->setAutoDefault(false);
    stopHere->setAutoDefault(false);
    if (hasQuestion) {
        stay->setDefault(true);
        stay->setFocus();
    } else {
        QPushButton *background = add(tr("&Finish in the background"), Choice::Background);
        background->setDefault(true);
        background->setFocus();
    }
    layout->addLayout(buttons);
    connect(dialog, &QDialog::rejected, this, [this] { // Esc, or the dialog was closed; it is deleted later
        m_question.clear();
        emit chosen(Choice::Stay);
    });
    dialog->open();
}

void CloseGuard::take(Choice choice)
{
    m_choice = choice;
    if (QDialog *dialog = m_question) {
        m_question.clear();
        dialog->disconnect(this);
        dialog->close();
    }
    emit chosen(choice);
    if (choice == Choice::StopHere)
        m_run->cancel();
}

void CloseGuard::runChanged()
{
    const PublishRun::State state = m_run->state();
    if (m_question && !m_run->isRunning()) {
        // There is nothing to ask any more. A success lets the window close as it was told to; a failure is to be seen.
        QDialog *dialog = m_question;
        m_question.clear();
        dialog->disconnect(this);
        dialog->close();
        if (state == PublishRun::State::Succeeded)
            emit mayQuit();
        return;
    }
    switch (m_choice) {
    case Choice::Stay:
        return;
    case Choice::StopHere:
        if (m_run->isRunning())
            return;
        m_choice = Choice::Stay;
        emit mayQuit();
        return;
    case Choice::Background:
        if (state == PublishRun::State::Running)
            return;
        m_choice = Choice::Stay;
        if (state == PublishRun::State::Succeeded)
            emit mayQuit();
        else
            emit attentionNeeded();
    }
}

} // namespace ksp
