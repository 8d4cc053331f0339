#include "widgets/DropZone.h"

#include "widgets/Look.h"
#include "widgets/Tone.h"

#include <QDragEnterEvent>
#include <QIcon>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int iconSide = 48;

} // namespace

DropZone::DropZone(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel), m_title(new QLabel), m_hint(new QLabel), m_browse(new QPushButton)
{
    setAcceptDrops(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(around, around, around, around);
    layout->setSpacing(inside);
    layout->addStretch();
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_hint);
    layout->addSpacing(inside);
    layout->addWidget(m_browse, 0, Qt::AlignHCenter);
    layout->addStretch();
    m_icon->setFixedSize(iconSide, iconSide);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    m_title->setFont(large);
    for (QLabel *label : {m_title, m_hint}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    connect(m_browse, &QPushButton::clicked, this, &DropZone::browseRequested);
    setFocusProxy(m_browse);
    applyColors();
}

void DropZone::setTexts(const QString &title, const QString &hint, const QString &browse)
{
    m_restTitle = title;
    m_restHint = hint;
    m_browse->setText(browse);
    m_browse->setVisible(!browse.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(hint);
    m_browse->setAccessibleDescription(hint);
    setHover(Hover::None);
}

void DropZone::setBrowseMenu(QMenu *menu)
{
    m_browse->setMenu(menu);
}

void DropZone::setJudge(Judge judge)
{
    m_judge = std::move(judge);
}

std::optional<QString> DropZone::judge(const QMimeData &mime) const
{
    if (!mime.hasUrls())
        return tr("Only files and folders can be dropped here.");
    return m_judge ? m_judge(urlsOf(mime)) : std::nullopt;
}

QList<QUrl> DropZone::urlsOf(const QMimeData &mime)
{
    QList<QUrl> urls = mime.urls();
    // QMimeData reads "# a comment" as a URL that is a fragment and nothing else.
    urls.removeIf([](const QUrl &url) { return url.scheme().isEmpty() && url.path().isEmpty(); });
    return urls;
}

void DropZone::setHover(Hover hover, const QString &reason)
{
    m_hover = hover;
    m_title->setText(hover == Hover::Refuse ? tr("This cannot be opened here") : m_restTitle);
    m_hint->setText(hover == Hover::None ? m_restHint : hover == Hover::Accept ? tr("Drop it to open it.") : reason);
    applyColors();
}

QString DropZone::hint() const
{
    return m_hint->text();
}

void DropZone::applyColors()
{
    QPalette own = palette();
    own.setColor(QPalette::WindowText,
        m_hover == Hover::None ? quietText(own)
                               : toneColors(m_hover == Hover::Accept ? Tone::Good : Tone::Bad, own).text);
    m_hint->setPalette(own);
    const qreal ratio = devicePixelRatioF();
    QPixmap pixmap(QSize(iconSide, iconSide) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_hover == Hover::Refuse) {
        const ToneColors colors = toneColors(Tone::Bad, palette());
        paintToneSign(&painter, QRectF(4, 4, 40, 40), Tone::Bad, colors.text, colors.background);
    } else {
        // An open box with an arrow into it.
        painter.setPen(QPen(m_hover == Hover::Accept ? toneColors(Tone::Good, palette()).text : quietText(palette()),
            2.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF({{8, 26}, {8, 41}, {40, 41}, {40, 26}}));
        painter.drawLine(QPointF(24, 6), QPointF(24, 31));
        painter.drawPolyline(QPolygonF({{15, 23}, {24, 32}, {33, 23}}));
    }
    painter.end();
    m_icon->setPixmap(pixmap);
    update();
}

void DropZone::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void DropZone::dragEnterEvent(QDragEnterEvent *event)
{
    const std::optional<QString> refusal = judge(*event->mimeData());
    setHover(refusal ? Hover::Refuse : Hover::Accept, refusal.value_or(QString()));
    // Accepted in any case, to hear when it leaves; the drop itself is refused in the action.
    event->setDropAction(refusal ? Qt::IgnoreAction : Qt::CopyAction);
    event->accept();
}

void DropZone::dragLeaveEvent(QDragLeaveEvent * /*event*/)
{
    setHover(Hover::None);
}

void DropZone::dropEvent(QDropEvent *event)
{
    setHover(Hover::None);
    if (const std::optional<QString> refusal = judge(*event->mimeData())) {
        event->ignore();
        emit refused(*refusal);
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    emit dropped(urlsOf(*event->mimeData()));
}

void DropZone::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
    if (m_hover == Hover::None) {
        painter.setPen(QPen(mixed(lineColor(palette()), quietText(palette()), 0.4), 1.5, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
    } else {
        const ToneColors colors = toneColors(m_hover == Hover::Accept ? Tone::Good : Tone::Bad, palette());
        painter.setPen(QPen(colors.strong, 2.5, m_hover == Hover::Accept ? Qt::SolidLine : Qt::DashLine));
        painter.setBrush(mixed(palette().color(QPalette::Window), colors.background, 0.5));
    }
    painter.drawRoundedRect(area, cornerRadius * 2, cornerRadius * 2);
}

} // namespace ksp
