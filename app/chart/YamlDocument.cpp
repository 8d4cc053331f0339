#include "chart/YamlDocument.h"

#include "chart/YamlReader.h"

#include <QCoreApplication>
#include <QHash>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::YamlDocument)
};

/// Bytes up to the first line break, or all.
qsizetype lineLength(QByteArrayView text)
{
    const qsizetype length = text.indexOf('\n');
    return length < 0 ? text.size() : length;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Where anchors and tags (`&a`, `!!str`, `!<…>`) end and the node itself begins.
qsizetype skipProperties(const QByteArray &text, qsizetype at, qsizetype end)
{
    bool skipped = false;
    while (at < end) {
        const char c = text[at];
        if (c == '&' || c == '!') {
            while (at < end && !isBlank(text[at]))
                ++at;
            skipped = true;
        } else if (skipped && isBlank(c)) {
            ++at;
        } else if (skipped && c == '#') {
            while (at < end && text[at] != '\n')
                ++at;
        } else {
            break;
        }
    }
    return at;
}

/// Behind a byte-order mark.
qsizetype startOfText(const QByteArray &text)
{
    return text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
}

/// Turns places in code points into bytes, lines and columns. They come nearly in order, so it keeps its position.
class TextCursor
{
public:
    explicit TextCursor(const QByteArray &text) : m_text(text), m_at(startOfText(text)) { }

    qsizetype byteOf(std::size_t character)
    {
        for (; m_character < character && m_at < m_text.size(); ++m_character) {
            ++m_at;
            while (m_at < m_text.size() && isContinuation(m_at))
                ++m_at;
        }
        for (; m_character > character && m_at > 0; --m_character) {
            --m_at;
            while (m_at > 0 && isContinuation(m_at))
                --m_at;
        }
        return m_at;
    }

    void locate(qsizetype offset, YamlNode *node)
    {
        if (offset < m_lineAt) {
            m_lineAt = startOfText(m_text);
            m_line = 1;
            m_column = 1;
        }
        for (; m_lineAt < offset && m_lineAt < m_text.size(); ++m_lineAt) {
            const bool isReturn = m_text[m_lineAt] == '\r';
            const bool isPair = isReturn && m_lineAt + 1 < m_text.size() && m_text[m_lineAt + 1] == '\n';
            if (m_text[m_lineAt] == '\n' || (isReturn && !isPair)) {
                ++m_line;
                m_column = 1;
            } else if (!isContinuation(m_lineAt)) {
                ++m_column;
            }
        }
        node->line = m_line;
        node->column = m_column;
    }

private:
    [[nodiscard]] bool isContinuation(qsizetype i) const
    {
        return (static_cast<unsigned char>(m_text[i]) & 0xC0) == 0x80;
    }

    const QByteArray &m_text;
    std::size_t m_character = 0;
    qsizetype m_at;
    qsizetype m_lineAt = m_at;
    int m_line = 1;
    int m_column = 1;
};

class TreeBuilder : public YamlHandler
{
public:
    TreeBuilder(const QByteArray &text, std::vector<YamlNode> *nodes)
        : m_text(text), m_cursor(text), m_nodes(*nodes) { }

    void node(const YamlEvent &event) override
    {
        const int index = static_cast<int>(m_nodes.size());
        YamlNode node;
        node.offset = m_cursor.byteOf(event.begin);
        node.end = m_cursor.byteOf(event.end);
        switch (event.kind) {
        case YamlEvent::Kind::Scalar:
            node.kind = YamlNode::Kind::Scalar;
            node.value = utf8Text(event.value);
            node.offset = skipProperties(m_text, node.offset, node.end);
            break;
        case YamlEvent::Kind::Alias:
            node.kind = YamlNode::Kind::Alias;
            node.aliasOf = m_anchors.value(event.value.toByteArray(), -1);
            break;
        case YamlEvent::Kind::Sequence:
            node.kind = YamlNode::Kind::Sequence;
            break;
        case YamlEvent::Kind::Map:
            node.kind = YamlNode::Kind::Map;
            break;
        }
        node.tag = QString::fromUtf8(event.tag);
        node.implicit = event.implicit;
        node.block = event.block;
        m_cursor.locate(node.offset, &node);
        if (!m_open.empty())
            m_nodes[static_cast<std::size_t>(m_open.back())].items.push_back(index);
        if (node.kind == YamlNode::Kind::Sequence || node.kind == YamlNode::Kind::Map)
            m_open.push_back(index);
        m_nodes.push_back(std::move(node));
        if (!event.anchor.isEmpty())
            m_anchors.insert(event.anchor.toByteArray(), index);
    }

    void end() override { m_open.pop_back(); }

private:
    const QByteArray &m_text;
    TextCursor m_cursor;
    std::vector<YamlNode> &m_nodes;
    std::vector<int> m_open;
    QHash<QByteArray, int> m_anchors;
};

/// Notes only what the root is.
class RootProbe : public YamlHandler
{
public:
    bool isMapOrNull = true; ///< An empty text is null, too.

    void node(const YamlEvent &event) override
    {
        if (m_seen)
            return;
        m_seen = true;
        isMapOrNull = event.kind == YamlEvent::Kind::Map
            || (event.kind == YamlEvent::Kind::Scalar
                && resolveScalar(event.value, event.tag, event.implicit).type == YamlType::Null);
    }
    void end() override { }

private:
    bool m_seen = false;
};

} // namespace

