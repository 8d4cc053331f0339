#include "window/CaretRest.h"

#include <QEvent>
#include <QGuiApplication>
#include <QStyleHints>

namespace ksp {

CaretRest::CaretRest(std::chrono::milliseconds after, QObject *parent)
    : QObject(parent), m_flashTime(QGuiApplication::styleHints()->cursorFlashTime())
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(after);
    connect(&m_timer, &QTimer::timeout, this, [] { QGuiApplication::styleHints()->setCursorFlashTime(0); });
    qApp->installEventFilter(this);
    m_timer.start();
}

CaretRest::~CaretRest()
{
    QGuiApplication::styleHints()->setCursorFlashTime(m_flashTime);
}

bool CaretRest::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::InputMethod:
    case QEvent::FocusIn:
        wake();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void CaretRest::wake()
{
    if (QGuiApplication::styleHints()->cursorFlashTime() != m_flashTime)
        QGuiApplication::styleHints()->setCursorFlashTime(m_flashTime);
    m_timer.start();
}

} // namespace ksp
