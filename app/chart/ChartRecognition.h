#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace ksp {

/// The first bytes of a file that are enough to recognise it.
inline constexpr qint64 recognitionBytes = 512;

/// What stands in a file's place, as a sentence: a pointer by Git LFS, or a web page. Nothing where neither does.
[[nodiscard]] std::optional<QString> whatStandsInFor(const QString &name, const QByteArray &firstBytes);

/// What a file is, as a sentence with what was expected instead; nothing when its first bytes are those of a gzip
/// archive, as packed charts are.
[[nodiscard]] std::optional<QString> whyNotAnArchive(const QString &fileName, const QByteArray &firstBytes);

/// The same for what lies in charts/ of a chart.
[[nodiscard]] std::optional<QString> whyNotASubChart(const QString &fileName, const QByteArray &firstBytes);

/// Why what lies at a path cannot be a chart, as a sentence, by a quick look: a few calls, at most recognitionBytes
/// read, nothing opened that could block. Nothing when it may be one; openChart() has the last word. Thread-safe.
[[nodiscard]] std::optional<QString> whyNotAChart(const QString &path);

} // namespace ksp
