#pragma once

#include <QString>
#include <QUrl>

namespace ksp {

/// What to type to find a submitted package in the beta repository: adds the repository as kscloud-beta (the
/// documentation's name for it), updates it and searches it. A pre-release is hidden from helm's searches without
/// --devel. Quoted for a POSIX shell. Empty for a name that no extension can have: it comes from a server, and what is
/// pasted into a shell must not be more than it seems.
[[nodiscard]] QString helmSearchCommands(const QUrl &repository, const QString &name, const QString &version);

/// `text` as one word of a POSIX shell; it holds no control characters.
[[nodiscard]] QString shellWord(const QString &text);

} // namespace ksp
