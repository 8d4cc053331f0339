#include "widgets/QuietLabel.h"

#include "widgets/Look.h"

#include <QEvent>

namespace ksp {

QuietLabel::QuietLabel(const QString &text, QWidget *parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setFont(captionFont(font()));
    applyColors();
}

void QuietLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColors();
    QLabel::changeEvent(event);
}

void QuietLabel::applyColors()
{
    if (m_applying) // setPalette() below says that the palette changed
        return;
    m_applying = true;
    // From the parent's palette: the own one is quiet already.
    const QPalette base = parentWidget() ? parentWidget()->palette() : QPalette();
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, quietText(base));
    setPalette(quiet);
    m_applying = false;
}

} // namespace ksp
