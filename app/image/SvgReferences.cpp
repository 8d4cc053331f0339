#include "image/SvgReferences.h"

namespace ksp {

SvgReferences::SvgReferences() : m_nodes(1) { }

void SvgReferences::open(const QString &id)
{
    ++m_elements;
    const int parent = m_open.isEmpty() ? 0 : m_open.last();
    int node = parent;
    // As everywhere in XML the first element with an id owns it.
    if (!id.isEmpty() && !m_nodeById.contains(id)) {
        node = int(m_nodes.size());
        m_nodes.append(Node());
        m_nodes[parent].children.append(node);
        m_nodeById.insert(id, node);
    }
    ++m_nodes[node].elements;
    m_open.append(node);
}

void SvgReferences::refer(const QString &id)
{
    m_nodes[m_open.last()].references.append(id);
}

void SvgReferences::close()
{
    m_open.removeLast();
}

bool SvgReferences::areBounded() const
{
    QList<Extent> extents(m_nodes.size());
    return !overflows() && measure(0, 0, extents);
}

bool SvgReferences::measure(int node, int level, QList<Extent> &extents) const
{
    if (extents[node].state == Extent::Known)
        return true;
    if (extents[node].state == Extent::InProgress || level > maxDepth)
        return false;
    extents[node].state = Extent::InProgress;
    QList<int> parts = m_nodes[node].children;
    for (const QString &id : m_nodes[node].references) {
        if (const auto found = m_nodeById.constFind(id); found != m_nodeById.constEnd())
            parts.append(*found);
    }
    qint64 drawn = m_nodes[node].elements;
    int depth = 0;
    for (const int part : std::as_const(parts)) {
        if (!measure(part, level + 1, extents))
            return false;
        drawn += extents[part].drawn;
        depth = std::max(depth, extents[part].depth);
        if (drawn > maxDrawn)
            return false;
    }
    extents[node] = {Extent::Known, drawn, depth + 1};
    return depth < maxDepth;
}

} // namespace ksp
