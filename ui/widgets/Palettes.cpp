#include "widgets/Palettes.h"

namespace ksp {

namespace {

constexpr QRgb accent = 0xFF3DAEE9;

QPalette palette(QRgb button, QRgb window, QRgb base, QRgb alternate, QRgb text, QRgb faint, QRgb disabled, QRgb link)
{
    QPalette palette{QColor(button), QColor(window)};
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        palette.setColor(role, QColor(text));
        palette.setColor(QPalette::Disabled, role, QColor(disabled));
    }
    palette.setColor(QPalette::Base, QColor(base));
    palette.setColor(QPalette::AlternateBase, QColor(alternate));
    palette.setColor(QPalette::ToolTipBase, QColor(button));
    palette.setColor(QPalette::PlaceholderText, QColor(faint));
    palette.setColor(QPalette::Highlight, QColor(accent));
    palette.setColor(QPalette::HighlightedText, Qt::black);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(disabled));
    palette.setColor(QPalette::Link, QColor(link));
    palette.setColor(QPalette::LinkVisited, QColor(link));
    return palette;
}

} // namespace

QPalette lightPalette()
{
    return palette(0xFFFCFCFC, 0xFFEFF0F1, 0xFFFFFFFF, 0xFFF7F7F7, 0xFF232629, 0xFF6B7176, 0xFF8E9396, 0xFF1B6FB3);
}

QPalette darkPalette()
{
    return palette(0xFF31363B, 0xFF2A2E32, 0xFF1B1E20, 0xFF232629, 0xFFFCFCFC, 0xFFA1A9B1, 0xFF787E84, 0xFF6FC3F0);
}

} // namespace ksp
