#pragma once

#include <QObject>
#include <QSystemTrayIcon>

#include <memory>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace ksp {

/// The program in the desktop's tray, for people who close the window and want to be told of their reviews all the
/// same. Only where the desktop has a tray; hidden until setVisible().
class TrayIcon : public QObject
{
    Q_OBJECT
public:
    explicit TrayIcon(QObject *parent = nullptr);
    ~TrayIcon() override;

    /// Whether the desktop has a tray now. Without one a closed window could not be opened again.
    [[nodiscard]] static bool isAvailable();
    void setVisible(bool visible);
    [[nodiscard]] bool isVisible() const;
    /// On how many extensions there is news: a dot on the icon, and the number in its tool tip.
    void setNews(int count);
    /// For the shell, and tests.
    [[nodiscard]] QMenu *menu() const { return m_menu.get(); }
    [[nodiscard]] QString toolTip() const { return m_icon->toolTip(); }

signals:
    /// The window is wanted.
    void showRequested();
    void quitRequested();

private:
    void onActivated(QSystemTrayIcon::ActivationReason reason);

    std::unique_ptr<QMenu> m_menu;
    QSystemTrayIcon *m_icon;
};

} // namespace ksp
