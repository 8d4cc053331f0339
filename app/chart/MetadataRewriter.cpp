#include "chart/MetadataRewriter.h"

#include "chart/YamlDocument.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <optional>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::MetadataRewriter)
};
using Kind = YamlNode::Kind;

const QString fileName = QStringLiteral("extension.yaml");

/// Replaces `length` bytes at `offset`.
struct Edit
{
    qsizetype offset = 0;
    qsizetype length = 0;
    QByteArray replacement;
};

/// A double-quoted YAML scalar on one line.
QByteArray quoted(const QString &value)
{
    QByteArray out("\"");
    for (const char c : value.toUtf8()) {
        switch (c) {
        case '"':
        case '\\':
            out += '\\';
            out += c;
            break;
        case '\n':
            out += "\\n";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
                out += "\\x" + QByteArray(1, c).toHex();
            else
                out += c;
        }
    }
    return out + '"';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Where a quoted scalar ends (behind its closing quote), or -1.
qsizetype quotedEnd(const QByteArray &text, qsizetype at)
{
    const char quote = text[at];
    for (qsizetype i = at + 1; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '\'' && i + 1 < text.size() && text[i + 1] == '\'')
                ++i;
            else
                return i + 1;
        }
    }
    return -1;
}

/// Where a plain scalar ends. Its characters stand in the text as they are, only that one line break (and the blanks
/// around it) became a space and n + 1 line breaks became n: so the value itself leads to the end.
qsizetype plainEnd(const QByteArray &text, qsizetype at, const QByteArray &value)
{
    qsizetype i = at;
    qsizetype v = 0;
    while (v < value.size()) {
        qsizetype blanks = i;
        while (blanks < text.size() && isBlank(text[blanks]))
            ++blanks;
        const auto breaks = std::count(text.begin() + i, text.begin() + blanks, '\n');
        if (breaks > 0 && (value[v] == ' ' || value[v] == '\n')) {
            v += breaks == 1 ? 1 : breaks - 1;
            i = blanks;
            continue;
        }
        if (i >= text.size() || text[i] != value[v])
            return -1;
        ++i;
        ++v;
    }
    return i;
}

/// Edits that put `replacement` in the place of a block scalar (`|`, `>`): its header gives way, its lines go.
std::optional<QList<Edit>> blockEdits(const QByteArray &text, qsizetype at, const QByteArray &replacement)
{
    qsizetype headerEnd = at + 1;
    int indicated = 0;
    while (headerEnd < text.size() && !isBlank(text[headerEnd])) {
        if (text[headerEnd] >= '1' && text[headerEnd] <= '9')
            indicated = text[headerEnd] - '0';
        ++headerEnd;
    }
    const qsizetype firstLine = text.indexOf('\n', headerEnd) + 1;
    if (firstLine == 0)
        return std::nullopt;
    qsizetype contentEnd = firstLine;
    qsizetype indent = -1;
    for (qsizetype line = firstLine; line < text.size();) {
        const qsizetype next = text.indexOf('\n', line) < 0 ? text.size() : text.indexOf('\n', line) + 1;
        qsizetype first = line;
        while (first < next && text[first] == ' ')
            ++first;
        const bool blank = first == next || isBlank(text[first]);
        if (!blank) {
            if (indent < 0)
                indent = indicated > 0 ? indicated : first - line;
            if (indent == 0 || first - line < indent)
                break;
            contentEnd = next;
        }
        line = next;
    }
    if (contentEnd == firstLine)
        return std::nullopt;
    return QList<Edit>{{at, headerEnd - at, replacement}, {firstLine, contentEnd - firstLine, {}}};
}

qsizetype aliasEnd(const QByteArray &text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && !isBlank(text[end]) && !QByteArrayView(",[]{}").contains(text[end]))
        ++end;
    return end;
}

/// Edits that replace a scalar or an alias by a text; nothing where the end cannot be found.
std::optional<QList<Edit>> replaceNode(const YamlDocument &doc, int index, const QByteArray &replacement)
{
    const YamlNode &node = doc.node(index);
    const QByteArray &text = doc.text();
    qsizetype end = -1;
    if (node.offset >= text.size())
        return std::nullopt;
    if (node.kind == Kind::Alias)
        end = aliasEnd(text, node.offset);
    else if (node.kind == Kind::Scalar && (text[node.offset] == '"' || text[node.offset] == '\''))
        end = quotedEnd(text, node.offset);
    else if (node.kind == Kind::Scalar && !node.plain)
        return blockEdits(text, node.offset, replacement);
    else if (node.kind == Kind::Scalar)
        end = plainEnd(text, node.offset, node.value.toUtf8());
    if (end <= node.offset)
        return std::nullopt;
    return QList<Edit>{{node.offset, end - node.offset, replacement}};
}

