#include "account/ApiKey.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace ksp {

namespace {

constexpr qsizetype maxKeySize = 4096; ///< Characters; real ones have 40.

struct ApiKey
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ApiKey)
};

/// A key stands in it, but it is not the key: with quotes, in JSON, encoded.
bool holdsApiKey(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("kck-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
        QRegularExpression::CaseInsensitiveOption);
    const auto holds = [](const QString &each) { return form.match(each).hasMatch() && !looksLikeApiKey(each); };
    const QByteArray bytes = text.toLatin1();
    const auto decodesToOne
        = [](const QByteArray &decoded) { return form.match(QString::fromLatin1(decoded)).hasMatch(); };
    return holds(text) || decodesToOne(QByteArray::fromBase64(bytes))
        || decodesToOne(QByteArray::fromBase64(bytes, QByteArray::Base64UrlEncoding))
        || decodesToOne(QByteArray::fromHex(bytes));
}

/// As pasted from JSON, YAML or a shell.
bool isQuoted(const QString &text)
{
    static const QString marks = QStringLiteral("\"'`“”‘’{}[]");
    return marks.contains(text.front()) || marks.contains(text.back());
}

} // namespace

Result<QString> cleanedApiKey(const QString &text)
{
    const QString key = text.trimmed();
    if (key.isEmpty())
        return failure(
            ErrorKind::BadInput, ApiKey::tr("The API key is empty. Enter the access token that you created."));
    if (key.size() <= maxKeySize && (isQuoted(key) || holdsApiKey(key))) {
        return failure(ErrorKind::BadInput,
            ApiKey::tr("This is not an API key: it is not of the form %1. Enter the access token alone, without quotes "
                       "and as it was shown.")
                .arg(QStringLiteral("kck-…")));
    }
    const auto isPlain = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; };
    if (key.size() > maxKeySize || !std::all_of(key.begin(), key.end(), isPlain))
        return failure(ErrorKind::BadInput,
            ApiKey::tr("This is not an API key: it contains spaces, line ends or characters that no key has, "
                       "or is too long. Copy the access token again."));
    return key;
}

bool looksLikeApiKey(const QString &key)
{
    static const QRegularExpression form(
        QStringLiteral("\\Akck-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\z"),
        QRegularExpression::CaseInsensitiveOption);
    return form.match(key).hasMatch();
}

} // namespace ksp
