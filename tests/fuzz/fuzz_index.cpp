// A Helm repository's index.yaml, read as a stream. What is found may not depend on the pieces in which it arrives, nor
// on what else is wanted, and must be what a tree of the same text has, which is read here by means of its own.
#include "Fuzz.h"

#include "chart/YamlDocument.h"
#include "helmrepo/HelmIndex.h"

#include <QIODevice>

#include <algorithm>
#include <cstring>

namespace ksp::fuzz {

namespace {

using Kind = YamlNode::Kind;

/// Delivers a text in pieces whose sizes are told by the bytes of the text itself.
class Pieces : public QIODevice
{
public:
    explicit Pieces(const QByteArray &text) : m_text(text) { open(ReadOnly | Unbuffered); }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 left = m_text.size() - m_at;
        if (left == 0)
            return 0;
        // From the end, so that mutations of the beginning leave the cuts where they are.
        const auto told = uchar(m_text[m_text.size() - 1 - m_piece++ % m_text.size()]);
        const qint64 size = std::min({most, left, qint64(told % 61 + 1)});
        std::memcpy(data, m_text.constData() + m_at, std::size_t(size));
        m_at += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray &m_text;
    qint64 m_at = 0;
    qint64 m_piece = 0;
};

class Whole : public QIODevice
{
public:
    explicit Whole(const QByteArray &text) : m_text(text) { open(ReadOnly | Unbuffered); }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        const qint64 size = std::min(most, m_text.size() - m_at);
        std::memcpy(data, m_text.constData() + m_at, std::size_t(size));
        m_at += size;
        return size;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray &m_text;
    qint64 m_at = 0;
};

struct Found
{
    Result<void> result;
    QStringList charts;
    QList<std::pair<QString, IndexEntry>> versions; ///< With the key that each stands under.
};

/// All charts, or just the one that is wanted.
Found read(QIODevice *device, const std::optional<QString> &wanted, const IndexLimits &limits)
{
    Found found;
    IndexReading calls;
    QString chart;
    calls.wanted = [&](const QString &name) { return !wanted || name == *wanted; };
    calls.chartSeen = [&](const QString &name) {
        chart = name;
        found.charts.append(name);
    };
    calls.found = [&](const IndexEntry &entry) {
        found.versions.append({chart, entry});
        return true;
    };
    found.result = readHelmIndex(device, QStringLiteral("The index"), calls, {}, limits);
    return found;
}

/// The index as its tree has it.
class Tree
{
public:
    Tree(const YamlDocument &doc, const IndexLimits &limits) : m_doc(doc), m_limits(limits) { }

    /// Whether it can be told apart by the tree alone: aliases, merges and what is deep have rules of their own.
    [[nodiscard]] bool isSimple() const
    {
        for (int i = 0; i < int(m_doc.nodes().size()); ++i) {
            if (m_doc.node(i).kind == Kind::Alias || m_doc.node(i).value == u"<<")
                return false;
        }
        return depth(m_doc.root()) <= m_limits.depth;
    }

    /// Whether it is an index; then also what it lists.
    bool read(Found *found) const
    {
        const YamlNode &root = m_doc.node(m_doc.root());
        bool hasEntries = false;
        bool hasVersion = false;
        if (root.kind != Kind::Map)
            return false;
        for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
            const QString &key = m_doc.node(root.items[i]).value;
            const YamlNode &value = m_doc.node(root.items[i + 1]);
            if (key == u"apiVersion")
                hasVersion = hasVersion || (value.kind == Kind::Scalar && !value.scalar().text.isEmpty());
            if (key != u"entries")
                continue;
            hasEntries = true;
            if (!charts(value, found))
                return false;
        }
        return hasEntries && hasVersion;
    }

private:
    [[nodiscard]] int depth(int index) const
    {
        int most = 0;
        for (const int item : m_doc.node(index).items)
            most = std::max(most, depth(item));
        const Kind kind = m_doc.node(index).kind;
        return kind == Kind::Map || kind == Kind::Sequence ? most + 1 : 0;
    }

