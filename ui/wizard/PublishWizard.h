#pragma once

#include "wizard/WizardPage.h"

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class StepBar;

/// The publish wizard: steps above, the current page with its title, and beneath it why one cannot go on yet, Back and
/// the page's primary action. Earlier pages can be returned to at any time and keep their answers; a later page is
/// reached only while all pages before it are ready.
class PublishWizard : public QWidget
{
    Q_OBJECT
public:
    /// `pages` in the order of WizardStep; they become the wizard's.
    explicit PublishWizard(const QList<WizardPage *> &pages, QWidget *parent = nullptr);

    [[nodiscard]] WizardStep step() const { return m_step; }
    /// Goes to a page, or as far towards it as the pages before it are ready.
    void goTo(WizardStep step);
    /// Shows a page whatever the pages before it say: a publish goes on there that was begun earlier.
    void showOnly(WizardStep step);
    /// The page must stay as it is, a publish is running: no step can be left. Empty: free again.
    void setLocked(const QString &reason);
    [[nodiscard]] bool isLocked() const { return !m_lockReason.isEmpty(); }
    /// The keyboard to where work goes on: the page's first control, or the primary button.
    void takeFocus();
    [[nodiscard]] WizardPage *page(WizardStep step) const { return m_pages.at(int(step)); }

signals:
    void stepChanged(ksp::WizardStep step);
    /// Another page is shown: its title, for screen readers.
    void titleChanged(const QString &title);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] WizardPage *current() const { return page(m_step); }
    [[nodiscard]] bool isReachable(int index) const;
    void turnTo(WizardStep step);
    void next();
    void back();
    void refresh();

    QList<WizardPage *> m_pages;
    WizardStep m_step = WizardStep::Account;
    QString m_lockReason;
    StepBar *m_bar;
    QLabel *m_title;
    QStackedWidget *m_stack;
    QLabel *m_reason;
    QPushButton *m_back;
    QPushButton *m_primary;
};

} // namespace ksp
