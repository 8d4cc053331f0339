#pragma once

#include "session/Session.h"
#include "wizard/WizardPage.h"

QT_BEGIN_NAMESPACE
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace ksp {

class AccountDetails;
class BusyLabel;
class MessageBar;
class SignInPane;

/// The wizard's first page: who publishes.
class AccountPage : public WizardPage
{
    Q_OBJECT
public:
    /// Needs the services' session.
    explicit AccountPage(const Services &services, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString primaryText() const override;
    [[nodiscard]] bool isReady() const override;
    [[nodiscard]] bool isPrimaryEnabled() const override;
    [[nodiscard]] QString whyNotReady() const override;
    [[nodiscard]] QWidget *firstFocus() const override;
    void enter() override;
    void leave() override;
    void primary() override;

    /// Shows the form for another account, also while one is signed in.
    void showNewAccount();
    /// Asks in place whether to sign out.
    void askSignOut();
    /// A whole sentence while changes of the account have to wait, such as during a publish; empty when they can be
    /// made.
    void setSwitchingBlocked(const QString &reason);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] bool isAsking() const;
    void onSessionChanged();
    void onCaFileChanged();
    void showError(const Error &error);
    void refresh();
    void stopAdding();
    void cancel();
    [[nodiscard]] QString busyText() const;

    Session *m_session;
    Session::State m_former;
    bool m_isAdding = false;
    bool m_wasCancelled = false;
    bool m_offersCaFile = false; ///< The message is an error that another certificate file may mend.
    QString m_blocked;
    MessageBar *m_message;
    QStackedWidget *m_stack;
    SignInPane *m_signIn;
    QWidget *m_busyPane;
    BusyLabel *m_busy;
    QPushButton *m_cancel;
    AccountDetails *m_details;
};

} // namespace ksp
