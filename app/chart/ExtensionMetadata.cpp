#include "chart/ExtensionMetadata.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonObject>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ExtensionMetadata)
};

using Kind = YamlNode::Kind;
using Type = YamlNode::Type;

/// Takes typed values out of a document and notes what does not fit.
class Reader
{
public:
    explicit Reader(const YamlDocument &document) : m_doc(document) { }
    QList<Finding> findings;

    int child(int map, const char *key) const { return m_doc.resolve(m_doc.find(map, QLatin1String(key))); }

    void wrongType(int index, const QString &key, const QString &expected)
    {
        findings.append({Severity::Error, m_doc.place(index),
            Text::tr("%1 must be %2; clusters drop the version otherwise.").arg(key, expected),
            QStringLiteral("wrong-type")});
    }

    PlacedText text(int index, const QString &key)
    {
        if (index < 0)
            return {};
        const YamlScalar scalar = m_doc.node(index).scalar();
        if (scalar.type == Type::Other) {
            wrongType(index, key, Text::tr("a text"));
            return {};
        }
        // Go turns numbers and truth values into texts, but writes them anew.
        const QString &written = m_doc.node(index).value;
        if ((scalar.type == Type::Bool || scalar.type == Type::Number) && scalar.text != written) {
            findings.append({Severity::Warning, m_doc.place(index),
                (scalar.type == Type::Bool
                        ? Text::tr("%1: without quotes YAML reads %2 as a truth value, and clusters see “%3”. Put it "
                                   "in quotes: \"%2\".")
                        : Text::tr("%1: without quotes YAML reads %2 as a number, and clusters see “%3”. Put it in "
                                   "quotes: \"%2\"."))
                    .arg(key, written.left(60), scalar.text),
                QStringLiteral("unquoted")});
        }
        return {scalar.text, m_doc.place(index)};
    }
    PlacedText text(int map, const char *key, const QString &prefix = {})
    {
        // The place of the key's own value, not of an alias' target: that is where the user has to look.
        const int own = m_doc.find(map, QLatin1String(key));
        PlacedText value = text(m_doc.resolve(own), prefix + QLatin1String(key));
        if (own >= 0)
            value.place = m_doc.place(own);
        return value;
    }

    bool boolean(int map, const char *key, const QString &prefix)
    {
        const int index = child(map, key);
        if (index < 0 || m_doc.node(index).type() == Type::Null)
            return false;
        const YamlNode &node = m_doc.node(index);
        if (node.type() != Type::Bool) {
            wrongType(index, prefix + QLatin1String(key), Text::tr("true or false, without quotes"));
            return false;
        }
        return node.scalar().text == QLatin1String("true");
    }

    /// The items of a list; nothing for an absent or null one.
    std::vector<int> list(int map, const char *key)
    {
        const int index = child(map, key);
        if (index < 0 || m_doc.node(index).type() == Type::Null)
            return {};
        if (m_doc.node(index).kind != Kind::Sequence) {
            wrongType(index, QLatin1String(key), Text::tr("a list"));
            return {};
        }
        return m_doc.node(index).items;
    }

    QList<PlacedText> texts(int map, const char *key, const QString &prefix = {})
    {
        QList<PlacedText> values;
        int number = 0;
        for (const int item : list(map, key)) {
            PlacedText value
                = text(m_doc.resolve(item), QStringLiteral("%1%2[%3]").arg(prefix, QLatin1String(key)).arg(number++));
            value.place = m_doc.place(item);
            values.append(value);
        }
        return values;
    }

    /// The entries of a map by key, the last of a duplicate; nothing for an absent or null one.
    QMap<QString, int> entries(int map, const char *key)
    {
        const int index = child(map, key);
        if (index < 0 || m_doc.node(index).type() == Type::Null)
            return {};
        if (m_doc.node(index).kind != Kind::Map) {
            wrongType(index, QLatin1String(key), Text::tr("a map"));
            return {};
        }
        return m_doc.entries(index);
    }

