#include "net/KeyFilter.h"

#include <algorithm>
#include <optional>

namespace ksp {

namespace {

/// Shorter "keys" cannot be real ones, and replacing them would make every text unreadable.
constexpr qsizetype shortestKey = 4;
/// Letters and digits; with fewer of them what is left of a text could be the key by chance.
constexpr qsizetype shortestDense = 12;

/// A text without what may stand between the pieces of a key, and where each character of it stood.
struct Dense
{
    QString text;
    QList<qsizetype> begins;
    QList<qsizetype> ends;

    void append(QChar c, qsizetype begin, qsizetype end)
    {
        text += c;
        begins += begin;
        ends += end;
    }
};

bool isLetterOrDigit(char16_t c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

/// What "%2D" or "\\u002d" stands for, and its length.
std::optional<std::pair<QChar, qsizetype>> escapeAt(QStringView text, qsizetype at)
{
    const bool isPercent = text.at(at) == u'%';
    const qsizetype prefix = isPercent ? 1 : 2;
    const qsizetype length = prefix + (isPercent ? 2 : 4);
    if ((!isPercent && !text.mid(at).startsWith(QLatin1String("\\u"))) || at + length > text.size())
        return {};
    bool isHex = false;
    const uint value = text.mid(at + prefix, length - prefix).toUInt(&isHex, 16);
    return isHex ? std::optional(std::pair(QChar(char16_t(value)), length)) : std::nullopt;
}

Dense lettersAndDigits(QStringView text)
{
    Dense dense;
    for (qsizetype i = 0; i < text.size();) {
        const auto escape = escapeAt(text, i);
        const QChar c = escape ? escape->first : text.at(i);
        const qsizetype end = i + (escape ? escape->second : 1);
        if (isLetterOrDigit(c.unicode()))
            dense.append(c.toLower(), i, end);
        i = end;
    }
    return dense;
}

/// Both alphabets become the usual one.
Dense base64Characters(QStringView text)
{
    Dense dense;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        if (isLetterOrDigit(c) || c == u'+' || c == u'/')
            dense.append(QChar(c), i, i + 1);
        else if (c == u'-' || c == u'_')
            dense.append(c == u'-' ? u'+' : u'/', i, i + 1);
    }
    return dense;
}

QString replaced(QString text, const Dense &dense, const QList<QString> &needles)
{
    struct Place
    {
        qsizetype begin;
        qsizetype end;
    };
    QList<Place> places;
    for (const QString &needle : needles) {
        for (qsizetype at = dense.text.indexOf(needle); at >= 0; at = dense.text.indexOf(needle, at + needle.size()))
            places.append({dense.begins.at(at), dense.ends.at(at + needle.size() - 1)});
    }
    std::sort(places.begin(), places.end(), [](const Place &a, const Place &b) { return a.begin > b.begin; });
    qsizetype done = text.size();
    for (const Place &place : std::as_const(places)) { // the last one first, so that the others stay where they are
        if (place.end > done)
            continue;
        text.replace(place.begin, place.end - place.begin, QStringLiteral("[API key]"));
        done = place.begin;
    }
    return text;
}

} // namespace

KeyFilter::KeyFilter(const QString &key) : m_key(key.size() < shortestKey ? QString() : key)
{
    // The secret is what follows the prefix that all keys have.
    const QString secret = key.startsWith(QLatin1String("kck-"), Qt::CaseInsensitive) ? key.mid(4) : key;
    const QString dense = lettersAndDigits(secret).text;
    if (dense.size() < shortestDense)
        return;
    m_dense = {dense};
    for (const QString &spelling : {secret, secret.toLower(), secret.toUpper(), dense}) {
        const QByteArray bytes = spelling.toUtf8();
        m_dense.append(QString::fromLatin1(bytes.toHex()));
        for (qsizetype before = 0; before < 3; ++before) {
            // The first character or two, and the last ones, hold bits of the neighbours.
            const QByteArray whole = (QByteArray(before, 'x') + bytes).toBase64(QByteArray::OmitTrailingEquals);
            const qsizetype skipped = before == 0 ? 0 : before + 1;
            const qsizetype exact = (before + bytes.size()) / 3 * 4;
            m_base64.append(QString::fromLatin1(whole.mid(skipped, exact - skipped)));
        }
    }
}

bool KeyFilter::finds(const QString &text) const
{
    if (m_key.isEmpty())
        return false;
    const auto isIn
        = [](const QString &dense) { return [&dense](const QString &needle) { return dense.contains(needle); }; };
    const QString dense = lettersAndDigits(text).text;
    const QString base64 = base64Characters(text).text;
    return text.contains(m_key) || std::any_of(m_dense.begin(), m_dense.end(), isIn(dense))
        || std::any_of(m_base64.begin(), m_base64.end(), isIn(base64));
}

QString KeyFilter::filtered(const QString &text) const
{
    if (m_key.isEmpty())
        return text;
    QString clean = text;
    clean.replace(m_key, QStringLiteral("[API key]"));
    clean = replaced(clean, lettersAndDigits(clean), m_dense);
    return replaced(clean, base64Characters(clean), m_base64);
}

} // namespace ksp
