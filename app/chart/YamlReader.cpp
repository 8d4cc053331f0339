#include "chart/YamlReader.h"

#include "chart/YamlDialect.h"
#include "chart/YamlFault.h"
#include "chart/YamlScalar.h"

#include <QCoreApplication>
#include <QHash>

#include <memory>
#include <utility>
#include <vector>

#include <yaml.h>

namespace ksp {

namespace {

struct YamlReader
{
    Q_DECLARE_TR_FUNCTIONS(ksp::YamlReader)
};

using Kind = YamlEvent::Kind;

QByteArrayView view(const yaml_char_t *text, std::size_t size)
{
    return {reinterpret_cast<const char *>(text), qsizetype(size)};
}

QByteArrayView view(const yaml_char_t *text)
{
    return text == nullptr ? QByteArrayView() : QByteArrayView(reinterpret_cast<const char *>(text));
}

/// What Go's decoder asks of a document beyond its syntax. Each function returns what is wrong, or null.
class DecoderRules
{
public:
    const char *node(const YamlEvent &event)
    {
        Anchor what;
        what.kind = event.kind;
        if (event.kind == Kind::Alias) {
            const auto target = m_anchors.constFind(event.value.toByteArray());
            if (target == m_anchors.constEnd())
                return "unknown anchor referenced";
            if (target->open)
                return "anchor value contains itself";
            what = *target;
            m_decoded += target->size;
            m_aliased += target->size;
            if (isExcessive())
                return "document contains excessive aliasing";
        }
        ++m_decoded;
        what.size += 1;
        if (event.kind == Kind::Scalar) {
            what.isMerge = event.value == "<<" && (event.implicit || event.tag == "tag:yaml.org,2002:merge");
            const bool mayBeNumber = event.implicit && !event.value.isEmpty()
                && (event.value[0] == '.' || event.value[0] == '-' || event.value[0] == '+');
            const bool isKey = !m_open.empty() && m_open.back().kind == Kind::Map && m_open.back().atKey;
            if (!event.tag.isEmpty() || mayBeNumber || isKey) {
                const YamlScalar scalar = resolveScalar(event.value, event.tag, event.implicit);
                if (scalar.type == YamlType::Other && event.tag != "tag:yaml.org,2002:binary")
                    return "value does not fit its tag";
                what.isNull = scalar.type == YamlType::Null;
                if (!scalar.finite && !isKey)
                    return "number has no place in JSON";
            }
        }
        if (const char *wrong = place(event, what))
            return wrong;
        const bool opens = event.kind == Kind::Sequence || event.kind == Kind::Map;
        if (!event.anchor.isEmpty()) {
            what.open = opens;
            m_anchors.insert(event.anchor.toByteArray(), what);
        }
        if (opens) {
            Open frame;
            frame.kind = event.kind;
            frame.anchor = event.anchor.toByteArray();
            frame.decodedBefore = m_decoded - 1;
            frame.isMergeList = m_mergeListOpens;
            m_mergeListOpens = false;
            m_open.push_back(std::move(frame));
        }
        return nullptr;
    }

    void end()
    {
        const Open frame = std::move(m_open.back());
        m_open.pop_back();
        if (frame.anchor.isEmpty())
            return;
        // An anchor of that name within the node itself has taken its place.
        auto anchor = m_anchors.find(frame.anchor);
        if (anchor == m_anchors.end() || !anchor->open)
            return;
        anchor->open = false;
        anchor->size = m_decoded - frame.decodedBefore;
    }

    [[nodiscard]] std::size_t depth() const { return m_open.size(); }

private:
    struct Anchor
    {
        Kind kind = Kind::Scalar;
        bool open = false; ///< Its list or map has not ended yet.
        bool isNull = false;
        bool isMerge = false;
        qint64 size = 0; ///< Nodes that decoding it takes, aliases expanded.
    };
    struct Open
    {
        Kind kind = Kind::Map;
        bool atKey = true;
        bool atMerge = false; ///< The value that comes next belongs to `<<`.
        bool isMergeList = false;
        qint64 decodedBefore = 0;
        QByteArray anchor;
    };

