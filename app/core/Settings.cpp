#include "core/Settings.h"

#include "core/OwnFiles.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <unistd.h>

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

Settings::Settings(const QString &profileFolder) : m_folder(profileFolder)
{
    const QString file = QDir(profileFolder).filePath(QStringLiteral("settings.ini"));
    if (OwnFiles::checkFolder(profileFolder) && OwnFiles::checkFile(file)
        && OwnFiles::checkFile(file + QStringLiteral(".lock")))
        m_file = std::make_unique<QSettings>(file, QSettings::IniFormat);
}

Settings::~Settings() = default;

QVariant Settings::value(const QString &key) const
{
    return m_file ? m_file->value(key) : QVariant();
}

void Settings::set(const QString &key, const QVariant &value)
{
    if (!m_file)
        return;
    // A file that is there keeps its mode when QSettings replaces it.
    if (!QFileInfo::exists(m_file->fileName())) {
        const auto made = OwnFiles::makeFolder(m_folder).and_then(
            [this] { return OwnFiles::open(m_file->fileName(), OwnFiles::Access::ReadWrite); });
        if (made)
            ::close(*made);
    }
    m_file->setValue(key, value);
}

QString Settings::language() const
{
    return value(languageKey).toString();
}

void Settings::setLanguage(const QString &locale)
{
    set(languageKey, locale);
}

Settings::Appearance Settings::appearance() const
{
    const QString word = value(appearanceKey).toString();
    if (word == QLatin1String("light"))
        return Appearance::Light;
    return word == QLatin1String("dark") ? Appearance::Dark : Appearance::System;
}

void Settings::setAppearance(Appearance appearance)
{
    set(appearanceKey,
        appearance == Appearance::Light      ? QStringLiteral("light")
            : appearance == Appearance::Dark ? QStringLiteral("dark")
                                             : QStringLiteral("system"));
}

QStringList Settings::recentCharts() const
{
    QStringList charts = value(recentKey).toStringList();
    charts.removeAll(QString());
    return charts.mid(0, maxRecentCharts);
}

void Settings::addRecentChart(const QString &path)
{
    QStringList charts = recentCharts();
    charts.removeAll(path);
    charts.prepend(path);
    set(recentKey, charts.mid(0, maxRecentCharts));
}

void Settings::removeRecentChart(const QString &path)
{
    QStringList charts = recentCharts();
    charts.removeAll(path);
    set(recentKey, charts);
}

QByteArray Settings::state(const QString &of) const
{
    return value(stateKey(of)).toByteArray();
}

void Settings::setState(const QString &of, const QByteArray &state)
{
    set(stateKey(of), state);
}

QString Settings::caFile() const
{
    return value(caFileKey).toString();
}

void Settings::setCaFile(const QString &path)
{
    set(caFileKey, path);
}

bool Settings::closesToTray() const
{
    return value(trayKey).toBool();
}

void Settings::setClosesToTray(bool closes)
{
    set(trayKey, closes);
}

bool Settings::isWelcomed() const
{
    return value(welcomedKey).toBool();
}

void Settings::setWelcomed()
{
    set(welcomedKey, true);
}

} // namespace ksp
