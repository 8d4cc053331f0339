#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Lines (from 1) of a Markdown text with images that the console never shows: it takes absolute https:// addresses
/// only, as it has no folder that a relative one could lead to. What stands in code is no image.
[[nodiscard]] QList<int> linesWithLostImages(const QByteArray &markdown);

/// Checks the README and CHANGELOG files of all languages, as the console shows them. Pure.
[[nodiscard]] QList<Finding> checkReadmes(const Chart &chart);

} // namespace ksp
