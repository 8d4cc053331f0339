#include "widgets/EmptyState.h"

#include "core/SafeText.h"
#include "widgets/Look.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ksp {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_icon(new QLabel), m_sentence(new QLabel), m_action(new QPushButton)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(around, around, around, around);
    layout->setSpacing(between);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence);
    layout->addWidget(m_action, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    setFocusProxy(m_action);
    m_icon->hide();
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionTriggered);
}

void EmptyState::setContent(const QIcon &icon, const QString &sentence, const QString &action)
{
    constexpr int side = 64;
    m_icon->setPixmap(icon.pixmap(QSize(side, side), devicePixelRatioF()));
    m_icon->setVisible(!icon.isNull());
    constexpr qsizetype longest = 1000; // characters
    m_sentence->setText(safeText(sentence, longest));
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    setAccessibleName(m_sentence->text());
}

QString EmptyState::text() const
{
    return m_sentence->text();
}

} // namespace ksp
