#include "chart/HelmIgnore.h"

#include <QCoreApplication>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HelmIgnore)
};

constexpr int longestLine = 64 * 1024; // bufio.Scanner's limit, behind which Helm gives up on the file

/// One parsed element of a character class: a code point, maybe escaped. False where the pattern ends too early.
bool takeClassCharacter(const QList<uint> &pattern, qsizetype *at, uint *out)
{
    if (*at >= pattern.size() || pattern[*at] == '-' || pattern[*at] == ']')
        return false;
    if (pattern[*at] == '\\') {
        ++*at;
        if (*at >= pattern.size())
            return false;
    }
    *out = pattern[(*at)++];
    return *at < pattern.size(); // a class must be closed
}

enum class ChunkMatch { Yes, No, BadPattern };

/// Matches a chunk without stars at the start of the name; *used is what it took of the name. The whole chunk is read
/// even after a mismatch, so that a broken pattern is always noticed (as Go has done since 1.16).
ChunkMatch matchChunk(const QList<uint> &chunk, const QList<uint> &name, qsizetype from, qsizetype *used)
{
    bool failed = false;
    qsizetype s = from;
    qsizetype p = 0;
    while (p < chunk.size()) {
        if (!failed && s >= name.size())
            failed = true;
        switch (chunk[p]) {
        case '[': {
            const uint c = failed ? 0 : name[s++];
            ++p;
            const bool negated = p < chunk.size() && chunk[p] == '^';
            if (negated)
                ++p;
            bool match = false;
            int ranges = 0;
            for (;;) {
                if (p < chunk.size() && chunk[p] == ']' && ranges > 0) {
                    ++p;
                    break;
                }
                uint low = 0;
                if (!takeClassCharacter(chunk, &p, &low))
                    return ChunkMatch::BadPattern;
                uint high = low;
                if (chunk[p] == '-') {
                    ++p;
                    if (!takeClassCharacter(chunk, &p, &high))
                        return ChunkMatch::BadPattern;
                }
                match = match || (low <= c && c <= high);
                ++ranges;
            }
            failed = failed || match == negated;
            break;
        }
        case '?':
            if (!failed) {
                failed = name[s] == '/';
                ++s;
            }
            ++p;
            break;
        case '\\':
            ++p;
            if (p >= chunk.size())
                return ChunkMatch::BadPattern;
            [[fallthrough]];
        default:
            if (!failed) {
                failed = chunk[p] != name[s];
                ++s;
            }
            ++p;
        }
    }
    *used = s;
    return failed ? ChunkMatch::No : ChunkMatch::Yes;
}

QString baseName(const QString &path)
{
    return path.section(u'/', -1);
}

} // namespace

Result<bool> globMatch(const QString &patternText, const QString &nameText)
{
    const QList<uint> pattern = patternText.toUcs4();
    const QList<uint> name = nameText.toUcs4();
    const auto bad = [] { return failure(ErrorKind::BadInput, Text::tr("The pattern is broken.")); };

    qsizetype p = 0;
    qsizetype s = 0;
    while (p < pattern.size()) {
        bool star = false;
        while (p < pattern.size() && pattern[p] == '*') {
            star = true;
            ++p;
        }
        qsizetype end = p;
        bool inClass = false;
        for (; end < pattern.size() && (inClass || pattern[end] != '*'); ++end) {
            if (pattern[end] == '\\' && end + 1 < pattern.size())
                ++end;
            else if (pattern[end] == '[')
                inClass = true;
            else if (pattern[end] == ']')
                inClass = false;
        }
        const QList<uint> chunk = pattern.sliced(p, end - p);
        p = end;
        if (star && chunk.isEmpty())
            return !name.sliced(s).contains(uint('/'));

        qsizetype used = s;
        ChunkMatch match = matchChunk(chunk, name, s, &used);
        if (match == ChunkMatch::BadPattern)
            return bad();
        // What is left of the name is only a problem when this was the last chunk: a later star may still take it.
        if (match == ChunkMatch::Yes && (used == name.size() || p < pattern.size())) {
            s = used;
            continue;
        }
        bool found = false;
        if (star) {
            for (qsizetype i = s; i < name.size() && name[i] != '/'; ++i) {
                match = matchChunk(chunk, name, i + 1, &used);
                if (match == ChunkMatch::BadPattern)
                    return bad();
                if (match == ChunkMatch::Yes && (p < pattern.size() || used == name.size())) {
                    s = used;
                    found = true;
                    break;
                }
            }
        }
        if (found)
            continue;
        return false;
    }
    return s == name.size();
}

HelmIgnore::HelmIgnore()
{
    (void)addRule(QStringLiteral("templates/.?*"), 0);
}

Result<HelmIgnore> HelmIgnore::parse(const QByteArray &text)
{
    HelmIgnore rules;
    rules.m_rules.clear();
    QByteArrayView rest(text);
    if (rest.startsWith("\xEF\xBB\xBF"))
        rest = rest.sliced(3);
    int lineNumber = 0;
    while (!rest.isEmpty()) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = end < 0 ? rest : rest.first(end);
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        ++lineNumber;
        if (line.size() >= longestLine) {
            return failure(ErrorKind::BadInput,
                Text::tr(".helmignore:%1 is longer than Helm reads. Split the line.").arg(lineNumber));
        }
        if (auto added = rules.addRule(QString::fromUtf8(line).trimmed(), lineNumber); !added)
            return failure(added.error());
    }
    (void)rules.addRule(QStringLiteral("templates/.?*"), 0);
    return rules;
}

Result<void> HelmIgnore::addRule(const QString &line, int lineNumber)
{
    if (line.isEmpty() || line.startsWith(u'#'))
        return {};
    if (line.contains(QLatin1String("**"))) {
        return failure(ErrorKind::BadInput,
            Text::tr(".helmignore:%1 uses \"**\", which Helm does not take. Name the folders one by one.")
                .arg(lineNumber));
    }
    if (!globMatch(line, QStringLiteral("abc"))) {
        return failure(ErrorKind::BadInput,
            Text::tr(".helmignore:%1 is not a pattern that Helm understands: %2. Correct or remove the line.")
                .arg(lineNumber)
                .arg(line.left(80)));
    }
    Rule rule;
    rule.pattern = line;
    if (rule.pattern.startsWith(u'!')) {
        rule.negated = true;
        rule.pattern.remove(0, 1);
    }
    if (rule.pattern.endsWith(u'/')) {
        rule.foldersOnly = true;
        rule.pattern.chop(1);
    }
    if (rule.pattern.startsWith(u'/'))
        rule.pattern.remove(0, 1);
    else
        rule.baseNameOnly = !rule.pattern.contains(u'/');
    m_rules.append(rule);
    return {};
}

bool HelmIgnore::ignores(const QString &path, bool isFolder) const
{
    if (path.isEmpty())
        return false;
    for (const Rule &rule : m_rules) {
        // A rule that breaks only at the remainder behind "!" matches nothing, as in Helm.
        const bool match = globMatch(rule.pattern, rule.baseNameOnly ? baseName(path) : path).value_or(false);
        if (rule.negated) {
            if ((rule.foldersOnly && !isFolder) || !match)
                return true;
        } else if (match && (isFolder || !rule.foldersOnly)) {
            return true;
        }
    }
    return false;
}

bool HelmIgnore::ignoresWithParents(const QString &path) const
{
    for (qsizetype slash = path.indexOf(u'/'); slash >= 0; slash = path.indexOf(u'/', slash + 1)) {
        if (ignores(path.left(slash), true))
            return true;
    }
    return ignores(path, false);
}

} // namespace ksp
