#pragma once

#include "Services.h"

#include <QWidget>

namespace ksp {

/// The pages of the wizard, in their order.
enum class WizardStep { Account, Chart, Preview, Submit };
inline constexpr int wizardStepCount = 4;

/// One page of the publish wizard. The wizard shows title and content, and beneath them one line and two buttons: Back
/// and the page's primary action. The page scrolls its own content where it may be taller than the window.
class WizardPage : public QWidget
{
    Q_OBJECT
public:
    explicit WizardPage(const Services &services, QWidget *parent = nullptr);

    /// The heading ("Which chart do you want to publish?"), translated.
    [[nodiscard]] virtual QString title() const = 0;
    /// The primary button's text with its mnemonic; "&Continue" unless the page says otherwise. Empty: no such button.
    [[nodiscard]] virtual QString primaryText() const;
    /// Whether the page's answers are complete: the pages behind it can be reached.
    [[nodiscard]] virtual bool isReady() const = 0;
    /// Whether the primary button can be pressed; as isReady() unless the page says otherwise.
    [[nodiscard]] virtual bool isPrimaryEnabled() const;
    /// Why the primary button is disabled: a whole sentence, shown beside it.
    [[nodiscard]] virtual QString whyNotReady() const = 0;
    [[nodiscard]] virtual bool canGoBack() const;
    /// What gets the keyboard focus when the page is shown; may be null.
    [[nodiscard]] virtual QWidget *firstFocus() const;

    /// The page is about to be shown, or was just left.
    virtual void enter();
    virtual void leave();
    /// The primary button was pressed (or Enter, where no control of the page wants it). Emits done() unless the page
    /// does something else.
    virtual void primary();

signals:
    /// title(), primaryText(), isReady(), isPrimaryEnabled(), whyNotReady() or canGoBack() changed.
    void stateChanged();
    /// On to the next page.
    void done();
    /// To a certain page.
    void stepRequested(ksp::WizardStep step);
    /// What had the keyboard focus is gone: firstFocus() gets it, or the primary button.
    void focusNeeded();
    /// To be said by screen readers; the page shows it itself.
    void announced(const QString &sentence);

protected:
    [[nodiscard]] const Services &services() const { return m_services; }

private:
    const Services m_services;
};

} // namespace ksp

Q_DECLARE_METATYPE(ksp::WizardStep)
