#pragma once

#include "widgets/Tone.h"

#include <QLabel>

namespace ksp {

/// A status as a small pill: sign and word on the tone's colour. Screen readers read it as text.
class StatusPill : public QLabel
{
    Q_OBJECT
public:
    explicit StatusPill(QWidget *parent = nullptr);
    StatusPill(Tone tone, const QString &word, QWidget *parent = nullptr);

    void setStatus(Tone tone, const QString &word);
    [[nodiscard]] Tone tone() const { return m_tone; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// For delegates: a pill of its natural size, at the leading edge of `rect` and in its middle. Elided when too
    /// narrow.
    static void paint(QPainter *painter, const QRect &rect, Tone tone, const QString &word, const QPalette &palette,
        const QFont &font, Qt::LayoutDirection direction);
    [[nodiscard]] static QSize sizeFor(const QString &word, const QFont &font);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
};

} // namespace ksp
