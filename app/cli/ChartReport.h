#pragma once

#include "publish/ChartLoader.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <functional>

namespace ksp {

class Console;
class Prompt;

/// What `push` and `package` say about a chart before anything is done with it.
class ChartReport
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartReport)
public:
    /// Writes the findings to the console, and gives the error to end with when some of them are errors.
    [[nodiscard]] static std::optional<Error> findings(
        Console &console, const LoadedChart &loaded, const QString &consequence);
    /// Asks whether what the findings ask about is meant; `done` runs once, at once where there is nothing to ask.
    /// Errors: NeedsAnswer, Cancelled.
    static void agree(Prompt *prompt, const LoadedChart &loaded, const std::function<void(Result<void>)> &done);
    /// What would be sent and how large it is, in lines, and what could not be checked without a server.
    static void dryRun(Console &console, const LoadedChart &loaded);
    /// The same as one JSON object.
    [[nodiscard]] static QJsonObject toJson(const LoadedChart &loaded);
    /// "3,652 bytes (0.3 % of the limit): fits", or a range.
    [[nodiscard]] static QString size(qint64 lower, qint64 upper);
};

} // namespace ksp
