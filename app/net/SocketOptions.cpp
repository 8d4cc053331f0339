#include "net/SocketOptions.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <cstdlib>
#include <memory>

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

namespace ksp {

void sendWithoutDelay()
{
#ifdef Q_OS_LINUX
    const std::unique_ptr<DIR, int (*)(DIR *)> folder(::opendir("/proc/self/fd"), &::closedir);
    if (!folder)
        return;
    while (const dirent *entry = ::readdir(folder.get())) {
        const int descriptor
            = std::atoi(static_cast<const char *>(entry->d_name)); // 0 for the dots, which is no socket
        int protocol = 0;
        socklen_t size = sizeof protocol;
        const int on = 1;
        if (::getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 && protocol == IPPROTO_TCP)
            ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
#endif
}

} // namespace ksp
