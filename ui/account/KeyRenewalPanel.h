#pragma once

#include "core/Error.h"

#include <QWidget>

#include <optional>

QT_BEGIN_NAMESPACE
class QPushButton;
QT_END_NAMESPACE

namespace ksp {

class BusyLabel;
class KeyField;
class MessageBar;
class Session;

/// Asks for a new key of the same user, in place, while the session needs one (KeyNeeded): above whatever page is
/// shown, whose state it leaves alone. Hidden otherwise.
class KeyRenewalPanel : public QWidget
{
    Q_OBJECT
public:
    /// `session` is not owned and must live longer.
    explicit KeyRenewalPanel(Session *session, QWidget *parent = nullptr);

signals:
    /// To be said by screen readers.
    void announced(const QString &sentence);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void onSessionChanged();
    void tryKey();
    void cancel();
    [[nodiscard]] QString whyNeeded() const;

    Session *m_session;
    bool m_isTrying = false;
    bool m_wasCancelled = false;
    QString m_account; ///< Whose key is asked for.
    std::optional<Error> m_why; ///< Why it is.
    MessageBar *m_message;
    QWidget *m_answer;
    KeyField *m_key;
    QPushButton *m_goOn;
    QPushButton *m_signOut;
    QWidget *m_progress;
    QPushButton *m_cancel;
};

} // namespace ksp
