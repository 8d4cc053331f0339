#include "wizard/PublishWizard.h"

#include "core/SafeText.h"
#include "widgets/Look.h"
#include "widgets/PrimaryButton.h"
#include "wizard/StepBar.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace ksp {

namespace {

/// A stack is as large as its largest page; the middle is to scroll for the one only that is seen.
void takeRoom(QWidget *page, bool takes)
{
    const QSizePolicy::Policy policy = takes ? QSizePolicy::Preferred : QSizePolicy::Ignored;
    page->setSizePolicy(policy, policy);
}

} // namespace

PublishWizard::PublishWizard(const QList<WizardPage *> &pages, QWidget *parent)
    : QWidget(parent), m_pages(pages), m_bar(new StepBar({tr("Account"), tr("Chart"), tr("Preview"), tr("Submit")})),
      m_title(new QLabel), m_stack(new QStackedWidget), m_reason(new QLabel), m_back(new QPushButton(tr("&Back"))),
      m_primary(new PrimaryButton)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(around, between, around, between);
    layout->setSpacing(between);
    layout->addWidget(m_bar);
    m_title->setFont(titleFont(font()));
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    layout->addWidget(m_title);
    // On a small screen the middle scrolls, and what leads on stays in sight.
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_stack);
    layout->addWidget(scroll, 1);
    for (WizardPage *page : m_pages) {
        m_stack->addWidget(page);
        takeRoom(page, page == current());
        connect(page, &WizardPage::stateChanged, this, &PublishWizard::refresh);
        connect(page, &WizardPage::stepRequested, this, &PublishWizard::goTo);
        connect(page, &WizardPage::focusNeeded, this, [this, page] {
            if (page == current())
                takeFocus();
        });
        connect(page, &WizardPage::done, this, [this, page] {
            if (page == current())
                next();
        });
    }

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(inside);
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    buttons->addWidget(m_reason, 1);
    buttons->addSpacing(between);
    buttons->addWidget(m_back);
    buttons->addWidget(m_primary);
    m_back->setMinimumHeight(m_primary->sizeHint().height());
    m_primary->setDefault(true);
    layout->addLayout(buttons);
    connect(m_bar, &StepBar::clicked, this, [this](int index) { goTo(WizardStep(index)); });
    connect(m_back, &QPushButton::clicked, this, &PublishWizard::back);
    connect(m_primary, &QPushButton::clicked, this, [this] { current()->primary(); });

    current()->enter();
    refresh();
}

bool PublishWizard::isReachable(int index) const
{
    for (int before = 0; before < index; ++before) {
        if (!m_pages.at(before)->isReady())
            return false;
    }
    return true;
}

void PublishWizard::goTo(WizardStep step)
{
    int target = int(step);
    while (target > int(m_step) && !isReachable(target))
        --target;
    if (target != int(m_step) && !isLocked())
        turnTo(WizardStep(target));
}

void PublishWizard::setLocked(const QString &reason)
{
    if (reason == m_lockReason)
        return;
    m_lockReason = reason;
    refresh();
}

void PublishWizard::showOnly(WizardStep step)
{
    if (step != m_step)
        turnTo(step);
}

void PublishWizard::turnTo(WizardStep step)
{
    current()->leave();
    takeRoom(current(), false);
    m_step = step;
    takeRoom(current(), true);
    current()->enter();
    m_stack->setCurrentWidget(current());
    refresh();
    takeFocus();
    emit stepChanged(step);
    emit titleChanged(m_title->text());
}

void PublishWizard::takeFocus()
{
    if (!isVisible())
        return;
    if (QWidget *focus = current()->firstFocus())
        focus->setFocus(Qt::OtherFocusReason);
    else if (m_primary->isEnabled())
        m_primary->setFocus(Qt::OtherFocusReason);
}

void PublishWizard::next()
{
    if (int(m_step) + 1 < wizardStepCount)
        goTo(WizardStep(int(m_step) + 1));
}

void PublishWizard::back()
{
    if (int(m_step) > 0)
        turnTo(WizardStep(int(m_step) - 1));
}

void PublishWizard::refresh()
{
    const WizardPage *page = current();
    m_title->setText(page->title());
    const bool canLeave = page->canGoBack() && !isLocked();
    for (int i = 0; i < wizardStepCount; ++i) {
        const bool isCurrent = i == int(m_step);
        m_bar->setStep(i,
            isCurrent                                         ? StepBar::State::Current
                : i < int(m_step) && m_pages.at(i)->isReady() ? StepBar::State::Done
                                                              : StepBar::State::Waiting,
            !isCurrent && canLeave && (i < int(m_step) || isReachable(i)));
    }
    m_back->setVisible(int(m_step) > 0);
    m_back->setEnabled(canLeave);
    m_back->setToolTip(toolTipText(isLocked() ? m_lockReason : QString()));
    const QString text = page->primaryText();
    m_primary->setVisible(!text.isEmpty());
    m_primary->setText(text);
    const bool enabled = page->isPrimaryEnabled();
    const QString why = enabled ? QString() : page->whyNotReady();
    m_primary->setEnabled(enabled);
    m_primary->setToolTip(toolTipText(why));
    m_primary->setAccessibleDescription(why);
    m_reason->setText(why);
}

void PublishWizard::keyPressEvent(QKeyEvent *event)
{
    // The default button works in dialogs only; here Enter reaches us when no control of the page took it.
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::NoModifier && m_primary->isVisible() && m_primary->isEnabled()) {
        m_primary->click();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace ksp
