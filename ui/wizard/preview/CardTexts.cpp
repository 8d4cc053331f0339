#include "wizard/preview/CardTexts.h"

#include <algorithm>

namespace ksp {

namespace {

using Source = CardTexts::Source;

constexpr QLatin1String english("en");
/// More than any card shows.
constexpr qsizetype mostCharacters = 2000;

QString providerName(const QMap<QString, Provider> &providers, const QString &key)
{
    return providers.value(key).name.text;
}

} // namespace

QString languageKey(CardContent::Language language)
{
    return language == CardContent::Language::Chinese ? QStringLiteral("zh") : QString(english);
}

CardTexts CardTexts::of(const ExtensionMetadata &metadata, CardContent::Language language)
{
    const QString key = languageKey(language);
    const auto choose = [](const QString &own, const QString &inEnglish, Source *source) {
        *source = !own.isEmpty() ? Source::Own : !inEnglish.isEmpty() ? Source::English : Source::None;
        return (own.isEmpty() ? inEnglish : own).left(mostCharacters);
    };
    CardTexts texts;
    texts.content.language = language;
    texts.content.name
        = choose(metadata.displayName.value(key).text, metadata.displayName.value(english).text, &texts.name);
    if (texts.name == Source::None)
        texts.content.name = metadata.name.text.left(mostCharacters);
    texts.content.provider
        = choose(providerName(metadata.provider, key), providerName(metadata.provider, english), &texts.provider);
    texts.content.description
        = choose(metadata.description.value(key).text, metadata.description.value(english).text, &texts.description);
    return texts;
}

QStringList languagesNeverShown(const ExtensionMetadata &metadata)
{
    QStringList unknown = metadata.displayName.keys();
    unknown += metadata.description.keys();
    unknown += metadata.provider.keys();
    unknown.removeDuplicates();
    unknown.removeAll(english);
    unknown.removeAll(QStringLiteral("zh"));
    std::sort(unknown.begin(), unknown.end());
    return unknown;
}

} // namespace ksp
