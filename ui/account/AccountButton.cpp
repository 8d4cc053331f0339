#include "account/AccountButton.h"

#include "account/AccountTexts.h"
#include "core/SafeText.h"
#include "session/Session.h"
#include "widgets/Look.h"

#include <QActionGroup>
#include <QEvent>
#include <QIcon>
#include <QMenu>
#include <QStyleOptionToolButton>
#include <QStylePainter>

#include <algorithm>

namespace ksp {

namespace {

constexpr int iconSide = 22;
constexpr int usualWidth = 180;
constexpr int leastWidth = 96;

} // namespace

AccountButton::AccountButton(Session *session, QWidget *parent)
    : QToolButton(parent), m_session(session), m_menu(new QMenu(this))
{
    setPopupMode(QToolButton::InstantPopup);
    setAutoRaise(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &AccountButton::fillMenu);
    connect(m_session, &Session::stateChanged, this, &AccountButton::refresh);
    connect(m_session, &Session::accountsChanged, this, &AccountButton::refresh);
    refresh();
    fillMenu();
}

void AccountButton::setSwitchingBlocked(const QString &reason)
{
    m_blocked = reason;
    refresh();
}

QSize AccountButton::sizeHint() const
{
    const int lines = fontMetrics().height() + QFontMetrics(captionFont(font())).height();
    return {usualWidth, lines + inside};
}

QSize AccountButton::minimumSizeHint() const
{
    return {leastWidth, sizeHint().height()};
}

QString AccountButton::firstLine() const
{
    switch (m_session->state()) {
    case Session::State::SignedOut:
        return tr("Not signed in");
    case Session::State::Opening:
        return tr("Signing in…");
    case Session::State::SignedIn:
    case Session::State::KeyNeeded:
        break;
    }
    return m_session->account()->name.simplified();
}

QString AccountButton::secondLine() const
{
    switch (m_session->state()) {
    case Session::State::SignedOut:
    case Session::State::Opening:
        return {};
    case Session::State::KeyNeeded:
        return tr("Key needed");
    case Session::State::SignedIn:
        break;
    }
    return m_session->isPractice() ? tr("On this computer") : serverText(*m_session->account());
}

void AccountButton::refresh()
{
    const QString second = secondLine();
    setAccessibleName(second.isEmpty() ? tr("Account: %1").arg(firstLine())
                                       : tr("Account: %1, %2", "account, server").arg(firstLine(), second));
    QStringList tip{second.isEmpty() ? firstLine() : firstLine() + u'\n' + second};
    if (!m_blocked.isEmpty())
        tip.append(m_blocked);
    setToolTip(toolTipText(tip.join(u'\n')));
    setAccessibleDescription(m_blocked);
    update();
}

void AccountButton::fillMenu()
{
    m_menu->clear();
    const bool isFree = m_blocked.isEmpty();
    if (!isFree) {
        m_menu->addAction(m_blocked)->setEnabled(false);
        m_menu->addSeparator();
    }
    const bool hasAccount = m_session->account() && m_session->state() != Session::State::Opening;
    auto *group = new QActionGroup(m_menu);
    const QList<Account> accounts = m_session->accounts();
    for (const Account &account : accounts) {
        QAction *action = m_menu->addAction(
            tr("%1 — %2", "account, server").arg(buttonText(account.name), buttonText(serverText(account))));
        action->setCheckable(true);
        action->setChecked(hasAccount && account.name == m_session->account()->name);
        action->setEnabled(isFree);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, name = account.name] { m_session->use(name); });
    }
    if (!accounts.isEmpty())
        m_menu->addSeparator();
    QAction *add = m_menu->addAction(QIcon::fromTheme(QStringLiteral("list-add")),
        accounts.isEmpty() ? tr("&Sign in…") : tr("&Add an account…"), this, &AccountButton::addRequested);
    add->setEnabled(isFree);
    if (hasAccount) {
        QAction *leave = m_menu->addAction(QIcon::fromTheme(QStringLiteral("system-log-out")), tr("Sign &out…"), this,
            &AccountButton::signOutRequested);
        leave->setEnabled(isFree);
    }
}

void AccountButton::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateGeometry();
}

void AccountButton::paintEvent(QPaintEvent * /*event*/)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = QIcon();
    // The arrow has its own place, at the end.
    option.features &= ~QStyleOptionToolButton::ToolButtonFeatures(QStyleOptionToolButton::HasMenu);
    painter.drawComplexControl(QStyle::CC_ToolButton, option);

    const QRect content = rect().adjusted(inside, 0, -inside, 0);
    const auto placed
        = [this, &content](const QRect &box) { return QStyle::visualRect(layoutDirection(), content, box); };
    const QRect iconBox(content.left(), (height() - iconSide) / 2, iconSide, iconSide);
    QIcon::fromTheme(QStringLiteral("user-identity")).paint(&painter, placed(iconBox));
    constexpr int arrowSide = 10;
    QStyleOption arrow;
    arrow.initFrom(this);
    arrow.rect = placed(QRect(content.right() - arrowSide + 1, (height() - arrowSide) / 2, arrowSide, arrowSide));
    painter.drawPrimitive(QStyle::PE_IndicatorArrowUp, arrow);

    const int left = iconBox.right() + 1 + inside;
    const int width = std::max(0, content.right() - arrowSide - inside - left);
    const QFontMetrics caption(captionFont(font()));
    const QString second = secondLine();
    const int blockHeight = fontMetrics().height() + (second.isEmpty() ? 0 : caption.height());
    const int top = (height() - blockHeight) / 2;
    const int flags = int(Qt::AlignVCenter | QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft));
    painter.setPen(palette().color(QPalette::ButtonText));
    painter.drawText(placed(QRect(left, top, width, fontMetrics().height())), flags,
        fontMetrics().elidedText(firstLine(), Qt::ElideMiddle, width));
    if (second.isEmpty())
        return;
    painter.setFont(captionFont(font()));
    painter.setPen(quietText(palette()));
    painter.drawText(placed(QRect(left, top + fontMetrics().height(), width, caption.height())), flags,
        caption.elidedText(second, Qt::ElideMiddle, width));
}

} // namespace ksp
