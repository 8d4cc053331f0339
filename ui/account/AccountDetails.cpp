#include "account/AccountDetails.h"

#include "account/AccountTexts.h"
#include "account/CaFileField.h"
#include "account/KeyField.h"
#include "core/SafeText.h"
#include "session/Session.h"
#include "widgets/ElidedLabel.h"
#include "widgets/Look.h"

#include <QCommandLinkButton>
#include <QFormLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int iconSide = 48;
constexpr int mostOthers = 4; // more are in the window's account menu
constexpr int widest = 560;

QHBoxLayout *buttonRow(const QList<QPushButton *> &buttons)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(inside);
    for (QPushButton *button : buttons)
        row->addWidget(button);
    row->addStretch();
    return row;
}

} // namespace

AccountDetails::AccountDetails(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_icon(new QLabel), m_name(new ElidedLabel), m_user(new ElidedLabel),
      m_server(new ElidedLabel), m_beta(new ElidedLabel), m_caFileLabel(new QLabel(tr("Co&mpany's certificates:"))),
      m_caFile(new CaFileField(session)), m_replace(new QPushButton(tr("Replace &key…"))),
      m_signOut(new QPushButton(tr("Sign ou&t…"))), m_keyPart(makeKeyPart()), m_signOutPart(makeSignOutPart()),
      m_othersLabel(new QLabel(tr("Other accounts"))), m_others(new QVBoxLayout),
      m_add(new QPushButton(tr("&Add an account…")))
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    m_name->setFont(large);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_othersLabel->setFont(bold);

    auto *title = new QHBoxLayout;
    title->setSpacing(between);
    title->addWidget(m_icon);
    title->addWidget(m_name);
    title->addStretch();
    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(between);
    facts->setVerticalSpacing(inside);
    facts->setLabelAlignment(Qt::AlignLeading);
    facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    facts->addRow(tr("User ID:"), m_user);
    facts->addRow(tr("Server:"), m_server);
    facts->addRow(tr("Beta repository:"), m_beta);
    facts->addRow(m_caFileLabel, m_caFile);
    m_caFileLabel->setBuddy(m_caFile);

    auto *layout = new QVBoxLayout;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    layout->addLayout(title);
    layout->addLayout(facts);
    layout->addSpacing(inside);
    layout->addLayout(buttonRow({m_replace, m_signOut}));
    layout->addWidget(m_keyPart);
    layout->addWidget(m_signOutPart);
    layout->addSpacing(inside);
    layout->addWidget(m_othersLabel);
    m_others->setSpacing(0);
    layout->addLayout(m_others);
    layout->addLayout(buttonRow({m_add}));
    layout->addStretch();
    auto *column = new QWidget;
    column->setLayout(layout);
    column->setMaximumWidth(widest);
    auto *outer = new QHBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(column, 1);
    outer->addStretch();

    // What one lands on after signing in: screen readers say who one is, and Enter goes on.
    setFocusPolicy(Qt::TabFocus);
    connect(m_replace, &QPushButton::clicked, this, [this] { show(Part::Key); });
    connect(m_signOut, &QPushButton::clicked, this, &AccountDetails::askSignOut);
    connect(m_caFile, &CaFileField::announced, this, &AccountDetails::announced);
    connect(m_caFile, &CaFileField::changed, this, &AccountDetails::caFileChanged);
    connect(m_add, &QPushButton::clicked, this, &AccountDetails::addRequested);
    show(Part::None);
    refresh();
}

QWidget *AccountDetails::makeKeyPart()
{
    m_key = new KeyField(tr("&New API key of the same user"));
    m_useKey = new QPushButton(tr("Use this ke&y"));
    auto *cancel = new QPushButton(tr("Kee&p the old one"));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_key);
    layout->addLayout(buttonRow({m_useKey, cancel}));
    m_useKey->setEnabled(false);
    connect(m_key, &KeyField::edited, this, &AccountDetails::refreshButtons);
    connect(m_key, &KeyField::submitted, this, &AccountDetails::replaceKey);
    connect(m_useKey, &QPushButton::clicked, this, &AccountDetails::replaceKey);
    connect(cancel, &QPushButton::clicked, this, [this] {
        show(Part::None);
        m_replace->setFocus(Qt::OtherFocusReason);
    });
    return part;
}

QWidget *AccountDetails::makeSignOutPart()
{
    m_signOutQuestion = new QLabel;
    m_signOutQuestion->setTextFormat(Qt::PlainText);
    m_signOutQuestion->setWordWrap(true);
    m_stay = new QPushButton(tr("Sta&y signed in"));
    auto *leave = new QPushButton(tr("Sign ou&t"));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_signOutQuestion);
    layout->addLayout(buttonRow({m_stay, leave}));
    connect(leave, &QPushButton::clicked, this, [this] { m_session->signOut(); });
    connect(m_stay, &QPushButton::clicked, this, [this] {
        show(Part::None);
        m_signOut->setFocus(Qt::OtherFocusReason);
    });
    return part;
}

