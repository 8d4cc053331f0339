#pragma once

#include "chart/Utf8.h"

#include <QByteArrayView>
#include <QString>

namespace ksp {

/// What a scalar is to the YAML 1.1 reader of clusters, Helm and ksbuilder (sigs.k8s.io/yaml over go.yaml.in/yaml/v2).
enum class YamlType {
    String,
    Bool,
    Number,
    Null,
    Other, ///< Refused: an explicit tag that does not fit, such as `!!int abc`. Also lists and maps.
};

/// A scalar as that reader resolves it.
struct YamlScalar
{
    YamlType type = YamlType::String;
    /// What it becomes where a text is wanted: truth values are "true" or "false", numbers are written anew ("1.10"
    /// becomes "1.1", "0x10" becomes "16"), null is empty.
    QString text;
    bool finite = true; ///< Not so for .inf and .nan, which cannot stand where a number stays one (JSON has none).
};

/// Resolves a scalar. `implicit`: written without quotes and without a tag, so that its form decides. `tag` is an
/// explicit tag in its long form ("tag:yaml.org,2002:int"), or empty.
[[nodiscard]] YamlScalar resolveScalar(QByteArrayView value, QByteArrayView tag, bool implicit);

/// A double-quoted YAML scalar on one line, for any text.
[[nodiscard]] QByteArray yamlQuoted(const QString &value);

} // namespace ksp
