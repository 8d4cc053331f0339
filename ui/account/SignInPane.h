#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QListWidget;
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

class AccountForm;
class AccountSteps;
class QuietLabel;
class Session;

/// Ways to sign in: a stored account, a key, the practice Cloud, what ksbuilder has. Shows at first only what is needed
/// most.
class SignInPane : public QWidget
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit SignInPane(Session *session, QWidget *parent = nullptr);

    /// Reads the stored accounts anew. `newOnly`: another account is to be added, stored ones are not offered.
    void refresh(bool newOnly);
    /// Looks whether there is something to import.
    void lookForKsbuilder();
    /// Why signIn() cannot be done yet: a whole sentence; empty when it can.
    [[nodiscard]] QString whyIncomplete() const;
    void signIn();
    /// After a refusal, for the next attempt.
    void selectKey();
    /// Asks for the company's certificate file, in the form of a new account.
    void chooseCaFile();
    /// After success: keys do not lie around.
    void clearKey();
    [[nodiscard]] QWidget *firstFocus() const;

signals:
    void edited();
    /// Enter or a double click asks for signIn().
    void submitted();
    void practiceRequested();
    /// While another account is to be added: the user would rather not.
    void backRequested();
    /// Something to tell: a whole sentence, and whether it is a failure.
    void told(const QString &sentence, bool isFailure);
    /// Is said in place already; for screen readers.
    void announced(const QString &sentence);
    /// Another certificate file is trusted from now on.
    void caFileChanged();

private:
    [[nodiscard]] QString chosenAccount() const;
    void showChoice();
    void importKey();

    Session *m_session;
    QLabel *m_listLabel;
    QListWidget *m_list;
    AccountForm *m_form;
    QPushButton *m_back;
    QPushButton *m_practice;
    QuietLabel *m_practiceHint;
    QPushButton *m_import;
    AccountSteps *m_steps;
};

} // namespace ksp
