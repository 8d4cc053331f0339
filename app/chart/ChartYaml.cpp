#include "chart/ChartYaml.h"

#include "chart/SemVer.h"
#include "chart/YamlFields.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <optional>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ChartYaml)
};

/// Writes a map in block style: strings always quoted, empty optional values not at all (Go's omitempty).
class Writer
{
public:
    /// Begins a line with a key; its value follows.
    void key(const QByteArray &name)
    {
        m_out += m_next + name + ':';
        m_next = QByteArray(m_indent, ' ');
    }
    void word(const QByteArray &text) { m_out += ' ' + text + '\n'; }
    void value(const QString &text) { word(yamlQuoted(text)); }
    void field(const char *name, const QString &text, bool always = false)
    {
        if (text.isEmpty() && !always)
            return;
        key(name);
        value(text);
    }
    void list(const char *name, const QList<PlacedText> &texts)
    {
        if (texts.isEmpty())
            return;
        beginList(name);
        for (const PlacedText &text : texts)
            item(sanitized(text.text));
    }
    void beginList(const char *name)
    {
        key(name);
        m_out += '\n';
    }
    void item(const QString &text) { m_out += m_next + "- " + yamlQuoted(text) + '\n'; }
    /// A map as an item of a list: its fields follow until endItem().
    void beginItem()
    {
        m_next += "- ";
        m_indent += 2;
    }
    void endItem()
    {
        // A map without any field is still an item.
        if (m_next.endsWith("- "))
            m_out += m_next + "{}\n";
        m_indent -= 2;
        m_next = QByteArray(m_indent, ' ');
    }
    void indent(int by)
    {
        m_indent += by;
        m_next = QByteArray(m_indent, ' ');
    }
    [[nodiscard]] QByteArray text() const { return m_out; }

private:
    QByteArray m_out;
    QByteArray m_next; ///< What the next line begins with.
    int m_indent = 0;
};

void writeDependency(Writer *writer, const ChartDependency &dependency)
{
    writer->beginItem();
    writer->field("alias", dependency.alias.text);
    writer->field("condition", sanitized(dependency.condition.text));
    if (dependency.enabled) {
        writer->key("enabled");
        writer->word("true");
    }
    if (!dependency.importValues.isEmpty()) {
        writer->beginList("import-values");
        for (const auto &item : dependency.importValues) {
            if (!item.isObject()) {
                writer->item(item.toString());
                continue;
            }
            writer->beginItem();
            const QJsonObject pair = item.toObject();
            for (auto it = pair.begin(); it != pair.end(); ++it)
                writer->field(it.key().toUtf8().constData(), it.value().toString(), true);
            writer->endItem();
        }
    }
    writer->field("name", sanitized(dependency.name.text), true);
    writer->field("repository", sanitized(dependency.repository.text), true);
    writer->list("tags", dependency.tags);
    writer->field("version", sanitized(dependency.version.text));
    writer->endItem();
}

/// A YAML document as Go's decoder fills Helm's structures from it: keys in any case, null for anything, numbers and
/// truth values for texts.
class HelmFields
{
public:
    using Check = bool (HelmFields::*)(int) const;
    using Checks = std::initializer_list<std::pair<const char *, Check>>;

    explicit HelmFields(const YamlDocument &document) : m_doc(document) { }

    /// Nothing where the node is no map (null is an empty one).
    [[nodiscard]] std::optional<YamlFields> fields(int index) const
    {
        const int map = m_doc.resolve(index);
        if (map < 0 || isNull(map))
            return YamlFields();
        if (m_doc.node(map).kind != YamlNode::Kind::Map)
            return std::nullopt;
        return YamlFields(m_doc, map);
    }
    [[nodiscard]] QString text(const YamlFields &fields, const char *key) const
    {
        const int index = fields.value(QLatin1String(key));
        return index < 0 ? QString() : m_doc.node(index).scalar().text;
    }
    [[nodiscard]] std::vector<int> items(int list) const
    {
        return list < 0 ? std::vector<int>() : m_doc.node(list).items;
    }
    /// A field that fails its check.
    struct Wrong
    {
        QString field; ///< Empty where all are right.
        Place place;
    };
    /// The first of them.
    [[nodiscard]] Wrong wrongField(const YamlFields &fields, Checks checks) const
    {
        for (const auto &[key, check] : checks) {
            for (const YamlEntry &entry : fields.all(QLatin1String(key))) {
                if (!(this->*check)(m_doc.resolve(entry.value)))
                    return {QLatin1String(key), m_doc.place(entry.value)};
            }
        }
        return {};
    }
    /// The fields of Helm's chart.Metadata.
    [[nodiscard]] Wrong wrongMetadata(const YamlFields &fields) const
    {
        return wrongField(fields,
            {{"name", &HelmFields::isText}, {"home", &HelmFields::isText}, {"version", &HelmFields::isText},
                {"description", &HelmFields::isText}, {"icon", &HelmFields::isText},
                {"apiVersion", &HelmFields::isText}, {"condition", &HelmFields::isText}, {"tags", &HelmFields::isText},
                {"appVersion", &HelmFields::isText}, {"kubeVersion", &HelmFields::isText},
                {"type", &HelmFields::isText}, {"sources", &HelmFields::isTextList},
                {"keywords", &HelmFields::isTextList}, {"deprecated", &HelmFields::isBool},
                {"annotations", &HelmFields::isTextMap}, {"maintainers", &HelmFields::isMaintainers},
                {"dependencies", &HelmFields::isDependencies}});
    }