/// Whether two nodes mean the same, aliases followed. Pairs that were seen are not looked at again, so that neither
/// circles nor alias bombs cost more than the text is long.
class SameValue
{
public:
    SameValue(const YamlDocument &a, const YamlDocument &b) : m_a(a), m_b(b) { }
    bool operator()(int a, int b)
    {
        a = m_a.resolve(a);
        b = m_b.resolve(b);
        if (a < 0 || b < 0)
            return a == b;
        if (m_seen.contains({a, b}))
            return true;
        m_seen.insert({a, b});
        const YamlNode &x = m_a.node(a);
        const YamlNode &y = m_b.node(b);
        if (x.kind != y.kind || x.tag != y.tag || x.value != y.value || x.items.size() != y.items.size())
            return false;
        for (std::size_t i = 0; i < x.items.size(); ++i) {
            if (!(*this)(x.items[i], y.items[i]))
                return false;
        }
        return true;
    }

private:
    const YamlDocument &m_a;
    const YamlDocument &m_b;
    QSet<QPair<int, int>> m_seen;
};

class Rewrite
{
public:
    Rewrite(const YamlDocument &doc, const ImageUrls &urls) : m_doc(doc), m_urls(urls) { }

    Result<QByteArray> run()
    {
        m_icon = m_doc.findOwn(m_doc.root(), QStringLiteral("icon"));
        m_shots = m_doc.findOwn(m_doc.root(), QStringLiteral("screenshots"));
        if (m_icon >= 0)
            collect(m_icon);
        if (m_shots >= 0 && m_doc.node(m_shots).kind == Kind::Alias) {
            if (!replaceListAlias())
                return cannotEdit(m_shots);
        } else if (m_shots >= 0) {
            for (const int item : m_doc.node(m_shots).items)
                collect(item);
        }
        keepAliasesElsewhere();
        for (auto it = m_replacements.begin(); it != m_replacements.end(); ++it) {
            const auto edits = replaceNode(m_doc, it.key(), it.value());
            if (!edits)
                return cannotEdit(it.key());
            m_edits += *edits;
        }
        const QByteArray text = apply();
        const Result<YamlDocument> again = YamlDocument::parse(text, fileName);
        if (!again || !isAsIntended(*again))
            return cannotEdit(m_icon >= 0 ? m_icon : m_shots);
        return text;
    }

private:
    [[nodiscard]] std::optional<QString> urlOf(int index) const
    {
        const int target = m_doc.resolve(index);
        if (target < 0 || m_doc.node(target).kind != Kind::Scalar)
            return std::nullopt;
        const auto url = m_urls.constFind(m_doc.node(target).value);
        return url == m_urls.constEnd() ? std::nullopt : std::optional(*url);
    }

    void collect(int index)
    {
        if (const auto url = urlOf(index))
            m_replacements.insert(index, quoted(*url));
    }

    /// `screenshots: *list`: the list itself belongs to another key and must stay, so it is written out in place.
    bool replaceListAlias()
    {
        const int list = m_doc.resolve(m_shots);
        if (list < 0 || m_doc.node(list).kind != Kind::Sequence)
            return false;
        QByteArrayList items;
        bool anyUrl = false;
        for (const int item : m_doc.node(list).items) {
            const int target = m_doc.resolve(item);
            if (target < 0 || m_doc.node(target).kind != Kind::Scalar)
                return false;
            const auto url = urlOf(item);
            anyUrl = anyUrl || url;
            items.append(quoted(url.value_or(m_doc.node(target).value)));
        }
        if (anyUrl)
            m_replacements.insert(m_shots, '[' + items.join(", ") + ']');
        return true;
    }

    /// An alias elsewhere in the file of a scalar that gets a URL must go on meaning the old value.
    void keepAliasesElsewhere()
    {
        QList<int> aliases;
        for (std::size_t i = 0; i < m_doc.nodes().size(); ++i) {
            const YamlNode &node = m_doc.nodes()[i];
            const int index = static_cast<int>(i);
            if (node.kind == Kind::Alias && m_replacements.contains(node.aliasOf) && !m_replacements.contains(index))
                aliases.append(index);
        }
        for (const int alias : aliases)
            m_replacements.insert(alias, quoted(m_doc.node(m_doc.resolve(alias)).value));
    }

