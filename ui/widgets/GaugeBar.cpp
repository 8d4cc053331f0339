#include "widgets/GaugeBar.h"

#include "chart/PackageBuilder.h"
#include "widgets/Look.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

namespace ksp {

namespace {

constexpr int barHeight = 24;
constexpr int tickLength = 6;

} // namespace

GaugeBar::GaugeBar(QWidget *parent) : QProgressBar(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QProgressBar::setRange(0, int(SizeLimits::refused));
    setFont(captionFont(font()));
}

void GaugeBar::setRange(qint64 lower, qint64 upper, Tone tone)
{
    m_known = true;
    m_lower = lower;
    m_upper = std::max(lower, upper);
    m_tone = tone;
    setValue(int(std::min(m_upper, SizeLimits::refused)));
    update();
}

void GaugeBar::setEmpty()
{
    m_known = false;
    reset();
    update();
}

QString GaugeBar::text() const
{
    return accessibleName();
}

QSize GaugeBar::sizeHint() const
{
    return {480, barHeight + tickLength + 2 + fontMetrics().height()};
}

QSize GaugeBar::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

QString GaugeBar::refusedText() const
{
    return tr("%1 limit").arg(QLocale().toString(SizeLimits::refused));
}

qreal GaugeBar::position(qint64 bytes) const
{
    // The limit's mark stands so far left that its words fit beside it, or further when the package needs the room.
    const qreal room = std::min(width() / 2.0, fontMetrics().horizontalAdvance(refusedText()) + 4.0 * inside);
    const qreal whole
        = std::max(SizeLimits::refused * width() / std::max(1.0, width() - room), double(m_known ? m_upper : 0) * 1.04);
    return double(bytes) / whole * width();
}

void GaugeBar::paintFill(QPainter *painter, const QRectF &bar) const
{
    const QColor strong = toneColors(m_tone, palette()).strong;
    const qreal lower = std::max(position(m_lower), m_lower > 0 ? 3.0 : 0.0);
    painter->fillRect(QRectF(bar.left(), bar.top(), lower, bar.height()), strong);
    if (m_upper == m_lower)
        return;
    const QRectF maybe(bar.left() + lower, bar.top(), std::max(2.0, position(m_upper) - lower), bar.height());
    painter->fillRect(maybe, mixed(palette().color(QPalette::Window), strong, 0.25));
    QPainterPath clip;
    clip.addRect(maybe);
    painter->save();
    painter->setClipPath(clip, Qt::IntersectClip);
    painter->setPen(QPen(strong, 2));
    for (qreal x = maybe.left() - maybe.height(); x < maybe.right(); x += 7)
        painter->drawLine(QPointF(x, maybe.bottom()), QPointF(x + maybe.height(), maybe.top()));
    painter->restore();
}

void GaugeBar::paintMarks(QPainter *painter, const QRectF &bar) const
{
    const qreal fits = std::round(position(SizeLimits::fits)) + 0.5;
    const qreal refused = std::round(position(SizeLimits::refused)) + 0.5;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(palette().color(QPalette::WindowText), 1));
    for (const qreal x : {fits, refused})
        painter->drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom() + tickLength));
    painter->setPen(quietText(palette()));
    const qreal top = bar.bottom() + tickLength + 2;
    const QFontMetricsF metrics(font());
    const QString fitsText = tr("fits up to %1").arg(QLocale().toString(SizeLimits::fits));
    // Beneath its own mark, to the left of it, when there is room.
    if (metrics.horizontalAdvance(fitsText) < fits)
        painter->drawText(QRectF(0, top, fits + 1, metrics.height()), Qt::AlignRight | Qt::AlignTop, fitsText);
    painter->drawText(
        QRectF(refused, top, width() - refused, metrics.height()), Qt::AlignLeft | Qt::AlignTop, refusedText());
}

void GaugeBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar(0.5, 0.5, width() - 1, barHeight - 1);
    QPainterPath outline;
    outline.addRoundedRect(bar, cornerRadius, cornerRadius);
    painter.save();
    painter.setClipPath(outline);
    painter.fillRect(bar, toneColors(Tone::Neutral, palette()).background);
    // What lies behind the limit is the server's "no", faintly.
    const qreal refused = position(SizeLimits::refused);
    painter.fillRect(
        QRectF(refused, bar.top(), bar.right() - refused, bar.height()), toneColors(Tone::Bad, palette()).background);
    if (m_known)
        paintFill(&painter, bar);
    painter.restore();
    painter.setPen(QPen(lineColor(palette()), 1));
    painter.drawPath(outline);
    paintMarks(&painter, bar);
}

} // namespace ksp
