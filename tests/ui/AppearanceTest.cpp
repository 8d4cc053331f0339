#include "Appearance.h"
#include "ProgramIcon.h"
#include "core/Settings.h"
#include "desktop/ColorScheme.h"
#include "widgets/Look.h"
#include "widgets/Palettes.h"

#include <QApplication>
#include <QDBusVariant>
#include <QFile>
#include <QImage>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using ksp::Appearance;
using ksp::ColorScheme;
using Choice = ksp::Settings::Appearance;

namespace {

/// A style that a desktop brings. The palette comes from the platform: a light grey one here.
class DesktopStyle : public QProxyStyle
{
    Q_OBJECT
};

/// How light the opaque pixels of an icon are: 0…1.
qreal lightness(const QIcon &icon)
{
    const QImage image = icon.pixmap(22, 22).toImage().convertToFormat(QImage::Format_ARGB32);
    qreal sum = 0;
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alphaF() > 0.9F) {
                sum += pixel.lightnessF();
                ++count;
            }
        }
    }
    return count == 0 ? -1 : sum / count;
}

QColor window()
{
    return QApplication::palette().color(QPalette::Window);
}

/// What the portal's signal does.
void desktopSays(const Appearance &appearance, uint value)
{
    QMetaObject::invokeMethod(appearance.findChild<ColorScheme *>(), "settingChanged",
        Q_ARG(QString, QStringLiteral("org.freedesktop.appearance")), Q_ARG(QString, QStringLiteral("color-scheme")),
        Q_ARG(QDBusVariant, QDBusVariant(value)));
}

QDBusConnection noBus()
{
    return QDBusConnection(QStringLiteral("no bus"));
}

} // namespace

class AppearanceTest : public QObject
{
    Q_OBJECT

    void choose(Appearance &appearance, Choice choice)
    {
        m_settings->setAppearance(choice);
        appearance.apply();
    }

