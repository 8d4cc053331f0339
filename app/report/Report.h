#pragma once

#include "core/Result.h"

#include <QList>
#include <QPair>
#include <QString>

namespace ksp {

/// What a bug report needs to know and nobody minds to tell, as text: versions, the system, the last lines of the log,
/// redacted.
class Report
{
public:
    /// Names and values in the order in which they are to stand; untranslated, since developers read them.
    using Facts = QList<QPair<QString, QString>>;

    /// How much of the log's end is taken, in bytes.
    static constexpr qint64 logBytes = 48 * 1024;

    /// The facts that every program of ours can tell: its version, Qt's, the system's, the languages.
    [[nodiscard]] static Facts systemFacts();

    /// `facts`, then the end of the log file where there is one. Reads a file: not for every frame.
    [[nodiscard]] static QString text(const Facts &facts, const QString &logFile);

    /// Without API keys and other secrets of HTTP requests, user IDs, e-mail addresses and the user's name in paths.
    [[nodiscard]] static QString redacted(const QString &text);

    /// Saves the report and the whole redacted log (both files of it) as a ZIP archive. Errors: Internal where it
    /// cannot be written.
    [[nodiscard]] static Result<void> save(const QString &fileName, const Facts &facts, const QString &logFile);
};

} // namespace ksp
