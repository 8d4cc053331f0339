#pragma once

namespace ksp {

/// Sets TCP_NODELAY on this process's TCP sockets, so that what was written goes out at once: without it the last piece
/// of every upload waits for the peer's delayed acknowledgement (40 ms on Linux, or a round trip), since
/// QNetworkAccessManager writes a request in pieces, does not set the option and gives nobody its sockets. Where
/// sockets cannot be listed (/proc is Linux's) it does nothing. From any thread; takes some microseconds.
void sendWithoutDelay();

} // namespace ksp