void AccountDetails::show(Part part)
{
    m_part = part;
    m_key->clear();
    m_keyPart->setVisible(part == Part::Key);
    m_signOutPart->setVisible(part == Part::SignOut);
    refreshButtons();
    if (part == Part::Key)
        m_key->setFocus(Qt::OtherFocusReason);
    else if (part == Part::SignOut)
        m_stay->setFocus(Qt::OtherFocusReason);
}

void AccountDetails::refresh()
{
    const std::optional<Account> &account = m_session->account();
    if (!account || m_session->state() == Session::State::Opening)
        return;
    // A key that was refused stays to be corrected.
    if (account->name != m_shownAccount || !m_session->error())
        show(Part::None);
    m_shownAccount = account->name;
    const QIcon icon = QIcon::fromTheme(QStringLiteral("user-identity"));
    m_icon->setPixmap(icon.pixmap(QSize(iconSide, iconSide), devicePixelRatioF()));
    m_icon->setVisible(!icon.isNull());
    m_name->setText(safeText(account->name.simplified()));
    m_user->setText(safeText(account->userId));
    m_server->setText(account->server.toString());
    m_beta->setText(account->betaRepository.isEmpty() ? tr("none known") : account->betaRepository.toString());
    // The practice Cloud is on this computer.
    m_caFileLabel->setVisible(!account->practice);
    m_caFile->setVisible(!account->practice);
    m_signOutQuestion->setText(account->practice
            ? tr("Sign out of practice? The practice Cloud keeps what you sent to it, for the next time.")
            : tr("Sign out? The account and its key are taken off this computer. The history of what was published "
                 "stays."));
    setAccessibleName(tr("Signed in as %1, user %2, at %3", "account, user ID, server")
                          .arg(account->name, account->userId, serverText(*account)));
    refreshOthers();
    refreshButtons();
}

void AccountDetails::refreshOthers()
{
    while (QLayoutItem *item = m_others->takeAt(0)) {
        // A click on it may be what led here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const QList<Account> accounts = m_session->accounts();
    for (const Account &other : accounts) {
        if (other.name == m_session->account()->name || m_others->count() >= mostOthers)
            continue;
        auto *button = new QCommandLinkButton(buttonText(other.name), buttonText(serverText(other)));
        button->setIcon(QIcon::fromTheme(QStringLiteral("user-identity")));
        button->setIconSize({22, 22});
        button->setAccessibleName(tr("Change to %1 at %2", "account, server").arg(other.name, serverText(other)));
        connect(button, &QPushButton::clicked, this, [this, name = other.name] { m_session->use(name); });
        m_others->addWidget(button);
        button->show(); // a layout would do so later, and the page would jump
    }
    m_othersLabel->setVisible(m_others->count() > 0);
}

void AccountDetails::refreshButtons()
{
    const bool isSignedIn = m_session->state() == Session::State::SignedIn;
    const bool isFree = m_blocked.isEmpty();
    m_replace->setVisible(isSignedIn && !m_session->isPractice());
    m_replace->setEnabled(isFree && m_part == Part::None);
    m_signOut->setEnabled(isFree && m_part == Part::None);
    m_add->setEnabled(isFree);
    m_useKey->setEnabled(isFree && !m_key->key().isEmpty());
    m_signOutPart->setEnabled(isFree);
    for (QPushButton *button : {m_replace, m_signOut, m_add, m_useKey})
        button->setToolTip(toolTipText(m_blocked));
    for (int i = 0; i < m_others->count(); ++i) {
        m_others->itemAt(i)->widget()->setEnabled(isFree);
        m_others->itemAt(i)->widget()->setToolTip(toolTipText(m_blocked));
    }
}

void AccountDetails::replaceKey()
{
    if (m_useKey->isEnabled())
        m_session->replaceKey(m_key->key());
}

void AccountDetails::askSignOut()
{
    show(Part::SignOut);
}

void AccountDetails::chooseCaFile()
{
    m_caFile->setFocus(Qt::OtherFocusReason);
    m_caFile->choose();
}

void AccountDetails::setSwitchingBlocked(const QString &reason)
{
    m_blocked = reason;
    refreshButtons();
}

void AccountDetails::selectKey()
{
    if (m_part != Part::Key)
        return;
    m_key->setFocus(Qt::OtherFocusReason);
    m_key->selectAll();
}

} // namespace ksp
