#pragma once

#include <QIcon>

namespace ksp {

/// The program's own icon, from its resources: for windows and the first page. Also there as
/// `:/icons/ks-publisher.svg`.
[[nodiscard]] QIcon programIcon();

} // namespace ksp