    const char *place(const YamlEvent &event, const Anchor &what)
    {
        constexpr const char *wantMap = "map merge requires map or sequence of maps as the value";
        if (m_open.empty())
            return nullptr;
        Open &parent = m_open.back();
        if (parent.kind == Kind::Sequence)
            return parent.isMergeList && what.kind != Kind::Map ? wantMap : nullptr;
        if (parent.atKey) {
            if (what.kind != Kind::Scalar)
                return "invalid map key";
            // Go tells a merge by the node itself, so an alias of "<<" is an ordinary key.
            parent.atMerge = what.isMerge && event.kind == Kind::Scalar;
            if (what.isNull && !parent.atMerge)
                return "invalid map key";
        } else if (parent.atMerge) {
            const bool isList = event.kind == Kind::Sequence;
            if (what.kind != Kind::Map && !isList)
                return wantMap;
            m_mergeListOpens = isList;
        }
        parent.atKey = !parent.atKey;
        return nullptr;
    }

    [[nodiscard]] bool isExcessive() const
    {
        // go.yaml.in/yaml/v2, decode.go: allowedAliasRatio
        constexpr double low = 400'000;
        constexpr double high = 4'000'000;
        if (m_aliased <= 100 || m_decoded <= 1000)
            return false;
        const double decoded = double(m_decoded);
        const double allowed = decoded <= low ? 0.99
            : decoded >= high                 ? 0.10
                                              : 0.99 - 0.89 * ((decoded - low) / (high - low));
        return double(m_aliased) / decoded > allowed;
    }

    QHash<QByteArray, Anchor> m_anchors;
    std::vector<Open> m_open;
    bool m_mergeListOpens = false;
    qint64 m_decoded = 1;
    qint64 m_aliased = 0;
};

class Parser
{
public:
    Parser(const QByteArray &text, QString fileName) : m_text(text), m_dialect(text), m_fileName(std::move(fileName))
    {
        if (yaml_parser_initialize(&m_parser) == 0)
            throw std::bad_alloc();
        yaml_parser_set_input_string(&m_parser, reinterpret_cast<const unsigned char *>(m_dialect.text().constData()),
            std::size_t(m_dialect.text().size()));
    }
    ~Parser() { yaml_parser_delete(&m_parser); }
    Q_DISABLE_COPY_MOVE(Parser)

