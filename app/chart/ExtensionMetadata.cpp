#include "chart/ExtensionMetadata.h"

#include "chart/YamlFields.h"

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

const QStringList &rootFields()
{
    static const QStringList fields = QStringLiteral(
        "apiVersion name version displayName description category keywords home docs sources kubeVersion ksVersion "
        "maintainers provider staticFileDirectory icon screenshots dependencies installationMode namespace images "
        "externalDependencies annotations")
                                          .split(u' ');
    return fields;
}

/// Takes typed values out of a document and notes what does not fit.
class Reader
{
public:
    explicit Reader(const YamlDocument &document) : m_doc(document) { }
    QList<Finding> findings;

    /// The fields of a structure; notes keys that are written otherwise.
    YamlFields fields(int map, const QStringList &names)
    {
        const YamlFields found(m_doc, map);
        for (const QString &name : names) {
            for (const YamlEntry &entry : found.all(name))
                noteSpelling(entry.key, name);
        }
        return found;
    }

    void wrongType(int index, const QString &key, const QString &expected)
    {
        findings.append({Severity::Error, m_doc.place(index),
            Text::tr("%1 must be %2; clusters drop the version otherwise.").arg(key, expected),
            QStringLiteral("wrong-type")});
    }

    /// Its place is that of the value itself, not of what an alias stands for: that is where the user has to look.
    PlacedText text(int index, const QString &key)
    {
        const YamlNode &node = m_doc.node(m_doc.resolve(index));
        const YamlScalar scalar = node.scalar();
        if (scalar.type == Type::Other) {
            wrongType(index, key, Text::tr("a text"));
            return {{}, m_doc.place(index), true};
        }
        // Go turns numbers and truth values into texts, but writes them anew.
        if ((scalar.type == Type::Bool || scalar.type == Type::Number) && scalar.text != node.value) {
            findings.append({Severity::Warning, m_doc.place(index),
                (scalar.type == Type::Bool
                        ? Text::tr("%1: without quotes YAML reads %2 as a truth value, and clusters see “%3”. Put it "
                                   "in quotes: \"%2\".")
                        : Text::tr("%1: without quotes YAML reads %2 as a number, and clusters see “%3”. Put it in "
                                   "quotes: \"%2\"."))
                    .arg(key, node.value.left(60), scalar.text),
                QStringLiteral("unquoted")});
        }
        return {scalar.text, m_doc.place(index)};
    }
    PlacedText text(const YamlFields &fields, const char *key, const QString &prefix = {})
    {
        PlacedText value;
        const int counts = fields.entry(QLatin1String(key)).value;
        for (const YamlEntry &entry : fields.all(QLatin1String(key))) {
            const PlacedText each = text(entry.value, prefix + QLatin1String(key));
            if (each.isMistyped || (entry.value == counts && !value.isMistyped))
                value = each;
        }
        return value;
    }

    bool boolean(const YamlFields &fields, const char *key, const QString &prefix)
    {
        bool value = false;
        for (const YamlEntry &entry : fields.all(QLatin1String(key))) {
            const YamlNode &node = m_doc.node(m_doc.resolve(entry.value));
            if (node.type() == Type::Bool)
                value = node.scalar().text == QLatin1String("true");
            else if (node.type() != Type::Null)
                wrongType(entry.value, prefix + QLatin1String(key), Text::tr("true or false, without quotes"));
        }
        return value;
    }

    /// The items of a list; nothing for an absent or null one.
    std::vector<int> list(const YamlFields &fields, const char *key, const QString &prefix = {})
    {
        std::vector<int> items;
        for (const YamlEntry &entry : fields.all(QLatin1String(key))) {
            const YamlNode &node = m_doc.node(m_doc.resolve(entry.value));
            if (node.kind == Kind::Sequence)
                items = node.items;
            else if (node.type() != Type::Null)
                mistyped(entry.value, prefix + QLatin1String(key), Text::tr("a list"));
        }
        return items;
    }

    QList<PlacedText> texts(const YamlFields &fields, const char *key, const QString &prefix = {})
    {
        QList<PlacedText> values;
        int number = 0;
        for (const int item : list(fields, key, prefix))
            values.append(text(item, QStringLiteral("%1%2[%3]").arg(prefix, QLatin1String(key)).arg(number++)));
        return values;
    }

