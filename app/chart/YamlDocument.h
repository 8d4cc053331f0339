#pragma once

#include "chart/YamlScalar.h"
#include "core/Finding.h"
#include "core/Result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

#include <optional>
#include <vector>

namespace ksp {

/// One node of a YAML document, with the place where it stands in the text.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Map, Alias };
    using Type = YamlType;

    Kind kind = Kind::Null; ///< Null: an empty document. An empty value is a scalar of type Null.
    QString value; ///< Scalar: its text after folding and unescaping.
    QString tag; ///< Explicit tag ("tag:yaml.org,2002:str", "!x"); empty where there is none.
    bool implicit = false; ///< Scalar: its form decides its type (no quotes, no tag).
    bool block = false; ///< Scalar: written as a block (`|` or `>`).
    int aliasOf = -1; ///< Alias: index of the node that it stands for.
    std::vector<int> items; ///< Sequence: the items. Map: key, value, key, value …
    qsizetype offset = 0; ///< Bytes into the text, at the first character of the node (behind anchor and tag).
    qsizetype end = 0; ///< Scalar and alias: bytes into the text, one behind the last character.
    int line = 0; ///< From 1.
    int column = 0; ///< From 1, in code points.

    [[nodiscard]] Type type() const { return scalar().type; }
    /// A scalar as clusters read it: what becomes of a number or truth value where a text is wanted, too.
    [[nodiscard]] YamlScalar scalar() const;
};

/// A key of a map with its value, as nodes of the document.
struct YamlEntry
{
    int key = -1;
    int value = -1;
    bool isMerged = false; ///< Comes through a merge (`<<`) from another map.
};

/// The first document of a YAML text as a tree with places. Aliases are kept as references and never expanded, so a
/// document takes memory in proportion to its text. Immutable; thread-safe to read.
class YamlDocument
{
public:
    /// Reads the first document, by the rules of readYaml(). Errors: BadInput with a sentence that names `fileName` and
    /// the line: not UTF-8, not YAML, nested too deeply, far more values than a person writes. An empty text is a
    /// document whose root is Null.
    [[nodiscard]] static Result<YamlDocument> parse(const QByteArray &text, const QString &fileName);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const std::vector<YamlNode> &nodes() const { return m_nodes; }
    [[nodiscard]] const YamlNode &node(int index) const { return m_nodes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] int root() const { return 0; }
    /// The node itself, or what it is an alias of.
    [[nodiscard]] int resolve(int index) const;
    /// A key as text: truth values are "true" or "false", since clusters turn keys into texts, too.
    [[nodiscard]] QString key(int index) const;
    /// The value of a key as Go finds it: of all of that name the last counts, and what a merge (`<<`) brings counts as
    /// if it stood there; -1 if there is none.
    [[nodiscard]] int find(int map, const QString &key) const;
    /// The entries of a map by key, by the same rules; nothing for other nodes. Takes time in proportion to what the
    /// map and its merges hold. All maps of a document once, those behind aliases each time, are bounded by Go's rule
    /// against excessive aliasing; so ask once for a map, not once for a key.
    [[nodiscard]] QMap<QString, YamlEntry> entries(int map) const;
    /// Whether a key is a merge (`<<`).
    [[nodiscard]] bool isMerge(int index) const;
    [[nodiscard]] Place place(int index) const;

private:
    void collect(int map, bool isMerged, QMap<QString, YamlEntry> *values) const;
    [[nodiscard]] std::vector<int> mergedMaps(int value) const;

    QString m_fileName;
    QByteArray m_text;
    std::vector<YamlNode> m_nodes;
};

/// Whether a YAML text can be read as Helm reads values.yaml: empty, or a map. Nothing when it can; else BadInput with
/// the place. Cheaper than YamlDocument::parse: no tree is built, whatever the text's size.
[[nodiscard]] std::optional<Error> checkYamlMap(const QByteArray &text, const QString &fileName);

} // namespace ksp
