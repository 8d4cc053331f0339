#pragma once

#include "core/Result.h"

#include <QString>

namespace ksp {

/// An API key as typed or pasted: white space around it is taken off. BadInput when it is empty, contains what
/// cannot stand in an HTTP header, or holds a key of the Cloud in quotes, in JSON, in base64 or in hex. The error never
/// contains the key.
[[nodiscard]] Result<QString> cleanedApiKey(const QString &text);

/// Whether it has the form of the Cloud's keys, `kck-` and a UUID. A hint only: other servers may have other keys.
[[nodiscard]] bool looksLikeApiKey(const QString &key);

} // namespace ksp
