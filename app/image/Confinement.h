#pragma once

#include <QFlags>

namespace ksp {

/// What keeps a process from doing more than to compute.
enum class Confinement {
    None = 0,
    SystemCalls = 1, ///< seccomp: only calls on memory, time and descriptors that are open already.
    Files = 2, ///< Landlock: no file is opened, made or changed, whatever the way.
};
Q_DECLARE_FLAGS(Confinements, Confinement)
Q_DECLARE_OPERATORS_FOR_FLAGS(Confinements)

/// From here on the calling process, with all its threads, reads and writes what it has open, uses memory, starts
/// threads and ends; it opens no file, no socket, starts no process, signals and looks into no other one. What it tries
/// fails (EPERM, EACCES), which libraries bear. There is no way back. Load plugins, fonts and libraries before.
///
/// Returns what the system granted: a container may refuse either (and then has its own confinement, one hopes).
Confinements confineThisProcess();

} // namespace ksp
