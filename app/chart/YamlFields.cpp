#include "chart/YamlFields.h"

namespace ksp {

namespace {

/// As Go's foldName(): character by character, so that no character becomes two (toCaseFolded() of a text does that).
QString folded(const QString &name)
{
    QString out;
    out.reserve(name.size());
    for (const uint c : name.toUcs4())
        out += QChar::fromUcs4(QChar::toCaseFolded(c));
    return out;
}

} // namespace

YamlFields::YamlFields(const YamlDocument &document, int map) : m_document(&document)
{
    const QMap<QString, YamlEntry> entries = document.entries(document.resolve(map));
    for (auto it = entries.begin(); it != entries.end(); ++it)
        m_entries[folded(it.key())].push_back(*it);
}

const std::vector<YamlEntry> &YamlFields::all(const QString &field) const
{
    static const std::vector<YamlEntry> none;
    const auto found = m_entries.constFind(folded(field));
    return found == m_entries.constEnd() ? none : *found;
}

YamlEntry YamlFields::entry(const QString &field) const
{
    YamlEntry last;
    for (const YamlEntry &each : all(field)) {
        const YamlNode &node = m_document->node(m_document->resolve(each.value));
        if (last.key < 0 || node.type() != YamlType::Null)
            last = each;
    }
    return last;
}

int YamlFields::value(const QString &field) const
{
    const YamlEntry found = entry(field);
    return found.key < 0 ? -1 : m_document->resolve(found.value);
}

bool YamlFields::isSpelling(const QString &key, const QString &field)
{
    return folded(key) == folded(field);
}

} // namespace ksp
