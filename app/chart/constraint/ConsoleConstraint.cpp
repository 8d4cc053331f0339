#include "chart/constraint/ConsoleConstraint.h"

#include "core/VersionOrder.h"

#include <algorithm>
#include <array>

namespace ksp {

namespace {

constexpr qsizetype longestVersion = 256;
constexpr quint64 largestNumber = (quint64(1) << 53) - 1; // Number.MAX_SAFE_INTEGER

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isIdentifier(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
}

QString bound(quint64 major, quint64 minor, quint64 patch)
{
    return QStringLiteral("%1.%2.%3-0").arg(major).arg(minor).arg(patch);
}

/// A version whose last parts may be missing or wildcards (XRANGEPLAIN).
struct Partial
{
    std::array<std::optional<quint64>, 3> parts; ///< Nothing for a wildcard or what is missing.
    QString pre;
    QString text; ///< Of a whole one, without "v", blanks and build.
    bool isPlain = true; ///< Nothing but one "v" stands before it.

    [[nodiscard]] bool isWhole() const { return parts[0] && parts[1] && parts[2]; }
    [[nodiscard]] quint64 number(std::size_t i) const { return parts[i].value_or(0); }
    /// The first version behind all that this one stands for; it has a major part.
    [[nodiscard]] QString next() const
    {
        if (!parts[1])
            return bound(number(0) + 1, 0, 0);
        return parts[2] ? bound(number(0), number(1), number(2) + 1) : bound(number(0), number(1) + 1, 0);
    }
    /// The lowest of them.
    [[nodiscard]] QString lowest() const { return isWhole() ? text : bound(number(0), number(1), 0); }
};

/// Walks through a text.
class Cursor
{
public:
    explicit Cursor(QStringView text) : m_text(text) { }

    [[nodiscard]] bool atEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] qsizetype position() const { return m_at; }
    void goTo(qsizetype position) { m_at = position; }
    bool skip(QStringView word)
    {
        if (!m_text.sliced(m_at).startsWith(word))
            return false;
        m_at += word.size();
        return true;
    }
    bool skipBlanks()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && m_text[m_at].isSpace())
            ++m_at;
        return m_at > begin;
    }
    /// A word of digits, letters and hyphens.
    QStringView identifier()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && isIdentifier(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin);
    }
    QStringView digits()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && isDigit(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin);
    }

private:
    QStringView m_text;
    qsizetype m_at = 0;
};

/// 0, or a number that does not begin with it.
bool isNumber(QStringView digits)
{
    return digits.size() == 1 || !digits.startsWith(u'0');
}

/// "-rc.1" or "+build" behind a patch; false where it begins so and goes on wrongly.
bool readIdentifiers(Cursor &cursor, QStringView sign, bool areNumbersChecked, QString *out)
{
    if (!cursor.skip(sign))
        return true;
    QStringList words;
    do {
        const QStringView word = cursor.identifier();
        if (word.isEmpty())
            return false;
        if (areNumbersChecked && std::all_of(word.begin(), word.end(), isDigit) && !isNumber(word))
            return false;
        words.append(word.toString());
    } while (cursor.skip(u"."));
    *out = words.join(u'.');
    return true;
}

std::optional<Partial> readPartial(Cursor &cursor)
{
    Partial partial;
    int signs = 0;
    for (;; ++signs) {
        if (cursor.skip(u"v"))
            partial.isPlain = partial.isPlain && signs == 0;
        else if (cursor.skip(u"=") || cursor.skipBlanks())
            partial.isPlain = false;
        else
            break;
    }
    for (std::size_t i = 0; i < partial.parts.size(); ++i) {
        if (i > 0 && !cursor.skip(u"."))
            return partial;
        if (cursor.skip(u"x") || cursor.skip(u"X") || cursor.skip(u"*"))
            continue;
        const QStringView digits = cursor.digits();
        bool isReadable = false;
        partial.parts[i] = digits.toULongLong(&isReadable);
        if (digits.isEmpty() || !isNumber(digits) || !isReadable || partial.number(i) > largestNumber)
            return std::nullopt;
        // "1.x.3" is "1.x".
        for (std::size_t before = 0; before < i; ++before) {
            if (!partial.parts[before])
                partial.parts[i] = std::nullopt;
        }
    }
    QString build;
    if (!readIdentifiers(cursor, u"-", true, &partial.pre) || !readIdentifiers(cursor, u"+", false, &build))
        return std::nullopt;
    partial.text = QStringLiteral("%1.%2.%3").arg(partial.number(0)).arg(partial.number(1)).arg(partial.number(2));
    if (!partial.pre.isEmpty())
        partial.text += u'-' + partial.pre;
    if (partial.text.size() > longestVersion)
        return std::nullopt;
    return partial;
}

} // namespace

/// Reads one alternative.
class ConsoleConstraint::Reader
{
public:
    explicit Reader(QStringView text) : m_cursor(text) { }

