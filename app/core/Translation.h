#pragma once

#include <QLocale>
#include <QTranslator>

#include <memory>

namespace ksp {

/// The program's texts in a language, to be installed in the application: Chinese, else English, whose plural forms are
/// a translation, too. Nothing only where the program was built without them.
[[nodiscard]] std::unique_ptr<QTranslator> loadTranslation(const QLocale &locale);

} // namespace ksp
