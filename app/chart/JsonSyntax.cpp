#include "chart/JsonSyntax.h"

#include <QByteArray>

namespace ksp {

namespace {

constexpr qsizetype deepest = 10'000; // encoding/json, scanner.go: maxNestingDepth

class JsonScanner
{
public:
    explicit JsonScanner(QByteArrayView text) : m_text(text) { }

    std::optional<qsizetype> run()
    {
        for (;;) {
            blanks();
            const char c = peek();
            if (c == '{' || c == '[') {
                m_open.append(c);
                if (m_open.size() > deepest)
                    return m_at;
                ++m_at;
                blanks();
                if (!isClosing(peek())) {
                    if (c == '{' && !key())
                        return m_at;
                    continue;
                }
            } else if (!scalar(c)) {
                return m_at;
            }
            for (blanks(); !m_open.isEmpty() && isClosing(peek()); blanks()) {
                ++m_at;
                m_open.chop(1);
            }
            if (m_open.isEmpty())
                return m_at == m_text.size() ? std::nullopt : std::optional(m_at);
            if (peek() != ',')
                return m_at;
            ++m_at;
            blanks();
            if (m_open.back() == '{' && !key())
                return m_at;
        }
    }

private:
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] bool isClosing(char c) const { return !m_open.isEmpty() && c == (m_open.back() == '{' ? '}' : ']'); }
    void blanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
    }
    bool key()
    {
        if (!string())
            return false;
        blanks();
        if (peek() != ':')
            return false;
        ++m_at;
        return true;
    }
    bool scalar(char c)
    {
        if (c == '"')
            return string();
        if (c == '-' || (c >= '0' && c <= '9'))
            return number();
        for (const char *word : {"true", "false", "null"}) {
            if (m_text.sliced(m_at).startsWith(word)) {
                m_at += qsizetype(qstrlen(word));
                return true;
            }
        }
        return false;
    }
    bool string()
    {
        if (peek() != '"')
            return false;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const auto c = static_cast<unsigned char>(m_text[m_at]);
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (c < 0x20 || (c == '\\' && !escape()))
                return false;
        }
        return false;
    }
    /// Stays at the last character of it.
    bool escape()
    {
        ++m_at;
        if (peek() != 'u')
            return peek() != '\0' && QByteArrayView("\"\\/bfnrt").contains(peek());
        for (int i = 0; i < 4; ++i) {
            ++m_at;
            if (peek() == '\0' || !QByteArrayView("0123456789abcdefABCDEF").contains(peek()))
                return false;
        }
        return true;
    }
    bool digits()
    {
        const qsizetype from = m_at;
        while (peek() >= '0' && peek() <= '9')
            ++m_at;
        return m_at > from;
    }
    bool number()
    {
        if (peek() == '-')
            ++m_at;
        if (peek() == '0')
            ++m_at;
        else if (!digits())
            return false;
        if (peek() == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_at;
            if (peek() == '+' || peek() == '-')
                ++m_at;
            return digits();
        }
        return true;
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    QByteArray m_open;
};

} // namespace

std::optional<qsizetype> jsonFault(QByteArrayView text)
{
    return JsonScanner(text).run();
}

} // namespace ksp
