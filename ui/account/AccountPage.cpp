#include "account/AccountPage.h"

#include "account/AccountDetails.h"
#include "account/AccountTexts.h"
#include "account/SignInPane.h"
#include "widgets/BusyLabel.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace ksp {

namespace {

QScrollArea *scrolling(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(content);
    area->setFocusPolicy(Qt::NoFocus);
    // The window's ground, not that of a field.
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

} // namespace

AccountPage::AccountPage(const Services &services, QWidget *parent)
    : WizardPage(services, parent), m_session(services.session), m_former(services.session->state()),
      m_message(new MessageBar), m_stack(new QStackedWidget), m_signIn(new SignInPane(m_session)),
      m_busyPane(new QWidget), m_busy(new BusyLabel), m_cancel(new QPushButton(tr("&Cancel"))),
      m_details(new AccountDetails(m_session))
{
    auto *busy = new QVBoxLayout(m_busyPane);
    busy->setSpacing(between);
    busy->addStretch(2);
    busy->addWidget(m_busy, 0, Qt::AlignHCenter);
    busy->addWidget(m_cancel, 0, Qt::AlignHCenter);
    busy->addStretch(3);
    m_stack->addWidget(scrolling(m_signIn));
    m_stack->addWidget(m_busyPane);
    m_stack->addWidget(scrolling(m_details));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);

    connect(m_session, &Session::stateChanged, this, &AccountPage::onSessionChanged);
    connect(m_session, &Session::accountsChanged, this, &AccountPage::refresh);
    connect(m_session, &Session::waiting, this, [this](int seconds, bool isAsked) {
        m_busy->setText(isAsked
                ? tr("The server asks to wait. It is asked again in %n second(s)…", nullptr, seconds)
                : tr("No answer came from the server. It is asked again in %n second(s)…", nullptr, seconds));
    });
    connect(m_signIn, &SignInPane::edited, this, &WizardPage::stateChanged);
    connect(m_signIn, &SignInPane::submitted, this, &AccountPage::primary);
    connect(m_signIn, &SignInPane::practiceRequested, m_session, &Session::startPractice);
    connect(m_signIn, &SignInPane::backRequested, this, &AccountPage::stopAdding);
    connect(m_signIn, &SignInPane::told, this, [this](const QString &sentence, bool isFailure) {
        m_offersCaFile = false;
        m_message->showMessage(isFailure ? Tone::Bad : Tone::Info, sentence);
        emit announced(sentence);
    });
    connect(m_message, &MessageBar::actionTriggered, this, [this] {
        if (isAsking())
            m_signIn->chooseCaFile();
        else
            m_details->chooseCaFile();
    });
    connect(m_signIn, &SignInPane::announced, this, &AccountPage::announced);
    connect(m_signIn, &SignInPane::caFileChanged, this, &AccountPage::onCaFileChanged);
    connect(m_details, &AccountDetails::announced, this, &AccountPage::announced);
    connect(m_details, &AccountDetails::caFileChanged, this, &AccountPage::onCaFileChanged);
    connect(m_details, &AccountDetails::addRequested, this, &AccountPage::showNewAccount);
    connect(m_cancel, &QPushButton::clicked, this, &AccountPage::cancel);
    refresh();
}

bool AccountPage::isAsking() const
{
    return m_session->state() == Session::State::SignedOut
        || (m_isAdding && m_session->state() != Session::State::Opening);
}

QString AccountPage::title() const
{
    if (m_session->state() == Session::State::Opening)
        return tr("Signing in");
    if (m_session->state() == Session::State::SignedOut)
        return tr("Who publishes?");
    if (m_isAdding)
        return tr("Add an account");
    return m_session->state() == Session::State::KeyNeeded ? tr("A key is needed") : tr("You are signed in");
}

QString AccountPage::primaryText() const
{
    return isAsking() || m_session->state() == Session::State::Opening ? tr("Sign &in") : WizardPage::primaryText();
}

bool AccountPage::isReady() const
{
    return m_session->state() == Session::State::SignedIn;
}

bool AccountPage::isPrimaryEnabled() const
{
    return whyNotReady().isEmpty();
}

