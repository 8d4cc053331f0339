#include "widgets/Tone.h"

#include "widgets/Look.h"

#include <QPainter>
#include <QPainterPath>

namespace ksp {

ToneColors toneColors(Tone tone, const QPalette &palette)
{
    const bool dark = isDark(palette);
    const auto pick = [dark](const ToneColors &light, const ToneColors &night) { return dark ? night : light; };
    switch (tone) {
    case Tone::Info:
        return pick({QColor(0xDDEBFA), QColor(0x164F8B), QColor(0x2A7ACC)},
            {QColor(0x1B3550), QColor(0x9CCBFA), QColor(0x4E9BE6)});
    case Tone::Good:
        return pick({QColor(0xDDF3E4), QColor(0x17603A), QColor(0x2E8B57)},
            {QColor(0x1C3A2A), QColor(0x8FDDB0), QColor(0x43A574)});
    case Tone::Warning:
        return pick({QColor(0xFFF0CC), QColor(0x754700), QColor(0xB87A00)},
            {QColor(0x42330F), QColor(0xF5CF6B), QColor(0xD9A521)});
    case Tone::Bad:
        return pick({QColor(0xFBE0DE), QColor(0x9B1C16), QColor(0xC9352C)},
            {QColor(0x4A2120), QColor(0xFFB0A8), QColor(0xE5655B)});
    case Tone::Neutral:
        break;
    }
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::WindowText);
    return {mixed(window, text, 0.1), mixed(text, window, 0.15), mixed(window, text, 0.55)};
}

void paintToneSign(QPainter *painter, const QRectF &square, Tone tone, const QColor &body, const QColor &mark)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(square.topLeft());
    painter->scale(square.width() / 16, square.height() / 16);
    painter->setPen(Qt::NoPen);
    painter->setBrush(body);
    if (tone == Tone::Warning) {
        QPainterPath triangle(QPointF(8, 1.5));
        triangle.lineTo(15, 14);
        triangle.lineTo(1, 14);
        triangle.closeSubpath();
        painter->setPen(QPen(body, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(triangle);
    } else if (tone == Tone::Bad) {
        painter->drawPolygon(QPolygonF({{5, 1}, {11, 1}, {15, 5}, {15, 11}, {11, 15}, {5, 15}, {1, 11}, {1, 5}}));
    } else {
        painter->drawEllipse(QRectF(1, 1, 14, 14));
    }
    painter->setPen(QPen(mark, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (tone) {
    case Tone::Neutral:
        painter->drawLine(QPointF(5, 8), QPointF(11, 8));
        break;
    case Tone::Info:
        painter->drawLine(QPointF(8, 7.5), QPointF(8, 11.5));
        painter->drawPoint(QPointF(8, 4.5));
        break;
    case Tone::Good:
        painter->drawPolyline(QPolygonF({{4.8, 8.3}, {7, 10.6}, {11.2, 5.6}}));
        break;
    case Tone::Warning:
        painter->drawLine(QPointF(8, 5.5), QPointF(8, 9.3));
        painter->drawPoint(QPointF(8, 12));
        break;
    case Tone::Bad:
        painter->drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5));
        painter->drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5));
        break;
    }
    painter->restore();
}

} // namespace ksp
