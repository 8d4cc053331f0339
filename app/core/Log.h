#pragma once

#include <QFile>
#include <QMutex>
#include <QString>

namespace ksp {

/// The profile's log file, `log/publisher.log`: request lines and the details of errors, for reading after something
/// went wrong. Each line begins with the local time (ISO 8601 with offset). At 1 MiB the file is renamed to
/// `publisher.log.1`, of which one is kept. Only the user can read it; where somebody else has a hand in the folder, or
/// the file is a link or a pipe, nothing is written (see OwnFiles). Control characters, which a server could play
/// tricks with on the reader's terminal, are replaced.
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

    [[nodiscard]] QString fileName() const { return m_fileName; }

private:
    bool openFile();
    void rotate();

    QMutex m_mutex;
    const QString m_fileName;
    QFile m_file;
};

} // namespace ksp
