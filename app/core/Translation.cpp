#include "core/Translation.h"

#include <QDir>

// Outside of any namespace, as the macro asks: the resource lies in a static library and would not be linked otherwise.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace ksp {

std::unique_ptr<QTranslator> loadTranslation(const QLocale &locale)
{
    if (locale.language() == QLocale::English || locale.language() == QLocale::C)
        return nullptr;
    initTranslations();
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(
            locale, QStringLiteral("ks-publisher"), QStringLiteral("_"), QStringLiteral(":/translations")))
        return nullptr;
    return translator;
}

} // namespace ksp
