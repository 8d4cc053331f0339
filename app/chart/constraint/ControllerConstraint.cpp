#include "chart/constraint/ControllerConstraint.h"

#include "core/VersionOrder.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace ksp {

namespace {

/// A strict version in its parts.
struct Version
{
    quint64 major = 0;
    quint64 minor = 0;
    quint64 patch = 0;
    QString pre;
};

Version versionOf(QStringView text)
{
    if (text.startsWith(u'v'))
        text = text.sliced(1);
    if (const qsizetype build = text.indexOf(u'+'); build >= 0)
        text = text.first(build);
    Version version;
    if (const qsizetype dash = text.indexOf(u'-'); dash >= 0) {
        version.pre = text.sliced(dash + 1).toString();
        text = text.first(dash);
    }
    const QList<QStringView> parts = text.split(u'.');
    version.major = parts.value(0).toULongLong();
    version.minor = parts.value(1).toULongLong();
    version.patch = parts.value(2).toULongLong();
    return version;
}

bool isWildcard(QStringView part)
{
    return part == u"x" || part == u"X" || part == u"*";
}

/// Go's \s.
bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\f' || c == u'\r';
}

bool isNumberOrWildcard(QChar c)
{
    return (c >= u'0' && c <= u'9') || c == u'x' || c == u'X' || c == u'*' || c == u'|';
}

bool isIdentifier(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
}

QString from(quint64 major, quint64 minor, quint64 patch)
{
    return QStringLiteral("%1.%2.%3-0").arg(major).arg(minor).arg(patch);
}

} // namespace

/// Reads one alternative.
class ControllerConstraint::Reader
{
public:
    explicit Reader(QStringView text) : m_text(text) { }

    std::optional<QList<Comparator>> read()
    {
        QList<Comparator> comparators;
        skipBlanks();
        for (;;) {
            const auto comparator = readComparator();
            if (!comparator)
                return std::nullopt;
            comparators.append(*comparator);
            const bool hadBlanks = skipBlanks();
            if (m_at == m_text.size())
                return comparators;
            if (m_text[m_at] == u',') {
                ++m_at;
                skipBlanks();
            } else if (!hadBlanks) {
                return std::nullopt;
            }
        }
    }

private:
    bool skipBlanks()
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isBlank(m_text[m_at]))
            ++m_at;
        return m_at > begin;
    }

    template <typename F> QStringView take(F belongs)
    {
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && belongs(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin);
    }

    bool skip(QChar c)
    {
        if (m_at < m_text.size() && m_text[m_at] == c) {
            ++m_at;
            return true;
        }
        return false;
    }

    std::optional<Comparator> readComparator()
    {
        static constexpr std::array<QStringView, 11> operators{
            u"!=", u">=", u"=>", u"<=", u"=<", u"~>", u"=", u">", u"<", u"~", u"^"};
        Comparator out;
        for (const QStringView op : operators) {
            if (m_text.sliced(m_at).startsWith(op)) {
                out.op = op.toString();
                m_at += op.size();
                break;
            }
        }
        skipBlanks();
        skip(u'v');
        std::array<QStringView, 3> parts;
        parts[0] = take(isNumberOrWildcard);
        if (parts[0].isEmpty())
            return std::nullopt;
        for (std::size_t i = 1; i < parts.size() && m_at < m_text.size() && m_text[m_at] == u'.'; ++i) {
            ++m_at;
            parts[i] = take(isNumberOrWildcard);
            if (parts[i].isEmpty())
                return std::nullopt;
        }
        if (skip(u'-')) {
            const auto pre = identifiers();
            if (!pre || !isPreRelease(*pre))
                return std::nullopt;
            out.pre = *pre;
        }
        if (skip(u'+') && !identifiers())
            return std::nullopt;
        return settle(out, parts) ? std::optional(out) : std::nullopt;
    }

    std::optional<QString> identifiers()
    {
        const qsizetype begin = m_at;
        do {
            if (take(isIdentifier).isEmpty())
                return std::nullopt;
        } while (skip(u'.'));
        return m_text.sliced(begin, m_at - begin).toString();
    }

    /// No number begins with 0.
    static bool isPreRelease(const QString &text)
    {
        const QStringList parts = text.split(u'.');
        return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
            const bool isNumber = std::all_of(part.begin(), part.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
            return !isNumber || part.size() == 1 || !part.startsWith(u'0');
        });
    }

    static bool settle(Comparator &out, const std::array<QStringView, 3> &parts)
    {
        const std::array<quint64 *, 3> numbers{&out.major, &out.minor, &out.patch};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i].isEmpty() || isWildcard(parts[i])) {
                out.dirty = true;
                out.anything = i == 0;
                out.minorDirty = i == 1;
                out.patchDirty = i == 2;
                return true;
            }
            bool isNumber = false;
            *numbers[i] = parts[i].toULongLong(&isNumber);
            if (!isNumber)
                return false;
        }
        return true;
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

