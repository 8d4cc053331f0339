#pragma once

#include "chart/Chart.h"

namespace ksp {

/// Slips in extension.yaml that are good YAML and say something else than was meant: keys that are a letter off, texts
/// that a comment cuts short, texts that are empty. Pure.
[[nodiscard]] QList<Finding> checkSpelling(const QByteArray &extensionYaml);

} // namespace ksp
