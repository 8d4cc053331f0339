#pragma once

#include <QStringList>

#include <optional>

namespace ksp {

/// What the user asked for, read from the arguments. Texts are empty and flags false where an option was not given.
struct Invocation
{
    enum class Action {
        Run,
        Help, ///< Of `verb`, or the overview where it is empty.
        Version,
        Manual, ///< The man page's source, for the build.
    };

    Action action = Action::Run;
    QString verb; ///< As in the command table, for example "push" or "practice approve".
    QStringList arguments; ///< As many as the verb takes.

    QString server; ///< As parseServerUrl() gives it; may be unencrypted.
    QString account;
    QString profile;
    QString caFile;
    bool keyStdin = false;
    bool json = false;
    bool yes = false;
    bool quiet = false;

    bool dryRun = false;
    bool smallest = false;
    bool keepImages = false;
    bool overwriteActive = false;
    bool untilDecided = false;
    QString message;
    QString output;

    std::optional<int> port;
    QString state;
    std::optional<int> reviewAfter; ///< Seconds.
    QString as;

    QString repository; ///< As parseRepositoryUrl() gives it.
};

} // namespace ksp
