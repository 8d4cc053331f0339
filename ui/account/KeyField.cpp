#include "account/KeyField.h"

#include "account/ApiKey.h"
#include "core/SafeText.h"
#include "widgets/Look.h"
#include "widgets/QuietLabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ksp {

namespace {

constexpr int longestKey = 1024; // characters

/// Not before it can be told: a key that is being typed has no form yet.
bool looksWrong(const QString &key)
{
    const QString prefix = QStringLiteral("kck-");
    constexpr qsizetype uuidLength = 36;
    const bool startsWrong = !key.startsWith(prefix.left(std::min(key.size(), prefix.size())));
    return startsWrong || (key.size() >= prefix.size() + uuidLength && !looksLikeApiKey(key));
}

} // namespace

KeyField::KeyField(const QString &label, QWidget *parent)
    : QWidget(parent), m_edit(new QLineEdit), m_reveal(new QToolButton), m_hint(new QuietLabel)
{
    auto *caption = new QLabel(label);
    caption->setBuddy(m_edit);
    auto *row = new QHBoxLayout;
    row->setSpacing(inside / 2);
    row->addWidget(m_edit, 1);
    row->addWidget(m_reveal);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside / 2);
    layout->addWidget(caption);
    layout->addLayout(row);
    layout->addWidget(m_hint);

    m_edit->setMaxLength(longestKey);
    m_edit->setInputMethodHints(
        Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    static const QRegularExpression mnemonic(QStringLiteral("\\(&\\w\\)|&"));
    m_edit->setAccessibleName(QString(label).remove(mnemonic));
    m_edit->setMinimumHeight(m_edit->sizeHint().height() + inside / 2);
    m_reveal->setCheckable(true);
    m_reveal->setAutoRaise(true);
    m_reveal->setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &KeyField::refreshHint);
    connect(m_edit, &QLineEdit::textChanged, this, &KeyField::edited);
    connect(m_edit, &QLineEdit::returnPressed, this, &KeyField::submitted);
    connect(m_reveal, &QToolButton::toggled, this, &KeyField::applyReveal);
    applyReveal();
    refreshHint();
}

QString KeyField::key() const
{
    return m_edit->text().trimmed();
}

void KeyField::setKey(const QString &key)
{
    m_edit->setText(key);
}

void KeyField::clear()
{
    m_edit->clear();
    m_reveal->setChecked(false);
}

void KeyField::selectAll()
{
    m_edit->selectAll();
}

void KeyField::applyReveal()
{
    const bool shown = m_reveal->isChecked();
    m_edit->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    m_reveal->setIcon(QIcon::fromTheme(shown ? QStringLiteral("view-hidden") : QStringLiteral("view-visible")));
    m_reveal->setText(shown ? tr("Hide") : tr("Show")); // where the desktop has no such icon
    m_reveal->setToolTip(toolTipText(shown ? tr("Hide the key") : tr("Show the key")));
    m_reveal->setAccessibleName(m_reveal->toolTip());
}

void KeyField::refreshHint()
{
    m_hint->setText(
        looksWrong(key()) ? tr(
            "Keys of the KubeSphere Cloud begin with kck- and go on with 36 characters. This one is tried as it is.")
                          : tr("It looks like kck-1e63267b-cb3c-4757-b739-3d94a06781aa."));
    m_edit->setAccessibleDescription(m_hint->text());
}

void KeyField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ThemeChange)
        applyReveal();
}

} // namespace ksp
