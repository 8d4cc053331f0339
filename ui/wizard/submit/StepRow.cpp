#include "wizard/submit/StepRow.h"

#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>

namespace ksp {

namespace {

/// Of a progress bar: bytes may not fit an int.
constexpr int wholeBar = 1000;

} // namespace

StepRow::StepRow(QWidget *parent)
    : QWidget(parent), m_mark(new StepMark), m_title(new QLabel), m_word(new QLabel), m_detail(new ElidedLabel),
      m_bar(new QProgressBar)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(inside);
    layout->setVerticalSpacing(inside / 2);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_mark, 0, 0, Qt::AlignTop);
    layout->addWidget(m_title, 0, 1, Qt::AlignVCenter);
    layout->addWidget(m_word, 0, 2, Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_bar, 1, 1, 1, 2);
    layout->addWidget(m_detail, 2, 1, 1, 2);
    for (QLabel *label : {m_title, m_word, static_cast<QLabel *>(m_detail)})
        label->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_title->setMinimumHeight(m_mark->sizeHint().height());
    m_word->setMinimumHeight(m_mark->sizeHint().height());
    m_detail->setFont(captionFont(font()));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, wholeBar);
    m_bar->setMaximumHeight(inside);
    m_bar->hide();
    m_detail->hide();
    applyColors();
}

void StepRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    QWidget::changeEvent(event);
}

void StepRow::applyColors()
{
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_detail->setPalette(quiet);
    m_word->setPalette(quiet);
}

void StepRow::setPlanned(int number, const QString &title, const QString &detail, const QString &amount)
{
    m_title->setText(title);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_bar->hide();
    showWord(StepMark::Sign::Number, number, amount);
}

void StepRow::setPhase(int number, const PublishRun::Phase &phase, bool cancelled)
{
    using State = PublishRun::Phase::State;
    const QString title = PublishJob::title(phase.phase);
    m_title->setText(title);
    const bool running = phase.state == State::Running;
    m_bar->setVisible(running && phase.total > 0);
    m_bar->setValue(phase.total > 0 ? int(phase.sent * wholeBar / phase.total) : 0);
    m_bar->setAccessibleName(title);

    QString detail;
    if (running && phase.waitSeconds > 0 && phase.isAskedToWait)
        detail = tr("The server asks to wait. It goes on in %n second(s).", nullptr, phase.waitSeconds);
    else if (running && phase.waitSeconds > 0)
        detail = tr("No answer came. It is tried again in %n second(s).", nullptr, phase.waitSeconds);
    else if (running && phase.total > 0)
        detail = tr("%1 of %2", "bytes sent, all bytes").arg(exactSize(phase.sent), exactSize(phase.total));
    else if (phase.state == State::Done && phase.total > 0)
        detail = exactSize(phase.total);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());

    switch (phase.state) {
    case State::Waiting:
        showWord(StepMark::Sign::Number, number, {});
        break;
    case State::Running:
        showWord(StepMark::Sign::Busy, number, tr("Under way"));
        break;
    case State::Done:
        showWord(StepMark::Sign::Done, number, tr("Done"));
        break;
    case State::Skipped:
        showWord(StepMark::Sign::Skipped, number, tr("Not needed"));
        break;
    case State::Failed:
        if (cancelled)
            showWord(StepMark::Sign::Stopped, number, tr("Stopped"));
        else
            showWord(StepMark::Sign::Failed, number, tr("Failed"));
        break;
    }
}

void StepRow::showWord(StepMark::Sign sign, int number, const QString &word)
{
    m_mark->setSign(sign, number);
    m_word->setText(word);
    setAccessibleName(word.isEmpty() ? m_title->text() : tr("%1: %2", "step, state").arg(m_title->text(), word));
}

} // namespace ksp