    QByteArray apply()
    {
        std::sort(m_edits.begin(), m_edits.end(), [](const Edit &a, const Edit &b) { return a.offset < b.offset; });
        QByteArray out;
        out.reserve(m_doc.text().size() + 256 * m_edits.size());
        qsizetype from = 0;
        for (const Edit &edit : m_edits) {
            out.append(m_doc.text().sliced(from, edit.offset - from));
            out.append(edit.replacement);
            from = edit.offset + edit.length;
        }
        return out.append(m_doc.text().sliced(from));
    }

    [[nodiscard]] bool isAsIntended(const YamlDocument &after) const
    {
        const auto &before = m_doc.node(m_doc.root()).items;
        const auto &now = after.node(after.root()).items;
        if (before.size() != now.size())
            return false;
        SameValue same(m_doc, after);
        for (std::size_t i = 0; i + 1 < before.size(); i += 2) {
            if (!same(before[i], now[i]))
                return false;
            const int value = before[i + 1];
            if (value == m_icon        ? !hasUrl(after, value, now[i + 1])
                    : value == m_shots ? !haveUrls(after, now[i + 1])
                                       : !same(value, now[i + 1]))
                return false;
        }
        return true;
    }

    bool hasUrl(const YamlDocument &after, int before, int now) const
    {
        const auto url = urlOf(before);
        const int target = after.resolve(now);
        if (!url || target < 0)
            return SameValue(m_doc, after)(before, now);
        return after.node(target).kind == Kind::Scalar && after.node(target).value == *url;
    }

    bool haveUrls(const YamlDocument &after, int nowIndex) const
    {
        const int list = m_doc.resolve(m_shots);
        const int now = after.resolve(nowIndex);
        const auto &items = m_doc.node(list).items;
        if (now < 0 || after.node(now).kind != m_doc.node(list).kind || after.node(now).items.size() != items.size())
            return false;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!hasUrl(after, items[i], after.node(now).items[i]))
                return false;
        }
        return items.size() > 0 || SameValue(m_doc, after)(list, now);
    }

    [[nodiscard]] tl::unexpected<Error> cannotEdit(int index) const
    {
        return failure(ErrorKind::BadInput,
            Text::tr("%1: the images' URLs cannot be put in here without changing something else. Write icon and "
                     "screenshots as plain texts.")
                .arg(m_doc.place(index).toString()));
    }

    const YamlDocument &m_doc;
    const ImageUrls &m_urls;
    int m_icon = -1;
    int m_shots = -1;
    QMap<int, QByteArray> m_replacements;
    QList<Edit> m_edits;
};

} // namespace

QByteArray withoutLeadingSeparator(const QByteArray &text)
{
    // What clusters split at: a line of "---" and blanks (apimachinery, util/yaml, YAMLReader). In the very first line
    // it does no harm, since nothing stands before it.
    QByteArray out = text;
    qsizetype line = 0;
    while (line < out.size()) {
        const qsizetype next = out.indexOf('\n', line) < 0 ? out.size() : out.indexOf('\n', line) + 1;
        const QByteArray content = out.sliced(line, next - line).trimmed();
        if (out.sliced(line, 1) == "%") {
            out.remove(line, next - line);
            continue;
        }
        if (content == "---" && out[line] == '-') {
            if (line > 0)
                out.remove(line, next - line);
            return out == text ? text : out;
        }
        const QByteArray bare = content.startsWith("\xEF\xBB\xBF") ? content.sliced(3) : content;
        if (!bare.isEmpty() && !bare.startsWith('#'))
            break;
        line = next;
    }
    // No separator followed: directives without one are broken YAML, and that is for the parser to say.
    return text;
}

Result<QByteArray> rewriteImages(const QByteArray &extensionYaml, const ImageUrls &urls)
{
    const QByteArray text = withoutLeadingSeparator(extensionYaml);
    const Result<YamlDocument> doc = YamlDocument::parse(text, fileName);
    if (!doc)
        return failure(doc.error());
    if (doc->node(doc->root()).kind != Kind::Map)
        return failure(ErrorKind::BadInput, Text::tr("%1 must begin with a map of names and values.").arg(fileName));
    return Rewrite(*doc, urls).run();
}

} // namespace ksp
