#pragma once

#include "chart/HelmChart.h"
#include "core/Finding.h"

namespace ksp {

/// What is odd about the names of a chart's files: characters that nobody sees (control characters, zero width, those
/// that turn the direction of writing), and names that differ only in case or in Unicode's normal form, of which
/// Windows and macOS keep one file. Names stay as they are, byte for byte. Pure.
[[nodiscard]] QList<Finding> checkFileNames(const FileMap &files);

} // namespace ksp
