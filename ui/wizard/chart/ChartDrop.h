#pragma once

#include <QList>
#include <QString>
#include <QUrl>

#include <optional>

namespace ksp {

/// Why what hovers over the window cannot be opened as a chart (a whole sentence), or nothing when it may be one: one
/// local folder or package. A quick look that is fit for every move of the mouse; see whyNotAChart().
[[nodiscard]] std::optional<QString> refuseDrop(const QList<QUrl> &urls);

/// The path of a file: URL on this computer, which may be named in it (RFC 8089, 2: "localhost", or its full name).
/// Empty for anything else: a path on another computer is not to be looked for here.
[[nodiscard]] QString droppedPath(const QUrl &url);

} // namespace ksp
