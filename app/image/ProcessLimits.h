#pragma once

namespace ksp {

/// Bounds what the calling process may still do: memory 1 GiB, 10 s of processor time, no core dump, no byte written to
/// a file, few files open, one processor (so that scaling starts no threads), no new privileges. Call it before the
/// first byte of the image is looked at. Returns false when the system refuses; the process should end then.
///
/// Memory is not bounded in a build with the address sanitizer, which reserves terabytes of addresses.
[[nodiscard]] bool limitThisProcess();

} // namespace ksp
