#include "chart/YamlDocument.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

#include <sstream>
#include <unordered_map>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::YamlDocument)
};

/// An std::istream over bytes that are not copied.
class ByteStream : private std::streambuf, public std::istream
{
public:
    explicit ByteStream(const QByteArray &bytes) : std::istream(static_cast<std::streambuf *>(this))
    {
        char *begin = const_cast<char *>(bytes.constData()); // setg wants char *; nothing writes through it
        setg(begin, begin, begin + bytes.size());
    }
};

/// Where anchors and tags (`&a`, `!!str`, `!<…>`) end and the node itself begins.
qsizetype skipProperties(const QByteArray &text, qsizetype at)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    bool skipped = false;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '&' || c == '!') {
            while (at < text.size() && !isBlank(text[at]))
                ++at;
            skipped = true;
        } else if (skipped && isBlank(c)) {
            ++at;
        } else if (skipped && c == '#') {
            while (at < text.size() && text[at] != '\n')
                ++at;
        } else {
            break;
        }
    }
    return at;
}

/// Turns byte offsets into lines and columns; offsets come nearly in order, so it keeps its position.
class LineCounter
{
public:
    explicit LineCounter(const QByteArray &text) : m_text(text) { }
    void locate(qsizetype offset, YamlNode *node)
    {
        if (offset < m_at) {
            m_at = 0;
            m_lineStart = 0;
            m_line = 1;
        }
        for (; m_at < offset && m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\n') {
                ++m_line;
                m_lineStart = m_at + 1;
            }
        }
        int column = 1;
        const qsizetype from = m_lineStart == 0 && m_text.startsWith("\xEF\xBB\xBF") ? 3 : m_lineStart;
        for (qsizetype i = from; i < offset && i < m_text.size(); ++i)
            column += (static_cast<unsigned char>(m_text[i]) & 0xC0) != 0x80 ? 1 : 0;
        node->line = m_line;
        node->column = column;
    }

private:
    const QByteArray &m_text;
    qsizetype m_at = 0;
    qsizetype m_lineStart = 0;
    int m_line = 1;
};

class TreeBuilder : public YAML::EventHandler
{
public:
    TreeBuilder(const QByteArray &text, std::vector<YamlNode> *nodes)
        : m_text(text), m_bom(text.startsWith("\xEF\xBB\xBF") ? 3 : 0), m_lines(text), m_nodes(*nodes)
    {
    }

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { add(YamlNode::Kind::Null, mark, {}, anchor); }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        const int index = add(YamlNode::Kind::Alias, mark, {}, 0);
        const auto target = m_anchors.find(anchor);
        m_nodes[static_cast<std::size_t>(index)].aliasOf = target == m_anchors.end() ? -1 : target->second;
    }
    void OnScalar(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override
    {
        const int index = add(YamlNode::Kind::Scalar, mark, tag, anchor);
        YamlNode &node = m_nodes[static_cast<std::size_t>(index)];
        node.value = QString::fromStdString(value);
        const char first = node.offset < m_text.size() ? m_text[node.offset] : '\0';
        node.plain = first != '"' && first != '\'' && first != '|' && first != '>';
    }
    void OnSequenceStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        m_open.push_back(add(YamlNode::Kind::Sequence, mark, tag, anchor));
    }
    void OnSequenceEnd() override { m_open.pop_back(); }
    void OnMapStart(
        const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        m_open.push_back(add(YamlNode::Kind::Map, mark, tag, anchor));
    }
    void OnMapEnd() override { m_open.pop_back(); }

private:
    int add(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor)
    {
        const int index = static_cast<int>(m_nodes.size());
        YamlNode node;
        node.kind = kind;
        node.anchored = anchor != 0;
        if (tag != "?" && tag != "!")
            node.tag = QString::fromStdString(tag);
        node.offset = mark.pos < 0 ? m_text.size() : mark.pos + m_bom;
        if (kind == YamlNode::Kind::Scalar)
            node.offset = skipProperties(m_text, node.offset);
        m_lines.locate(node.offset, &node);
        if (!m_open.empty())
            m_nodes[static_cast<std::size_t>(m_open.back())].items.push_back(index);
        m_nodes.push_back(std::move(node));
        if (anchor != 0)
            m_anchors[anchor] = index;
        return index;
    }

    const QByteArray &m_text;
    const qsizetype m_bom;
    LineCounter m_lines;
    std::vector<YamlNode> &m_nodes;
    std::vector<int> m_open;
    std::unordered_map<YAML::anchor_t, int> m_anchors;
};

/// Notes only what the root is.
class RootProbe : public YAML::EventHandler
{
public:
    bool rootIsMap = false;
    bool rootIsNull = true;

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &, YAML::anchor_t) override { seen(false, true); }
    void OnAlias(const YAML::Mark &, YAML::anchor_t) override { seen(false, false); }
    void OnScalar(const YAML::Mark &, const std::string &, YAML::anchor_t, const std::string &) override
    {
        seen(false, false);
    }
    void OnSequenceStart(const YAML::Mark &, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value) override
    {
        seen(false, false);
    }
    void OnSequenceEnd() override { }
    void OnMapStart(const YAML::Mark &, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value) override
    {
        seen(true, false);
    }
    void OnMapEnd() override { }

