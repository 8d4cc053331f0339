#pragma once

#include <QStringView>

namespace ksp {

/// RFC 1123 as Kubernetes reads it (IsDNS1123Subdomain), without its limit of length: lower-case letters, digits,
/// hyphens and dots, as the names of extensions are.
[[nodiscard]] bool isDnsSubdomain(QStringView text);

} // namespace ksp
