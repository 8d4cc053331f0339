#pragma once

#include <QDBusConnection>
#include <QObject>

namespace ksp {

class ColorScheme;
class Settings;

/// How the application looks: its palette, and the icons that go with it, as the settings say. Follows the desktop live
/// where they say System. One for each application.
///
/// A desktop that brings a style of its own keeps it, and its palette, as long as that is as light or dark as wanted.
/// Elsewhere the style is Fusion with the program's own palettes. Icons come from the desktop's theme where it has one,
/// and from Breeze, in the variant for the palette, where it has none or lacks an icon.
class Appearance : public QObject
{
    Q_OBJECT
public:
    /// `settings` is not owned. What the desktop wants is asked for on `bus`; until it answers, and where nobody does,
    /// the palette that the application started with tells.
    explicit Appearance(const Settings *settings, const QDBusConnection &bus = QDBusConnection::sessionBus(),
        QObject *parent = nullptr);

    /// To be called when the settings were changed.
    void apply();

    /// Whether the application is dark now.
    [[nodiscard]] bool isDark() const { return m_dark; }

signals:
    /// Light became dark, or dark became light.
    void changed();

private:
    [[nodiscard]] bool wantsDark(bool desktopIsDark) const;
    void applyIcons() const;

    const Settings *m_settings;
    ColorScheme *m_desktop;
    bool m_ownStyle = false; ///< Fusion, because the desktop brings no style.
    bool m_ownIcons = false; ///< Breeze, because the desktop brings no icon theme, or Breeze itself.
    bool m_startedDark = false; ///< Before the first palette of our own.
    bool m_dark = false;
};

} // namespace ksp
