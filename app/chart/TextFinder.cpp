#include "chart/TextFinder.h"

namespace ksp {

TextFinder::TextFinder(const QByteArrayList &wanted)
    : m_found(std::size_t(wanted.size()), false), m_missing(wanted.size())
{
    for (const QByteArray &text : wanted) {
        for (const char c : text) {
            quint16 &symbol = m_symbolOf[static_cast<unsigned char>(c)];
            if (symbol == 0)
                symbol = quint16(m_symbols++);
        }
    }
    m_next.assign(m_symbols, none);
    m_ends.resize(1);
    for (qsizetype i = 0; i < wanted.size(); ++i)
        add(wanted[i], std::size_t(i));
    link();
}

void TextFinder::add(const QByteArray &wanted, std::size_t index)
{
    if (wanted.isEmpty()) {
        m_found[index] = true;
        --m_missing;
        return;
    }
    State state = 0;
    for (const char c : wanted) {
        const std::size_t symbol = m_symbolOf[static_cast<unsigned char>(c)];
        if (next(state, symbol) == none) {
            next(state, symbol) = State(m_ends.size());
            m_next.resize(m_next.size() + m_symbols, none);
            m_ends.emplace_back();
        }
        state = next(state, symbol);
    }
    m_ends[state].push_back(index);
}

void TextFinder::link()
{
    // In the order of their depth: what a state falls back to is shorter, and complete already.
    std::vector<State> fallback(m_ends.size(), 0);
    std::vector<State> queue{0};
    queue.reserve(m_ends.size());
    m_shorter.assign(m_ends.size(), none);
    m_isDone.resize(m_ends.size());
    for (std::size_t at = 0; at < queue.size(); ++at) {
        const State state = queue[at];
        if (state != 0)
            m_shorter[state] = m_ends[fallback[state]].empty() ? m_shorter[fallback[state]] : fallback[state];
        m_isDone[state] = m_ends[state].empty() && m_shorter[state] == none;
        for (std::size_t symbol = 0; symbol < m_symbols; ++symbol) {
            const State otherwise = state == 0 ? 0 : next(fallback[state], symbol);
            State &target = next(state, symbol);
            if (target == none) {
                target = otherwise;
            } else {
                fallback[target] = otherwise;
                queue.push_back(target);
            }
        }
    }
}

void TextFinder::search(QByteArrayView text)
{
    State state = 0;
    for (const char c : text) {
        state = next(state, m_symbolOf[static_cast<unsigned char>(c)]);
        if (m_isDone[state])
            continue;
        m_isDone[state] = true;
        for (State end = state; end != none; end = m_shorter[end]) {
            for (const std::size_t index : m_ends[end]) {
                m_missing -= m_found[index] ? 0 : 1;
                m_found[index] = true;
            }
        }
        if (m_missing == 0)
            return;
    }
}

} // namespace ksp
