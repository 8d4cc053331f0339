#include "account/ServerField.h"

#include "net/ProxyFactory.h"
#include "net/ServerUrl.h"
#include "widgets/Look.h"
#include "widgets/MessageBar.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int longestServer = 2048; // characters

} // namespace

ServerField::ServerField(QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit), m_warning(new MessageBar),
      m_agreed(new QCheckBox(tr("Send it u&nencrypted all the same")))
{
    auto *caption = new QLabel(tr("S&erver"));
    caption->setBuddy(m_edit);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside / 2);
    layout->addWidget(caption);
    layout->addWidget(m_edit);
    layout->addWidget(m_warning);
    layout->addWidget(m_agreed);

    m_edit->setMaxLength(longestServer);
    m_edit->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    m_edit->setPlaceholderText(defaultServer().toString());
    m_edit->setText(defaultServer().toString());
    m_edit->setAccessibleName(tr("Server"));
    m_edit->setMinimumHeight(m_edit->sizeHint().height() + inside / 2);
    m_warning->setClosable(false);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &ServerField::refresh);
    connect(m_edit, &QLineEdit::returnPressed, this, &ServerField::submitted);
    connect(m_agreed, &QCheckBox::toggled, this, &ServerField::edited);
    refresh();
}

void ServerField::setServer(const QString &server)
{
    m_edit->setText(server);
}

Result<QUrl> ServerField::server() const
{
    const QString typed = m_edit->text().trimmed();
    return parseServerUrl(typed.isEmpty() ? defaultServer().toString() : typed, m_agreed->isChecked());
}

void ServerField::refresh()
{
    {
        // What was agreed to was agreed to for the former text.
        const QSignalBlocker blocker(m_agreed);
        m_agreed->setChecked(false);
    }
    const Result<QUrl> parsed = server();
    const bool asks = !parsed && parsed.error().kind == ErrorKind::NeedsAnswer;
    if (asks) {
        const QString warning = tr("This server is not encrypted: whoever is on the way can read your API key. Use an "
                                   "https:// address if there is one.");
        const QString proxy = ProxyFactory::warningFor(QUrl(m_edit->text().trimmed()));
        m_warning->showMessage(Tone::Warning, proxy.isEmpty() ? warning : warning + u' ' + proxy);
    }
    m_warning->setVisible(asks);
    m_agreed->setVisible(asks);
    emit edited();
}

} // namespace ksp
