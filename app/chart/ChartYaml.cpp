#include "chart/ChartYaml.h"

#include "chart/SemVer.h"
#include "chart/YamlScalar.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QRegularExpression>

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
    const YamlDocument &doc = *parsed;
    const auto value = [&doc](const char *key) {
        const int index = doc.resolve(doc.find(doc.root(), QLatin1String(key)));
        return index >= 0 ? doc.node(index).scalar().text : QString();
    };
    const auto broken = [&](const QString &what) {
        return failure(ErrorKind::BadInput, Text::tr("%1: Helm refuses this chart: %2.").arg(fileName, what));
    };
    if (doc.node(doc.root()).kind != YamlNode::Kind::Map)
        return broken(Text::tr("the file is empty or no map of names and values"));
    HelmMetadata md{value("apiVersion"), sanitized(value("name")), value("version"), sanitized(value("appVersion")),
        sanitized(value("description")), value("type")};
    if (md.apiVersion.isEmpty())
        md.apiVersion = QStringLiteral("v1");
    if (md.name.isEmpty())
        return broken(Text::tr("its name is missing"));
    if (md.name.contains(u'/') || md.name == QLatin1String(".") || md.name == QLatin1String(".."))
        return broken(Text::tr("its name “%1” holds a slash").arg(md.name.left(80)));
    if (!isHelmVersion(md.version))
        return broken(md.version.isEmpty() ? Text::tr("its version is missing")
                                           : Text::tr("“%1” is not a version").arg(md.version.left(80)));
    if (!md.type.isEmpty() && md.type != QLatin1String("application") && md.type != QLatin1String("library"))
        return broken(Text::tr("its type must be application or library"));
    static const QRegularExpression aliasName(QStringLiteral("^[a-zA-Z0-9_-]+\\z"));
    QStringList names;
    const int list = doc.resolve(doc.find(doc.root(), QStringLiteral("dependencies")));
    for (const int item :
        list >= 0 && doc.node(list).kind == YamlNode::Kind::Sequence ? doc.node(list).items : std::vector<int>{}) {
        const int map = doc.resolve(item);
        const auto field = [&](const char *key) {
            const int index = doc.resolve(doc.find(map, QLatin1String(key)));
            return index >= 0 ? doc.node(index).scalar().text : QString();
        };
        const QString alias = field("alias");
        if (!alias.isEmpty() && !aliasName.match(alias).hasMatch())
            return broken(Text::tr("the alias “%1” holds characters that are not allowed").arg(alias.left(80)));
        const QString name = alias.isEmpty() ? field("name") : alias;
        if (names.contains(name))
            return broken(Text::tr("more than one dependency is called “%1”").arg(name.left(80)));
        names.append(name);
    }
    return md;
}

} // namespace ksp
