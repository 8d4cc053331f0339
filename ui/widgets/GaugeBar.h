#pragma once

#include "widgets/Tone.h"

#include <QProgressBar>

namespace ksp {

/// The bar of a SizeGauge: how much of the limit a package takes, or between which bounds that will be, with marks
/// where packages fit and where they are refused. To screen readers a progress bar; value and maximum are bytes.
class GaugeBar : public QProgressBar
{
    Q_OBJECT
public:
    explicit GaugeBar(QWidget *parent = nullptr);

    /// In bytes, lower ≤ upper.
    void setRange(qint64 lower, qint64 upper, Tone tone);
    /// No size yet.
    void setEmpty();

    [[nodiscard]] QString text() const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// Where so many bytes are, in pixels from the bar's start.
    [[nodiscard]] qreal position(qint64 bytes) const;
    void paintFill(QPainter *painter, const QRectF &bar) const;
    void paintMarks(QPainter *painter, const QRectF &bar) const;
    [[nodiscard]] QString refusedText() const;

    bool m_known = false;
    qint64 m_lower = 0;
    qint64 m_upper = 0;
    Tone m_tone = Tone::Neutral;
};

} // namespace ksp
