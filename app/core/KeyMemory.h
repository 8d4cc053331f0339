#pragma once

#include <QByteArray>
#include <QString>

namespace ksp {

/// Overwrites the memory of a key before it is given back, and empties the text. What shares its memory with a copy is
/// left to the last of them.
void wipe(QByteArray &key);
void wipe(QString &key);

enum class Inspection {
    /// Nobody but root reads the process' memory, or finds out by /proc what it has open (PR_SET_DUMPABLE in prctl(2)).
    Refused,
    /// The user's other programs may. The desktop's portals answer only those whose /proc/PID/root they can read.
    Allowed,
};

/// Keeps the memory of this process, in which an API key may stand, out of core dumps. Programs that it starts inherit
/// the limit on core dumps, nothing else.
void keepMemoryOutOfDumps(Inspection inspection);

} // namespace ksp
