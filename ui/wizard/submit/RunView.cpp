#include "wizard/submit/RunView.h"

#include "core/SafeText.h"
#include "review/ReviewStatus.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"
#include "widgets/QuietLabel.h"
#include "wizard/submit/StepRow.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <memory>

namespace ksp {

RunView::RunView(PublishRun *run, QWidget *parent)
    : QWidget(parent), m_run(run), m_message(new MessageBar), m_steps(new QVBoxLayout), m_question(new QWidget),
      m_questionText(new QLabel), m_replace(new QPushButton), m_keep(new QPushButton(tr("&Keep it as it is"))),
      m_notice(new QuietLabel), m_cancel(new QPushButton(tr("&Cancel"))),
      m_startOver(new QPushButton(tr("Back to the &plan")))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(m_message);
    m_message->setClosable(false);

    layout->addWidget(m_question);
    auto *question = new QVBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(inside);
    question->addWidget(m_questionText);
    m_questionText->setTextFormat(Qt::PlainText);
    m_questionText->setWordWrap(true);
    auto *answers = new QHBoxLayout;
    answers->setSpacing(inside);
    answers->addWidget(m_replace);
    answers->addWidget(m_keep);
    answers->addStretch(1);
    question->addLayout(answers);

    layout->addLayout(m_steps);
    m_steps->setSpacing(inside);
    layout->addWidget(m_notice);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_startOver);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(1);

    connect(m_replace, &QPushButton::clicked, m_run, [this] { m_run->answer(true); });
    connect(m_keep, &QPushButton::clicked, m_run, [this] { m_run->answer(false); });
    connect(m_cancel, &QPushButton::clicked, m_run, [this] {
        m_cancel->setEnabled(false);
        m_cancel->setText(tr("Stopping…"));
        m_run->cancel();
    });
    connect(m_startOver, &QPushButton::clicked, this, &RunView::startOverRequested);
    connect(m_run, &PublishRun::stateChanged, this, &RunView::refresh);
    connect(m_run, &PublishRun::phasesChanged, this, &RunView::refreshRows);
    connect(m_run, &PublishRun::progressed, this, &RunView::refreshRow);
    connect(m_run, &PublishRun::notice, this, [this](const QString &sentence) {
        m_notice->setText(sentence);
        m_notice->show();
    });
    refresh();
    refreshRows();
}

void RunView::setHint(const QString &hint)
{
    if (m_hint == hint)
        return;
    m_hint = hint;
    refresh();
}

QWidget *RunView::firstFocus() const
{
    if (m_run->state() == PublishRun::State::Asking)
        return m_keep;
    return m_run->isRunning() ? m_cancel : m_startOver;
}

void RunView::refresh()
{
    const PublishRun::State state = m_run->state();
    const bool failed = state == PublishRun::State::Failed;
    m_cancel->setVisible(state == PublishRun::State::Running); // a question has its own way out
    m_startOver->setVisible(failed);
    if (!m_run->isRunning()) {
        m_cancel->setEnabled(true);
        m_cancel->setText(tr("&Cancel"));
    }
    if (state == PublishRun::State::Idle
        || (state == PublishRun::State::Running && m_run->phases().size() > 0
            && m_run->phases().first().state == PublishRun::Phase::State::Waiting)) {
        m_notice->clear();
    }
    m_notice->setVisible(!m_notice->text().isEmpty());
    showQuestion();
    if (!failed || !m_run->error()) {
        m_message->hide();
        return;
    }
    const Error &error = *m_run->error();
    const bool calm = error.kind == ErrorKind::Cancelled;
    const QString sentence
        = m_hint.isEmpty() ? error.sentence : tr("%1 %2", "two sentences").arg(error.sentence, m_hint);
    m_message->showMessage(calm ? Tone::Info : Tone::Bad, sentence, {}, calm ? QString() : error.detail);
    refreshRows(); // a cancelled step is told by another word
}

void RunView::showQuestion()
{
    const auto &snapshot = m_run->question();
    m_question->setVisible(snapshot.has_value());
    if (!snapshot)
        return;
    if (snapshot->status == QLatin1String("submitted")) {
        m_questionText->setText(tr("Meanwhile version %1 waits for review (snapshot %2). Withdraw it, replace it and "
                                   "submit it again?")
                                    .arg(snapshot->version, safeText(snapshot->id, 80)));
        m_replace->setText(tr("&Withdraw and replace"));
    } else {
        m_questionText->setText(tr("Meanwhile version %1 has the status “%2” (snapshot %3). Replace it and submit it?")
                                    .arg(snapshot->version, safeText(ReviewStatus::labelOf(snapshot->status), 40),
                                        safeText(snapshot->id, 80)));
        m_replace->setText(tr("Repl&ace"));
    }
}

void RunView::refreshRows()
{
    const auto &phases = m_run->phases();
    while (m_steps->count() > phases.size())
        delete std::unique_ptr<QLayoutItem>(m_steps->takeAt(m_steps->count() - 1))->widget();
    while (m_steps->count() < phases.size())
        m_steps->addWidget(new StepRow);
    for (int i = 0; i < phases.size(); ++i)
        refreshRow(i);
}

void RunView::refreshRow(int index)
{
    if (index >= m_steps->count())
        return;
    const bool cancelled = m_run->error() && m_run->error()->kind == ErrorKind::Cancelled;
    static_cast<StepRow *>(m_steps->itemAt(index)->widget())->setPhase(index + 1, m_run->phases().at(index), cancelled);
}

} // namespace ksp
