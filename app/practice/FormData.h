#pragma once

#include "practice/PracticeRequest.h"

namespace ksp {

/// Whether a Content-Type is that of a form with parts.
[[nodiscard]] bool isFormData(const QByteArray &contentType);

/// The parts of a body of multipart/form-data (RFC 7578, RFC 2046). Nothing where it has no boundary, a part without a
/// name, no end, or more than 1,000 parts.
[[nodiscard]] std::optional<QList<FormPart>> readFormData(const QByteArray &contentType, const QByteArray &body);

} // namespace ksp
