#pragma once

#include "core/Settings.h"

#include <QObject>

namespace ksp {

class ColorScheme;

/// How the application looks: its palette, and the icons that go with it. Applies a choice at once and follows the
/// desktop while the choice is System. One for each application.
///
/// A desktop that brings a style of its own keeps it, and its palette, as long as that is as light or dark as wanted.
/// Elsewhere the style is Fusion with the program's own palettes. Icons come from the desktop's theme where it has one,
/// and from Breeze, in the variant for the palette, where it has none or lacks an icon.
class Appearance : public QObject
{
    Q_OBJECT
public:
    using Choice = Settings::Appearance;

    /// What the desktop wants is taken from `desktop` (not owned; may be null: then the style's own palette tells).
    Appearance(Choice choice, const ColorScheme *desktop, QObject *parent = nullptr);

    [[nodiscard]] Choice choice() const { return m_choice; }
    void choose(Choice choice);

    /// Whether the application is dark now.
    [[nodiscard]] bool isDark() const { return m_dark; }

signals:
    /// Light became dark, or dark became light.
    void changed();

private:
    void apply();
    [[nodiscard]] bool wantsDark(bool desktopIsDark) const;
    void applyIcons() const;

    Choice m_choice;
    const ColorScheme *m_desktop;
    bool m_ownStyle = false; ///< Fusion, because the desktop brings no style.
    bool m_ownIcons = false; ///< Breeze, because the desktop brings no icon theme, or Breeze itself.
    bool m_startedDark = false; ///< Before the first palette of our own.
    bool m_dark = false;
};

} // namespace ksp