QString AccountPage::whyNotReady() const
{
    if (isAsking())
        return m_blocked.isEmpty() ? m_signIn->whyIncomplete() : m_blocked;
    switch (m_session->state()) {
    case Session::State::SignedIn:
        break;
    case Session::State::KeyNeeded:
        return tr("This account needs its key: enter it above, or change to another account.");
    case Session::State::Opening:
    case Session::State::SignedOut:
        return tr("The sign-in is under way.");
    }
    return {};
}

QWidget *AccountPage::firstFocus() const
{
    if (isAsking())
        return m_signIn->firstFocus();
    return m_session->state() == Session::State::Opening ? static_cast<QWidget *>(m_cancel) : m_details;
}

void AccountPage::enter()
{
    m_signIn->lookForKsbuilder();
    refresh();
}

void AccountPage::leave()
{
    m_isAdding = false;
    m_signIn->clearKey();
    m_message->hide();
    refresh();
}

void AccountPage::primary()
{
    if (!isPrimaryEnabled())
        return;
    if (isAsking())
        m_signIn->signIn();
    else
        emit done();
}

void AccountPage::showNewAccount()
{
    m_isAdding = m_session->state() != Session::State::SignedOut;
    m_message->hide();
    m_signIn->lookForKsbuilder();
    refresh();
    if (isVisible())
        m_signIn->firstFocus()->setFocus(Qt::OtherFocusReason);
}

void AccountPage::stopAdding()
{
    m_isAdding = false;
    m_signIn->clearKey();
    m_message->hide();
    refresh();
    firstFocus()->setFocus(Qt::OtherFocusReason);
}

void AccountPage::askSignOut()
{
    m_isAdding = false;
    refresh();
    m_details->askSignOut();
}

void AccountPage::setSwitchingBlocked(const QString &reason)
{
    m_blocked = reason;
    m_details->setSwitchingBlocked(reason);
    emit stateChanged();
}

void AccountPage::cancel()
{
    m_wasCancelled = true;
    m_session->cancel();
}

void AccountPage::onSessionChanged()
{
    const Session::State state = m_session->state();
    const bool ended = m_former == Session::State::Opening && state != Session::State::Opening;
    const std::optional<Error> &error = m_session->error();
    const bool succeeded = ended && state == Session::State::SignedIn && !error && !m_wasCancelled;
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    if (succeeded) {
        m_isAdding = false;
        m_signIn->clearKey();
    }
    // Whose key is needed is asked for above the page (KeyRenewalPanel).
    if (error && state != Session::State::Opening && state != Session::State::KeyNeeded)
        showError(*error);
    else
        m_message->hide();
    refresh();

    if (state == Session::State::Opening && m_former != state)
        emit announced(busyText());
    else if (succeeded)
        emit announced(tr("Signed in as %1.").arg(m_session->account()->name));
    else if (ended && error)
        emit announced(error->sentence);
    if (isVisible() && hadFocus && state != m_former) {
        if (ended && error && isAsking())
            m_signIn->selectKey();
        else if (!(ended && error))
            firstFocus()->setFocus(Qt::OtherFocusReason);
        else
            m_details->selectKey();
    }
    if (ended)
        m_wasCancelled = false;
    m_former = state;
}

void AccountPage::showError(const Error &error)
{
    m_offersCaFile = error.isUntrusted;
    m_message->showMessage(
        Tone::Bad, error.sentence, error.isUntrusted ? tr("Choose a certificate file…") : QString(), error.detail);
}

void AccountPage::onCaFileChanged()
{
    if (std::exchange(m_offersCaFile, false))
        m_message->hide();
}

void AccountPage::refresh()
{
    const Session::State state = m_session->state();
    m_busy->setText(busyText());
    m_signIn->refresh(m_isAdding);
    m_details->refresh();
    m_stack->setCurrentIndex(isAsking() ? 0 : state == Session::State::Opening ? 1 : 2);
    emit stateChanged();
}

QString AccountPage::busyText() const
{
    if (m_session->isStartingPractice())
        return tr("Starting the practice Cloud…");
    return m_session->account() ? tr("Signing in as %1…").arg(shortText(m_session->account()->name))
                                : tr("Checking the key…");
}

void AccountPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_session->state() == Session::State::Opening) {
        cancel();
    } else if (event->key() == Qt::Key_Escape && m_isAdding) {
        stopAdding();
    } else {
        WizardPage::keyPressEvent(event);
    }
}

} // namespace ksp
