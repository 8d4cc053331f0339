#pragma once

#include <QToolButton>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace ksp {

class Session;

/// Shows who is signed in where, and has a menu to change that: for the foot of the window's navigation.
class AccountButton : public QToolButton
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit AccountButton(Session *session, QWidget *parent = nullptr);

    /// Why the account cannot be changed now: a whole sentence, shown in the menu. Empty: it can.
    void setSwitchingBlocked(const QString &reason);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    /// Another account is to be added, or somebody is to sign in at all.
    void addRequested();
    /// The user wants to sign out: to be asked (AccountPage::askSignOut()).
    void signOutRequested();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void fillMenu();
    [[nodiscard]] QString firstLine() const;
    [[nodiscard]] QString secondLine() const;

    Session *m_session;
    QString m_blocked;
    QMenu *m_menu;
};

} // namespace ksp