    static bool isNull(const YamlNode &node) { return node.kind == Kind::Scalar && node.type() == YamlType::Null; }

    bool charts(const YamlNode &entries, Found *found) const
    {
        if (entries.kind != Kind::Map)
            return isNull(entries);
        for (std::size_t i = 0; i + 1 < entries.items.size(); i += 2) {
            const QString chart = m_doc.node(entries.items[i]).scalar().text;
            const YamlNode &list = m_doc.node(entries.items[i + 1]);
            found->charts.append(chart);
            if (list.kind != Kind::Sequence && !isNull(list))
                return false;
            for (const int item : list.items) {
                const YamlNode &version = m_doc.node(item);
                if (version.kind == Kind::Map)
                    found->versions.append({chart, entry(chart, version)});
                else if (!isNull(version))
                    return false;
            }
        }
        return true;
    }

    [[nodiscard]] IndexEntry entry(const QString &chart, const YamlNode &version) const
    {
        IndexEntry entry{chart, {}, {}, {}, {}, {}};
        for (std::size_t i = 0; i + 1 < version.items.size(); i += 2) {
            const QString &key = m_doc.node(version.items[i]).value;
            const YamlNode &value = m_doc.node(version.items[i + 1]);
            if (key == u"urls" && value.kind == Kind::Sequence) {
                for (const int url : value.items) {
                    if (m_doc.node(url).kind == Kind::Scalar && entry.urls.size() < m_limits.urls)
                        entry.urls.append(m_doc.node(url).scalar().text);
                }
            }
            if (value.kind != Kind::Scalar)
                continue;
            const QString text = value.scalar().text;
            if (key == u"name")
                entry.name = text;
            else if (key == u"version")
                entry.version = text;
            else if (key == u"appVersion")
                entry.appVersion = text;
            else if (key == u"description")
                entry.description = text;
            else if (key == u"digest")
                entry.digest = text.toLower();
        }
        return entry;
    }

    const YamlDocument &m_doc;
    const IndexLimits &m_limits;
};

} // namespace

void input(const QByteArray &data)
{
    constexpr IndexLimits limits{1024 * 1024, 12, 5};
    Whole whole(data);
    const Found found = read(&whole, {}, limits);
    Pieces pieces(data);
    const Found again = read(&pieces, {}, limits);
    FUZZ_CHECK(found.result.has_value() == again.result.has_value());
    FUZZ_CHECK(found.charts == again.charts && found.versions == again.versions);
    if (!found.result) {
        const Error &error = found.result.error();
        FUZZ_CHECK(error.kind == ErrorKind::BadInput || error.kind == ErrorKind::Limit);
        FUZZ_CHECK(error.sentence.startsWith(QLatin1String("The index ")) && error.sentence.endsWith(u'.'));
        FUZZ_CHECK(error.sentence == again.result.error().sentence && error.detail == again.result.error().detail);
    }

    if (found.result && !found.charts.isEmpty()) {
        const QString &wanted = found.charts[data.size() % found.charts.size()];
        Whole once(data);
        const Found one = read(&once, wanted, limits);
        auto expected = found.versions;
        expected.removeIf([&](const auto &version) { return version.first != wanted; });
        FUZZ_CHECK(one.result && one.charts == found.charts && one.versions == expected);
    }

    const auto doc = YamlDocument::parse(data, QStringLiteral("x"));
    if (!doc)
        return;
    const Tree tree(*doc, limits);
    if (!tree.isSimple())
        return;
    Found expected;
    FUZZ_CHECK(tree.read(&expected) == found.result.has_value());
    FUZZ_CHECK(!found.result || (expected.charts == found.charts && expected.versions == found.versions));
}

} // namespace ksp::fuzz
