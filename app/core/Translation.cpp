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
    initTranslations();
    auto translator = std::make_unique<QTranslator>();
    const QString name = QStringLiteral("ks-publisher");
    const QString folder = QStringLiteral(":/translations");
    // English is the language of the sources, but its plural forms stand in a file, too.
    if (!translator->load(locale, name, QStringLiteral("_"), folder)
        && !translator->load(name + QStringLiteral("_en"), folder))
        return nullptr;
    return translator;
}

} // namespace ksp