private:
    void seen(bool map, bool null)
    {
        if (m_any)
            return;
        m_any = true;
        rootIsMap = map;
        rootIsNull = null;
    }
    bool m_any = false;
};

/// Runs yaml-cpp over the first document. Nothing on success, else the error.
std::optional<Error> run(const QByteArray &text, const QString &fileName, YAML::EventHandler *handler)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const qsizetype badAt = [&] {
        // Decoding line by line finds the line of the first wrong byte without a copy of the whole text.
        int line = 1;
        qsizetype start = 0;
        while (start < text.size()) {
            qsizetype end = text.indexOf('\n', start);
            end = end < 0 ? text.size() : end + 1;
            const QString ignored = decoder.decode(QByteArrayView(text).sliced(start, end - start));
            if (decoder.hasError())
                return qsizetype(line);
            start = end;
            ++line;
        }
        return qsizetype(0);
    }();
    if (badAt > 0 || text.startsWith("\xFF\xFE") || text.startsWith("\xFE\xFF")) {
        return Error{ErrorKind::BadInput,
            Text::tr("%1:%2 is not UTF-8 text. Save the file in UTF-8.")
                .arg(fileName)
                .arg(qMax<qsizetype>(badAt, 1)),
            {}};
    }
    try {
        ByteStream stream(text);
        YAML::Parser parser(stream);
        parser.HandleNextDocument(*handler);
    } catch (const YAML::Exception &e) {
        const int line = e.mark.is_null() ? 1 : e.mark.line + 1;
        const int column = e.mark.is_null() ? 1 : e.mark.column + 1;
        return Error{ErrorKind::BadInput,
            Text::tr("%1:%2:%3 is not valid YAML (%4). Correct the file and try again.")
                .arg(fileName)
                .arg(line)
                .arg(column)
                .arg(QString::fromStdString(e.msg).left(200)),
            QString::fromUtf8(e.what())};
    }
    return std::nullopt;
}

} // namespace

YamlNode::Type YamlNode::type() const
{
    if (kind == Kind::Null)
        return Type::Null;
    if (kind != Kind::Scalar)
        return Type::Other;
    if (!tag.isEmpty()) {
        if (tag.endsWith(QLatin1String(":bool")))
            return Type::Bool;
        if (tag.endsWith(QLatin1String(":int")) || tag.endsWith(QLatin1String(":float")))
            return Type::Number;
        if (tag.endsWith(QLatin1String(":null")))
            return Type::Null;
        return Type::String;
    }
    if (!plain)
        return Type::String;
    // The words and forms of YAML 1.1 as Go's yaml.v2 (resolve.go) knows them.
    static const QRegularExpression null(QStringLiteral("^(~|null|Null|NULL|)$"));
    static const QRegularExpression boolean(
        QStringLiteral("^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$"));
    static const QRegularExpression number(QStringLiteral(
        "^([-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*|[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)"
        "([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN))$"));
    if (null.match(value).hasMatch())
        return Type::Null;
    const QChar first = value.at(0);
    if (first.isLetter() ? value.size() <= 5 && boolean.match(value).hasMatch() : false)
        return Type::Bool;
    if ((first.isDigit() || first == u'-' || first == u'+' || first == u'.') && number.match(value).hasMatch())
        return Type::Number;
    return Type::String;
}

Result<YamlDocument> YamlDocument::parse(const QByteArray &text, const QString &fileName)
{
    YamlDocument document;
    document.m_fileName = fileName;
    document.m_text = text;
    TreeBuilder builder(document.m_text, &document.m_nodes);
    if (auto error = run(text, fileName, &builder))
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

int YamlDocument::findOwn(int map, const QString &key) const
{
    if (map < 0 || node(map).kind != YamlNode::Kind::Map)
        return -1;
    const auto &items = node(map).items;
    for (std::size_t i = items.size(); i >= 2; i -= 2) {
        const int keyIndex = resolve(items[i - 2]);
        if (keyIndex >= 0 && node(keyIndex).kind == YamlNode::Kind::Scalar && node(keyIndex).value == key)
            return items[i - 1];
    }
    return -1;
}

int YamlDocument::findMerged(int map, const QString &key, int depth) const
{
    constexpr int deepestMerge = 20; // a merge may lead to a map that merges again; a cycle must end
    const int own = findOwn(map, key);
    if (own >= 0 || depth > deepestMerge)
        return own;
    const int merge = resolve(findOwn(map, QStringLiteral("<<")));
    if (merge < 0)
        return -1;
    if (node(merge).kind == YamlNode::Kind::Map)
        return findMerged(merge, key, depth + 1);
    if (node(merge).kind == YamlNode::Kind::Sequence) {
        for (int item : node(merge).items) {
            const int found = findMerged(resolve(item), key, depth + 1);
            if (found >= 0)
                return found;
        }
    }
    return -1;
}

int YamlDocument::find(int map, const QString &key) const
{
    return findMerged(map, key, 0);
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
    if (auto error = run(text, fileName, &probe))
        return error;
    if (!probe.rootIsMap && !probe.rootIsNull) {
        return Error{ErrorKind::BadInput,
            Text::tr("%1 must hold a map of names and values. Correct the file and try again.").arg(fileName), {}};
    }
    return std::nullopt;
}

} // namespace ksp
