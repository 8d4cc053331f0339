#pragma once

#include <termios.h>

namespace ksp {

/// Switches flags of a terminal off (termios local modes: ECHO, ICANON, ISIG) until the object goes. Does nothing where
/// `fd` is no terminal.
class TerminalMode
{
public:
    TerminalMode(int fd, tcflag_t off);
    ~TerminalMode();
    TerminalMode(const TerminalMode &) = delete;
    TerminalMode &operator=(const TerminalMode &) = delete;

private:
    int m_fd;
    bool m_changed = false;
    termios m_saved{};
};

} // namespace ksp
