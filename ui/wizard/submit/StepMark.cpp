#include "wizard/submit/StepMark.h"

#include "widgets/BusyLabel.h"
#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QLocale>
#include <QPainter>

namespace ksp {

namespace {

Tone toneOf(StepMark::Sign sign)
{
    switch (sign) {
    case StepMark::Sign::Done:
        return Tone::Good;
    case StepMark::Sign::Failed:
        return Tone::Bad;
    default:
        return Tone::Neutral;
    }
}

} // namespace

StepMark::StepMark(QWidget *parent) : QWidget(parent), m_busy(new BusyIndicator(this))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_busy->hide();
}

void StepMark::setSign(Sign sign, int number)
{
    m_sign = sign;
    m_number = number;
    m_busy->setVisible(sign == Sign::Busy);
    update();
}

QSize StepMark::sizeHint() const
{
    const int side = fontMetrics().height() + inside;
    return {side, side};
}

void StepMark::resizeEvent(QResizeEvent * /*event*/)
{
    const QSize size = m_busy->sizeHint();
    m_busy->setGeometry(QRect({(width() - size.width()) / 2, (height() - size.height()) / 2}, size));
}

void StepMark::paintEvent(QPaintEvent * /*event*/)
{
    if (m_sign == Sign::Busy)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal side = std::min(width(), height()) - 2;
    const QRectF square((width() - side) / 2, (height() - side) / 2, side, side);
    if (m_sign == Sign::Number) {
        painter.setPen(QPen(lineColor(palette()), 1.5));
        painter.drawEllipse(square);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.setFont(captionFont(font()));
        painter.drawText(square, Qt::AlignCenter, QLocale().toString(m_number));
        return;
    }
    const Tone tone = toneOf(m_sign);
    paintToneSign(&painter, square.adjusted(2, 2, -2, -2), tone, toneColors(tone, palette()).strong,
        palette().color(QPalette::Window));
}

} // namespace ksp