    LocalizedText textsByKey(int map, const char *key)
    {
        LocalizedText values;
        const QMap<QString, int> found = entries(map, key);
        for (auto it = found.begin(); it != found.end(); ++it) {
            PlacedText value
                = text(m_doc.resolve(it.value()), QStringLiteral("%1.%2").arg(QLatin1String(key), it.key()));
            value.place = m_doc.place(it.value());
            values.insert(it.key(), value);
        }
        return values;
    }

    /// Go's decoder takes keys in any case, so "Icon" reaches clusters as it stands.
    void noteOtherCases(int root)
    {
        static const QStringList known{QStringLiteral("apiVersion"), QStringLiteral("name"), QStringLiteral("version"),
            QStringLiteral("displayName"), QStringLiteral("description"), QStringLiteral("category"),
            QStringLiteral("keywords"), QStringLiteral("home"), QStringLiteral("docs"), QStringLiteral("sources"),
            QStringLiteral("kubeVersion"), QStringLiteral("ksVersion"), QStringLiteral("maintainers"),
            QStringLiteral("provider"), QStringLiteral("staticFileDirectory"), QStringLiteral("icon"),
            QStringLiteral("screenshots"), QStringLiteral("dependencies"), QStringLiteral("installationMode"),
            QStringLiteral("namespace"), QStringLiteral("images"), QStringLiteral("externalDependencies"),
            QStringLiteral("annotations")};
        const auto &items = m_doc.node(root).items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const QString key = m_doc.key(items[i]);
            for (const QString &name : known) {
                if (key != name && key.compare(name, Qt::CaseInsensitive) == 0)
                    findings.append({Severity::Error, m_doc.place(items[i]),
                        Text::tr("The key %1 is written %2.").arg(key, name), QStringLiteral("key-case")});
            }
        }
    }

    void noteDuplicates()
    {
        for (std::size_t i = 0; i < m_doc.nodes().size(); ++i) {
            const YamlNode &node = m_doc.nodes()[i];
            if (node.kind != Kind::Map)
                continue;
            QHash<QString, QList<int>> places;
            for (std::size_t k = 0; k + 1 < node.items.size(); k += 2) {
                if (!m_doc.isMerge(node.items[k]))
                    places[m_doc.key(node.items[k])].append(node.items[k]);
            }
            for (auto it = places.begin(); it != places.end(); ++it) {
                if (it->size() < 2)
                    continue;
                findings.append({Severity::Warning, m_doc.place(it->first()),
                    Text::tr("The key %1 stands here and again in line %2; the last one counts. Remove the others.")
                        .arg(it.key().left(60))
                        .arg(m_doc.node(it->last()).line),
                    QStringLiteral("duplicate-key")});
            }
        }
        std::sort(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
            return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
    }

    QJsonArray importValues(int map, const QString &prefix)
    {
        QJsonArray values;
        for (const int item : list(map, "import-values")) {
            const int index = m_doc.resolve(item);
            if (index >= 0 && m_doc.node(index).kind == Kind::Map) {
                QJsonObject pair;
                for (const char *key : {"child", "parent"})
                    pair.insert(QLatin1String(key), text(child(index, key), prefix + QLatin1String(key)).text);
                values.append(pair);
            } else {
                values.append(text(index, prefix + QStringLiteral("import-values")).text);
            }
        }
        return values;
    }

private:
    const YamlDocument &m_doc;
};

} // namespace

bool isLocalImage(const QString &value)
{
    return !value.startsWith(QLatin1String("http://")) && !value.startsWith(QLatin1String("https://"))
        && !value.startsWith(QLatin1String("data:image"));
}

