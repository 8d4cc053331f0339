#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <sys/types.h>

namespace ksp::test {

/// A program whose memory is measured: what QProcess does not tell. It runs in a folder of its own, with HOME, TMPDIR
/// and the rest pointing there, so that whatever it writes is seen. Ask isFinished() until it is so.
class MeasuredProcess
{
public:
    MeasuredProcess(const QString &program, const QStringList &arguments, const QByteArray &input = {});
    ~MeasuredProcess();
    MeasuredProcess(const MeasuredProcess &) = delete;
    MeasuredProcess &operator=(const MeasuredProcess &) = delete;

    [[nodiscard]] bool isFinished();
    /// -1 where a signal ended it (or it has not ended).
    [[nodiscard]] int exitCode() const { return m_exitCode; }
    /// The most memory that it had, in bytes.
    [[nodiscard]] qint64 peak() const { return m_peak; }
    [[nodiscard]] QByteArray output() const { return read("stdout"); }
    [[nodiscard]] QByteArray errors() const { return read("stderr"); }
    /// Every file in its folder but its standard ones, sorted.
    [[nodiscard]] QStringList written() const;

private:
    [[nodiscard]] QByteArray read(const char *name) const;

    QTemporaryDir m_folder;
    pid_t m_process = -1;
    int m_exitCode = -1;
    qint64 m_peak = 0;
};

} // namespace ksp::test
