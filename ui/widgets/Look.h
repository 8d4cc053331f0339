#pragma once

#include <QFont>
#include <QPalette>
#include <QString>

namespace ksp {

/// Distances in device-independent pixels: between things that belong together, between groups, around a page.
inline constexpr int inside = 8;
inline constexpr int between = 16;
inline constexpr int around = 24;
/// Of every rounded corner.
inline constexpr qreal cornerRadius = 6;

/// Whether the palette is a dark one.
[[nodiscard]] bool isDark(const QPalette &palette);
/// `a` with a share of `b` (0…1) in it.
[[nodiscard]] QColor mixed(const QColor &a, const QColor &b, qreal shareOfB);
/// Text that matters less but is still read: contrast 4.5 : 1 on the window.
[[nodiscard]] QColor quietText(const QPalette &palette);
/// Lines that hold nothing together but an area: 3 : 1 at most.
[[nodiscard]] QColor lineColor(const QPalette &palette);

/// The three sizes of text, from the body's font.
[[nodiscard]] QFont titleFont(const QFont &body);
[[nodiscard]] QFont captionFont(const QFont &body);

/// "412 kB", "1.05 MB" in the user's locale: units of 1000, as the limit of one megabyte is meant.
[[nodiscard]] QString roundedSize(qint64 bytes);
/// "421,888 bytes" with the locale's digit grouping.
[[nodiscard]] QString exactSize(qint64 bytes);

} // namespace ksp
