// Confines itself as ks-image-decoder does, then tries what no decoder needs. A line for each attempt: its name, and
// "refused" or "done". First a line with the confinement, as a number.
#include "image/Confinement.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

void tell(const char *name, long result)
{
    const bool isRefused = result < 0 && (errno == EPERM || errno == EACCES || errno == ENOSYS);
    std::printf("%s: %s\n", name, isRefused ? "refused" : "done");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 2) {
        return 2;
    }
    const char *folder = argv[1];
    const int folderHandle = ::open(folder, O_RDONLY | O_DIRECTORY);
    char own[64];
    std::snprintf(own, sizeof own, "/proc/%d/mem", int(getpid()));
    const auto parent = getppid();
    char byte = 0;
    iovec here{&byte, 1};
    iovec there{&byte, 1};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(9);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int early = ::socket(AF_INET, SOCK_DGRAM, 0);
    char *const nothing[] = {nullptr};

    std::printf("%d\n", ksp::confineThisProcess().toInt());
    tell("reads a file", ::open("/etc/passwd", O_RDONLY));
    tell("reads a device", ::open("/dev/zero", O_RDONLY));
    tell("reads its own memory as a file", ::open(own, O_RDONLY));
    tell("reads by a folder that is open", ::openat(folderHandle, "secret", O_RDONLY));
    tell("makes a file", ::openat(folderHandle, "made", O_WRONLY | O_CREAT, 0600));
    tell("makes a file without a name", ::openat(folderHandle, ".", O_TMPFILE | O_RDWR, 0600));
    tell("opens by openat2", syscall(SYS_openat2, folderHandle, "secret", nullptr, 0));
    tell("makes a folder", ::mkdirat(folderHandle, "made-folder", 0700));
    tell("makes a link", ::symlinkat("/etc/passwd", folderHandle, "made-link"));
    tell("removes a file", ::unlinkat(folderHandle, "secret", 0));
    tell("renames a file", ::renameat(folderHandle, "secret", folderHandle, "other"));
    tell("changes a mode", ::fchmodat(folderHandle, "secret", 0777, 0));
    tell("looks at a file", ::faccessat(folderHandle, "secret", R_OK, 0));
    tell("opens a socket", ::socket(AF_INET, SOCK_STREAM, 0));
    tell("opens a local socket", ::socket(AF_UNIX, SOCK_STREAM, 0));
    tell("connects a socket that is open", ::connect(early, reinterpret_cast<sockaddr *>(&address), sizeof address));
    tell("sends by a socket that is open",
        ::sendto(early, "x", 1, 0, reinterpret_cast<sockaddr *>(&address), sizeof address));
    tell("starts a process", ::fork());
    tell("starts a process by clone3", syscall(SYS_clone3, nullptr, 0));
    tell("starts a program", ::execve("/bin/true", nothing, nothing));
    tell("starts a program by execveat", syscall(SYS_execveat, folderHandle, "secret", nothing, nothing, 0));
    tell("traces its parent", ::ptrace(PTRACE_ATTACH, parent, nullptr, nullptr));
    tell("reads its parent's memory", ::process_vm_readv(parent, &here, 1, &there, 1, 0));
    tell("signals its parent", ::kill(parent, 0));
    tell("signals a thread of its parent", syscall(SYS_tgkill, parent, parent, 0));
    tell("opens its parent as a file", syscall(SYS_pidfd_open, parent, 0));
    tell("makes a ring of calls", syscall(SYS_io_uring_setup, 1, nullptr));
    tell("makes a file in memory", syscall(SYS_memfd_create, "m", 0));
    tell("loads a program into the kernel", syscall(SYS_bpf, 0, nullptr, 0));
    tell("leaves its namespaces", syscall(SYS_unshare, 0x10000000));
    tell("types into the terminal", ::ioctl(0, TIOCSTI, "x"));
    tell("watches files", syscall(SYS_inotify_init1, 0));
    tell("asks for keys", syscall(SYS_keyctl, 0, 0, 0, 0, 0));
    tell("becomes readable to others", ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));

    // What a decoder does go on with.
    constexpr size_t much = 8 << 20;
    void *memory = std::malloc(much);
    std::memset(memory, 1, much);
    bool hasRun = false;
    std::thread([&hasRun] { hasRun = true; }).join();
    std::printf("works: %s\n", memory != nullptr && hasRun && ::read(0, &byte, 1) == 1 ? "done" : "refused");
    std::fflush(stdout);
    std::free(memory);
    std::_Exit(0);
}
