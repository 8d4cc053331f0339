#pragma once

#include "core/Error.h"
#include "core/Finding.h"

#include <optional>

namespace ksp {

/// Where in a chart that openChart() could not read the reason stands: its sentences on a file that is no YAML begin
/// with it, as Place::toString() writes it (see YamlDocument::parse()). Nothing for what concerns the chart as a whole.
[[nodiscard]] std::optional<Place> placeOf(const Error &error);

} // namespace ksp
