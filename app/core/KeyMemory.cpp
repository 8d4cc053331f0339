#include "core/KeyMemory.h"

#include <cstring>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace ksp {

void wipe(QByteArray &key)
{
    if (key.isDetached())
        ::explicit_bzero(key.data(), size_t(key.capacity()));
    key.clear();
}

void wipe(QString &key)
{
    if (key.isDetached())
        ::explicit_bzero(key.data(), size_t(key.capacity()) * sizeof(QChar));
    key.clear();
}

void keepMemoryOutOfDumps(Inspection inspection)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_CORE, &limit) == 0) {
        // To a program that takes dumps through a pipe the kernel gives them whatever the limit is, but for a limit of
        // 1 (core(5), do_coredump() in fs/coredump.c). A file would need more than that.
        limit.rlim_cur = limit.rlim_max == 0 ? 0 : 1;
        ::setrlimit(RLIMIT_CORE, &limit);
    }
    if (inspection == Inspection::Refused)
        ::prctl(PR_SET_DUMPABLE, 0);
}

} // namespace ksp