    [[nodiscard]] bool isText(int index) const { return m_doc.node(index).type() != YamlType::Other; }
    [[nodiscard]] bool isBool(int index) const
    {
        const YamlType type = m_doc.node(index).type();
        return type == YamlType::Bool || type == YamlType::Null;
    }
    [[nodiscard]] bool isTime(int index) const
    {
        const YamlScalar scalar = m_doc.node(index).scalar();
        static const QRegularExpression rfc3339(QStringLiteral(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\\z"));
        return scalar.type == YamlType::Null
            || (scalar.type == YamlType::String && rfc3339.match(scalar.text).hasMatch());
    }
    [[nodiscard]] bool isTextList(int index) const { return isListOf(index, &HelmFields::isText); }
    [[nodiscard]] bool isTextMap(int index) const
    {
        if (isNull(index))
            return true;
        const QMap<QString, YamlEntry> entries = m_doc.entries(index);
        return m_doc.node(index).kind == YamlNode::Kind::Map
            && std::all_of(entries.begin(), entries.end(),
                [this](const YamlEntry &entry) { return isText(m_doc.resolve(entry.value)); });
    }
    [[nodiscard]] bool isList(int index) const
    {
        return isNull(index) || m_doc.node(index).kind == YamlNode::Kind::Sequence;
    }
    [[nodiscard]] bool isMaintainers(int index) const { return isListOf(index, &HelmFields::isMaintainer); }
    [[nodiscard]] bool isDependencies(int index) const { return isListOf(index, &HelmFields::isDependency); }
    /// As a lock file has it, where nothing is validated and null entries pass.
    [[nodiscard]] bool isDependencyList(int index) const { return isListOf(index, &HelmFields::isDependencyOrNull); }

private:
    [[nodiscard]] bool isNull(int index) const { return m_doc.node(index).type() == YamlType::Null; }
    [[nodiscard]] bool isListOf(int index, Check check) const
    {
        const auto &list = m_doc.node(index).items;
        return isList(index)
            && std::all_of(list.begin(), list.end(), [&](int item) { return (this->*check)(m_doc.resolve(item)); });
    }
    [[nodiscard]] bool isMaintainer(int index) const
    {
        const auto entry = fields(index);
        return entry && !isNull(index)
            && wrongField(
                *entry, {{"name", &HelmFields::isText}, {"email", &HelmFields::isText}, {"url", &HelmFields::isText}})
                   .field.isEmpty();
    }
    [[nodiscard]] bool isDependency(int index) const { return !isNull(index) && isDependencyOrNull(index); }
    [[nodiscard]] bool isDependencyOrNull(int index) const
    {
        const auto entry = fields(index);
        return entry
            && wrongField(*entry,
                {{"name", &HelmFields::isText}, {"version", &HelmFields::isText}, {"repository", &HelmFields::isText},
                    {"condition", &HelmFields::isText}, {"alias", &HelmFields::isText},
                    {"tags", &HelmFields::isTextList}, {"enabled", &HelmFields::isBool},
                    {"import-values", &HelmFields::isList}})
                   .field.isEmpty();
    }

    const YamlDocument &m_doc;
};

Error wrongType(const QString &field, const Place &place)
{
    return {ErrorKind::BadInput,
        Text::tr("%1: Helm refuses this chart: %2 is of the wrong type.").arg(place.toString(), field), {}};
}

} // namespace

QString sanitized(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const uint c : text.toUcs4()) {
        const auto isSpace = [](uint u) {
            return (u >= '\t' && u <= '\r') || u == ' ' || u == 0x85 || u == 0xA0 || (u > 0xFF && QChar::isSpace(u));
        };
        if (isSpace(c))
            out += u' ';
        else if (QChar::isPrint(c))
            out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1);
    }
    return out;
}

QByteArray generateChartYaml(const ExtensionMetadata &md, const QString &icon)
{
    Writer writer;
    if (!md.annotations.isEmpty()) {
        writer.beginList("annotations");
        writer.indent(2);
        for (auto it = md.annotations.begin(); it != md.annotations.end(); ++it) {
            writer.key(yamlQuoted(it.key()));
            writer.value(it->text);
        }
        writer.indent(-2);
    }
    writer.field("apiVersion", QStringLiteral("v2"));
    if (!md.dependencies.isEmpty()) {
        writer.beginList("dependencies");
        for (const ChartDependency &dependency : md.dependencies)
            writeDependency(&writer, dependency);
    }
    writer.field("description", sanitized(md.description.value(QStringLiteral("en")).text));
    writer.field("home", sanitized(md.home.text));
    writer.field("icon", sanitized(icon));
    writer.list("keywords", md.keywords);
    writer.field("kubeVersion", sanitized(md.kubeVersion.text));
    if (!md.maintainers.isEmpty()) {
        writer.beginList("maintainers");
        for (const Maintainer &maintainer : md.maintainers) {
            writer.beginItem();
            writer.field("email", sanitized(maintainer.email.text));
            writer.field("name", sanitized(maintainer.name.text));
            writer.field("url", sanitized(maintainer.url.text));
            writer.endItem();
        }
    }
    writer.field("name", sanitized(md.name.text));
    writer.list("sources", md.sources);
    writer.field("version", md.version.text);
    return writer.text();
}

