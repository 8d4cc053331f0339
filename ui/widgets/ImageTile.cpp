#include "widgets/ImageTile.h"

#include "core/SafeText.h"
#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionFocusRect>

namespace ksp {

namespace {

constexpr int wrapped = int(Qt::AlignLeading | Qt::AlignTop) | int(Qt::TextWordWrap);

} // namespace

QRectF placeInBox(const DecodedImage &image, const QRectF &box)
{
    QSizeF size = image.sourceSize;
    if (image.format == ImageFormat::Svg || size.width() > box.width() || size.height() > box.height())
        size.scale(box.size(), Qt::KeepAspectRatio);
    size = size.expandedTo(QSizeF(1, 1));
    return {box.center() - QPointF(size.width() / 2, size.height() / 2), size};
}

ImageTile::ImageTile(const QString &name, QSize box, QWidget *parent)
    : QAbstractButton(parent), m_name(name), m_box(box)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (m_state == State::Shown)
            emit activated();
    });
    setLoading();
}

void ImageTile::setLoading()
{
    setState(State::Loading, tr("Reading the image…"));
}

void ImageTile::setImage(const DecodedImage &image, const QString &note)
{
    m_image = image;
    setState(State::Shown, note);
}

void ImageTile::setMissing(const QString &sentence)
{
    setState(State::Missing, sentence);
}

void ImageTile::setBroken(const QString &sentence)
{
    setState(State::Broken, sentence);
}

void ImageTile::setRemote(const QString &sentence)
{
    setState(State::Remote, sentence);
}

void ImageTile::setState(State state, const QString &sentence)
{
    m_state = state;
    m_sentence = sentence;
    if (state != State::Shown)
        m_image = {};
    setCursor(state == State::Shown ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QStringList parts{m_name, facts(), m_sentence};
    parts.removeAll(QString());
    setAccessibleName(parts.join(QLatin1String(", ")));
    const QString told = m_name + u'\n' + (state == State::Shown ? facts() : sentence);
    setToolTip(toolTipText(state == State::Shown ? tr("%1\nShow in full size").arg(told) : told));
    updateGeometry();
    update();
}

QString ImageTile::facts() const
{
    if (m_state != State::Shown)
        return {};
    return tr("%1, %2 × %3, %4", "format, width, height, size of an image")
        .arg(formatName(m_image.format))
        .arg(m_image.sourceSize.width())
        .arg(m_image.sourceSize.height())
        .arg(roundedSize(m_image.bytes));
}

QSize ImageTile::wantedPixels() const
{
    return m_box * devicePixelRatioF();
}

int ImageTile::textWidth() const
{
    return std::max(m_box.width(), fontMetrics().averageCharWidth() * 22);
}

int ImageTile::heightOf(const QString &text) const
{
    return QFontMetrics(captionFont(font())).boundingRect(QRect(0, 0, textWidth() - 20, 1000), wrapped, text).height();
}

QSize ImageTile::sizeHint() const
{
    int height = m_box.height() + inside + fontMetrics().height() + QFontMetrics(captionFont(font())).height();
    if (m_state == State::Shown && !m_sentence.isEmpty())
        height += inside / 2 + heightOf(m_sentence);
    return {textWidth() + 8, height + 8};
}

void ImageTile::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

void ImageTile::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void ImageTile::paintPicture(QPainter *painter, const QRect &box) const
{
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(placeInBox(m_image, QRectF(box).adjusted(1, 1, -1, -1)), m_image.image);
}

void ImageTile::paintSentence(QPainter *painter, const QRect &box) const
{
    const Tone tone = m_state == State::Loading ? Tone::Neutral : m_state == State::Remote ? Tone::Info : Tone::Bad;
    const QFont caption = captionFont(font());
    const QRect room = box.adjusted(inside, 0, -inside, 0);
    const int flags = int(Qt::AlignHCenter | Qt::AlignTop) | int(Qt::TextWordWrap);
    const int height = std::min(
        room.height(), QFontMetrics(caption).boundingRect(QRect(0, 0, room.width(), 1000), flags, m_sentence).height());
    // No sign where the words need all the room.
    const int sign = m_state == State::Loading || height + 24 + 3 * inside > room.height() ? 0 : 24;
    const int top = room.top() + std::max(0, (room.height() - height - sign - (sign ? inside : 0)) / 2);
    if (sign > 0) {
        paintToneSign(painter, QRectF(room.center().x() - sign / 2.0, top, sign, sign), tone,
            toneColors(tone, palette()).text, palette().color(QPalette::Window));
    }
    painter->setFont(caption);
    const bool isFault = m_state == State::Missing || m_state == State::Broken;
    painter->setPen(isFault ? toneColors(tone, palette()).text : quietText(palette()));
    painter->drawText(QRect(room.left(), top + sign + (sign ? inside : 0), room.width(), height), flags, m_sentence);
}

void ImageTile::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect box(QPoint(4, 4), QSize(textWidth(), m_box.height()));
    QPainterPath frame;
    frame.addRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
    painter.setPen(QPen(isDown() || underMouse() ? quietText(palette()) : lineColor(palette()), 1,
        m_state == State::Missing || m_state == State::Broken ? Qt::DashLine : Qt::SolidLine));
    // White, as the console's ground is: what is transparent shows on it in either appearance.
    painter.setBrush(m_state == State::Shown ? QBrush(Qt::white) : QBrush(Qt::NoBrush));
    painter.drawPath(frame);
    if (m_state == State::Shown)
        paintPicture(&painter, box);
    else
        paintSentence(&painter, box);

    int y = box.bottom() + 1 + inside;
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect nameLine(4, y, textWidth(), fontMetrics().height());
    painter.drawText(nameLine, int(Qt::AlignLeading | Qt::AlignTop | Qt::TextSingleLine),
        fontMetrics().elidedText(m_name, Qt::ElideMiddle, nameLine.width()));
    y += nameLine.height();
    const QFont caption = captionFont(font());
    const int captionHeight = QFontMetrics(caption).height();
    painter.setFont(caption);
    painter.setPen(quietText(palette()));
    painter.drawText(QRect(4, y, textWidth(), captionHeight), int(Qt::AlignLeading | Qt::AlignTop),
        QFontMetrics(caption).elidedText(facts(), Qt::ElideRight, textWidth()));
    y += captionHeight + inside / 2;
    if (m_state == State::Shown && !m_sentence.isEmpty()) {
        const ToneColors colors = toneColors(Tone::Warning, palette());
        paintToneSign(
            &painter, QRectF(4, y + 1, 14, 14), Tone::Warning, colors.text, palette().color(QPalette::Window));
        painter.setPen(colors.text);
        painter.drawText(QRect(24, y, textWidth() - 20, height() - y), wrapped, m_sentence);
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(box).adjusted(-2, -2, 2, 2), cornerRadius + 2, cornerRadius + 2);
    }
}

} // namespace ksp
