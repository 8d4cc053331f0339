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

} // namespace

std::optional<YamlDialect::StandIn> YamlDialect::wanted(QByteArrayView text, qsizetype at)
{
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    switch (text[at]) {
    case '\xEF':
        if (at > 0 && text.sliced(at).startsWith(byteOrderMark))
            return ByteOrderMark;
        break;
    case '/':
        if (isEscaped(text, at))
            return Slash;
        break;
    case '\\':
        if (next == '\'' && isEscaped(text, at + 1))
            return Backslash;
        break;
    case ':':
        if (next != ' ' && at > 0 && QByteArrayView(",?[]{}").contains(next) && canBeInPlainText(text[at - 1]))
            return Colon;
        break;
    default:
        break;
    }
    return std::nullopt;
}

YamlDialect::YamlDialect(const QByteArray &text) : m_text(text)
{
    QByteArray out;
    qsizetype from = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto standIn = wanted(text, i);
        if (!standIn)
            continue;
        if (from == 0 && !chooseStandIns()) {
            m_hopeless = true;
            return;
        }
        out += QByteArrayView(text).sliced(from, i - from);
        out += m_standIns[*standIn];
        i += *standIn == ByteOrderMark ? byteOrderMark.size() - 1 : 0;
        from = i + 1;
    }
    if (from > 0)
        m_text = out + text.sliced(from);
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