Result<HelmMetadata> parseChartYaml(const QByteArray &text, const QString &fileName)
{
    const Result<YamlDocument> parsed = YamlDocument::parse(text, fileName);
    if (!parsed)
        return failure(parsed.error());
    const auto broken = [&](const QString &what) {
        return failure(ErrorKind::BadInput, Text::tr("%1: Helm refuses this chart: %2.").arg(fileName, what));
    };
    const HelmFields doc(*parsed);
    const auto fields = doc.fields(parsed->root());
    if (!fields)
        return broken(Text::tr("the file is no map of names and values"));
    if (const auto wrong = doc.wrongMetadata(*fields); !wrong.field.isEmpty())
        return failure(wrongType(wrong.field, wrong.place));
    HelmMetadata md{doc.text(*fields, "apiVersion"), sanitized(doc.text(*fields, "name")), doc.text(*fields, "version"),
        sanitized(doc.text(*fields, "appVersion")), sanitized(doc.text(*fields, "description")),
        doc.text(*fields, "type")};
    if (md.apiVersion.isEmpty())
        md.apiVersion = QStringLiteral("v1");
    if (md.name.isEmpty())
        return broken(Text::tr("its name is missing"));
    // Helm lets the latter three pass, and then saves sub-charts of such names where they do not belong.
    if (md.name.contains(u'/') || md.name.contains(u'\\') || md.name == QLatin1String(".")
        || md.name == QLatin1String(".."))
        return broken(Text::tr("its name “%1” cannot be a folder's name").arg(md.name.left(80)));
    if (!isHelmVersion(md.version))
        return broken(md.version.isEmpty() ? Text::tr("its version is missing")
                                           : Text::tr("“%1” is not a version").arg(md.version.left(80)));
    if (!md.type.isEmpty() && md.type != QLatin1String("application") && md.type != QLatin1String("library"))
        return broken(Text::tr("its type must be application or library"));
    static const QRegularExpression aliasName(QStringLiteral("^[a-zA-Z0-9_-]+\\z"));
    QSet<QString> names;
    for (const int item : doc.items(fields->value(QStringLiteral("dependencies")))) {
        const auto dependency = doc.fields(item);
        const QString alias = doc.text(*dependency, "alias");
        if (!alias.isEmpty() && !aliasName.match(alias).hasMatch())
            return broken(Text::tr("the alias “%1” holds characters that are not allowed").arg(alias.left(80)));
        const QString name = alias.isEmpty() ? sanitized(doc.text(*dependency, "name")) : alias;
        if (names.contains(name))
            return broken(Text::tr("more than one dependency is called “%1”").arg(name.left(80)));
        names.insert(name);
    }
    return md;
}

std::optional<Error> checkRequirements(const QByteArray &text, const QString &fileName)
{
    const Result<YamlDocument> parsed = YamlDocument::parse(text, fileName);
    if (!parsed)
        return parsed.error();
    const HelmFields doc(*parsed);
    const auto fields = doc.fields(parsed->root());
    if (!fields)
        return Error{ErrorKind::BadInput,
            Text::tr("%1 must hold a map of names and values. Correct the file and try again.").arg(fileName), {}};
    if (const auto wrong = doc.wrongMetadata(*fields); !wrong.field.isEmpty())
        return wrongType(wrong.field, wrong.place);
    return std::nullopt;
}

std::optional<Error> checkChartLock(const QByteArray &text, const QString &fileName)
{
    const Result<YamlDocument> parsed = YamlDocument::parse(text, fileName);
    if (!parsed)
        return parsed.error();
    const HelmFields doc(*parsed);
    const auto fields = doc.fields(parsed->root());
    HelmFields::Wrong wrong{QStringLiteral("Chart.lock"), parsed->place(parsed->root())};
    if (fields)
        wrong = doc.wrongField(*fields,
            {{"generated", &HelmFields::isTime}, {"digest", &HelmFields::isText},
                {"dependencies", &HelmFields::isDependencyList}});
    if (wrong.field.isEmpty())
        return std::nullopt;
    return Error{ErrorKind::BadInput,
        Text::tr("%1: Helm cannot read this lock file. Remove it, or let “helm dependency update” write it anew.")
            .arg(wrong.place.toString()),
        wrong.field};
}

} // namespace ksp
