#include "account/ApiKey.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace ksp {

namespace {

struct ApiKey
{
    Q_DECLARE_TR_FUNCTIONS(ksp::ApiKey)
};

} // namespace

Result<QString> cleanedApiKey(const QString &text)
{
    const QString key = text.trimmed();
    if (key.isEmpty())
        return failure(
            ErrorKind::BadInput, ApiKey::tr("The API key is empty. Enter the access token that you created."));
    const auto isPlain = [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; };
    if (key.size() > 4096 || !std::all_of(key.begin(), key.end(), isPlain))
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
