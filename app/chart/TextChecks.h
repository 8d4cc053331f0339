#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Checks the texts of a chart besides extension.yaml: what is not UTF-8, values.yaml with several documents,
/// permissions.yaml that is no YAML, templates that read what is left out of the package. Pure.
[[nodiscard]] QList<Finding> checkTexts(const Chart &chart);

} // namespace ksp
