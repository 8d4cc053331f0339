#include "chart/YamlDialect.h"

namespace ksp {

namespace {

constexpr QByteArrayView byteOrderMark("\xEF\xBB\xBF");

/// Whether the backslash in front of `at` begins an escape: of a row of them each second one is escaped itself.
bool isEscaped(QByteArrayView text, qsizetype at)
{
    qsizetype backslashes = 0;
    while (backslashes < at && text[at - 1 - backslashes] == '\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

/// Whether a colon may belong to a text without quotes: behind a quote or a bracket it ends a key.
bool canBeInPlainText(char before)
{
    return !QByteArrayView("\"'[]{}, \t\r\n").contains(before);
}

bool hasAny(const QByteArray &text)
{
    if (text.indexOf(byteOrderMark, 1) >= 0 || text.contains("\\/") || text.contains("\\'"))
        return true;
    for (const char *colon : {":,", ":?", ":[", ":]", ":{", ":}"}) {
        if (text.contains(colon))
            return true;
    }
    return false;
}

} // namespace

YamlDialect::YamlDialect(const QByteArray &text) : m_text(text)
{
    if (!hasAny(text))
        return;
    if (!chooseStandIns()) {
        m_hopeless = true;
        return;
    }
    QByteArray out;
    out.reserve(text.size() + 64);
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (i > 0 && c == '\xEF' && QByteArrayView(text).sliced(i).startsWith(byteOrderMark)) {
            out += m_standIns[ByteOrderMark];
            i += byteOrderMark.size() - 1;
        } else if (c == '/' && isEscaped(text, i)) {
            out += m_standIns[Slash];
        } else if (c == '\\' && next == '\'' && isEscaped(text, i + 1)) {
            out += m_standIns[Backslash];
        } else if (c == ':' && QByteArrayView(",?[]{}").contains(next) && i > 0 && canBeInPlainText(text[i - 1])) {
            out += m_standIns[Colon];
        } else {
            out += c;
        }
    }
    m_text = out;
}

bool YamlDialect::chooseStandIns()
{
    // U+FDD0 to U+FDEF: "noncharacters", which no text that is passed on should hold. YAML allows them.
    char last = '\x90';
    for (QByteArray &standIn : m_standIns) {
        do {
            if (last > '\xAF')
                return false;
            standIn = QByteArray("\xEF\xB7") + last;
            last = static_cast<char>(last + 1);
        } while (m_text.contains(standIn));
    }
    return true;
}

QByteArrayView YamlDialect::restored(QByteArrayView value, bool inDoubleQuotes, QByteArray *buffer) const
{
    if (m_standIns.front().isEmpty() || !value.contains('\xEF'))
        return value;
    *buffer = value.toByteArray();
    buffer->replace(m_standIns[ByteOrderMark], byteOrderMark.toByteArray());
    buffer->replace(m_standIns[Slash], "/");
    buffer->replace(m_standIns[Backslash], inDoubleQuotes ? "" : "\\");
    buffer->replace(m_standIns[Colon], ":");
    return *buffer;
}

} // namespace ksp
