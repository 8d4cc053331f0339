#pragma once

#include "core/Result.h"

#include <QObject>

#include <functional>
#include <memory>

class QSocketNotifier;

namespace ksp {

class TerminalMode;

/// Reads the API key for --key-stdin: the first line of the standard input, at most 4 KiB, and not a byte behind it,
/// so that what follows can be read by somebody else. Blanks around the key do not count.
class KeyReader : public QObject
{
    Q_OBJECT
public:
    static constexpr int maxBytes = 4096;

    /// `fd` is not owned.
    explicit KeyReader(int fd, QObject *parent = nullptr);
    ~KeyReader() override;

    /// Once. `done` runs from the event loop, not at all when this object is gone by then. Errors: NeedsAnswer where
    /// there is no key, BadInput where it cannot be one.
    void read(std::function<void(Result<QString>)> done);

private:
    static Result<QString> keyFrom(const QByteArray &line);
    void readAvailable();
    void end(Result<QString> result);

    int m_fd;
    QByteArray m_line;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<TerminalMode> m_mode;
    std::function<void(Result<QString>)> m_done;
};

} // namespace ksp
