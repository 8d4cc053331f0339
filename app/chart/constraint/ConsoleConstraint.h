#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace ksp {

/// A constraint as node-semver 7 reads it (class Range, with includePrerelease and not loose).
class ConsoleConstraint
{
public:
    /// Nothing where it cannot be read.
    [[nodiscard]] static std::optional<ConsoleConstraint> parse(const QString &text);

    [[nodiscard]] bool takes(const QString &version) const;

private:
    struct Comparator
    {
        QString op; ///< "", "<", "<=", ">", ">="
        QString version;

        [[nodiscard]] bool takes(const QString &other) const;
    };
    using Comparators = QList<Comparator>;
    class Reader;

    QList<Comparators> m_alternatives; ///< One without comparators takes everything.
};

} // namespace ksp
