#include "core/Settings.h"

#include <QDir>
#include <QSettings>

namespace ksp {

namespace {

constexpr QLatin1String languageKey("language");
constexpr QLatin1String appearanceKey("appearance");
constexpr QLatin1String recentKey("recentCharts");
constexpr QLatin1String welcomedKey("welcomed");
constexpr QLatin1String trayKey("closesToTray");
constexpr QLatin1String caFileKey("network/caFile");

QString stateKey(const QString &of)
{
    return QStringLiteral("state/") + of;
}

} // namespace

Settings::Settings(const QString &profileFolder)
    : m_file(
        std::make_unique<QSettings>(QDir(profileFolder).filePath(QStringLiteral("settings.ini")), QSettings::IniFormat))
{
}

Settings::~Settings() = default;

QString Settings::language() const
{
    return m_file->value(languageKey).toString();
}

void Settings::setLanguage(const QString &locale)
{
    m_file->setValue(languageKey, locale);
}

Settings::Appearance Settings::appearance() const
{
    const QString word = m_file->value(appearanceKey).toString();
    if (word == QLatin1String("light"))
        return Appearance::Light;
    return word == QLatin1String("dark") ? Appearance::Dark : Appearance::System;
}

void Settings::setAppearance(Appearance appearance)
{
    m_file->setValue(appearanceKey,
        appearance == Appearance::Light      ? QStringLiteral("light")
            : appearance == Appearance::Dark ? QStringLiteral("dark")
                                             : QStringLiteral("system"));
}

QStringList Settings::recentCharts() const
{
    QStringList charts = m_file->value(recentKey).toStringList();
    charts.removeAll(QString());
    return charts.mid(0, maxRecentCharts);
}

void Settings::addRecentChart(const QString &path)
{
    QStringList charts = recentCharts();
    charts.removeAll(path);
    charts.prepend(path);
    m_file->setValue(recentKey, charts.mid(0, maxRecentCharts));
}

void Settings::removeRecentChart(const QString &path)
{
    QStringList charts = recentCharts();
    charts.removeAll(path);
    m_file->setValue(recentKey, charts);
}

QByteArray Settings::state(const QString &of) const
{
    return m_file->value(stateKey(of)).toByteArray();
}

void Settings::setState(const QString &of, const QByteArray &state)
{
    m_file->setValue(stateKey(of), state);
}

QString Settings::caFile() const
{
    return m_file->value(caFileKey).toString();
}

void Settings::setCaFile(const QString &path)
{
    m_file->setValue(caFileKey, path);
}

bool Settings::closesToTray() const
{
    return m_file->value(trayKey).toBool();
}

void Settings::setClosesToTray(bool closes)
{
    m_file->setValue(trayKey, closes);
}

bool Settings::isWelcomed() const
{
    return m_file->value(welcomedKey).toBool();
}

void Settings::setWelcomed()
{
    m_file->setValue(welcomedKey, true);
}

} // namespace ksp
