#pragma once

#include "chart/YamlDocument.h"

#include <QHash>
#include <QString>

#include <vector>

namespace ksp {

/// A map as Go's JSON decoder fills a structure from it (encoding/json, decode.go): a field takes the value of the key
/// that is written like it and of all that differ in case only, in the order of the keys' bytes, so that the last one
/// counts; null leaves what was there. A value of its own, as long as the document lives.
class YamlFields
{
public:
    /// No field at all.
    YamlFields() = default;
    /// `map`: a node of the document, or an alias of one; no field where it is no map.
    YamlFields(const YamlDocument &document, int map);

    /// All that a field takes, in the order in which Go does.
    [[nodiscard]] const std::vector<YamlEntry> &all(const QString &field) const;
    /// The one that counts: the last that is not null, else the last; an entry without key where there is none.
    [[nodiscard]] YamlEntry entry(const QString &field) const;
    /// Its value, aliases resolved, or -1.
    [[nodiscard]] int value(const QString &field) const;

    /// Whether a key is taken for a field: equal but for upper and lower case, as Unicode folds it.
    [[nodiscard]] static bool isSpelling(const QString &key, const QString &field);

private:
    const YamlDocument *m_document = nullptr;
    QHash<QString, std::vector<YamlEntry>> m_entries; ///< By folded key.
};

} // namespace ksp
