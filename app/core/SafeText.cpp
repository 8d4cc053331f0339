#include "core/SafeText.h"

namespace ksp {

namespace {

/// Marks, embeddings, overrides and isolates: they would rearrange the text around this one.
bool turnsDirection(QChar c)
{
    const char16_t code = c.unicode();
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E)
        || (code >= 0x2066 && code <= 0x2069);
}

} // namespace

QString safeText(const QString &text, qsizetype most)
{
    QString safe = text.left(most);
    for (QChar &c : safe) {
        if (c == u'\n' || c == u'\r' || c == u'\t' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
        else if (c.category() == QChar::Other_Control || turnsDirection(c))
            c = QChar::ReplacementCharacter;
    }
    if (text.size() <= most)
        return safe;
    if (safe.back().isHighSurrogate())
        safe.chop(1);
    return safe + QChar(0x2026);
}

} // namespace ksp
