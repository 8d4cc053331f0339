#include "chart/YamlFault.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::YamlFault)
};

constexpr qsizetype longestLine = 1000; // what a sentence quotes is short; a hostile line is not
constexpr qsizetype longestQuote = 40;

class Fault
{
public:
    Fault(const QByteArray &text, QString fileName, const YamlProblem &problem)
        : m_text(text), m_fileName(std::move(fileName)), m_problem(problem)
    {
    }

    [[nodiscard]] QString sentence() const
    {
        if (const auto markers = conflict())
            return *markers;
        if (m_problem.quote)
            return named(*m_problem.quote,
                Text::tr("The quote that begins here ends in line %1 only. Close it where its text ends.")
                    .arg(m_problem.mark.line + 1));
        if (const auto known = byProblem())
            return *known;
        return Text::tr("%1 is not valid YAML (%2). Correct the file and try again.")
            .arg(at(m_problem.mark), QString::fromUtf8(m_problem.problem));
    }

private:
    [[nodiscard]] bool is(const char *problem) const { return m_problem.problem == problem; }

    [[nodiscard]] QString at(const YamlMark &mark) const
    {
        return QStringLiteral("%1:%2:%3").arg(m_fileName).arg(mark.line + 1).arg(mark.column + 1);
    }
    [[nodiscard]] QString named(const YamlMark &mark, const QString &what) const
    {
        return Text::tr("%1 is not valid YAML: %2", "%2 is what is wrong, in whole sentences").arg(at(mark), what);
    }

    [[nodiscard]] QString line(qsizetype number) const
    {
        qsizetype from = 0;
        for (; number > 0; --number) {
            const qsizetype newline = m_text.indexOf('\n', from);
            if (newline < 0)
                return {};
            from = newline + 1;
        }
        const qsizetype newline = m_text.indexOf('\n', from);
        QByteArray bytes = m_text.sliced(from, qMin(newline < 0 ? m_text.size() : newline, from + longestLine) - from);
        if (from == 0 && bytes.startsWith("\xEF\xBB\xBF"))
            bytes.remove(0, 3);
        if (bytes.endsWith('\r'))
            bytes.chop(1);
        // fromUtf8() would swallow a byte-order mark at the beginning.
        return QString::fromUtf8('x' + bytes).mid(1);
    }