    std::optional<Comparators> read()
    {
        if (auto range = readHyphenRange())
            return range;
        m_cursor.goTo(0);
        Comparators all;
        m_cursor.skipBlanks();
        while (!m_cursor.atEnd()) {
            const auto comparators = readComparator();
            if (!comparators || (!m_cursor.skipBlanks() && !m_cursor.atEnd()))
                return std::nullopt;
            all += *comparators;
        }
        return all;
    }

private:
    /// "1.2 - 2.3", which is all of the alternative.
    std::optional<Comparators> readHyphenRange()
    {
        const auto low = readPartial(m_cursor);
        if (!low || !m_cursor.skipBlanks() || !m_cursor.skip(u"-") || !m_cursor.skipBlanks())
            return std::nullopt;
        const auto high = readPartial(m_cursor);
        m_cursor.skipBlanks();
        if (!high || !m_cursor.atEnd())
            return std::nullopt;
        Comparators out;
        if (low->parts[0]) {
            const bool hasPre = !low->isWhole() || !low->pre.isEmpty();
            out.append({QStringLiteral(">="), hasPre ? low->lowest() : low->text + QStringLiteral("-0")});
        }
        if (high->parts[0]) {
            if (high->isWhole() && !high->pre.isEmpty())
                out.append({QStringLiteral("<="), high->text});
            else
                out.append({QStringLiteral("<"), high->next()});
        }
        return out;
    }

    std::optional<Comparators> readComparator()
    {
        if (m_cursor.skip(u"^"))
            return readCaret();
        if (m_cursor.skip(u"~>") || m_cursor.skip(u"~"))
            return readTilde();
        QString op;
        for (const QStringView word :
            {QStringView(u"<="), QStringView(u">="), QStringView(u"<"), QStringView(u">"), QStringView(u"=")}) {
            if (m_cursor.skip(word)) {
                op = word.toString();
                break;
            }
        }
        m_cursor.skipBlanks();
        const auto partial = readPartial(m_cursor);
        if (!partial || (partial->isWhole() && !partial->isPlain))
            return std::nullopt;
        if (op == QLatin1String("="))
            op.clear();
        if (partial->isWhole())
            return Comparators{{op, partial->text}};
        return ofWildcard(op, *partial);
    }

    static Comparators ofWildcard(const QString &op, const Partial &partial)
    {
        if (!partial.parts[0]) {
            if (op == QLatin1String("<") || op == QLatin1String(">"))
                return {{QStringLiteral("<"), bound(0, 0, 0)}};
            return {};
        }
        if (op.isEmpty())
            return {{QStringLiteral(">="), partial.lowest()}, {QStringLiteral("<"), partial.next()}};
        if (op == QLatin1String(">"))
            return {{QStringLiteral(">="), partial.next()}};
        if (op == QLatin1String("<="))
            return {{QStringLiteral("<"), partial.next()}};
        return {{op, partial.lowest()}};
    }

    std::optional<Comparators> readTilde()
    {
        m_cursor.skipBlanks();
        const auto partial = readPartial(m_cursor);
        if (!partial)
            return std::nullopt;
        if (!partial->parts[0])
            return Comparators();
        const QString end = partial->parts[1] ? bound(partial->number(0), partial->number(1) + 1, 0)
                                              : bound(partial->number(0) + 1, 0, 0);
        // Its lower end has no "-0", unlike that of all others.
        const QString begin = partial->isWhole()
            ? partial->text
            : QStringLiteral("%1.%2.0").arg(partial->number(0)).arg(partial->number(1));
        return Comparators{{QStringLiteral(">="), begin}, {QStringLiteral("<"), end}};
    }

    std::optional<Comparators> readCaret()
    {
        m_cursor.skipBlanks();
        const auto partial = readPartial(m_cursor);
        if (!partial)
            return std::nullopt;
        if (!partial->parts[0])
            return Comparators();
        const quint64 major = partial->number(0);
        const quint64 minor = partial->number(1);
        QString end = bound(major + 1, 0, 0);
        if (major == 0 && partial->parts[1])
            end = minor == 0 && partial->parts[2] ? bound(0, 0, partial->number(2) + 1) : bound(0, minor + 1, 0);
        QString begin = partial->lowest();
        if (partial->isWhole() && partial->pre.isEmpty() && major == 0)
            begin += QStringLiteral("-0");
        return Comparators{{QStringLiteral(">="), begin}, {QStringLiteral("<"), end}};
    }

    Cursor m_cursor;
};

std::optional<ConsoleConstraint> ConsoleConstraint::parse(const QString &text)
{
    ConsoleConstraint constraint;
    const QStringList alternatives = text.split(QStringLiteral("||"));
    for (const QString &alternative : alternatives) {
        const QString trimmed = alternative.trimmed();
        const auto comparators = Reader(trimmed).read();
        if (!comparators)
            return std::nullopt;
        constraint.m_alternatives.append(*comparators);
    }
    return constraint;
}

bool ConsoleConstraint::Comparator::takes(const QString &other) const
{
    const int order = compareVersions(other, version);
    if (op == QLatin1String("<"))
        return order < 0;
    if (op == QLatin1String("<="))
        return order <= 0;
    if (op == QLatin1String(">"))
        return order > 0;
    if (op == QLatin1String(">="))
        return order >= 0;
    return order == 0;
}

bool ConsoleConstraint::takes(const QString &version) const
{
    return std::any_of(m_alternatives.begin(), m_alternatives.end(), [&](const Comparators &alternative) {
        return std::all_of(alternative.begin(), alternative.end(),
            [&](const Comparator &comparator) { return comparator.takes(version); });
    });
}

} // namespace ksp
