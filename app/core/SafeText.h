#pragma once

#include <QString>

namespace ksp {

/// A text that somebody else wrote, fit to be shown in one label: line ends and tabs become blanks, control characters
/// and those that turn the direction of writing for what follows become U+FFFD, and what is longer than `most`
/// characters ends in "…".
[[nodiscard]] QString safeText(const QString &text, qsizetype most = 300);

} // namespace ksp
