#include "chart/MetadataRewriter.h"

#include "chart/YamlFields.h"

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

constexpr QLatin1String fileName("extension.yaml");

/// Replaces `length` bytes at `offset`.
struct Edit
{
    qsizetype offset = 0;
    qsizetype length = 0;
    QByteArray replacement;
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Edits that put `replacement` in the place of a block scalar (`|`, `>`): its header gives way, its lines go. Comments
/// behind the header stay, and so do blank lines behind the last line of text.
QList<Edit> blockEdits(const QByteArray &text, qsizetype at, qsizetype end, const QByteArray &replacement)
{
    qsizetype headerEnd = at + 1;
    while (headerEnd < end && !isBlank(text[headerEnd]))
        ++headerEnd;
    const qsizetype firstLine = text.indexOf('\n', headerEnd) + 1;
    qsizetype contentEnd = end;
    while (contentEnd > firstLine && isBlank(text[contentEnd - 1]))
        --contentEnd;
    QList<Edit> edits{{at, headerEnd - at, replacement}};
    if (firstLine > 0 && contentEnd > firstLine) {
        const qsizetype lineEnd = text.indexOf('\n', contentEnd);
        edits.append({firstLine, (lineEnd < 0 ? text.size() : lineEnd + 1) - firstLine, {}});
    }
    return edits;
}

/// Edits that replace a scalar or an alias by a text.
QList<Edit> replaceNode(const YamlDocument &doc, int index, const QByteArray &replacement)
{
    const YamlNode &node = doc.node(index);
    if (node.block)
        return blockEdits(doc.text(), node.offset, node.end, replacement);
    return {{node.offset, node.end - node.offset, replacement}};
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
        const YamlFields fields(m_doc, m_doc.root());
        const YamlEntry icon = fields.entry(QStringLiteral("icon"));
        const YamlEntry shots = fields.entry(QStringLiteral("screenshots"));
        for (const YamlEntry &entry : {icon, shots}) {
            if (entry.isMerged)
                return cannotEdit(entry.value);
        }
        m_icon = icon.value;
        m_shots = shots.value;
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
        for (auto it = m_replacements.begin(); it != m_replacements.end(); ++it)
            m_edits += replaceNode(m_doc, it.key(), it.value());
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
        const auto url = m_urls.constFind(m_doc.node(target).scalar().text);
        return url == m_urls.constEnd() ? std::nullopt : std::optional(*url);
    }

    void collect(int index)
    {
        if (const auto url = urlOf(index))
            m_replacements.insert(index, yamlQuoted(*url));
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
            items.append(yamlQuoted(url.value_or(m_doc.node(target).value)));
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
            m_replacements.insert(alias, yamlQuoted(m_doc.node(m_doc.resolve(alias)).value));
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

std::optional<DocumentSeparator> findDocumentSeparator(const QByteArray &text, qsizetype from)
{
    for (qsizetype line = from; line < text.size();) {
        const qsizetype newline = text.indexOf('\n', line);
        const qsizetype end = newline < 0 ? text.size() : newline + 1;
        if (QByteArrayView(text).sliced(line).startsWith("---")) {
            const QByteArray rest = text.sliced(line + 3, end - line - 3).trimmed();
            return DocumentSeparator{line, end, rest.isEmpty() || rest.startsWith('#')};
        }
        line = end;
    }
    return std::nullopt;
}

QByteArray withoutLeadingSeparator(const QByteArray &text)
{
    // In the very first line it does no harm, since nothing stands before it.
    const auto separator = findDocumentSeparator(text, 0);
    if (!separator || separator->begin == 0 || !separator->isValid)
        return text;
    QByteArray out;
    for (qsizetype line = text.startsWith("\xEF\xBB\xBF") ? 3 : 0; line < separator->begin;) {
        const qsizetype next = text.indexOf('\n', line) + 1;
        const QByteArray content = text.sliced(line, next - line).trimmed();
        if (!content.isEmpty() && !content.startsWith('#') && text[line] != '%')
            return text; // the first document has begun: what is behind the separator is a second one
        if (text[line] != '%')
            out += text.sliced(line, next - line);
        line = next;
    }
    const QByteArray comment = text.sliced(separator->begin + 3, separator->end - separator->begin - 3).trimmed();
    if (!comment.isEmpty())
        out += comment
            + (text.sliced(separator->begin, separator->end - separator->begin).endsWith("\r\n") ? "\r\n" : "\n");
    return (text.startsWith("\xEF\xBB\xBF") ? text.first(3) : QByteArray()) + out + text.sliced(separator->end);
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
