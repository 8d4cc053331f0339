#pragma once

#include <QString>

namespace ksp {

/// Whether a path lies on a file system that another machine serves (or the host of a virtual one): reading there may
/// take any time, and nothing tells of changes. False for what is not there. Thread-safe.
[[nodiscard]] bool isOnRemoteFileSystem(const QString &path);

} // namespace ksp
