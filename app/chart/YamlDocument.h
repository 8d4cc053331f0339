#pragma once

#include "core/Finding.h"
#include "core/Result.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace ksp {

/// One node of a YAML document, with the place where it stands in the text.
struct YamlNode
{
    enum class Kind { Null, Scalar, Sequence, Map, Alias };
    /// What a scalar is to the YAML 1.1 reader of clusters and of ksbuilder (Go's yaml.v2).
    enum class Type { String, Bool, Number, Null, Other };

    Kind kind = Kind::Null;
    QString value; ///< Scalar: its text after folding and unescaping.
    bool plain = true; ///< Scalar: written without quotes and not as a block.
    QString tag; ///< Explicit tag ("tag:yaml.org,2002:str", "!x"); empty where there is none.
    bool anchored = false;
    int aliasOf = -1; ///< Alias: index of the node that it stands for.
    std::vector<int> items; ///< Sequence: the items. Map: key, value, key, value …
    qsizetype offset = 0; ///< Bytes into the text, at the first character of the node (behind anchor and tag).
    int line = 0; ///< From 1.
    int column = 0; ///< From 1, in code points.

    [[nodiscard]] Type type() const;
};

/// The first document of a YAML text as a tree with places. Aliases are kept as references and never expanded, so a
/// document takes memory in proportion to its text. Immutable; thread-safe to read.
class YamlDocument
{
public:
    /// Reads the first document. Errors: BadInput with a sentence that names `fileName` and the line; text that is not
    /// UTF-8, deeper than yaml-cpp's limit, or not YAML. An empty text is a document whose root is Null.
    [[nodiscard]] static Result<YamlDocument> parse(const QByteArray &text, const QString &fileName);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const std::vector<YamlNode> &nodes() const { return m_nodes; }
    [[nodiscard]] const YamlNode &node(int index) const { return m_nodes[static_cast<std::size_t>(index)]; }
    [[nodiscard]] int root() const { return 0; }
    /// The node itself, or what it is an alias of.
    [[nodiscard]] int resolve(int index) const;
    /// The value of a key: the last one of that name, else the one that comes through a merge key (`<<`); -1 if none.
    [[nodiscard]] int find(int map, const QString &key) const;
    /// Like find(), but without merge keys.
    [[nodiscard]] int findOwn(int map, const QString &key) const;
    [[nodiscard]] Place place(int index) const;

private:
    int findMerged(int map, const QString &key, int depth) const;

    QString m_fileName;
    QByteArray m_text;
    std::vector<YamlNode> m_nodes;
};

/// Whether a YAML text can be read as Helm reads values.yaml: empty, or a map. Nothing when it can; else the reason
/// with its place. Cheaper than YamlDocument::parse: no tree is built.
[[nodiscard]] std::optional<Error> checkYamlMap(const QByteArray &text, const QString &fileName);

} // namespace ksp
