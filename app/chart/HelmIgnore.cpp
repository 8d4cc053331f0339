#include "chart/HelmIgnore.h"

#include "chart/Utf8.h"

#include <QCoreApplication>

#include <algorithm>
#include <string_view>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::HelmIgnore)
};

constexpr int longestLine = 64 * 1024; // bufio.Scanner's limit, behind which Helm gives up on the file

/// One parsed element of a character class: a code point, maybe escaped. False where the pattern ends too early.
bool takeClassCharacter(std::u32string_view pattern, std::size_t *at, char32_t *out)
{
    if (*at >= pattern.size() || pattern[*at] == U'-' || pattern[*at] == U']')
        return false;
    if (pattern[*at] == U'\\') {
        ++*at;
        if (*at >= pattern.size())
            return false;
    }
    *out = pattern[(*at)++];
    return *at < pattern.size(); // a class must be closed
}

enum class GlobMatch { Yes, No, BadPattern };

/// Matches a chunk without stars at the start of the name; *used is what it took of the name. The whole chunk is read
/// even after a mismatch, so that a chunk that is broken is noticed as Go notices it (but not the chunks behind it).
GlobMatch matchChunk(std::u32string_view chunk, std::u32string_view name, std::size_t from, std::size_t *used)
{
    bool failed = false;
    std::size_t s = from;
    std::size_t p = 0;
    while (p < chunk.size()) {
        if (!failed && s >= name.size())
            failed = true;
        switch (chunk[p]) {
        case U'[': {
            const char32_t c = failed ? 0 : name[s++];
            ++p;
            const bool negated = p < chunk.size() && chunk[p] == U'^';
            if (negated)
                ++p;
            bool match = false;
            int ranges = 0;
            for (;;) {
                if (p < chunk.size() && chunk[p] == U']' && ranges > 0) {
                    ++p;
                    break;
                }
                char32_t low = 0;
                if (!takeClassCharacter(chunk, &p, &low))
                    return GlobMatch::BadPattern;
                char32_t high = low;
                if (chunk[p] == U'-') {
                    ++p;
                    if (!takeClassCharacter(chunk, &p, &high))
                        return GlobMatch::BadPattern;
                }
                match = match || (low <= c && c <= high);
                ++ranges;
            }
            failed = failed || match == negated;
            break;
        }
        case U'?':
            if (!failed) {
                failed = name[s] == U'/';
                ++s;
            }
            ++p;
            break;
        case U'\\':
            ++p;
            if (p >= chunk.size())
                return GlobMatch::BadPattern;
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
    return failed ? GlobMatch::No : GlobMatch::Yes;
}

/// Takes the stars and the chunk behind them off a pattern.
std::u32string_view takeChunk(std::u32string_view *pattern, bool *star)
{
    const std::size_t stars = std::min(pattern->find_first_not_of(U'*'), pattern->size());
    *star = stars > 0;
    pattern->remove_prefix(stars);
    std::size_t end = 0;
    bool inClass = false;
    for (; end < pattern->size() && (inClass || (*pattern)[end] != U'*'); ++end) {
        if ((*pattern)[end] == U'\\' && end + 1 < pattern->size())
            ++end;
        else if ((*pattern)[end] == U'[')
            inClass = true;
        else if ((*pattern)[end] == U']')
            inClass = false;
    }
    const std::u32string_view chunk = pattern->substr(0, end);
    pattern->remove_prefix(end);
    return chunk;
}

/// Go's filepath.Match.
GlobMatch matchGlob(std::u32string_view pattern, std::u32string_view name)
{
    std::size_t s = 0;
    while (!pattern.empty()) {
        bool star = false;
        const std::u32string_view chunk = takeChunk(&pattern, &star);
        if (star && chunk.empty())
            return name.substr(s).find(U'/') == std::u32string_view::npos ? GlobMatch::Yes : GlobMatch::No;

        std::size_t used = s;
        GlobMatch match = matchChunk(chunk, name, s, &used);
        if (match == GlobMatch::BadPattern)
            return match;
        // What is left of the name is only a problem when this was the last chunk: a later star may still take it.
        if (match == GlobMatch::Yes && (used == name.size() || !pattern.empty())) {
            s = used;
            continue;
        }
        bool found = false;
        if (star) {
            for (std::size_t i = s; i < name.size() && name[i] != U'/'; ++i) {
                match = matchChunk(chunk, name, i + 1, &used);
                if (match == GlobMatch::BadPattern)
                    return match;
                if (match == GlobMatch::Yes && (!pattern.empty() || used == name.size())) {
                    s = used;
                    found = true;
                    break;
                }
            }
        }
        if (found)
            continue;
        return GlobMatch::No;
    }
    return s == name.size() ? GlobMatch::Yes : GlobMatch::No;
}

} // namespace

Result<bool> globMatch(const QString &pattern, const QString &name)
{
    const GlobMatch match = matchGlob(pattern.toStdU32String(), name.toStdU32String());
    if (match == GlobMatch::BadPattern)
        return failure(ErrorKind::BadInput, Text::tr("The pattern is broken."));
    return match == GlobMatch::Yes;
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
        if (auto added = rules.addRule(utf8Text(line).trimmed(), lineNumber); !added)
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
    QStringView pattern(line);
    if (pattern.startsWith(u'!')) {
        rule.negated = true;
        pattern = pattern.sliced(1);
    }
    if (pattern.endsWith(u'/')) {
        rule.foldersOnly = true;
        pattern.chop(1);
    }
    if (pattern.startsWith(u'/'))
        pattern = pattern.sliced(1);
    else
        rule.baseNameOnly = !pattern.contains(u'/');
    rule.pattern = pattern.toString().toStdU32String();
    m_rules.push_back(std::move(rule));
    return {};
}

bool HelmIgnore::ignores(const QString &path, bool isFolder) const
{
    if (path.isEmpty())
        return false;
    const std::u32string whole = path.toStdU32String();
    const std::u32string_view base = std::u32string_view(whole).substr(whole.rfind(U'/') + 1);
    for (const Rule &rule : m_rules) {
        // A rule that breaks only at the remainder behind "!" matches nothing, as in Helm.
        const bool match
            = matchGlob(rule.pattern, rule.baseNameOnly ? base : std::u32string_view(whole)) == GlobMatch::Yes;
        if (rule.negated) {
            if ((rule.foldersOnly && !isFolder) || !match)
                return true;
        } else if (match && (isFolder || !rule.foldersOnly)) {
            return true;
        }
    }
    return false;
}

bool IgnoredFolders::ignores(const QString &path)
{
    if (!m_ignored.isEmpty() && path.startsWith(m_ignored))
        return true;
    for (qsizetype slash = path.indexOf(u'/'); slash >= 0; slash = path.indexOf(u'/', slash + 1)) {
        const QString folder = path.left(slash + 1);
        if (m_kept.startsWith(folder))
            continue;
        if (m_rules->ignores(folder.chopped(1), true)) {
            m_ignored = folder;
            return true;
        }
        m_kept = folder;
    }
    return m_rules->ignores(path, false);
}

} // namespace ksp
