#pragma once

#include <QByteArrayList>
#include <QByteArrayView>

#include <array>
#include <vector>

namespace ksp {

/// Finds out which of many texts occur in others, in one pass over these, however many are looked for (Aho and
/// Corasick, 1975). Takes at most 1 KiB for each byte that is looked for.
class TextFinder
{
public:
    explicit TextFinder(const QByteArrayList &wanted);

    /// Looks for all that was not found yet.
    void search(QByteArrayView text);
    /// Whether one of them was found; an empty text always is.
    [[nodiscard]] bool isFound(qsizetype index) const { return m_found[std::size_t(index)]; }
    [[nodiscard]] bool areAllFound() const { return m_missing == 0; }

private:
    using State = quint32;
    static constexpr State none = ~State(0);

    void add(const QByteArray &wanted, std::size_t index);
    void link();
    State &next(State state, std::size_t symbol) { return m_next[state * m_symbols + symbol]; }

    std::array<quint16, 256> m_symbolOf{}; ///< By byte; 0 for those that occur in none of the wanted texts.
    std::size_t m_symbols = 1;
    std::vector<State> m_next; ///< A row for each state.
    std::vector<std::vector<std::size_t>> m_ends; ///< By state: the wanted texts that end there.
    std::vector<State> m_shorter; ///< By state: the nearest one that ends a shorter text, or none.
    std::vector<bool> m_isDone; ///< By state: nothing ends there that was not found yet.
    std::vector<bool> m_found;
    qsizetype m_missing = 0;
};

} // namespace ksp
