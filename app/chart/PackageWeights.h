#pragma once

#include "chart/PackageBuilder.h"

#include <QPair>

#include <stop_token>

namespace ksp {

/// A file of a package (its path in the chart) and what it weighs there, in bytes.
using FileWeight = QPair<QString, qint64>;

/// Every file of a package with its compressed bytes, the largest first. Each file is compressed by itself, as hard as
/// the package is (libdeflate's level 6 or 12): what it adds to the package, about, since files that resemble one
/// another share what they have in common there. Empty when stopped. Pure and thread-safe; takes as long as packing
/// does.
[[nodiscard]] QList<FileWeight> packageWeights(const PreparedPackage &package, const std::stop_token &stop = {});

} // namespace ksp