std::optional<ControllerConstraint> ControllerConstraint::parse(const QString &text)
{
    // "A - B" anywhere is ">= A, <= B" (rewriteRange).
    static const QString version
        = QStringLiteral("v?[0-9xX*|]+(?:\\.[0-9xX*|]+){0,2}(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
                         "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");
    static const QRegularExpression range(
        QStringLiteral("[ \\t\\n\\f\\r]*(%1)[ \\t\\n\\f\\r]+-[ \\t\\n\\f\\r]+(%1)[ \\t\\n\\f\\r]*").arg(version));
    QString rewritten = text;
    rewritten.replace(range, QStringLiteral(">= \\1, <= \\2 "));
    ControllerConstraint constraint;
    const QStringList alternatives = rewritten.split(QStringLiteral("||"));
    for (const QString &alternative : alternatives) {
        const auto comparators = Reader(alternative).read();
        if (!comparators)
            return std::nullopt;
        constraint.m_alternatives.append(*comparators);
    }
    return constraint;
}

bool ControllerConstraint::takes(const QString &version) const
{
    return std::any_of(m_alternatives.begin(), m_alternatives.end(), [&](const QList<Comparator> &alternative) {
        return std::all_of(alternative.begin(), alternative.end(),
            [&](const Comparator &comparator) { return comparator.takes(version); });
    });
}

bool ControllerConstraint::refusesPreReleases() const
{
    return std::any_of(m_alternatives.begin(), m_alternatives.end(), [](const QList<Comparator> &alternative) {
        return std::any_of(alternative.begin(), alternative.end(), [](const Comparator &comparator) {
            return comparator.pre.isEmpty() && (comparator.op != QLatin1String("!=") || comparator.dirty);
        });
    });
}

QString ControllerConstraint::Comparator::version() const
{
    const QString text = QStringLiteral("%1.%2.%3").arg(major).arg(minor).arg(patch);
    return pre.isEmpty() ? text : text + u'-' + pre;
}

bool ControllerConstraint::Comparator::takes(const QString &text) const
{
    if (op == QLatin1String("!="))
        return notEqual(text);
    const Version v = versionOf(text);
    if (!v.pre.isEmpty() && pre.isEmpty())
        return false;
    const int order = compareVersions(text, version());
    if (op == QLatin1String("<"))
        return order < 0;
    if (op == QLatin1String(">=") || op == QLatin1String("=>"))
        return order >= 0;
    if (op == QLatin1String(">")) {
        if (!dirty || v.major != major)
            return dirty ? v.major > major : order > 0;
        return patchDirty ? v.minor > minor : !minorDirty && order > 0;
    }
    if (op == QLatin1String("<=") || op == QLatin1String("=<")) {
        if (!dirty)
            return order <= 0;
        return v.major < major || (v.major == major && (minorDirty || v.minor <= minor));
    }
    if (op == QLatin1String("^"))
        return caret(text);
    if (op.startsWith(u'~') || dirty)
        return tilde(text);
    return order == 0;
}

bool ControllerConstraint::Comparator::tilde(const QString &text) const
{
    const Version v = versionOf(text);
    if (compareVersions(text, version()) < 0)
        return false;
    if (major == 0 && minor == 0 && patch == 0 && !minorDirty && !patchDirty)
        return true; // ~0.0.0 is anything, as ~* is
    return v.major == major && (minorDirty || v.minor == minor);
}

