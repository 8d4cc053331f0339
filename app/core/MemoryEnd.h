#pragma once

#include <QString>

namespace ksp {

/// From now on a process that runs out of memory prints `sentence` to the standard error and ends with `exitCode`,
/// instead of being aborted without a word. What is under way is left as after a kill. Once a process.
void endWithSentenceWithoutMemory(const QString &sentence, int exitCode);

} // namespace ksp
