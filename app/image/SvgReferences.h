#pragma once

#include <QHash>
#include <QList>
#include <QString>

namespace ksp {

/// How much an SVG grows when its references (`<use>`, patterns, masks, markers) are followed: a few lines that refer
/// to each other can stand for billions of shapes, or for themselves. Fed with the elements in document order.
class SvgReferences
{
public:
    static constexpr int maxElements = 100'000;
    static constexpr int maxDepth = 250;
    /// Elements to be drawn once every reference is followed.
    static constexpr qint64 maxDrawn = 500'000;

    SvgReferences();

    /// An element begins; `id` may be empty.
    void open(const QString &id);
    /// The element that was opened last refers to another one.
    void refer(const QString &id);
    void close();

    /// Whether one of the limits was passed so far, without following references.
    [[nodiscard]] bool overflows() const { return m_elements > maxElements || m_open.size() > maxDepth; }
    /// Whether the whole document keeps the limits and contains no circle. After the last close().
    [[nodiscard]] bool areBounded() const;

private:
    /// An element with an id and those without one in it.
    struct Node
    {
        qint64 elements = 0;
        QList<int> children;
        QStringList references;
    };
    struct Extent
    {
        enum State { Unknown, InProgress, Known } state = Unknown;
        qint64 drawn = 0;
        int depth = 0;
    };
    bool measure(int node, int level, QList<Extent> &extents) const;

    QList<Node> m_nodes;
    QHash<QString, int> m_nodeById;
    QList<int> m_open; ///< The node that each open element belongs to.
    int m_elements = 0;
};

} // namespace ksp
