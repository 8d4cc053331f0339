#include "widgets/MarketplaceCard.h"

#include "widgets/Look.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

namespace ksp {

namespace {

constexpr QSize cardSize(248, 278);
constexpr int edge = 20;
constexpr int topEdge = 16;
constexpr int iconSide = 48;
constexpr int nameLines = 2;
constexpr int nameLineHeight = 24;
constexpr int providerLineHeight = 20;
constexpr int descriptionLines = 4;
constexpr int descriptionLineHeight = 20;
constexpr int textWidth = cardSize.width() - 2 * edge;

QFont pixelFont(const QFont &base, int pixels, QFont::Weight weight)
{
    QFont font = base;
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QFont nameFont(const QFont &base)
{
    return pixelFont(base, 16, QFont::Bold);
}

QFont smallFont(const QFont &base)
{
    return pixelFont(base, 12, QFont::Normal);
}

/// Lines as a browser breaks them, at most `limit`; returns whether there was more text.
bool layOut(QTextLayout *layout, const QFont &font, int limit, int lineHeight)
{
    layout->setFont(font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout->setTextOption(option);
    bool more = false;
    layout->beginLayout();
    for (int i = 0;; ++i) {
        QTextLine line = layout->createLine();
        if (!line.isValid())
            break;
        more = i >= limit;
        line.setLineWidth(textWidth);
        // What is beyond the last line that is seen is not painted: it lies outside the clip.
        line.setPosition(QPointF(0, i * lineHeight + (lineHeight - line.height()) / 2));
        if (more)
            break;
    }
    layout->endLayout();
    return more;
}

QString providerLine(const CardContent &content)
{
    // The console's own words (its locales/zh/l10n-extensions.js), in the card's language and not in this program's.
    if (content.provider.isEmpty())
        return {};
    return content.language == CardContent::Language::Chinese ? QStringLiteral("来自 %1").arg(content.provider)
                                                              : QStringLiteral("by %1").arg(content.provider);
}

void paintClipped(QPainter *painter, const QString &text, const QFont &font, const QRect &area, int lineHeight)
{
    QTextLayout layout(text);
    layOut(&layout, font, area.height() / lineHeight, lineHeight);
    painter->save();
    painter->setClipRect(area, Qt::IntersectClip);
    layout.draw(painter, area.topLeft());
    painter->restore();
}

} // namespace

MarketplaceCard::MarketplaceCard(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setFixedSize(cardSize);
}

void MarketplaceCard::setContent(const CardContent &content)
{
    m_content = content;
    const QString kind = content.language == CardContent::Language::Chinese ? tr("Marketplace card in Chinese")
                                                                            : tr("Marketplace card in English");
    QStringList parts{kind, content.name, providerLine(content), content.description};
    parts.removeAll(QString());
    setText(parts.join(QLatin1Char('\n')));
    measure();
    update();
}

void MarketplaceCard::setIcon(const DecodedImage &icon)
{
    m_icon = icon;
    update();
}

QSize MarketplaceCard::wantedIconPixels() const
{
    // A tall icon is drawn as wide as the box, and runs over its lower end.
    return QSize(iconSide, cardSize.height()) * devicePixelRatioF();
}

void MarketplaceCard::measure()
{
    QTextLayout name(m_content.name);
    m_nameCut = layOut(&name, nameFont(font()), nameLines, nameLineHeight);
    QTextLayout description(m_content.description);
    m_descriptionCut = layOut(&description, smallFont(font()), descriptionLines, descriptionLineHeight);
    m_providerCut = QFontMetrics(smallFont(font())).horizontalAdvance(providerLine(m_content)) > textWidth;
}

QSize MarketplaceCard::sizeHint() const
{
    return cardSize;
}

QSize MarketplaceCard::minimumSizeHint() const
{
    return cardSize;
}

void MarketplaceCard::paintEvent(QPaintEvent * /*event*/)
{
    const QColor strongText(0x24, 0x2E, 0x42);
    const QColor weakText(0x5F, 0x70, 0x8A);
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    QPainterPath card;
    card.addRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.fillPath(card, Qt::white);

    int y = topEdge;
    const QRect box(edge, y, iconSide, iconSide);
    y += iconSide + 12;
    QTextLayout name(m_content.name);
    layOut(&name, nameFont(font()), nameLines, nameLineHeight);
    const int lines = std::clamp(name.lineCount(), 1, nameLines);
    painter.setPen(strongText);
    paintClipped(
        &painter, m_content.name, nameFont(font()), QRect(edge, y, textWidth, lines * nameLineHeight), nameLineHeight);
    y += lines * nameLineHeight;
    painter.setPen(weakText);
    painter.setFont(smallFont(font()));
    painter.drawText(QRect(edge, y, textWidth, providerLineHeight), int(Qt::AlignLeft | Qt::AlignVCenter),
        QFontMetrics(painter.font()).elidedText(providerLine(m_content), Qt::ElideRight, textWidth));
    y += providerLineHeight + 4;
    paintClipped(&painter, m_content.description, smallFont(font()),
        QRect(edge, y, textWidth, descriptionLines * descriptionLineHeight), descriptionLineHeight);

    const QRectF button(edge, height() - 14 - 28, 72, 28);
    painter.setPen(QPen(QColor(0xCC, 0xD3, 0xDB), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), 14, 14);
    painter.setPen(strongText);
    painter.setFont(pixelFont(font(), 12, QFont::DemiBold));
    painter.drawText(button, int(Qt::AlignCenter),
        m_content.language == CardContent::Language::Chinese ? QStringLiteral("安装") : QStringLiteral("Install"));

    if (!m_icon.image.isNull() && !m_icon.sourceSize.isEmpty()) {
        // "max-width: 100 %", height free: a wide one shrinks, a tall one runs over.
        const qreal width = std::min(qreal(iconSide), qreal(m_icon.sourceSize.width()));
        const qreal height = width * m_icon.sourceSize.height() / m_icon.sourceSize.width();
        painter.setClipPath(card);
        painter.drawImage(QRectF(box.left(), box.top(), width, height), m_icon.image);
        painter.setClipping(false);
    } else {
        painter.setPen(QPen(QColor(0xCC, 0xD3, 0xDB), 1, Qt::DashLine));
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    painter.setPen(QPen(lineColor(palette()), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(card);
}

} // namespace ksp
