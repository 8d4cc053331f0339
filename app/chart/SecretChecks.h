#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Looks for what should be known to nobody but its owner: everybody who installs an extension can read its package.
/// A file that is a private key blocks; other names and contents of that kind are warned about. Pure.
[[nodiscard]] QList<Finding> checkSecrets(const FileMap &files);

} // namespace ksp
