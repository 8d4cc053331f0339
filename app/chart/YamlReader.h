#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace ksp {

/// One node of a YAML text as it is read. The views are valid during the call only.
struct YamlEvent
{
    enum class Kind { Scalar, Sequence, Map, Alias };
    Kind kind = Kind::Scalar;
    QByteArrayView value; ///< Scalar: the text after folding and unescaping. Alias: the anchor's name.
    QByteArrayView tag; ///< Explicit tag in its long form, or empty.
    QByteArrayView anchor;
    bool implicit = false; ///< Scalar: its form decides its type (no quotes, no tag).
    bool block = false; ///< Scalar: written as a block (`|` or `>`).
    std::size_t begin = 0; ///< First character in the text, counted in code points behind a byte-order mark.
    std::size_t end = 0; ///< Scalar and alias: one behind the last.
};

class YamlHandler
{
public:
    virtual ~YamlHandler() = default;
    virtual void node(const YamlEvent &event) = 0;
    virtual void end() = 0; ///< Of the innermost open list or map.

protected:
    YamlHandler() = default;
    Q_DISABLE_COPY_MOVE(YamlHandler)
};

/// What reading limits, beside the length of the text.
struct YamlLimits
{
    qsizetype nodes = 100'000'000; ///< Nodes of the text itself; more is refused.
};

/// Reads the first document of a YAML text with libyaml, from which Go's parser was ported, and applies the rules that
/// Go's decoder adds (sigs.k8s.io/yaml over go.yaml.in/yaml/v2): keys must be texts, numbers or truth values, merges
/// must lead to maps, aliases to anchors that stand before them and not around them, tags must fit, and aliases must
/// not blow a small text up. Takes memory in proportion to the anchors and the depth only.
///
/// An empty text has no node. Nothing on success; else BadInput with a sentence that names `fileName`, line and column.
[[nodiscard]] std::optional<Error> readYaml(
    const QByteArray &text, const QString &fileName, YamlHandler *handler, const YamlLimits &limits = {});

} // namespace ksp
