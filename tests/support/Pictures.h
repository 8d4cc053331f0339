#pragma once

#include "core/Translation.h"
#include "widgets/Palettes.h"

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QLocale>
#include <QPixmap>
#include <QStyleFactory>
#include <QWidget>

namespace ksp::test {

/// The language and the colours that a test's widgets have, until it ends: KSP_TEST_LOCALE (such as zh_CN) and
/// KSP_TEST_LOOK=dark choose them; English and light otherwise. Make one before the first widget.
class Look
{
public:
    Look()
    {
        const QLocale locale(qEnvironmentVariable("KSP_TEST_LOCALE", QStringLiteral("en_US")));
        QLocale::setDefault(locale);
        m_translator = loadTranslation(locale);
        if (m_translator)
            QCoreApplication::installTranslator(m_translator.get());
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        const bool dark = qEnvironmentVariable("KSP_TEST_LOOK") == QLatin1String("dark");
        QApplication::setPalette(dark ? darkPalette() : lightPalette());
        // The offscreen platform looks nowhere by itself.
        QIcon::setThemeSearchPaths(QIcon::themeSearchPaths() + QStringList{QStringLiteral("/usr/share/icons")});
        QIcon::setThemeName(dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
    }

private:
    std::unique_ptr<QTranslator> m_translator;
};

/// Where KSP_PICTURES names a folder, saves what a widget looks like as NAME.png there, to be looked at.
inline void picture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("KSP_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace ksp::test
