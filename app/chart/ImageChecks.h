#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Whether the icon and the screenshots that are in the chart are images, what their names say, and whole. Looks at
/// their structure; decoding is the business of the image decoder. Pure.
[[nodiscard]] QList<Finding> checkImages(const Chart &chart);

} // namespace ksp
