#pragma once

#include "core/Result.h"

#include <QUrl>

namespace ksp {

/// The Cloud that everybody uses unless they name another.
[[nodiscard]] QUrl defaultServer();

/// Whether a host name can only mean this machine: localhost, 127.0.0.0/8 or ::1. Asks no name server.
[[nodiscard]] bool isLoopbackHost(const QString &host);

/// Reads a server's address as a user types it. http or https, an optional path prefix, no user name, query or
/// fragment; the slash at the end is taken off.
///
/// Errors: BadInput (not such an address); NeedsAnswer where the API key would travel unencrypted (http to another
/// machine) and `allowInsecure` does not say that the user agreed.
[[nodiscard]] Result<QUrl> parseServerUrl(const QString &text, bool allowInsecure = false);

} // namespace ksp