Result<ExtensionMetadata> ExtensionMetadata::parse(const QByteArray &text)
{
    const QString fileName = QStringLiteral("extension.yaml");
    const Result<YamlDocument> parsed = YamlDocument::parse(text, fileName);
    if (!parsed)
        return failure(parsed.error());
    const YamlDocument &doc = *parsed;
    const int root = doc.root();
    if (doc.node(root).kind != Kind::Map) {
        return failure(ErrorKind::BadInput,
            Text::tr("%1:%2 must begin with a map of names and values, such as \"name: my-extension\".")
                .arg(fileName)
                .arg(qMax(1, doc.node(root).line)));
    }
    Reader read(doc);
    ExtensionMetadata md;
    md.apiVersion = read.text(root, "apiVersion");
    md.name = read.text(root, "name");
    md.version = read.text(root, "version");
    md.category = read.text(root, "category");
    md.home = read.text(root, "home");
    md.docs = read.text(root, "docs");
    md.kubeVersion = read.text(root, "kubeVersion");
    md.ksVersion = read.text(root, "ksVersion");
    md.icon = read.text(root, "icon");
    md.staticFileDirectory = read.text(root, "staticFileDirectory");
    md.installationMode = read.text(root, "installationMode");
    md.nameSpace = read.text(root, "namespace");
    md.keywords = read.texts(root, "keywords");
    md.sources = read.texts(root, "sources");
    md.screenshots = read.texts(root, "screenshots");
    md.images = read.texts(root, "images");
    md.displayName = read.textsByKey(root, "displayName");
    md.description = read.textsByKey(root, "description");
    md.annotations = read.textsByKey(root, "annotations");
    for (const char *key : {"icon", "screenshots"})
        md.iconIsMerged
            = md.iconIsMerged || doc.findOwn(root, QLatin1String(key)) != doc.find(root, QLatin1String(key));

    const QMap<QString, int> providers = read.entries(root, "provider");
    for (auto it = providers.begin(); it != providers.end(); ++it) {
        const QString prefix = QStringLiteral("provider.%1.").arg(it.key());
        Provider provider;
        const int map = doc.resolve(it.value());
        if (doc.node(map).kind == Kind::Map)
            provider = {read.text(map, "name", prefix), read.text(map, "email", prefix), read.text(map, "url", prefix)};
        else if (doc.node(map).type() != Type::Null)
            read.wrongType(it.value(), prefix.chopped(1), Text::tr("a map with name, email and url"));
        md.provider.insert(it.key(), provider);
    }
    int number = 0;
    for (const int item : read.list(root, "maintainers")) {
        const QString prefix = QStringLiteral("maintainers[%1].").arg(number++);
        const int map = doc.resolve(item);
        if (map < 0 || doc.node(map).kind != Kind::Map) {
            read.wrongType(item, prefix.chopped(1), Text::tr("a map with name and email"));
            continue;
        }
        md.maintainers.append(
            {read.text(map, "name", prefix), read.text(map, "email", prefix), read.text(map, "url", prefix)});
    }
    number = 0;
    for (const int item : read.list(root, "dependencies")) {
        const QString prefix = QStringLiteral("dependencies[%1].").arg(number++);
        const int map = doc.resolve(item);
        if (map < 0 || doc.node(map).kind != Kind::Map) {
            read.wrongType(item, prefix.chopped(1), Text::tr("a map with the name of a sub-chart"));
            continue;
        }
        md.dependencies.append(
            {read.text(map, "name", prefix), read.text(map, "version", prefix), read.text(map, "repository", prefix),
                read.text(map, "condition", prefix), read.text(map, "alias", prefix), read.texts(map, "tags", prefix),
                read.boolean(map, "enabled", prefix), read.importValues(map, prefix), doc.place(item)});
    }
    number = 0;
    for (const int item : read.list(root, "externalDependencies")) {
        const QString prefix = QStringLiteral("externalDependencies[%1].").arg(number++);
        const int map = doc.resolve(item);
        if (map < 0 || doc.node(map).kind != Kind::Map) {
            read.wrongType(item, prefix.chopped(1), Text::tr("a map with name, type and version"));
            continue;
        }
        md.externalDependencies.append({read.text(map, "name", prefix), read.text(map, "type", prefix),
            read.text(map, "version", prefix), read.boolean(map, "required", prefix)});
    }
    read.noteOtherCases(root);
    read.noteDuplicates();
    md.findings = read.findings;
    return md;
}

QString ExtensionMetadata::packageName() const
{
    return QStringLiteral("%1-%2.tgz").arg(name.text, version.text);
}

} // namespace ksp