    std::optional<Error> run(YamlHandler *handler, const YamlLimits &limits)
    {
        constexpr std::size_t deepest = 1000; // Go's limit is 10,000; no file that a person writes comes near
        constexpr QByteArrayView twoByteOrderMarks("\xEF\xBB\xBF\xEF\xBB\xBF");
        if (QByteArrayView(m_text).startsWith(twoByteOrderMarks)) // Go swallows the first character of each line then
            return Error{ErrorKind::BadInput,
                YamlReader::tr("%1 begins with more than one byte-order mark (U+FEFF). Save the file without.")
                    .arg(m_fileName),
                {}};
        if (m_dialect.isHopeless())
            return fault("too many noncharacters", {}, {});
        DecoderRules rules;
        std::vector<bool> flow; // of the open lists and maps, whether they are written in brackets
        QByteArray restored;
        qsizetype nodes = 0;
        for (;;) {
            yaml_event_t raw;
            if (yaml_parser_parse(&m_parser, &raw) == 0)
                return syntaxError();
            const std::unique_ptr<yaml_event_t, void (*)(yaml_event_t *)> owner(&raw, yaml_event_delete);
            YamlEvent event;
            switch (raw.type) {
            case YAML_STREAM_END_EVENT:
            case YAML_DOCUMENT_END_EVENT:
                return std::nullopt;
            case YAML_SEQUENCE_END_EVENT:
            case YAML_MAPPING_END_EVENT:
                flow.pop_back();
                rules.end();
                handler->end();
                continue;
            case YAML_ALIAS_EVENT:
                event.kind = Kind::Alias;
                event.value = view(raw.data.alias.anchor);
                break;
            case YAML_SCALAR_EVENT:
                event.kind = Kind::Scalar;
                event.value = m_dialect.restored(view(raw.data.scalar.value, raw.data.scalar.length),
                    raw.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, &restored);
                if (raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !flow.empty() && flow.back()
                    && YamlDialect::isRefusedInFlow(event.value))
                    return fault("found question mark", raw.start_mark, raw.start_mark);
                if (raw.start_mark.line < raw.end_mark.line
                    && (raw.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
                        || raw.data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE))
                    m_quote = {place(raw.start_mark), place(raw.end_mark)};
                event.tag = view(raw.data.scalar.tag);
                event.anchor = view(raw.data.scalar.anchor);
                event.implicit = raw.data.scalar.plain_implicit != 0;
                event.block = raw.data.scalar.style == YAML_LITERAL_SCALAR_STYLE
                    || raw.data.scalar.style == YAML_FOLDED_SCALAR_STYLE;
                break;
            case YAML_SEQUENCE_START_EVENT:
                event.kind = Kind::Sequence;
                event.tag = view(raw.data.sequence_start.tag);
                event.anchor = view(raw.data.sequence_start.anchor);
                break;
            case YAML_MAPPING_START_EVENT:
                event.kind = Kind::Map;
                event.tag = view(raw.data.mapping_start.tag);
                event.anchor = view(raw.data.mapping_start.anchor);
                break;
            case YAML_DOCUMENT_START_EVENT:
                if (const auto *version = raw.data.document_start.version_directive;
                    version != nullptr && (version->major != 1 || version->minor != 1))
                    return fault("only %YAML 1.1 is understood", raw.start_mark, raw.start_mark);
                continue;
            default:
                continue;
            }
            event.begin = raw.start_mark.index;
            event.end = raw.end_mark.index;
            const char *wrong = rules.node(event);
            if (wrong == nullptr && rules.depth() > deepest)
                wrong = "exceeded max depth";
            if (wrong == nullptr && ++nodes > limits.nodes)
                wrong = "too many values";
            if (wrong != nullptr)
                return fault(wrong, raw.start_mark, raw.start_mark);
            if (event.kind == Kind::Sequence)
                flow.push_back(raw.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
            else if (event.kind == Kind::Map)
                flow.push_back(raw.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
            handler->node(event);
        }
    }

private:
    [[nodiscard]] Error syntaxError() const
    {
        if (m_parser.error == YAML_READER_ERROR) {
            const QByteArray &text = m_dialect.text();
            const qsizetype at = qMin(qsizetype(m_parser.problem_offset), text.size());
            const qsizetype line = QByteArrayView(text).first(at).count('\n') + 1;
            const bool isNul = at < text.size() && text[at] == '\0';
            if (m_parser.problem_value == -1 || m_parser.problem_value > 0x7F
                || (m_parser.problem_value == 0 && !isNul)) {
                return {ErrorKind::BadInput,
                    YamlReader::tr("%1:%2 is not UTF-8 text. Save the file in UTF-8.").arg(m_fileName).arg(line),
                    QString::fromUtf8(m_parser.problem)};
            }
            return {ErrorKind::BadInput,
                YamlReader::tr("%1:%2 holds a control character, which YAML does not allow. Remove it.")
                    .arg(m_fileName)
                    .arg(line),
                QString::fromUtf8(m_parser.problem)};
        }
        return fault(m_parser.problem, m_parser.problem_mark, m_parser.context_mark);
    }

    [[nodiscard]] Error fault(const char *problem, const yaml_mark_t &mark, const yaml_mark_t &contextMark) const
    {
        YamlProblem what{QByteArray(problem), place(mark), place(contextMark), std::nullopt};
        if (m_quote.second.line > 0 && m_quote.second.line == what.mark.line)
            what.quote = m_quote.first;
        return {ErrorKind::BadInput, yamlFault(m_text, m_fileName, what),
            QStringLiteral("%1 %2").arg(QString::fromUtf8(problem), QString::fromUtf8(m_parser.context)).trimmed()};
    }

    static YamlMark place(const yaml_mark_t &mark) { return {qsizetype(mark.line), qsizetype(mark.column)}; }

    const QByteArray &m_text;
    const YamlDialect m_dialect;
    const QString m_fileName;
    yaml_parser_t m_parser{};
    std::pair<YamlMark, YamlMark> m_quote; ///< Begin and end of the last quoted text of several lines.
};

} // namespace

std::optional<Error> readYaml(
    const QByteArray &text, const QString &fileName, YamlHandler *handler, const YamlLimits &limits)
{
    return Parser(text, fileName).run(handler, limits);
}

} // namespace ksp
