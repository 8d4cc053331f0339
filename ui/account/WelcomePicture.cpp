#include "account/WelcomePicture.h"

#include "widgets/Look.h"

#include <QPainter>
#include <QPainterPath>

namespace ksp {

namespace {

constexpr QSize drawingSize(240, 132);

void drawCard(QPainter *painter, const QPointF &at, const QColor &ground, const QColor &line, const QColor &mark)
{
    painter->setPen(QPen(line, 2));
    painter->setBrush(ground);
    painter->drawRoundedRect(QRectF(at, QSizeF(52, 64)), 6, 6);
    painter->setPen(Qt::NoPen);
    painter->setBrush(mark);
    painter->drawRoundedRect(QRectF(at + QPointF(8, 9), QSizeF(16, 16)), 4, 4);
    painter->setBrush(line);
    for (const auto &[y, width] : {std::pair(34.0, 36.0), std::pair(43.0, 28.0), std::pair(52.0, 32.0)})
        painter->drawRoundedRect(QRectF(at + QPointF(8, y), QSizeF(width, 4)), 2, 2);
}

void drawBox(QPainter *painter, const QPointF &middle, const QColor &ground, const QColor &line, const QColor &mark)
{
    // A cube seen from above: lid, left and right side.
    const auto at = [&middle](qreal x, qreal y) { return middle + QPointF(x, y); };
    const QPolygonF lid{at(0, -38), at(38, -20), at(0, -2), at(-38, -20)};
    const QPolygonF left{at(-38, -20), at(0, -2), at(0, 40), at(-38, 22)};
    const QPolygonF right{at(38, -20), at(0, -2), at(0, 40), at(38, 22)};
    painter->setPen(QPen(line, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(mark);
    painter->drawPolygon(lid);
    painter->setBrush(ground);
    painter->drawPolygon(left);
    painter->setBrush(mixed(ground, line, 0.25));
    painter->drawPolygon(right);
    painter->drawLine(at(-19, -29), at(19, -11));
    painter->drawLine(at(19, -11), at(19, 2));
}

} // namespace

WelcomePicture::WelcomePicture(QWidget *parent) : QWidget(parent)
{
    setFixedSize(drawingSize);
    // It says nothing that the text beside it does not say.
    setFocusPolicy(Qt::NoFocus);
}

QSize WelcomePicture::sizeHint() const
{
    return drawingSize;
}

void WelcomePicture::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor ground = palette().color(QPalette::Base);
    const QColor line = mixed(palette().color(QPalette::Window), palette().color(QPalette::WindowText), 0.45);
    const QColor mark = palette().color(QPalette::Highlight);

    drawBox(&painter, {50, 70}, ground, line, mark);
    // From the package to the shelf.
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(mark, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    QPainterPath way({98, 62});
    way.quadTo({114, 48}, {132, 56});
    painter.drawPath(way);
    painter.drawPolyline(QPolygonF{{124, 46}, {133, 56.5}, {121, 62}});
    drawCard(&painter, {146, 22}, ground, line, mixed(mark, ground, 0.5));
    drawCard(&painter, {182, 44}, ground, line, mark);
}

} // namespace ksp
