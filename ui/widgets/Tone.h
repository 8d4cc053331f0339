#pragma once

#include <QColor>
#include <QPalette>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace ksp {

/// What a status means to the user. Each tone has a colour and a sign, so that neither is needed to understand it.
enum class Tone { Neutral, Info, Good, Warning, Bad };

struct ToneColors
{
    QColor background; ///< Of a pill or a message.
    QColor text; ///< On background and on the window: contrast of at least 4.5 : 1.
    QColor strong; ///< An area without text: 3 : 1 on the window.
};

/// The colours of a tone for a light or a dark palette.
[[nodiscard]] ToneColors toneColors(Tone tone, const QPalette &palette);

/// Paints the tone's sign (a dash, an i, a tick, an exclamation mark in a triangle, a cross) into a square.
void paintToneSign(QPainter *painter, const QRectF &square, Tone tone, const QColor &body, const QColor &mark);

} // namespace ksp
