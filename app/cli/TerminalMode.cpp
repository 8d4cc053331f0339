#include "cli/TerminalMode.h"

namespace ksp {

TerminalMode::TerminalMode(int fd, tcflag_t off) : m_fd(fd)
{
    if (::tcgetattr(fd, &m_saved) != 0)
        return;
    termios changed = m_saved;
    changed.c_lflag &= ~off;
    changed.c_cc[VMIN] = 1;
    changed.c_cc[VTIME] = 0;
    // TCSADRAIN keeps what was typed or pasted ahead.
    m_changed = ::tcsetattr(fd, TCSADRAIN, &changed) == 0;
}

TerminalMode::~TerminalMode()
{
    if (m_changed)
        ::tcsetattr(m_fd, TCSADRAIN, &m_saved);
}

} // namespace ksp
