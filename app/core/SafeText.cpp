#include "core/SafeText.h"

#include <QStringList>
#include <QStringView>

#include <algorithm>
#include <array>

namespace ksp {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

// What general categories do not tell: letters and marks without a glyph (Unicode 15, Default_Ignorable_Code_Point).
constexpr std::array<Range, 7> withoutGlyph{{{0x034F, 0x034F}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180B, 0x180F},
    {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, {0xE0000, 0xE00FF}}};

/// Calls `each` with every code point and its UTF-16 text.
template <typename F> void forEachCodePoint(QStringView text, F each)
{
    for (qsizetype i = 0; i < text.size();) {
        const bool isPair = text.at(i).isHighSurrogate() && i + 1 < text.size() && text.at(i + 1).isLowSurrogate();
        const QStringView units = text.mid(i, isPair ? 2 : 1);
        each(isPair ? QChar::surrogateToUcs4(text.at(i), text.at(i + 1)) : char32_t(text.at(i).unicode()), units);
        i += units.size();
    }
}

bool hasTricks(QStringView text)
{
    bool found = false;
    forEachCodePoint(text, [&](char32_t c, QStringView /*units*/) { found = found || isTrickCharacter(c); });
    return found;
}

} // namespace

bool isTrickCharacter(char32_t c)
{
    if (c >= 0x20 && c < 0x7f)
        return false;
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return std::any_of(withoutGlyph.begin(), withoutGlyph.end(),
            [c](const Range &range) { return c >= range.first && c <= range.last; });
    }
}

QString withoutControls(const QString &text)
{
    if (!hasTricks(text))
        return text;
    QString safe;
    forEachCodePoint(text, [&](char32_t c, QStringView units) {
        if (c == U'\n' || c == U'\t' || !isTrickCharacter(c))
            safe += units;
        else
            safe += QChar::ReplacementCharacter;
    });
    return safe;
}

QString safeText(const QString &text, qsizetype most)
{
    QString safe = text.left(most);
    for (QChar &c : safe) {
        if (c == u'\n' || c == u'\r' || c == u'\t' || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = u' ';
    }
    safe = withoutControls(safe);
    if (text.size() <= most)
        return safe;
    if (safe.back().isHighSurrogate())
        safe.chop(1);
    return safe + QChar(0x2026);
}

QByteArray safeJson(const QByteArray &json)
{
    const QString text = QString::fromUtf8(json);
    if (!hasTricks(text))
        return json;
    QString safe;
    forEachCodePoint(text, [&](char32_t c, QStringView units) {
        // Between the values of JSON a line feed is no trick; inside of them it is escaped already.
        if (c == U'\n' || !isTrickCharacter(c)) {
            safe += units;
            return;
        }
        for (const QChar unit : units)
            safe += QStringLiteral("\\u%1").arg(unit.unicode(), 4, 16, QLatin1Char('0'));
    });
    return safe.toUtf8();
}

QString cellText(const QString &text)
{
    constexpr qsizetype most = 64 * 1024;
    const QString safe = safeText(text, most);
    return !safe.isEmpty() && QStringView(u"=+-@").contains(safe.front()) ? u'\'' + safe : safe;
}

QString toolTipText(const QString &text)
{
    const QString safe = withoutControls(text);
    if (!safe.contains(u'<') && !safe.contains(u'&'))
        return safe;
    return QStringLiteral("<qt>") + safe.toHtmlEscaped().replace(u'\n', QLatin1String("<br>"))
        + QStringLiteral("</qt>");
}

} // namespace ksp
