#include "cli/KeyReader.h"

#include "account/ApiKey.h"
#include "cli/TerminalMode.h"
#include "core/KeyMemory.h"

#include <QSocketNotifier>

#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace ksp {

KeyReader::KeyReader(int fd, QObject *parent) : QObject(parent), m_fd(fd) { }

KeyReader::~KeyReader() = default;

void KeyReader::read(std::function<void(Result<QString>)> done)
{
    m_done = std::move(done);
    // Growing would leave pieces of the key behind.
    m_line.reserve(maxBytes);
    // A key that is typed must not be shown.
    m_mode = std::make_unique<TerminalMode>(m_fd, ECHO);
    m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &KeyReader::readAvailable);
}

void KeyReader::readAvailable()
{
    pollfd ready{m_fd, POLLIN, 0};
    // Byte by byte: what is read too far cannot be given back to a pipe.
    do {
        char byte = 0;
        const ssize_t n = ::read(m_fd, &byte, 1);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n <= 0 || byte == '\n')
            return end(keyFrom(m_line));
        if (m_line.size() == maxBytes) {
            return end(failure(ErrorKind::BadInput,
                tr("The first line of the standard input is too long to be an API key. Send the key alone.")));
        }
        m_line.append(byte);
    } while (::poll(&ready, 1, 0) == 1);
}

void KeyReader::end(Result<QString> result)
{
    m_notifier->setEnabled(false);
    m_notifier.release()->deleteLater();
    m_mode.reset();
    wipe(m_line);
    const auto done = std::move(m_done);
    done(std::move(result));
}

Result<QString> KeyReader::keyFrom(const QByteArray &line)
{
    if (line.trimmed().isEmpty()) {
        return failure(ErrorKind::NeedsAnswer,
            tr("No API key came in. With --key-stdin it is expected as the first line of the standard input."));
    }
    return cleanedApiKey(QString::fromUtf8(line));
}

} // namespace ksp
