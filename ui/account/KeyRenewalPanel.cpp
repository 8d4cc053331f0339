#include "account/KeyRenewalPanel.h"

#include "account/AccountTexts.h"
#include "account/KeyField.h"
#include "session/Session.h"
#include "widgets/BusyLabel.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int widestField = 460;

} // namespace

KeyRenewalPanel::KeyRenewalPanel(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_message(new MessageBar), m_answer(new QWidget),
      m_key(new KeyField(tr("New API key"))), m_goOn(new QPushButton(tr("Go on"))),
      m_signOut(new QPushButton(tr("Sign out"))), m_progress(new QWidget), m_cancel(new QPushButton(tr("Cancel")))
{
    auto *answer = new QHBoxLayout(m_answer);
    answer->setContentsMargins(0, 0, 0, 0);
    answer->setSpacing(inside);
    m_key->setMaximumWidth(widestField);
    answer->addWidget(m_key, 1);
    answer->addWidget(m_goOn);
    answer->addWidget(m_signOut);
    answer->addStretch();
    auto *progress = new QHBoxLayout(m_progress);
    progress->setContentsMargins(0, 0, 0, 0);
    progress->setSpacing(inside);
    progress->addWidget(new BusyLabel(tr("Checking the key…")));
    progress->addWidget(m_cancel);
    progress->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, inside, 0, inside);
    layout->setSpacing(inside);
    layout->addWidget(m_message);
    layout->addWidget(m_answer);
    layout->addWidget(m_progress);

    m_message->setClosable(false);
    m_goOn->setEnabled(false);
    connect(m_key, &KeyField::edited, this, [this] { m_goOn->setEnabled(!m_key->key().isEmpty()); });
    connect(m_key, &KeyField::submitted, this, &KeyRenewalPanel::tryKey);
    connect(m_goOn, &QPushButton::clicked, this, &KeyRenewalPanel::tryKey);
    connect(m_signOut, &QPushButton::clicked, m_session, &Session::signOut);
    connect(m_cancel, &QPushButton::clicked, this, &KeyRenewalPanel::cancel);
    connect(m_session, &Session::stateChanged, this, &KeyRenewalPanel::onSessionChanged);
    hide();
    // Not before it has its place in a window.
    QMetaObject::invokeMethod(this, &KeyRenewalPanel::onSessionChanged, Qt::QueuedConnection);
}

void KeyRenewalPanel::tryKey()
{
    if (m_key->key().isEmpty() || m_session->state() != Session::State::KeyNeeded)
        return;
    m_isTrying = true;
    m_session->replaceKey(m_key->key());
}

void KeyRenewalPanel::cancel()
{
    m_wasCancelled = true;
    m_session->cancel();
}

void KeyRenewalPanel::onSessionChanged()
{
    const Session::State state = m_session->state();
    const bool isTrying = m_isTrying && state == Session::State::Opening;
    if (state != Session::State::KeyNeeded && !isTrying) {
        m_isTrying = false;
        m_key->clear();
        hide();
        return;
    }
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    m_answer->setVisible(!isTrying);
    m_progress->setVisible(isTrying);
    if (isTrying) {
        m_message->hide();
    } else {
        const std::optional<Error> &error = m_session->error();
        const bool isAnswer = m_isTrying && error && !m_wasCancelled;
        const bool isFirst = !m_isTrying;
        m_isTrying = false;
        m_wasCancelled = false;
        if (isFirst) {
            m_account = m_session->account()->name;
            m_why = error;
        }
        m_message->showMessage(isAnswer ? Tone::Bad : Tone::Warning, isAnswer ? error->sentence : whyNeeded(), {},
            error ? error->detail : QString());
        emit announced(m_message->text());
    }
    show();
    if (hadFocus && isTrying) {
        m_cancel->setFocus(Qt::OtherFocusReason);
    } else if (hadFocus) {
        m_key->setFocus(Qt::OtherFocusReason);
        m_key->selectAll();
    }
}

QString KeyRenewalPanel::whyNeeded() const
{
    const QString account = shortText(m_account);
    if (m_why && m_why->kind == ErrorKind::Authentication) {
        return tr("The server does not accept the key of “%1” any more. Enter a new one of the same user to go on; "
                  "nothing is lost.")
            .arg(account);
    }
    if (m_why && m_why->kind == ErrorKind::NeedsAnswer)
        return tr("The keychain has no key for “%1”. Enter it to go on.").arg(account);
    return m_why
        ? tr("%1 Enter the key of “%2” to go on.", "why it is not known, account").arg(m_why->sentence, account)
        : tr("Enter the key of “%1” to go on.").arg(account);
}

void KeyRenewalPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_session->state() == Session::State::Opening)
        cancel();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        event->accept(); // Not for the page below.
    else
        QWidget::keyPressEvent(event);
}

} // namespace ksp
