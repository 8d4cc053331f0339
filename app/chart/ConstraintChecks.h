#pragma once

#include "chart/ExtensionMetadata.h"

namespace ksp {

/// Checks kubeVersion, ksVersion and the versions of external dependencies by what each of their readers says
/// (VersionConstraint.h). Every constraint that is proposed is read by all of them. Pure.
[[nodiscard]] QList<Finding> checkConstraints(const ExtensionMetadata &metadata);

} // namespace ksp