    QTemporaryDir m_profile;
    std::unique_ptr<ksp::Settings> m_settings;

private slots:
    void init()
    {
        m_settings = std::make_unique<ksp::Settings>(m_profile.path());
        QApplication::setPalette(QPalette());
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("windows")));
        QIcon::setThemeName(QStringLiteral("hicolor"));
        QIcon::setThemeSearchPaths({QStringLiteral("/usr/share/icons")}); // Offscreen looks nowhere.
    }

    void aChoiceIsAppliedAtOnce()
    {
        m_settings->setAppearance(Choice::Dark);
        Appearance appearance(m_settings.get(), noBus());
        const QSignalSpy changed(&appearance, &Appearance::changed);
        const auto *style = qobject_cast<const QProxyStyle *>(QApplication::style());
        QVERIFY(style);
        QCOMPARE(style->baseStyle()->name(), QStringLiteral("fusion"));
        QCOMPARE(window(), ksp::darkPalette().color(QPalette::Window));
        QVERIFY(appearance.isDark());
        choose(appearance, Choice::Light);
        QCOMPARE(window(), ksp::lightPalette().color(QPalette::Window));
        QVERIFY(!appearance.isDark());
        QCOMPARE(changed.size(), 1);
        choose(appearance, Choice::Light);
        choose(appearance, Choice::System); // Light, since nothing says otherwise.
        QCOMPARE(window(), ksp::lightPalette().color(QPalette::Window));
        QCOMPARE(changed.size(), 1);
    }

    void systemFollowsTheDesktop()
    {
        m_settings->setAppearance(Choice::System);
        Appearance appearance(m_settings.get(), noBus());
        const QSignalSpy changed(&appearance, &Appearance::changed);
        QVERIFY(!appearance.isDark());
        desktopSays(appearance, 1);
        QCOMPARE(window(), ksp::darkPalette().color(QPalette::Window));
        desktopSays(appearance, 2);
        QCOMPARE(window(), ksp::lightPalette().color(QPalette::Window));
        QCOMPARE(changed.size(), 2);
    }

    void aChoiceDoesNotFollow()
    {
        m_settings->setAppearance(Choice::Light);
        Appearance appearance(m_settings.get(), noBus());
        desktopSays(appearance, 1);
        QVERIFY(!appearance.isDark());
        choose(appearance, Choice::System); // What the desktop said meanwhile counts.
        QVERIFY(appearance.isDark());
    }

    void theDesktopsOwnStyleAndPaletteStay()
    {
        QApplication::setStyle(new DesktopStyle);
        const QColor desktop = window();
        QVERIFY(desktop != ksp::lightPalette().color(QPalette::Window));
        m_settings->setAppearance(Choice::System);
        Appearance appearance(m_settings.get(), noBus());
        QVERIFY(qobject_cast<DesktopStyle *>(QApplication::style()));
        QCOMPARE(window(), desktop);
        choose(appearance, Choice::Dark); // Which the desktop's palette is not.
        QVERIFY(qobject_cast<DesktopStyle *>(QApplication::style()));
        QCOMPARE(window(), ksp::darkPalette().color(QPalette::Window));
        QVERIFY(appearance.isDark());
        choose(appearance, Choice::Light);
        QCOMPARE(window(), desktop);
        QVERIFY(!appearance.isDark());
    }

    void aDarkStartWithoutAPortalStaysDark()
    {
        QApplication::setPalette(ksp::darkPalette());
        m_settings->setAppearance(Choice::System);
        Appearance appearance(m_settings.get(), noBus());
        QVERIFY(appearance.isDark());
        choose(appearance, Choice::Light);
        choose(appearance, Choice::System);
        QVERIFY(appearance.isDark());
    }

    void breezeIconsFitThePalette()
    {
        if (!QFile::exists(QStringLiteral("/usr/share/icons/breeze/index.theme")))
            QSKIP("needs the Breeze icons");
        m_settings->setAppearance(Choice::Light);
        Appearance appearance(m_settings.get(), noBus());
        const QIcon icon = QIcon::fromTheme(QStringLiteral("document-open"));
        QVERIFY(!icon.isNull());
        const qreal onLight = lightness(icon);
        QVERIFY2(onLight >= 0, "the icon was not drawn: is the plugin for SVG icons missing?");
        QVERIFY2(onLight < 0.4, qPrintable(QString::number(onLight)));
        choose(appearance, Choice::Dark);
        // The same icon: what the widgets hold already.
        QVERIFY2(lightness(icon) > 0.6, qPrintable(QString::number(lightness(icon))));
    }

    void theDesktopsIconsStayAndBreezeFillsTheGaps()
    {
        if (!QFile::exists(QStringLiteral("/usr/share/icons/breeze/index.theme")))
            QSKIP("needs the Breeze icons");
        QIcon::setThemeName(QStringLiteral("a theme without icons"));
        m_settings->setAppearance(Choice::Light);
        Appearance appearance(m_settings.get(), noBus());
        QCOMPARE(QIcon::themeName(), QStringLiteral("a theme without icons"));
        const QIcon icon = QIcon::fromTheme(QStringLiteral("document-open"));
        QVERIFY(lightness(icon) >= 0);
        QVERIFY(lightness(icon) < 0.4);
        choose(appearance, Choice::Dark);
        QVERIFY2(lightness(icon) > 0.6, qPrintable(QString::number(lightness(icon))));
    }

    void theProgramHasItsIcon()
    {
        const QIcon icon = ksp::programIcon();
        for (const int size : {16, 22, 32, 48, 128}) {
            const QImage image = icon.pixmap(size, size).toImage();
            QCOMPARE(image.size(), QSize(size, size));
            // The arrow is white on its ground at each size, the box green.
            QVERIFY(image.pixelColor(size / 2, size * 3 / 10).lightness() > 200);
            QVERIFY(image.pixelColor(size / 2, size * 7 / 10).green() > 120);
            QVERIFY(image.pixelColor(0, 0).alpha() < 40);
        }
        const QString folder = qEnvironmentVariable("KSP_PICTURES");
        if (!folder.isEmpty()) {
            for (const int size : {16, 22, 32, 48, 128})
                icon.pixmap(size, size).save(QStringLiteral("%1/icon-%2.png").arg(folder).arg(size));
        }
    }
};

QTEST_MAIN(AppearanceTest)
#include "AppearanceTest.moc"
