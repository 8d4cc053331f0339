#pragma once

#include <QPalette>

namespace ksp {

/// The program's own light and dark palettes, for desktops that bring none (Breeze's colours). Both name every role and
/// group that the widgets use.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

} // namespace ksp
