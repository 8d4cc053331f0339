#include "window/NavigationBar.h"

#include "widgets/Look.h"

#include <QButtonGroup>
#include <QEvent>
#include <QIcon>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace ksp {

namespace {

constexpr int barWidth = 196;

} // namespace

NavigationBar::NavigationBar(QWidget *parent)
    : QFrame(parent), m_group(new QButtonGroup(this)), m_layout(new QVBoxLayout(this))
{
    setFixedWidth(barWidth);
    m_layout->setContentsMargins(inside, between, inside, inside);
    m_layout->setSpacing(inside / 2);
    m_layout->addStretch();
    connect(m_group, &QButtonGroup::idClicked, this, &NavigationBar::chosen);
}

void NavigationBar::addPlace(const QStringList &icons, const QString &name)
{
    auto *button = new QToolButton;
    button->setText(name);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize({22, 22});
    button->setCheckable(true);
    button->setAutoRaise(true);
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
    m_places.at(place).button->setChecked(true);
}

void NavigationBar::setMark(int place, const QString &why)
{
    m_places[place].marked = !why.isEmpty();
    m_places.at(place).button->setToolTip(why);
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
