#pragma once

#include "chart/YamlDocument.h"

#include <QJsonArray>
#include <QMap>
#include <QSet>

namespace ksp {

/// A text value of extension.yaml and where it stands. A value that is not there has an empty text and place line 0.
struct PlacedText
{
    QString text;
    Place place;
    bool isMistyped = false; ///< It is no text; that is among the findings, and its text is empty.

    [[nodiscard]] bool isEmpty() const { return text.isEmpty(); }
    /// There is nothing, or nothing in it.
    [[nodiscard]] bool isMissing() const { return text.isEmpty() && !isMistyped; }
};

/// Texts by language code (ISO 639-1), as displayName and description have them.
using LocalizedText = QMap<QString, PlacedText>;

/// A key of displayName, description or provider.
struct LanguageKey
{
    QString field;
    QString code; ///< As clusters read it.
    QString written; ///< As it stands in the file.
    bool isTruthValue = false; ///< Written without quotes and read as true or false.
    Place place;
};

struct Provider
{
    PlacedText name;
    PlacedText email;
    PlacedText url;
};

struct Maintainer
{
    PlacedText name;
    PlacedText email;
    PlacedText url;
};

/// A sub-chart that Chart.yaml is to name (Helm's chart.Dependency).
struct ChartDependency
{
    PlacedText name;
    PlacedText version;
    PlacedText repository;
    PlacedText condition;
    PlacedText alias;
    QList<PlacedText> tags;
    bool enabled = false;
    QJsonArray importValues; ///< Texts, or maps of texts.
    Place place;
};

struct ExternalDependency
{
    PlacedText name;
    PlacedText type;
    PlacedText version;
    bool required = false;
};

/// Whether a value of `icon` or `screenshots` names a file of the chart (ksbuilder's rule).
[[nodiscard]] bool isLocalImage(const QString &value);

/// extension.yaml as values, each with its place. Unknown keys are ignored. Of a duplicate key the last counts, as for
/// ksbuilder and clusters; the others are named in the findings. Keys of structures count in upper and lower case, as
/// Go's JSON reader takes them; a finding proposes the right spelling. A value of the wrong type is a finding, too.
struct ExtensionMetadata
{
    PlacedText apiVersion;
    PlacedText name;
    PlacedText version;
    PlacedText category;
    PlacedText home;
    PlacedText docs;
    PlacedText kubeVersion;
    PlacedText ksVersion;
    PlacedText icon;
    PlacedText staticFileDirectory;
    PlacedText installationMode;
    PlacedText nameSpace;
    QList<PlacedText> keywords;
    QList<PlacedText> sources;
    QList<PlacedText> screenshots;
    QList<PlacedText> images;
    LocalizedText displayName;
    LocalizedText description;
    QMap<QString, Provider> provider;
    QList<Maintainer> maintainers;
    QList<ChartDependency> dependencies;
    QList<ExternalDependency> externalDependencies;
    LocalizedText annotations; ///< By key instead of language.
    QMap<QString, Place> keys; ///< Where the known keys of the root stand, by their right spelling.
    QSet<QString> mistyped; ///< Keys of the root that want a list or a map and have something else.
    QList<LanguageKey> languages;
    bool iconIsMerged = false; ///< icon or screenshots come through a merge key (`<<`), where they cannot be rewritten.
    QList<Finding> findings; ///< Duplicate keys, other spellings and wrong types.

    /// Reads the text of an extension.yaml. Errors: BadInput when it is not YAML or not a map.
    [[nodiscard]] static Result<ExtensionMetadata> parse(const QByteArray &text);

    /// "NAME-VERSION.tgz"
    [[nodiscard]] QString packageName() const;
};

} // namespace ksp