bool ControllerConstraint::Comparator::caret(const QString &text) const
{
    const Version v = versionOf(text);
    if (compareVersions(text, version()) < 0)
        return false;
    if (major > 0 || minorDirty)
        return v.major == major;
    if (v.major > 0)
        return false;
    if (minor > 0 || patchDirty)
        return v.minor == minor;
    return v.minor == 0 && v.patch == patch;
}

bool ControllerConstraint::Comparator::notEqual(const QString &text) const
{
    const Version v = versionOf(text);
    if (!dirty)
        return compareVersions(text, version()) != 0;
    if (!v.pre.isEmpty() && pre.isEmpty())
        return false;
    if (v.major != major)
        return true;
    if (minorDirty)
        return false;
    if (v.minor != minor)
        return true;
    if (!patchDirty)
        return v.patch != patch;
    return v.pre != pre;
}

/// The comparators, joined by "and", that say the same; two where "or" joins them; none where it cannot be said.
QStringList ControllerConstraint::Comparator::spelledOut() const
{
    const QString atLeast = QStringLiteral(">=%1");
    const QString below = QStringLiteral("<%1");
    const QString lowest = pre.isEmpty() ? from(major, minor, patch) : version();
    // The first version behind all that this one stands for.
    const QString next = anything ? QString()
        : minorDirty              ? from(major + 1, 0, 0)
        : patchDirty              ? from(major, minor + 1, 0)
                                  : from(major, minor, patch + 1);
    if (op == QLatin1String(">=") || op == QLatin1String("=>"))
        return {atLeast.arg(lowest)};
    if (op == QLatin1String("<"))
        return anything ? QStringList() : QStringList{below.arg(lowest)};
    if (op == QLatin1String(">")) {
        if (anything)
            return {};
        return {pre.isEmpty() || dirty ? atLeast.arg(next) : QStringLiteral(">") + version()};
    }
    if (op == QLatin1String("<=") || op == QLatin1String("=<")) {
        if (anything)
            return {atLeast.arg(from(0, 0, 0))};
        return {pre.isEmpty() || dirty ? below.arg(next) : QStringLiteral("<=") + version()};
    }
    if (op == QLatin1String("!="))
        return {};
    if (anything)
        return {atLeast.arg(from(0, 0, 0))};
    if (op == QLatin1String("^")) {
        const QString end = major > 0 || minorDirty ? from(major + 1, 0, 0)
            : minor > 0 || patchDirty               ? from(0, minor + 1, 0)
                                                    : from(0, 0, patch + 1);
        return {atLeast.arg(lowest), below.arg(end)};
    }
    if (op.startsWith(u'~') && !dirty) {
        if (major == 0 && minor == 0 && patch == 0)
            return {atLeast.arg(lowest)};
        return {atLeast.arg(lowest), below.arg(from(major, minor + 1, 0))};
    }
    if (!dirty && !pre.isEmpty())
        return {version()};
    return {atLeast.arg(lowest), below.arg(next)};
}

QString ControllerConstraint::spelledOut() const
{
    QStringList alternatives;
    for (const QList<Comparator> &alternative : m_alternatives) {
        QStringList comparators;
        QList<Comparator> excluded;
        for (const Comparator &comparator : alternative) {
            if (comparator.op == QLatin1String("!=")) {
                excluded.append(comparator);
                continue;
            }
            const QStringList words = comparator.spelledOut();
            if (words.isEmpty())
                return {};
            comparators += words;
        }
        // "not this one" is "below it or behind it", which doubles the alternatives each time.
        if (excluded.size() > 1)
            return {};
        if (excluded.isEmpty()) {
            alternatives.append(comparators.join(u' '));
            continue;
        }
        for (const char *op : {"<", ">"}) {
            Comparator side = excluded.first();
            side.op = QLatin1String(op);
            const QStringList words = side.spelledOut();
            if (words.isEmpty())
                return {};
            alternatives.append((comparators + words).join(u' '));
        }
    }
    alternatives.removeDuplicates();
    return alternatives.join(QStringLiteral(" || "));
}

} // namespace ksp
