#pragma once

#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace ksp {

/// Why what hovers over the window cannot be opened as a chart (a whole sentence), or nothing when it may be one: one
/// local folder or package. A quick look that is fit for every move of the mouse; see whyNotAChart().
[[nodiscard]] std::optional<QString> refuseDrop(const QList<QUrl> &urls);

} // namespace ksp
