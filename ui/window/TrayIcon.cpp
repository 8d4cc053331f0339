#include "window/TrayIcon.h"

#include "ProgramIcon.h"
#include "core/SafeText.h"

#include <QApplication>
#include <QMenu>
#include <QPainter>

namespace ksp {

namespace {

/// The program's icon, with a dot where there is news.
QIcon trayIcon(bool hasNews)
{
    const QIcon plain = programIcon();
    if (!hasNews)
        return plain;
    QIcon marked;
    for (const int size : {16, 22, 24, 32, 48, 64}) {
        QPixmap pixmap = plain.pixmap(size);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QApplication::palette().color(QPalette::Highlight));
        const qreal dot = size * 0.45;
        painter.drawEllipse(QRectF(size - dot, 0, dot, dot));
        painter.end();
        marked.addPixmap(pixmap);
    }
    return marked;
}

} // namespace

TrayIcon::TrayIcon(QObject *parent)
    : QObject(parent), m_menu(std::make_unique<QMenu>()), m_icon(new QSystemTrayIcon(this))
{
    m_menu->addAction(tr("&Show the window"), this, &TrayIcon::showRequested);
    m_menu->addSeparator();
    m_menu->addAction(
        QIcon::fromTheme(QStringLiteral("application-exit")), tr("&Quit"), this, &TrayIcon::quitRequested);
    m_icon->setContextMenu(m_menu.get());
    connect(m_icon, &QSystemTrayIcon::activated, this, &TrayIcon::onActivated);
    setNews(0);
}

TrayIcon::~TrayIcon() = default;

bool TrayIcon::isAvailable()
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayIcon::setVisible(bool visible)
{
    m_icon->setVisible(visible);
}

bool TrayIcon::isVisible() const
{
    return m_icon->isVisible();
}

void TrayIcon::setNews(int count)
{
    m_icon->setIcon(trayIcon(count > 0));
    const QString name = QApplication::applicationDisplayName();
    m_icon->setToolTip(toolTipText(count > 0
            ? tr("%1: %2", "program, what is new").arg(name, tr("news on %n extension(s)", nullptr, count))
            : name));
}

void TrayIcon::onActivated(QSystemTrayIcon::ActivationReason reason)
{
    // The context menu comes by itself.
    if (reason != QSystemTrayIcon::Context && reason != QSystemTrayIcon::Unknown)
        emit showRequested();
}

} // namespace ksp
