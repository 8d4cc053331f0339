#include "window/NavigationBar.h"

#include "core/SafeText.h"
#include "widgets/Look.h"

#include <QButtonGroup>
#include <QEvent>
#include <QIcon>
#include <QPainter>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int barWidth = 196;
constexpr int markWidth = 3;

/// A place of the navigation: calm unless it is the current one, which has a bar in the accent colour.
class PlaceButton : public QToolButton
{
public:
    using QToolButton::QToolButton;

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor accent = palette().color(QPalette::Highlight);
        const QColor window = palette().color(QPalette::Window);
        const QRectF area = QRectF(rect()).adjusted(1, 1, -1, -1);
        painter.setPen(hasFocus() ? QPen(accent, 1.5) : QPen(Qt::NoPen));
        if (isChecked())
            painter.setBrush(mixed(window, accent, 0.25));
        else if (underMouse())
            painter.setBrush(mixed(window, palette().color(QPalette::WindowText), 0.1));
        painter.drawRoundedRect(area, cornerRadius, cornerRadius);
        const bool right = layoutDirection() == Qt::RightToLeft;
        if (isChecked()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(accent);
            const qreal x = right ? width() - markWidth - 1 : 1;
            painter.drawRoundedRect(QRectF(x, inside, markWidth, height() - 2 * inside), 1.5, 1.5);
        }
        QRect iconPlace(QPoint(inside + markWidth, (height() - iconSize().height()) / 2), iconSize());
        QRect textPlace = rect().adjusted(iconPlace.right() + inside, 0, -inside, 0);
        if (right) {
            iconPlace.moveRight(width() - inside - markWidth);
            textPlace = rect().adjusted(inside, 0, -(width() - iconPlace.left() + inside), 0);
        }
        icon().paint(&painter, iconPlace);
        QFont own = font();
        if (isChecked())
            own.setWeight(QFont::DemiBold);
        painter.setFont(own);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(textPlace, Qt::AlignVCenter | Qt::AlignLeading,
            painter.fontMetrics().elidedText(text(), Qt::ElideRight, textPlace.width()));
    }
};

} // namespace

NavigationBar::NavigationBar(QWidget *parent)
    : QFrame(parent), m_group(new QButtonGroup(this)), m_layout(new QVBoxLayout(this))
{
    setFixedWidth(barWidth);
    m_layout->setContentsMargins(inside, between, inside, inside);
    m_layout->setSpacing(inside / 2);
    m_layout->addStretch();
    // Not clicked: a screen reader toggles.
    connect(m_group, &QButtonGroup::idToggled, this, [this](int place, bool on) {
        if (on)
            emit chosen(place);
    });
}

void NavigationBar::addPlace(const QStringList &icons, const QString &name)
{
    auto *button = new PlaceButton;
    button->setText(name);
    button->setIconSize({22, 22});
    button->setCheckable(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setMinimumHeight(36);
    m_group->addButton(button, int(m_places.size()));
    m_layout->insertWidget(int(m_places.size()), button);
    m_places.append({button, icons});
    applyIcons();
}

void NavigationBar::setFoot(QWidget *foot)
{
    m_layout->addWidget(foot);
}

void NavigationBar::setCurrent(int place)
{
    const QSignalBlocker quiet(m_group);
    m_places.at(place).button->setChecked(true);
}

void NavigationBar::setMark(int place, const QString &why)
{
    m_places[place].marked = !why.isEmpty();
    m_places.at(place).button->setToolTip(toolTipText(why));
    m_places.at(place).button->setAccessibleDescription(why);
    applyIcons();
}

void NavigationBar::applyIcons()
{
    for (const Place &place : std::as_const(m_places)) {
        QIcon icon;
        for (const QString &name : place.icons) {
            icon = QIcon::fromTheme(name);
            if (!icon.isNull())
                break;
        }
        if (place.marked && !icon.isNull()) {
            QPixmap marked = icon.pixmap(place.button->iconSize(), devicePixelRatioF());
            QPainter painter(&marked);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(palette().color(QPalette::Highlight));
            painter.drawEllipse(QRectF(14, 0, 8, 8));
            painter.end();
            icon = QIcon(marked);
        }
        place.button->setIcon(icon);
    }
}

void NavigationBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ThemeChange)
        applyIcons();
}

void NavigationBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), mixed(palette().color(QPalette::Window), palette().color(QPalette::WindowText), 0.04));
    painter.setPen(lineColor(palette()));
    const int edge = layoutDirection() == Qt::RightToLeft ? 0 : rect().right();
    painter.drawLine(edge, 0, edge, height());
}

} // namespace ksp
