#pragma once

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>

namespace ksp {

/// Whether the desktop wants light or dark windows: `org.freedesktop.appearance color-scheme`, as the desktop's
/// settings portal tells it (org.freedesktop.portal.Settings). Qt has this by itself from 6.5 on.
///
/// Asks once, without waiting, and listens from then on. Where there is no bus, no portal or no such setting, the
/// scheme stays NoPreference. Lives on the thread that made it, which needs an event loop.
class ColorScheme : public QObject
{
    Q_OBJECT
public:
    enum class Scheme { NoPreference, Dark, Light };

    /// The bus is the session's, or another in tests.
    explicit ColorScheme(const QDBusConnection &bus, QObject *parent = nullptr);

    [[nodiscard]] Scheme scheme() const { return m_scheme; }

signals:
    /// Only when it is another one than before.
    void changed(ksp::ColorScheme::Scheme scheme);

private slots:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    /// ReadOne, or Read, which older portals (before version 2 of the interface) have instead.
    void ask(QLatin1String method);
    void take(QVariant value);

    QDBusConnection m_bus;
    Scheme m_scheme = Scheme::NoPreference;
    bool m_heard = false; ///< A change came; an answer to the first question would be older.
};

} // namespace ksp
