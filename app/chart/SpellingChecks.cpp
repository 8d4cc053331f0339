#include "chart/SpellingChecks.h"

#include "chart/YamlDocument.h"
#include "chart/YamlFields.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ksp {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ksp::SpellingChecks)
};

/// Whether one letter too many, too few, another or two in the other order make one of the other. For short words.
bool isOneLetterOff(QStringView a, QStringView b)
{
    if (a.size() > b.size())
        std::swap(a, b);
    const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin());
    const qsizetype at = left - a.begin();
    if (b.size() == a.size() + 1)
        return a.sliced(at) == b.sliced(at + 1);
    if (b.size() != a.size() || at == a.size())
        return false;
    return a.sliced(at + 1) == b.sliced(at + 1)
        || (at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] && a.sliced(at + 2) == b.sliced(at + 2));
}

/// Other characters have other findings.
bool isPrintableAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c > u' ' && c < u'\x7F'; });
}

class Speller
{
public:
    explicit Speller(const YamlDocument &document) : m_document(document) { }

    QList<Finding> run()
    {
        const int root = m_document.root();
        checkKeys(root,
            {"apiVersion", "name", "version", "displayName", "description", "provider", "category", "icon", "keywords",
                "home", "docs", "sources", "kubeVersion", "ksVersion", "maintainers", "staticFileDirectory",
                "screenshots", "dependencies", "installationMode", "namespace", "images", "externalDependencies",
                "annotations"});
        const YamlFields fields(m_document, root);
        for (const char *key : {"displayName", "description"})
            checkTexts(fields.value(QLatin1String(key)), QLatin1String(key));
        const int providers = fields.value(QStringLiteral("provider"));
        forEachValue(providers, [this](int provider) { checkKeys(provider, {"name", "email", "url"}); });
        forEachItem(fields.value(QStringLiteral("maintainers")), [this](int maintainer) {
            checkKeys(maintainer, {"name", "email", "url"});
        });
        forEachItem(fields.value(QStringLiteral("dependencies")), [this](int dependency) {
            checkKeys(dependency,
                {"name", "version", "repository", "condition", "tags", "enabled", "import-values", "alias"});
        });
        forEachItem(fields.value(QStringLiteral("externalDependencies")), [this](int dependency) {
            checkKeys(dependency, {"name", "type", "version", "required"});
        });
        return std::move(m_findings);
    }

private:
    using Keys = std::initializer_list<const char *>;

    [[nodiscard]] bool isMap(int node) const { return node >= 0 && m_document.node(node).kind == YamlNode::Kind::Map; }

    template <typename F> void forEachValue(int map, F visit)
    {
        if (!isMap(map))
            return;
        const auto &items = m_document.node(map).items;
        for (std::size_t i = 1; i < items.size(); i += 2)
            visit(m_document.resolve(items[i]));
    }

    template <typename F> void forEachItem(int list, F visit)
    {
        if (list < 0 || m_document.node(list).kind != YamlNode::Kind::Sequence)
            return;
        for (const int item : m_document.node(list).items)
            visit(m_document.resolve(item));
    }

    void checkKeys(int map, Keys known)
    {
        if (!isMap(map))
            return;
        const auto &items = m_document.node(map).items;
        QStringList present;
        for (std::size_t i = 0; i < items.size(); i += 2)
            present.append(m_document.key(items[i]));
        const auto isSpelledSo = [](const QString &key) {
            return [&key](const char *field) { return YamlFields::isSpelling(key, QLatin1String(field)); };
        };
        for (qsizetype i = 0; i < present.size(); ++i) {
            const QString key = present[i];
            if (key.size() > 40 || !isPrintableAscii(key) || std::any_of(known.begin(), known.end(), isSpelledSo(key)))
                continue;
            for (const char *field : known) {
                // A key that is there in its right spelling, too, was not meant.
                if (!isOneLetterOff(key, QString::fromLatin1(field)) || present.contains(QLatin1String(field)))
                    continue;
                m_findings.append({Severity::Advice, m_document.place(items[std::size_t(2 * i)]),
                    Text::tr("The key “%1” is not known and means nothing. Did you mean “%2”?")
                        .arg(key, QLatin1String(field)),
                    QStringLiteral("key-unknown")});
                break;
            }
        }
    }

    void checkTexts(int map, const QString &field)
    {
        if (!isMap(map))
            return;
        const auto &items = m_document.node(map).items;
        for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
            const int value = m_document.resolve(items[i + 1]);
            const YamlNode &node = m_document.node(value);
            const QString name = field + u'.' + m_document.key(items[i]);
            if (node.kind != YamlNode::Kind::Scalar)
                continue;
            if (node.value.trimmed().isEmpty() || node.type() == YamlNode::Type::Null) {
                m_findings.append({Severity::Warning, m_document.place(items[i]),
                    Text::tr("%1 is empty: the console shows nothing there. Write a text.").arg(name),
                    QStringLiteral("text-empty")});
                continue;
            }
            if (const QByteArray lost = cutOff(node); !lost.isEmpty())
                m_findings.append({Severity::Warning, m_document.place(value),
                    Text::tr(
                        "%1 ends before “%2”: without quotes YAML takes what begins with “ #” for a comment. Put the "
                        "text in quotes.")
                        .arg(name, QString::fromUtf8(lost.first(qMin<qsizetype>(lost.size(), 40)))),
                    QStringLiteral("text-cut")});
        }
    }

    /// What stands behind a text without quotes as a comment that was hardly meant as one: "The #1 tool". A comment has
    /// a blank behind the "#".
    [[nodiscard]] QByteArray cutOff(const YamlNode &node) const
    {
        if (!node.implicit || node.block)
            return {};
        const QByteArray &text = m_document.text();
        const qsizetype newline = text.indexOf('\n', node.end);
        const QByteArray rest = text.sliced(node.end, (newline < 0 ? text.size() : newline) - node.end).trimmed();
        return rest.size() > 1 && rest[0] == '#' && rest[1] != ' ' && rest[1] != '#' && rest[1] != '!' ? rest
                                                                                                       : QByteArray();
    }

    const YamlDocument &m_document;
    QList<Finding> m_findings;
};

} // namespace

QList<Finding> checkSpelling(const QByteArray &extensionYaml)
{
    const auto document = YamlDocument::parse(extensionYaml, QStringLiteral("extension.yaml"));
    return document ? Speller(*document).run() : QList<Finding>();
}

} // namespace ksp