    /// The entries of a map by key, the last of a duplicate; nothing for an absent or null one.
    QMap<QString, YamlEntry> entries(const YamlFields &fields, const char *key)
    {
        QMap<QString, YamlEntry> values;
        for (const YamlEntry &entry : fields.all(QLatin1String(key))) {
            const int map = m_doc.resolve(entry.value);
            if (m_doc.node(map).kind == Kind::Map)
                values.insert(m_doc.entries(map)); // Go puts the maps of several spellings together
            else if (m_doc.node(map).type() != Type::Null)
                mistyped(entry.value, QLatin1String(key), Text::tr("a map"));
        }
        return values;
    }

    LocalizedText textsByKey(const QMap<QString, YamlEntry> &entries, const char *key)
    {
        LocalizedText values;
        for (auto it = entries.begin(); it != entries.end(); ++it)
            values.insert(it.key(), text(it->value, QStringLiteral("%1.%2").arg(QLatin1String(key), it.key())));
        return values;
    }

    QList<LanguageKey> languages(const QMap<QString, YamlEntry> &entries, const char *field)
    {
        QList<LanguageKey> keys;
        for (auto it = entries.begin(); it != entries.end(); ++it) {
            const YamlNode &node = m_doc.node(m_doc.resolve(it->key));
            keys.append({QLatin1String(field), it.key(), node.value, node.type() == Type::Bool, m_doc.place(it->key)});
        }
        return keys;
    }

    /// A map that is an item of a list; notes anything else.
    bool isMap(int item, const QString &name, const QString &expected)
    {
        if (m_doc.node(m_doc.resolve(item)).kind == Kind::Map)
            return true;
        wrongType(item, name, expected);
        return false;
    }

    QSet<QString> mistypedKeys() const { return m_mistyped; }

