#include "Appearance.h"

#include "ProgramStyle.h"
#include "core/Settings.h"
#include "desktop/ColorScheme.h"
#include "widgets/Look.h"
#include "widgets/Palettes.h"

#include <QApplication>
#include <QIcon>
#include <QStyle>
#include <QStyleFactory>

namespace ksp {

namespace {

constexpr QLatin1String fusion("fusion");

/// The styles that Qt itself brings: who has one of these has no style from the desktop.
bool isOfQt(const QString &style)
{
    return style.compare(fusion, Qt::CaseInsensitive) == 0
        || style.compare(QLatin1String("windows"), Qt::CaseInsensitive) == 0;
}

bool isNoTheme(const QString &icons)
{
    return icons.isEmpty() || icons == QLatin1String("hicolor") || icons.startsWith(QLatin1String("breeze"));
}

} // namespace

Appearance::Appearance(const Settings *settings, const QDBusConnection &bus, QObject *parent)
    : QObject(parent), m_settings(settings), m_desktop(new ColorScheme(bus, this)),
      m_ownStyle(isOfQt(QApplication::style()->name())), m_ownIcons(isNoTheme(QIcon::themeName())),
      m_startedDark(ksp::isDark(QApplication::palette()))
{
    if (m_ownStyle)
        QApplication::setStyle(new ProgramStyle(QStyleFactory::create(fusion)));
    connect(m_desktop, &ColorScheme::changed, this, &Appearance::apply);
    apply();
}

bool Appearance::wantsDark(bool desktopIsDark) const
{
    const Settings::Appearance choice = m_settings->appearance();
    if (choice != Settings::Appearance::System)
        return choice == Settings::Appearance::Dark;
    const ColorScheme::Scheme scheme = m_desktop->scheme();
    return scheme == ColorScheme::Scheme::NoPreference ? desktopIsDark : scheme == ColorScheme::Scheme::Dark;
}

void Appearance::apply()
{
    const bool wasDark = m_dark;
    // An empty palette stands for what the desktop and the style give; only the application can tell what that is.
    if (!m_ownStyle)
        QApplication::setPalette(QPalette());
    const bool desktopIsDark = m_ownStyle ? m_startedDark : ksp::isDark(QApplication::palette());
    m_dark = wantsDark(desktopIsDark);
    // Before the palette, so that whoever makes pixmaps of icons when that changes finds the right ones.
    applyIcons();
    if (m_ownStyle || desktopIsDark != m_dark)
        QApplication::setPalette(m_dark ? darkPalette() : lightPalette());
    if (m_dark != wasDark)
        emit changed();
}

void Appearance::applyIcons() const
{
    const QString breeze = m_dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze");
    QIcon::setFallbackThemeName(breeze);
    if (m_ownIcons)
        QIcon::setThemeName(breeze);
    // Qt 6.4 goes on with the former fallback otherwise: themes and icons that were loaded remember it.
    QIcon::setThemeSearchPaths(QIcon::themeSearchPaths());
}

} // namespace ksp
