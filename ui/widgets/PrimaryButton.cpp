#include "widgets/PrimaryButton.h"

#include "widgets/Look.h"

#include <QApplication>
#include <QEvent>

namespace ksp {

namespace {

constexpr int leastHeight = 32;
constexpr int leastWidth = 112;

} // namespace

PrimaryButton::PrimaryButton(const QString &text, QWidget *parent) : QPushButton(text, parent)
{
    applyColors();
}

QSize PrimaryButton::sizeHint() const
{
    return (QPushButton::sizeHint() + QSize(2 * inside, 0)).expandedTo(QSize(leastWidth, leastHeight));
}

void PrimaryButton::applyColors()
{
    const QPalette common = QApplication::palette(this);
    QPalette own;
    if (isEnabled()) {
        own.setColor(QPalette::Button, common.color(QPalette::Active, QPalette::Highlight));
        own.setColor(QPalette::ButtonText, common.color(QPalette::Active, QPalette::HighlightedText));
    }
    setPalette(own);
}

void PrimaryButton::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::EnabledChange)
        applyColors();
}

} // namespace ksp
