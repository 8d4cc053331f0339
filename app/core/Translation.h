#pragma once

#include <QLocale>
#include <QTranslator>

#include <memory>

namespace ksp {

/// The program's texts in a language, to be installed in the application; nothing for English (the source language)
/// and for languages that there is no translation into.
[[nodiscard]] std::unique_ptr<QTranslator> loadTranslation(const QLocale &locale);

} // namespace ksp
