#include "widgets/BusyLabel.h"

#include "widgets/Look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyle>
#include <QTimerEvent>

namespace ksp {

BusyIndicator::BusyIndicator(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize BusyIndicator::sizeHint() const
{
    const int side = fontMetrics().height();
    return {side, side};
}

void BusyIndicator::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // This is how a desktop's style says "no animations".
    const bool animated = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0;
    m_since.start();
    if (animated)
        m_timer.start(40, this);
}

void BusyIndicator::hideEvent(QHideEvent *event)
{
    m_timer.stop();
    QWidget::hideEvent(event);
}

void BusyIndicator::timerEvent(QTimerEvent * /*event*/)
{
    update();
}

void BusyIndicator::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = palette().color(QPalette::WindowText);
    const qreal width = std::max(2.0, height() / 8.0);
    if (!m_timer.isActive()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        for (int i = 1; i <= 3; ++i)
            painter.drawEllipse(QPointF((i - 0.5) * this->width() / 3.0, height() / 2.0), width * 0.75, width * 0.75);
        return;
    }
    constexpr int turnMs = 1200;
    const QRectF circle = QRectF(rect()).adjusted(width, width, -width, -width);
    painter.setPen(QPen(lineColor(palette()), width));
    painter.drawEllipse(circle);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(circle, int(-(m_since.elapsed() % turnMs) * 360 * 16 / turnMs), 90 * 16);
}

BusyLabel::BusyLabel(const QString &sentence, QWidget *parent) : QWidget(parent), m_label(new QLabel(sentence))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(inside);
    layout->addWidget(new BusyIndicator);
    layout->addWidget(m_label, 1);
    m_label->setTextFormat(Qt::PlainText);
}

void BusyLabel::setText(const QString &sentence)
{
    m_label->setText(sentence);
}

QString BusyLabel::text() const
{
    return m_label->text();
}

} // namespace ksp
