#include "window/DropOverlay.h"

#include <QDragEnterEvent>
#include <QLineEdit>
#include <QPainter>
#include <QTextEdit>

namespace ksp {

DropOverlay::DropOverlay(QWidget *window) : DropZone(window), m_window(window)
{
    setTexts(tr("Drop a chart anywhere in this window"), {}, {});
    window->setAcceptDrops(true);
    window->installEventFilter(this);
    hide();
}

void DropOverlay::adoptFields()
{
    const auto fields = m_window->findChildren<QWidget *>();
    for (QWidget *field : fields) {
        if (qobject_cast<QLineEdit *>(field) || qobject_cast<QTextEdit *>(field) || field->inherits("QPlainTextEdit"))
            field->setAcceptDrops(false);
    }
}

bool DropOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_window)
        return DropZone::eventFilter(watched, event);
    if (event->type() == QEvent::DragEnter) {
        // From here on the overlay lies under the mouse and gets the moves and the drop.
        auto *enter = static_cast<QDragEnterEvent *>(event);
        setGeometry(m_window->rect());
        raise();
        show();
        dragEnterEvent(enter);
        return true;
    }
    if (event->type() == QEvent::Resize && isVisible())
        setGeometry(m_window->rect());
    // The window itself may get the rest, before the overlay was under the mouse.
    if (event->type() == QEvent::DragLeave)
        hide();
    if (event->type() == QEvent::Drop) {
        dropEvent(static_cast<QDropEvent *>(event));
        return true;
    }
    return DropZone::eventFilter(watched, event);
}

void DropOverlay::dragLeaveEvent(QDragLeaveEvent *event)
{
    DropZone::dragLeaveEvent(event);
    hide();
}

void DropOverlay::dropEvent(QDropEvent *event)
{
    DropZone::dropEvent(event);
    hide();
}

void DropOverlay::paintEvent(QPaintEvent *event)
{
    QColor veil = palette().color(QPalette::Window);
    veil.setAlphaF(0.94F);
    QPainter(this).fillRect(rect(), veil);
    DropZone::paintEvent(event);
}

} // namespace ksp
