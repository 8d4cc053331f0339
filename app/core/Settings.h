#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <memory>

QT_BEGIN_NAMESPACE
class QSettings;
QT_END_NAMESPACE

namespace ksp {

/// What the window remembers of one profile, in the file settings.ini of its folder: tastes and habits, nothing that
/// work depends on. A file that cannot be read counts as empty, one that cannot be written is left alone; so is one
/// that somebody else has a hand in, or that is a link or a pipe (see OwnFiles). Only the user can read it. Holds no
/// key. For use on one thread.
class Settings
{
public:
    /// How many recent charts are kept.
    static constexpr int maxRecentCharts = 8;

    enum class Appearance { System, Light, Dark };

    explicit Settings(const QString &profileFolder);
    ~Settings();
    Q_DISABLE_COPY_MOVE(Settings)

    /// A locale's name ("en", "zh_CN"); empty for the system's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString &locale);

    [[nodiscard]] Appearance appearance() const;
    void setAppearance(Appearance appearance);

    /// Absolute paths of charts that were opened, the last one first.
    [[nodiscard]] QStringList recentCharts() const;
    void addRecentChart(const QString &path);
    void removeRecentChart(const QString &path);

    /// What a window or a table view gave as its state (saveGeometry(), saveState()); empty where there is none.
    [[nodiscard]] QByteArray state(const QString &of) const;
    void setState(const QString &of, const QByteArray &state);

    /// Whether the first page, which says what the program is for, was left once.
    [[nodiscard]] bool isWelcomed() const;
    void setWelcomed();

    /// Whether a closed window leaves the program in the desktop's tray. Off where nobody chose it.
    [[nodiscard]] bool closesToTray() const;
    void setClosesToTray(bool closes);

    /// A PEM file with a company's own certificate authority, to be trusted beside the system's; empty for none.
    [[nodiscard]] QString caFile() const;
    void setCaFile(const QString &path);

private:
    [[nodiscard]] QVariant value(const QString &key) const;
    void set(const QString &key, const QVariant &value);

    QString m_folder;
    std::unique_ptr<QSettings> m_file; ///< Null where the file is not to be trusted.
};

} // namespace ksp
