#pragma once

#include "core/Error.h"

namespace ksp {

/// What the command line ends with. Scripts depend on the numbers.
enum class ExitCode : int {
    Done = 0,
    RefusedHere = 1, ///< Refused before anything was sent, or a fault of this computer.
    Usage = 2, ///< Wrong options, or an answer was needed that could not be asked for.
    Network = 3, ///< Nothing usable came back.
    KeyRefused = 4, ///< 401 or 403 from `user`.
    ServerRefused = 5, ///< Any other status, or a reply that is not what the API says.
    Cancelled = 6,
};

/// The exit code for what a verb failed with.
ExitCode exitCodeFor(const Error &error);

/// The kind as `--json` writes it, for example "bad-input".
QString kindWord(ErrorKind kind);

} // namespace ksp
