#include "widgets/StatusPill.h"

#include "core/SafeText.h"
#include "widgets/Look.h"

#include <QPainter>
#include <QStyle>

namespace ksp {

namespace {

constexpr int edge = 10;
constexpr int gap = 6;

int signSide(const QFontMetrics &metrics)
{
    return metrics.ascent() + 1;
}

} // namespace

StatusPill::StatusPill(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

StatusPill::StatusPill(Tone tone, const QString &word, QWidget *parent) : StatusPill(parent)
{
    setStatus(tone, word);
}

void StatusPill::setStatus(Tone tone, const QString &word)
{
    m_tone = tone;
    constexpr qsizetype longest = 60; // characters
    setText(safeText(word, longest));
    update();
}

QSize StatusPill::sizeHint() const
{
    return sizeFor(text(), font());
}

QSize StatusPill::minimumSizeHint() const
{
    return sizeHint();
}

QSize StatusPill::sizeFor(const QString &word, const QFont &font)
{
    const QFontMetrics metrics(font);
    return {edge + signSide(metrics) + gap + metrics.horizontalAdvance(word) + edge + 1, metrics.height() + 6};
}

void StatusPill::paint(QPainter *painter, const QRect &rect, Tone tone, const QString &word, const QPalette &palette,
    const QFont &font, Qt::LayoutDirection direction)
{
    const QFontMetrics metrics(font);
    const QSize size = sizeFor(word, font).boundedTo(rect.size());
    const QRect pill = QStyle::alignedRect(direction, Qt::AlignLeading | Qt::AlignVCenter, size, rect);
    const ToneColors colors = toneColors(tone, palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors.background);
    painter->drawRoundedRect(pill, pill.height() / 2.0, pill.height() / 2.0);
    const QRect content = pill.adjusted(edge, 0, -edge, 0);
    const int side = signSide(metrics);
    const QRect sign = QStyle::alignedRect(direction, Qt::AlignLeading | Qt::AlignVCenter, QSize(side, side), content);
    paintToneSign(painter, sign, tone, colors.text, colors.background);
    const QRect text = QStyle::alignedRect(direction, Qt::AlignTrailing | Qt::AlignVCenter,
        QSize(content.width() - side - gap, content.height()), content);
    painter->setFont(font);
    painter->setPen(colors.text);
    painter->drawText(text, int(Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine),
        metrics.elidedText(word, Qt::ElideRight, text.width()));
    painter->restore();
}

void StatusPill::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    paint(&painter, rect(), m_tone, text(), palette(), font(), layoutDirection());
}

} // namespace ksp