    [[nodiscard]] std::optional<QString> conflict() const
    {
        // Each way of git's to write them has the first or the last of these; "=======" alone may be a heading.
        qsizetype number = 0;
        for (qsizetype from = 0; from >= 0 && from < m_text.size(); ++number) {
            const QByteArrayView rest = QByteArrayView(m_text).sliced(from);
            if (rest.startsWith("<<<<<<< ") || rest.startsWith(">>>>>>> ")) {
                return Text::tr("%1 is the marker of a merge conflict. Keep one of the two versions that stand between "
                                "“<<<<<<<”, “=======” and “>>>>>>>”, and delete these lines.")
                    .arg(at({number, 0}));
            }
            const qsizetype newline = m_text.indexOf('\n', from);
            from = newline < 0 ? -1 : newline + 1;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<QString> byProblem() const
    {
        if (is("could not find expected ':'"))
            return withoutColon(m_problem.contextMark);
        if (is("mapping values are not allowed in this context"))
            return unexpectedColon();
        if (is("found character that cannot start any token"))
            return firstCharacter();
        if (is("found a tab character that violates indentation")
            || is("found a tab character where an indentation space is expected"))
            return tab(m_problem.mark);
        if (is("found unexpected end of stream")) {
            return named(m_problem.contextMark,
                Text::tr("The quote that begins here is not closed. Close it, or write the quote within “…” as \\\"."));
        }
        if (is("found unknown escape character"))
            return unknownEscape();
        if (is("did not find expected ',' or '}'") || is("did not find expected ',' or ']'"))
            return notClosed();
        if (is("did not find expected comment or line break"))
            return quoteIt(m_problem.contextMark);
        if (is("block sequence entries are not allowed in this context"))
            return named(m_problem.mark,
                Text::tr("A list must begin on a line of its own. Put “- …” on the next line, or write […]."));
        if (is("did not find expected key") || is("did not find expected '-' indicator"))
            return misaligned();
        if (is("did not find expected alphabetic or numeric character"))
            return named(m_problem.contextMark,
                Text::tr("A value that begins with “%1” refers to another one. If it is a text, put it in quotes.")
                    .arg(line(m_problem.contextMark.line).mid(m_problem.contextMark.column, 1)));
        if (is("found unknown directive name") || is("could not find expected directive name"))
            return named(m_problem.contextMark, Text::tr("A line cannot begin with “%”. Put the text in quotes."));
        if (is("invalid map key") && isTemplate(m_problem.mark))
            return filledInNowhere(m_problem.mark);
        if (is("found question mark"))
            return named(m_problem.mark,
                Text::tr("Clusters do not read a “?” within {…} or […] without quotes. Put the value in quotes."));
        return std::nullopt;
    }

    [[nodiscard]] QString tab(const YamlMark &mark) const
    {
        return named(mark, Text::tr("A tab stands where only spaces may. Indent with spaces."));
    }

    /// What is to be seen in a line that should have been a key with its value, if anything.
    [[nodiscard]] std::optional<QString> badKey(qsizetype number) const
    {
        const QString text = line(number);
        const qsizetype mark = text.indexOf(QChar(QChar::ByteOrderMark));
        if (mark >= 0)
            return named({number, mark},
                Text::tr("An invisible byte-order mark (U+FEFF) stands here, which clusters do not skip. Delete it, or "
                         "the line, and type it anew."));
        static const QRegularExpression blank(QStringLiteral("^ *([\\x{A0}\\x{2000}-\\x{200B}\\x{202F}\\x{3000}])"));
        if (const QRegularExpressionMatch odd = blank.match(text); odd.hasMatch())
            return named({number, odd.capturedStart(1)}, oddBlank(odd.captured(1)));
        static const QRegularExpression key(QStringLiteral("^(\\s*(?:- +)*[\"']?[\\w.-]+[\"']?\\s*)([:：﹕︓])"),
            QRegularExpression::UseUnicodePropertiesOption);
        const QRegularExpressionMatch match = key.match(text);
        if (!match.hasMatch())
            return std::nullopt;
        const YamlMark colon{number, match.capturedStart(2)};
        QString name = match.captured(1).trimmed();
        while (name.startsWith(QLatin1String("- ")))
            name = name.mid(2).trimmed();
        name = name.left(longestQuote);
        if (match.captured(2) != QLatin1String(":"))
            return named(colon,
                Text::tr("Behind “%1” stands a full-width colon (%2). Write a plain colon and a space: “%1: …”.")
                    .arg(name, match.captured(2)));
        const QString rest = text.mid(match.capturedEnd(2));
        if (!rest.isEmpty() && rest[0] != u' ' && rest[0] != u'\t' && rest[0].isSpace())
            return named({number, match.capturedEnd(2)}, oddBlank(rest.left(1)));
        if (!rest.isEmpty() && !rest[0].isSpace())
            return named(colon, Text::tr("A space is missing behind the colon. Write “%1: …”.").arg(name));
        return std::nullopt;
    }

    [[nodiscard]] static QString oddBlank(const QString &character)
    {
        return Text::tr("This looks like a space but is another character (U+%1). Type a plain space instead.")
            .arg(int(character[0].unicode()), 4, 16, QLatin1Char('0'));
    }

    [[nodiscard]] QString withoutColon(const YamlMark &mark) const
    {
        if (const auto bad = badKey(mark.line))
            return *bad;
        return named(mark,
            Text::tr("“%1” is neither a key with a colon nor part of the line above. Write “key: value”, or indent the "
                     "line if it continues the one above.")
                .arg(line(mark.line).trimmed().left(longestQuote)));
    }

    [[nodiscard]] std::optional<QString> unexpectedColon() const
    {
        const YamlMark &mark = m_problem.mark;
        const QString before = line(mark.line).left(mark.column);
        static const QRegularExpression keyAndValue(QStringLiteral("^\\s*(?:- +)*[^\\s#].*?:\\s+\\S"));
        if (keyAndValue.match(before).hasMatch()) {
            return named(mark,
                Text::tr("A second colon with a space stands in this line. If it belongs to the value, put the value "
                         "in quotes."));
        }
        if (const auto bad = badKey(mark.line))
            return bad;
        // The line above was taken as a text that goes on in this one.
        constexpr qsizetype furthest = 10; // behind blank lines and comments
        for (qsizetype above = mark.line - 1; above >= qMax<qsizetype>(0, mark.line - furthest); --above) {
            const QString text = line(above).trimmed();
            if (text.isEmpty())
                continue;
            if (const auto bad = badKey(above))
                return bad;
            if (keyAndValue.match(line(above) + QLatin1String("x")).hasMatch())
                return named(mark,
                    Text::tr(
                        "This line is indented deeper than the one above, which has a value already. Align them."));
            if (!text.startsWith(u'#'))
                return withoutColon({above, line(above).indexOf(text)});
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<QString> firstCharacter() const
    {
        const QString character = line(m_problem.mark.line).mid(m_problem.mark.column, 1);
        if (character == QLatin1String("\t"))
            return tab(m_problem.mark);
        if (character == QLatin1String("%") || character == QLatin1String("@") || character == QLatin1String("`")
            || character == QLatin1String("|") || character == QLatin1String(">"))
            return quoteIt(m_problem.mark);
        return std::nullopt;
    }

    [[nodiscard]] QString quoteIt(const YamlMark &value) const
    {
        const QString text = line(value.line).mid(value.column, longestQuote).trimmed();
        return named(value,
            Text::tr("A value cannot begin with “%1”. Put it in quotes: \"%2\".")
                .arg(text.left(1), QString(text).remove(u'"')));
    }

    [[nodiscard]] QString unknownEscape() const
    {
        const QString pair = line(m_problem.mark.line).mid(m_problem.mark.column, 2);
        if (pair == QLatin1String("\\/"))
            return named(m_problem.mark, Text::tr("Clusters do not read “\\/”. Write “/”."));
        return named(m_problem.mark,
            Text::tr("“%1” means nothing in double quotes. Write “\\%1”, or use single quotes.").arg(pair));
    }

    /// Whether a brace is one of two side by side.
    [[nodiscard]] bool isTemplate(const YamlMark &mark) const
    {
        const qsizetype from = qMax<qsizetype>(0, mark.column - 1);
        const QString text = line(mark.line);
        return QStringView(text).mid(from, mark.column - from + 2).contains(QLatin1String("{{"));
    }
    [[nodiscard]] QString filledInNowhere(const YamlMark &mark) const
    {
        return named(
            mark, Text::tr("A template ({{ … }}) is not filled in here. Put it in quotes, or write the value itself."));
    }

    [[nodiscard]] QString notClosed() const
    {
        const YamlMark &begin = m_problem.contextMark;
        if (isTemplate(begin))
            return filledInNowhere(begin);
        return named(m_problem.mark,
            Text::tr("The “%1” of line %2 is not closed, a comma is missing, or a value in it needs quotes.")
                .arg(line(begin.line).mid(begin.column, 1))
                .arg(begin.line + 1));
    }

    [[nodiscard]] QString misaligned() const
    {
        if (m_problem.mark.line > m_problem.contextMark.line) {
            if (const auto bad = badKey(m_problem.mark.line))
                return *bad;
        }
        return named(m_problem.mark,
            Text::tr(
                "This does not belong to what begins in line %1. Align what belongs together; a text with quotes in "
                "it needs other quotes around it.")
                .arg(m_problem.contextMark.line + 1));
    }

    const QByteArray &m_text;
    const QString m_fileName;
    const YamlProblem &m_problem;
};

} // namespace

QString yamlFault(const QByteArray &text, const QString &fileName, const YamlProblem &problem)
{
    return Fault(text, fileName, problem).sentence();
}

} // namespace ksp
