#include "widgets/StatusLine.h"

#include "core/SafeText.h"
#include "widgets/Look.h"

#include <QAccessible>
#include <QEvent>

namespace ksp {

namespace {

constexpr qsizetype longest = 4000; // characters

} // namespace

StatusLine::StatusLine(QWidget *parent) : ElidedLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setFont(captionFont(font()));
    applyColors();
}

void StatusLine::announce(const QString &sentence)
{
    const QString safe = safeText(sentence, longest);
    setText(safe);
    tell(safe);
}

void StatusLine::announceOnly(const QString &sentence)
{
    clear();
    tell(safeText(sentence, longest));
}

void StatusLine::tell(const QString &sentence)
{
    setAccessibleName(sentence);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QAccessibleAnnouncementEvent event(this, sentence);
#else
    QAccessibleEvent event(this, QAccessible::NameChanged);
#endif
    QAccessible::updateAccessibility(&event);
}

void StatusLine::changeEvent(QEvent *event)
{
    ElidedLabel::changeEvent(event);
    // Our own palette's colour follows the window's, which the application's palette sets.
    if (event->type() == QEvent::ApplicationPaletteChange)
        applyColors();
}

void StatusLine::applyColors()
{
    QPalette own;
    own.setColor(QPalette::WindowText, quietText(own));
    setPalette(own);
}

} // namespace ksp
