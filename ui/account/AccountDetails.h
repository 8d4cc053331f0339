#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace ksp {

class CaFileField;
class ElidedLabel;
class KeyField;
class Session;

/// Who is signed in, and what can be done about it: replace the key, sign out (asked in place), change to another
/// account.
class AccountDetails : public QWidget
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit AccountDetails(Session *session, QWidget *parent = nullptr);

    void refresh();
    /// Opens the question whether to sign out.
    void askSignOut();
    /// A whole sentence while changes of the account have to wait; empty when they can be made.
    void setSwitchingBlocked(const QString &reason);
    /// The new key did not do: it can be corrected.
    void selectKey();
    /// Asks for the company's certificate file.
    void chooseCaFile();

signals:
    void addRequested();
    /// What came of the choice of a certificate file: a whole sentence.
    void announced(const QString &sentence);
    void caFileChanged();

private:
    enum class Part { None, Key, SignOut };
    void show(Part part);
    void replaceKey();
    void refreshOthers();
    void refreshButtons();
    QWidget *makeKeyPart();
    QWidget *makeSignOutPart();

    Session *m_session;
    QString m_blocked;
    QString m_shownAccount;
    Part m_part = Part::None;
    QLabel *m_icon;
    ElidedLabel *m_name;
    ElidedLabel *m_user;
    ElidedLabel *m_server;
    ElidedLabel *m_beta;
    QLabel *m_caFileLabel;
    CaFileField *m_caFile;
    QPushButton *m_replace;
    QPushButton *m_signOut;
    KeyField *m_key = nullptr;
    QPushButton *m_useKey = nullptr;
    QWidget *m_keyPart;
    QLabel *m_signOutQuestion = nullptr;
    QPushButton *m_stay = nullptr;
    QWidget *m_signOutPart;
    QLabel *m_othersLabel;
    QVBoxLayout *m_others;
    QPushButton *m_add;
};

} // namespace ksp
