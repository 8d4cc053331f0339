#pragma once

#include <QFile>
#include <QMutex>
#include <QString>

namespace ksp {

/// The profile's log file, `log/publisher.log`: request lines and the details of errors, for reading after something
/// went wrong. Each line begins with the local time (ISO 8601 with offset). At 1 MiB the file is renamed to
/// `publisher.log.1`, of which one is kept. Only the user can read it.
///
/// Thread-safe. A line that cannot be written is dropped: logging never stops the work that it tells about. Callers
/// keep the API key out; nothing is redacted here.
class Log
{
public:
    static constexpr qint64 maxBytes = 1024 * 1024;

    /// `folder` is the profile's folder. Nothing is made before the first line.
    explicit Log(const QString &folder);

    /// Writes one entry; further lines of `text` are indented, so that none can look like an entry of its own.
    void write(const QString &text);

    [[nodiscard]] QString fileName() const { return m_file.fileName(); }

private:
    bool openFile();
    void rotate();

    QMutex m_mutex;
    QFile m_file;
};

} // namespace ksp
