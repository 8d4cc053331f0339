#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

#include <optional>

namespace ksp {

/// Values of `icon` and `screenshots` as they stand in extension.yaml -> what is to stand there instead.
using ImageUrls = QMap<QString, QString>;

/// Puts URLs in the place of local images by editing just those scalars in the text of an extension.yaml: every other
/// byte stays. Of duplicate keys only the last, which counts, is edited. Aliases of an edited scalar that stand
/// elsewhere get the old value written out, so that nothing else changes its meaning.
///
/// A line "---" behind a leading comment or blank line is taken out (and a %YAML directive before it): clusters split
/// the file at such lines before they parse it and would read an empty first document.
///
/// The result is parsed again and must have the intended values; otherwise nothing is returned but the error. Values
/// that are not in `urls` stay. Pure. Errors: BadInput (not YAML, or written in a way that cannot be edited).
[[nodiscard]] Result<QByteArray> rewriteImages(const QByteArray &extensionYaml, const ImageUrls &urls);

/// A line that begins with "---", as clusters look for them before they parse (apimachinery, util/yaml, YAMLReader).
struct DocumentSeparator
{
    qsizetype begin = 0; ///< Bytes into the text, at the first hyphen.
    qsizetype end = 0; ///< Behind the line's end.
    bool isValid = true; ///< Nothing but blanks and a comment follows; otherwise clusters refuse the file.
};

/// The first such line at or behind `from`, which is the beginning of a line.
[[nodiscard]] std::optional<DocumentSeparator> findDocumentSeparator(const QByteArray &text, qsizetype from);

/// Only the second part of rewriteImages(): the text as clusters can read it.
[[nodiscard]] QByteArray withoutLeadingSeparator(const QByteArray &extensionYaml);

} // namespace ksp
