#include "widgets/MessageBar.h"

#include "core/SafeText.h"
#include "widgets/Look.h"

#include <QEvent>
#include <QFontDatabase>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace ksp {

namespace {

constexpr int signSide = 20;

QString nameOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return MessageBar::tr("Success");
    case Tone::Warning:
        return MessageBar::tr("Warning");
    case Tone::Bad:
        return MessageBar::tr("Error");
    case Tone::Info:
    case Tone::Neutral:
        break;
    }
    return MessageBar::tr("Information");
}

/// The theme's icons know nothing of the message's colour.
QIcon crossIcon(const QColor &color, qreal ratio)
{
    constexpr int side = 16;
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(4, 4), QPointF(12, 12));
    painter.drawLine(QPointF(12, 4), QPointF(4, 12));
    return pixmap;
}

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_signSpace(new QWidget), m_text(new QLabel), m_action(new QPushButton),
      m_details(new QToolButton), m_close(new QToolButton), m_detail(new QLabel)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(between, inside, inside, inside);
    layout->setHorizontalSpacing(inside);
    layout->setVerticalSpacing(inside);
    layout->setColumnStretch(1, 1);
    layout->addWidget(m_signSpace, 0, 0, Qt::AlignTop);
    layout->addWidget(m_text, 0, 1, Qt::AlignVCenter);
    layout->addWidget(m_details, 0, 2, Qt::AlignTop);
    layout->addWidget(m_action, 0, 3, Qt::AlignTop);
    layout->addWidget(m_close, 0, 4, Qt::AlignTop);
    layout->addWidget(m_detail, 1, 1, 1, 4);

    m_signSpace->setFixedWidth(signSide);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // As high as a button, so that one line stands beside it.
    m_text->setMinimumHeight(m_action->sizeHint().height());
    m_details->setText(tr("Details")); // without a mnemonic: several bars may stand on a page
    m_details->setCheckable(true);
    m_details->setAutoRaise(true);
    m_close->setAutoRaise(true);
    m_close->setToolTip(toolTipText(tr("Close this message")));
    m_close->setAccessibleName(m_close->toolTip());
    for (QToolButton *button : {m_details, m_close})
        button->setFocusPolicy(Qt::StrongFocus);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setWordWrap(true);
    m_detail->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    // Its name is its text: another name would be read in its place.
    m_detail->setAccessibleDescription(tr("Details of the message"));

    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionTriggered);
    connect(m_details, &QToolButton::toggled, m_detail, &QWidget::setVisible);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::close);
    hide();
}

void MessageBar::showMessage(Tone tone, const QString &sentence, const QString &action, const QString &detail)
{
    constexpr qsizetype longest = 4000; // characters
    m_tone = tone;
    // Errors name files, charts and hosts, which others named.
    m_text->setText(safeText(sentence, longest));
    m_text->setAccessibleName(tr("%1: %2", "kind of message, sentence").arg(nameOf(tone), m_text->text()));
    setAccessibleName(m_text->accessibleName());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_details->setChecked(false);
    m_details->setVisible(!detail.isEmpty());
    QStringList lines = detail.left(longest).split(u'\n');
    for (QString &line : lines)
        line = safeText(line, longest);
    m_detail->setText(lines.join(u'\n'));
    m_detail->hide();
    applyColors();
    show();
}

void MessageBar::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::applyColors()
{
    // Of the message's ground, not of the window's: a palette for the children only.
    const ToneColors colors = toneColors(m_tone, palette());
    QPalette own = palette();
    own.setColor(QPalette::WindowText, colors.text);
    for (QLabel *label : {m_text, m_detail})
        label->setPalette(own);
    own.setColor(QPalette::ButtonText, colors.text);
    own.setColor(QPalette::Button, colors.background);
    for (QToolButton *button : {m_details, m_close})
        button->setPalette(own);
    m_close->setIcon(crossIcon(colors.text, devicePixelRatioF()));
    update();
}

void MessageBar::close()
{
    hide();
    emit closed();
}

bool MessageBar::event(QEvent *event)
{
    const bool handled = QFrame::event(event);
    // As high as the text needs in this width and no higher. A size policy knows only the height of the width that is
    // liked best, and would cut a sentence that is broken into more lines.
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
        setMaximumHeight(hasHeightForWidth() ? heightForWidth(width()) : QWIDGETSIZE_MAX);
    return handled;
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void MessageBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_close->isHidden())
        close();
    else
        QFrame::keyPressEvent(event);
}

void MessageBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ToneColors colors = toneColors(m_tone, palette());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.background);
    painter.drawRoundedRect(rect(), cornerRadius, cornerRadius);
    const qreal top = m_text->y() + (m_text->minimumHeight() - signSide) / 2.0;
    paintToneSign(&painter, QRectF(m_signSpace->x(), top, signSide, signSide), m_tone, colors.text, colors.background);
}

} // namespace ksp
