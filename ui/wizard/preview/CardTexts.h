#pragma once

#include "chart/ExtensionMetadata.h"
#include "widgets/MarketplaceCard.h"

namespace ksp {

/// What the card of an extension says in one language, and where its texts come from. The console (4.1) looks for the
/// exact key of the customer's language, then `en`; a name that is in neither is the package's.
struct CardTexts
{
    enum class Source {
        Own, ///< In the card's language.
        English, ///< In English, since the card's language is missing.
        None, ///< In neither; the name is then the package's, the others are empty.
    };
    CardContent content;
    Source name = Source::None;
    Source provider = Source::None;
    Source description = Source::None;

    [[nodiscard]] static CardTexts of(const ExtensionMetadata &metadata, CardContent::Language language);
};

/// "zh" or "en"
[[nodiscard]] QString languageKey(CardContent::Language language);

/// Languages that texts are given in and that the console never looks for ("zh-CN", "fr"), in their order.
[[nodiscard]] QStringList languagesNeverShown(const ExtensionMetadata &metadata);

} // namespace ksp
