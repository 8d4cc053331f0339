#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <string>
#include <vector>

namespace ksp {

/// Go's filepath.Match: shell globs without `**`. `*` and `?` do not match a slash. Nothing for a broken pattern.
[[nodiscard]] Result<bool> globMatch(const QString &pattern, const QString &name);

/// The rules of a .helmignore file, with the peculiarities of helm 3.18 (pkg/ignore): rules are tried in order and the
/// first that decides wins, so that a negated rule leaves out everything that it does not match.
class HelmIgnore
{
public:
    /// Only Helm's built-in rule: hidden files in templates/.
    HelmIgnore();
    /// The rules of a file, and behind them the built-in one. Errors: BadInput, with the line of a rule that Helm
    /// refuses.
    [[nodiscard]] static Result<HelmIgnore> parse(const QByteArray &text);

    /// Whether a path (relative to the chart, forward slashes) is left out by its own name; the folders above it are
    /// the caller's business: Helm does not look into an ignored folder.
    [[nodiscard]] bool ignores(const QString &path, bool isFolder) const;

private:
    struct Rule
    {
        std::u32string pattern;
        bool negated = false;
        bool foldersOnly = false;
        bool baseNameOnly = false;
    };
    Result<void> addRule(const QString &line, int lineNumber);

    std::vector<Rule> m_rules;
};

/// Asks a .helmignore about many files, each with all folders above it. To be asked in the order of a FileMap: the last
/// folder is all that it remembers, however many there are.
class IgnoredFolders
{
public:
    /// `rules` are not owned and must live longer.
    explicit IgnoredFolders(const HelmIgnore *rules) : m_rules(rules) { }
    /// Whether a file is left out, by its own name or that of a folder above it.
    [[nodiscard]] bool ignores(const QString &path);

private:
    const HelmIgnore *m_rules;
    QString m_ignored; ///< The last folder that is left out, with a slash at its end.
    QString m_kept; ///< The last folder that is not.
};

} // namespace ksp