YamlScalar YamlNode::scalar() const
{
    if (kind == Kind::Null)
        return {YamlType::Null, QString()};
    if (kind != Kind::Scalar)
        return {YamlType::Other, QString()};
    return resolveScalar(value.toUtf8(), tag.toUtf8(), implicit);
}

Result<YamlDocument> YamlDocument::parse(const QByteArray &text, const QString &fileName)
{
    constexpr qsizetype mostNodes = 100'000; // some 15 MB of tree
    if (!text.isValidUtf8()) {
        int line = 1;
        for (QByteArrayView rest(text); rest.first(lineLength(rest)).isValidUtf8(); ++line)
            rest = rest.sliced(lineLength(rest) + 1);
        return failure(
            ErrorKind::BadInput, Text::tr("%1:%2 is not UTF-8 text. Save the file in UTF-8.").arg(fileName).arg(line));
    }
    YamlDocument document;
    document.m_fileName = fileName;
    document.m_text = text;
    TreeBuilder builder(document.m_text, &document.m_nodes);
    if (auto error = readYaml(text, fileName, &builder, {mostNodes}))
        return failure(*error);
    if (document.m_nodes.empty()) {
        document.m_nodes.emplace_back();
        document.m_nodes.back().line = 1;
        document.m_nodes.back().column = 1;
    }
    return document;
}

int YamlDocument::resolve(int index) const
{
    return index >= 0 && node(index).kind == YamlNode::Kind::Alias ? node(index).aliasOf : index;
}

bool YamlDocument::isMerge(int index) const
{
    const YamlNode &it = node(index);
    return it.kind == YamlNode::Kind::Scalar && it.value == QLatin1String("<<")
        && (it.implicit || it.tag == QLatin1String("tag:yaml.org,2002:merge"));
}

QString YamlDocument::key(int index) const
{
    const int target = resolve(index);
    if (target < 0 || node(target).kind != YamlNode::Kind::Scalar)
        return {};
    const YamlScalar scalar = node(target).scalar();
    if (scalar.finite)
        return scalar.text;
    // sigs.k8s.io/yaml, convertToJSONableObject
    return scalar.text == QLatin1String("NaN") ? QStringLiteral(".nan")
        : scalar.text.startsWith(u'-')         ? QStringLiteral("-.inf")
                                               : QStringLiteral(".inf");
}

std::vector<int> YamlDocument::mergedMaps(int value) const
{
    const int merged = resolve(value);
    if (node(merged).kind != YamlNode::Kind::Sequence)
        return {merged};
    std::vector<int> maps;
    for (const int item : node(merged).items)
        maps.push_back(resolve(item));
    return maps;
}

void YamlDocument::collect(int map, bool isMerged, QMap<QString, YamlEntry> *values) const
{
    if (map < 0 || node(map).kind != YamlNode::Kind::Map)
        return;
    // Go sets the keys in the order of the text, those of a merge where it stands; so the last one counts, even where
    // that is a merge behind the key itself.
    const auto &items = node(map).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (!isMerge(items[i])) {
            values->insert(key(items[i]), {items[i], items[i + 1], isMerged});
            continue;
        }
        const std::vector<int> maps = mergedMaps(items[i + 1]);
        for (auto from = maps.rbegin(); from != maps.rend(); ++from) // of merged maps the first counts
            collect(*from, true, values);
    }
}

QMap<QString, YamlEntry> YamlDocument::entries(int map) const
{
    QMap<QString, YamlEntry> values;
    collect(map, false, &values);
    return values;
}

int YamlDocument::find(int map, const QString &key) const
{
    return entries(map).value(key).value;
}

Place YamlDocument::place(int index) const
{
    if (index < 0)
        return {m_fileName, 0, 0};
    return {m_fileName, node(index).line, node(index).column};
}

std::optional<Error> checkYamlMap(const QByteArray &text, const QString &fileName)
{
    RootProbe probe;
    if (auto error = readYaml(text, fileName, &probe))
        return error;
    if (!probe.isMapOrNull) {
        return Error{ErrorKind::BadInput,
            Text::tr("%1 must hold a map of names and values. Correct the file and try again.").arg(fileName), {}};
    }
    return std::nullopt;
}

} // namespace ksp
