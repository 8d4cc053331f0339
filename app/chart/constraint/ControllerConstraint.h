#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace ksp {

/// A constraint as Masterminds/semver 3 reads it (NewConstraint() and Check() of v3.3).
class ControllerConstraint
{
public:
    /// Nothing where it cannot be read.
    [[nodiscard]] static std::optional<ControllerConstraint> parse(const QString &text);

    [[nodiscard]] bool takes(const QString &version) const;
    /// Whether some alternative refuses every pre-release, because one of its comparators names none.
    [[nodiscard]] bool refusesPreReleases() const;
    /// The same with >=, <, three parts and "-0" alone; empty where that is not possible.
    [[nodiscard]] QString spelledOut() const;

private:
    struct Comparator
    {
        QString op;
        quint64 major = 0;
        quint64 minor = 0;
        quint64 patch = 0;
        QString pre;
        bool dirty = false; ///< A part is missing or a wildcard.
        bool minorDirty = false;
        bool patchDirty = false;
        bool anything = false; ///< All of them.

        [[nodiscard]] QString version() const;
        [[nodiscard]] bool takes(const QString &version) const;
        [[nodiscard]] bool tilde(const QString &version) const;
        [[nodiscard]] bool caret(const QString &version) const;
        [[nodiscard]] bool notEqual(const QString &version) const;
        [[nodiscard]] QStringList spelledOut() const;
    };
    class Reader;

    QList<QList<Comparator>> m_alternatives;
};

} // namespace ksp
