#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Checks a chart's metadata against what the Cloud, clusters and the console ask for, and that its images exist.
/// Every rule's source stands with it. Errors among the findings block publishing. Pure.
[[nodiscard]] QList<Finding> checkChart(const Chart &chart);

} // namespace ksp
