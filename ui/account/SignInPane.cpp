#include "account/SignInPane.h"

#include "account/AccountForm.h"
#include "account/AccountSteps.h"
#include "account/AccountTexts.h"
#include "account/KsbuilderConfig.h"
#include "core/SafeText.h"
#include "session/Session.h"
#include "widgets/Look.h"
#include "widgets/QuietLabel.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

namespace ksp {

namespace {

constexpr int nameRole = Qt::UserRole;
constexpr int mostRows = 5;
constexpr int widestForm = 460;
constexpr int widestSteps = 320;

} // namespace

SignInPane::SignInPane(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_listLabel(new QLabel(tr("&Sign in as"))), m_list(new QListWidget),
      m_form(new AccountForm(session)), m_back(new QPushButton(tr("Back to your a&ccount"))),
      m_practice(new QPushButton(tr("&Try it without an account"))),
      m_practiceHint(
          new QuietLabel(tr("Starts a practice Cloud on this computer. Nothing leaves it, and no account is needed."))),
      m_import(new QPushButton(tr("Take over the ke&y from ksbuilder"))), m_steps(new AccountSteps)
{
    auto *left = new QVBoxLayout;
    left->setSpacing(inside);
    left->addWidget(m_listLabel);
    left->addWidget(m_list);
    left->addWidget(m_form);
    left->addSpacing(around);
    auto *others = new QHBoxLayout;
    others->setSpacing(inside);
    others->addWidget(m_back);
    others->addWidget(m_practice);
    others->addWidget(m_import);
    others->addStretch();
    left->addLayout(others);
    left->addWidget(m_practiceHint);
    left->addStretch();
    auto *leftSide = new QWidget;
    leftSide->setLayout(left);
    left->setContentsMargins(0, 0, 0, 0);
    leftSide->setMaximumWidth(widestForm);
    m_steps->setMaximumWidth(widestSteps);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2 * around);
    layout->addWidget(leftSide, 4);
    layout->addWidget(m_steps, 3);
    layout->addStretch(1);

    m_listLabel->setBuddy(m_list);
    m_list->setAccessibleName(tr("Stored accounts"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setIconSize({22, 22});
    m_practice->setAccessibleDescription(m_practiceHint->text());
    m_import->hide();
    connect(m_list, &QListWidget::currentRowChanged, this, &SignInPane::showChoice);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &SignInPane::submitted);
    connect(m_form, &AccountForm::edited, this, &SignInPane::edited);
    connect(m_form, &AccountForm::submitted, this, &SignInPane::submitted);
    connect(m_form, &AccountForm::announced, this, &SignInPane::announced);
    connect(m_form, &AccountForm::caFileChanged, this, &SignInPane::caFileChanged);
    connect(m_back, &QPushButton::clicked, this, &SignInPane::backRequested);
    connect(m_practice, &QPushButton::clicked, this, &SignInPane::practiceRequested);
    connect(m_import, &QPushButton::clicked, this, &SignInPane::importKey);
    connect(
        m_steps, &AccountSteps::openingFailed, this, [this](const QString &sentence) { emit told(sentence, true); });
    refresh(false);
}

void SignInPane::refresh(bool newOnly)
{
    const QList<Account> accounts = newOnly ? QList<Account>() : m_session->accounts();
    const QString former = chosenAccount();
    const bool wasNew = m_list->currentItem() && former.isEmpty();
    {
        const QSignalBlocker blocker(m_list);
        m_list->clear();
        for (const Account &account : accounts) {
            const QString who = account.practice
                ? serverText(account)
                : tr("%1 at %2", "user ID, server").arg(account.userId, serverText(account));
            auto *item = new QListWidgetItem(QIcon::fromTheme(QStringLiteral("user-identity")),
                shortText(account.name) + u'\n' + shortText(who), m_list);
            item->setData(nameRole, account.name);
            item->setToolTip(toolTipText(account.server.toString()));
            item->setData(Qt::AccessibleTextRole, tr("%1, %2", "account, whose it is").arg(account.name, who));
            if (account.name == former)
                m_list->setCurrentItem(item);
        }
        if (!accounts.isEmpty())
            new QListWidgetItem(QIcon::fromTheme(QStringLiteral("list-add")), tr("Another account…"), m_list);
        if (!m_list->currentItem())
            m_list->setCurrentRow(wasNew ? int(m_list->count()) - 1 : 0);
    }
    const int rowHeight = 2 * fontMetrics().lineSpacing() + inside;
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setSizeHint(QSize(0, rowHeight));
    m_list->setFixedHeight(std::min(int(m_list->count()), mostRows) * rowHeight + 2 * m_list->frameWidth());
    m_list->setVisible(!accounts.isEmpty());
    m_listLabel->setVisible(!accounts.isEmpty());
    const bool hasPractice
        = std::any_of(accounts.begin(), accounts.end(), [](const Account &each) { return each.practice; });
    m_back->setVisible(newOnly);
    m_practice->setVisible(!newOnly && !hasPractice);
    m_practiceHint->setVisible(!m_practice->isHidden());
    showChoice();
}

void SignInPane::lookForKsbuilder()
{
    m_import->setVisible(QFileInfo(ksbuilderConfigFile()).isFile());
}

QString SignInPane::chosenAccount() const
{
    const QListWidgetItem *item = m_list->currentItem();
    return item ? item->data(nameRole).toString() : QString();
}

void SignInPane::showChoice()
{
    const bool isNew = chosenAccount().isEmpty();
    m_form->setVisible(isNew);
    m_steps->setVisible(isNew);
    emit edited();
}

QString SignInPane::whyIncomplete() const
{
    return chosenAccount().isEmpty() ? m_form->whyIncomplete() : QString();
}

void SignInPane::signIn()
{
    if (const QString name = chosenAccount(); !name.isEmpty())
        m_session->use(name);
    else
        m_session->signIn(m_form->server(), m_form->key());
}

void SignInPane::selectKey()
{
    if (m_form->isHidden())
        m_list->setFocus(Qt::OtherFocusReason);
    else
        m_form->selectKey();
}

void SignInPane::chooseCaFile()
{
    if (m_form->isHidden())
        m_list->setCurrentRow(int(m_list->count()) - 1);
    m_form->chooseCaFile();
}

void SignInPane::clearKey()
{
    m_form->clearKey();
    m_list->setCurrentRow(0);
}

QWidget *SignInPane::firstFocus() const
{
    return m_list->isHidden() ? static_cast<QWidget *>(m_form) : m_list;
}

void SignInPane::importKey()
{
    // The form asks about an unencrypted server.
    const Result<ImportedKey> imported = readKsbuilderConfig(ksbuilderConfigFile(), true);
    if (!imported) {
        emit told(imported.error().sentence, true);
        return;
    }
    if (m_list->count() > 0)
        m_list->setCurrentRow(int(m_list->count()) - 1);
    m_form->fill(imported->key, imported->server);
    m_form->selectKey();
    emit told(tr("The key of ksbuilder was filled in. Sign in to use it."), false);
}

} // namespace ksp
