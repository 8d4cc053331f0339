#include "account/AccountForm.h"

#include "account/CaFileField.h"
#include "account/KeyField.h"
#include "account/ServerField.h"
#include "net/ServerUrl.h"
#include "widgets/Look.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

AccountForm::AccountForm(Session *session, QWidget *parent)
    : QWidget(parent), m_key(new KeyField(tr("API &key"))), m_advanced(new QToolButton), m_advancedPart(new QWidget),
      m_server(new ServerField), m_caFile(new CaFileField(session))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(m_key);
    layout->addWidget(m_advanced);
    layout->addWidget(m_advancedPart);
    auto *caption = new QLabel(tr("Certificate file of your co&mpany (PEM)"));
    caption->setBuddy(m_caFile);
    auto *advanced = new QVBoxLayout(m_advancedPart);
    advanced->setContentsMargins(0, 0, 0, 0);
    advanced->setSpacing(inside / 2);
    advanced->addWidget(m_server);
    advanced->addSpacing(inside / 2);
    advanced->addWidget(caption);
    advanced->addWidget(m_caFile);
    setFocusProxy(m_key);

    m_advanced->setText(tr("&Advanced"));
    m_advanced->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advanced->setArrowType(Qt::RightArrow);
    m_advanced->setAutoRaise(true);
    m_advanced->setFocusPolicy(Qt::StrongFocus);
    m_advanced->setAccessibleDescription(tr("Shows the server that is signed in to, and the certificate file."));
    m_advancedPart->hide();
    connect(m_advanced, &QToolButton::clicked, this, [this] { setAdvanced(m_advancedPart->isHidden()); });
    connect(m_key, &KeyField::edited, this, &AccountForm::edited);
    connect(m_key, &KeyField::submitted, this, &AccountForm::submitted);
    connect(m_server, &ServerField::edited, this, &AccountForm::edited);
    connect(m_server, &ServerField::submitted, this, &AccountForm::submitted);
    connect(m_caFile, &CaFileField::announced, this, &AccountForm::announced);
    connect(m_caFile, &CaFileField::changed, this, &AccountForm::caFileChanged);
}

QString AccountForm::key() const
{
    return m_key->key();
}

QUrl AccountForm::server() const
{
    return m_server->server().value_or(QUrl());
}

QString AccountForm::whyIncomplete() const
{
    if (m_key->key().isEmpty())
        return tr("Enter your API key.");
    const Result<QUrl> server = m_server->server();
    if (server)
        return {};
    return server.error().kind == ErrorKind::NeedsAnswer
        ? tr("Say that the key may be sent unencrypted, or use another server.")
        : server.error().sentence;
}

void AccountForm::fill(const QString &key, const QUrl &server)
{
    m_key->setKey(key);
    m_server->setServer(server.toString());
    setAdvanced(server != defaultServer());
}

void AccountForm::setAdvanced(bool shown)
{
    m_advanced->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    m_advancedPart->setVisible(shown);
}

void AccountForm::clearKey()
{
    m_key->clear();
}

void AccountForm::chooseCaFile()
{
    setAdvanced(true);
    m_caFile->setFocus(Qt::OtherFocusReason);
    m_caFile->choose();
}

void AccountForm::selectKey()
{
    m_key->setFocus(Qt::OtherFocusReason);
    m_key->selectAll();
}

} // namespace ksp
