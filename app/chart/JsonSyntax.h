#pragma once

#include <QByteArrayView>

#include <optional>

namespace ksp {

/// Where a text stops being JSON, in bytes; nothing where it is JSON to Go (encoding/json, Valid), as Helm asks it of
/// values.schema.json. Other than QJsonDocument, that takes any value for the whole, not lists and maps only, bytes
/// that are no UTF-8 within texts, and nesting up to 10,000 levels. Keeps one byte for each open list or map.
[[nodiscard]] std::optional<qsizetype> jsonFault(QByteArrayView text);

} // namespace ksp
