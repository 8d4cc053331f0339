#pragma once

#include <QList>
#include <QString>

namespace ksp {

/// Where in a chart something stands. Lines and columns count from 1; 0 means "the file as a whole".
struct Place
{
    QString file; ///< Path inside the chart, with forward slashes; empty for the chart as a whole.
    int line = 0;
    int column = 0; ///< In characters (Unicode code points), not bytes.

    /// "extension.yaml:12:3", "README.md:12", "extension.yaml", or empty.
    [[nodiscard]] QString toString() const;
    friend bool operator==(const Place &, const Place &) = default;
};

enum class Severity {
    Error, ///< Blocks publishing.
    Warning, ///< Publishing works, but the user should know.
    Advice, ///< Could be better.
};

/// One thing that a check noticed about a chart, as a value.
struct Finding
{
    Severity severity = Severity::Warning;
    Place place;
    QString sentence; ///< Translated, a whole sentence with the remedy.
    QString id; ///< Stable machine name, such as "duplicate-key", for tests and --json.
    /// Only the user can tell whether it is meant: nothing is sent or written before they agreed (--yes, or a check box
    /// in the window).
    bool isQuestion = false;

    /// "extension.yaml:12:3: sentence"
    [[nodiscard]] QString toString() const;
    friend bool operator==(const Finding &, const Finding &) = default;
};

/// Whether any of them blocks publishing.
[[nodiscard]] bool hasErrors(const QList<Finding> &findings);

/// Those that the user has to agree to.
[[nodiscard]] QList<Finding> questions(const QList<Finding> &findings);

} // namespace ksp