    /// What cannot be seen at the beginning of a line belongs to the key for Go, and nobody knows that key.
    void noteInvisible(int root)
    {
        const auto &items = m_doc.node(root).items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const QString key = m_doc.key(items[i]);
            if (key.contains(QChar(QChar::ByteOrderMark)))
                findings.append({Severity::Error, m_doc.place(items[i]),
                    Text::tr("An invisible byte-order mark (U+FEFF) makes this key one that clusters do not know. "
                             "Delete the line and type it anew."),
                    QStringLiteral("byte-order-mark")});
            else if (!key.isEmpty() && key[0].isSpace())
                findings.append({Severity::Error, m_doc.place(items[i]),
                    Text::tr("The line begins with a character that only looks like a space (U+%1) and becomes part of "
                             "the key. Type plain spaces instead.")
                        .arg(int(key[0].unicode()), 4, 16, QLatin1Char('0')),
                    QStringLiteral("odd-blank")});
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

    /// Not a structure but values of any type to Go: their keys count as they are written.
    QJsonArray importValues(const YamlFields &fields, const QString &prefix)
    {
        QJsonArray values;
        for (const int item : list(fields, "import-values", prefix)) {
            if (m_doc.node(m_doc.resolve(item)).kind != Kind::Map) {
                values.append(text(item, prefix + QStringLiteral("import-values")).text);
                continue;
            }
            const QMap<QString, YamlEntry> entries = m_doc.entries(m_doc.resolve(item));
            QJsonObject pair;
            for (const char *key : {"child", "parent"}) {
                const auto found = entries.constFind(QLatin1String(key));
                pair.insert(QLatin1String(key),
                    found == entries.constEnd() ? QString() : text(found->value, prefix + QLatin1String(key)).text);
            }
            values.append(pair);
        }
        return values;
    }

private:
    void mistyped(int index, const QString &key, const QString &expected)
    {
        m_mistyped.insert(key);
        wrongType(index, key, expected);
    }

    void noteSpelling(int keyNode, const QString &name)
    {
        const QString key = m_doc.key(keyNode);
        if (key == name || m_noted.contains(keyNode))
            return;
        m_noted.insert(keyNode);
        findings.append({Severity::Warning, m_doc.place(keyNode),
            Text::tr("Clusters take the key “%1” for “%2”; not every program does. Write “%2”.").arg(key, name),
            QStringLiteral("key-case")});
    }

    const YamlDocument &m_doc;
    QSet<int> m_noted;
    QSet<QString> m_mistyped;
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
    const YamlFields fields = read.fields(root, rootFields());
    ExtensionMetadata md;
    for (const QString &name : rootFields()) {
        if (const YamlEntry entry = fields.entry(name); entry.key >= 0)
            md.keys.insert(name, doc.place(entry.key));
    }
    md.apiVersion = read.text(fields, "apiVersion");
    md.name = read.text(fields, "name");
    md.version = read.text(fields, "version");
    md.category = read.text(fields, "category");
    md.home = read.text(fields, "home");
    md.docs = read.text(fields, "docs");
    md.kubeVersion = read.text(fields, "kubeVersion");
    md.ksVersion = read.text(fields, "ksVersion");
    md.icon = read.text(fields, "icon");
    md.staticFileDirectory = read.text(fields, "staticFileDirectory");
    md.installationMode = read.text(fields, "installationMode");
    md.nameSpace = read.text(fields, "namespace");
    md.keywords = read.texts(fields, "keywords");
    md.sources = read.texts(fields, "sources");
    md.screenshots = read.texts(fields, "screenshots");
    md.images = read.texts(fields, "images");
    md.annotations = read.textsByKey(read.entries(fields, "annotations"), "annotations");
    const QMap<QString, YamlEntry> displayNames = read.entries(fields, "displayName");
    const QMap<QString, YamlEntry> descriptions = read.entries(fields, "description");
    const QMap<QString, YamlEntry> providers = read.entries(fields, "provider");
    md.displayName = read.textsByKey(displayNames, "displayName");
    md.description = read.textsByKey(descriptions, "description");
    md.languages = read.languages(displayNames, "displayName") + read.languages(descriptions, "description")
        + read.languages(providers, "provider");
    for (const char *key : {"icon", "screenshots"})
        md.iconIsMerged = md.iconIsMerged || fields.entry(QLatin1String(key)).isMerged;

    const QStringList person{QStringLiteral("name"), QStringLiteral("email"), QStringLiteral("url")};
    for (auto it = providers.begin(); it != providers.end(); ++it) {
        const QString prefix = QStringLiteral("provider.%1.").arg(it.key());
        Provider provider;
        const int map = doc.resolve(it->value);
        if (doc.node(map).kind == Kind::Map) {
            const YamlFields of = read.fields(map, person);
            provider = {read.text(of, "name", prefix), read.text(of, "email", prefix), read.text(of, "url", prefix)};
        } else if (doc.node(map).type() != Type::Null) {
            read.wrongType(it->value, prefix.chopped(1), Text::tr("a map with name, email and url"));
        }
        md.provider.insert(it.key(), provider);
    }
    int number = 0;
    for (const int item : read.list(fields, "maintainers")) {
        const QString prefix = QStringLiteral("maintainers[%1].").arg(number++);
        if (!read.isMap(item, prefix.chopped(1), Text::tr("a map with name and email")))
            continue;
        const YamlFields of = read.fields(item, person);
        md.maintainers.append(
            {read.text(of, "name", prefix), read.text(of, "email", prefix), read.text(of, "url", prefix)});
    }
    number = 0;
    const QStringList dependency
        = QStringLiteral("name version repository condition alias tags enabled import-values").split(u' ');
    for (const int item : read.list(fields, "dependencies")) {
        const QString prefix = QStringLiteral("dependencies[%1].").arg(number++);
        if (!read.isMap(item, prefix.chopped(1), Text::tr("a map with the name of a sub-chart")))
            continue;
        const YamlFields of = read.fields(item, dependency);
        md.dependencies.append(
            {read.text(of, "name", prefix), read.text(of, "version", prefix), read.text(of, "repository", prefix),
                read.text(of, "condition", prefix), read.text(of, "alias", prefix), read.texts(of, "tags", prefix),
                read.boolean(of, "enabled", prefix), read.importValues(of, prefix), doc.place(item)});
    }
    number = 0;
    const QStringList external = QStringLiteral("name type version required").split(u' ');
    for (const int item : read.list(fields, "externalDependencies")) {
        const QString prefix = QStringLiteral("externalDependencies[%1].").arg(number++);
        if (!read.isMap(item, prefix.chopped(1), Text::tr("a map with name, type and version")))
            continue;
        const YamlFields of = read.fields(item, external);
        md.externalDependencies.append({read.text(of, "name", prefix), read.text(of, "type", prefix),
            read.text(of, "version", prefix), read.boolean(of, "required", prefix)});
    }
    read.noteInvisible(root);
    read.noteDuplicates();
    md.mistyped = read.mistypedKeys();
    md.findings = read.findings;
    return md;
}

QString ExtensionMetadata::packageName() const
{
    return QStringLiteral("%1-%2.tgz").arg(name.text, version.text);
}

} // namespace ksp
