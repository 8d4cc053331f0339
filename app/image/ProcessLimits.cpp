#include "image/ProcessLimits.h"

#include <csignal>

#include <malloc.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace ksp {

namespace {

bool limit(decltype(RLIMIT_CORE) what, rlim_t value)
{
    rlimit limits;
    if (getrlimit(what, &limits) != 0)
        return false;
    if (limits.rlim_max != RLIM_INFINITY && limits.rlim_max < value)
        value = limits.rlim_max;
    limits.rlim_cur = value;
    limits.rlim_max = value;
    return setrlimit(what, &limits) == 0;
}

} // namespace

bool limitThisProcess()
{
    // A write that passes the limit shall fail (fontconfig's cache), not end the process.
    std::signal(SIGXFSZ, SIG_IGN);
    bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CPU, 10) && limit(RLIMIT_NOFILE, 24)
        && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
#ifndef __SANITIZE_ADDRESS__
    constexpr rlim_t mebibyte = 1024 * 1024;
    // Each arena of malloc reserves 64 MiB of addresses.
    mallopt(M_ARENA_MAX, 1);
    ok = ok && limit(RLIMIT_DATA, 768 * mebibyte) && limit(RLIMIT_AS, 1024 * mebibyte);
#endif
    cpu_set_t one;
    if (sched_getaffinity(0, sizeof one, &one) == 0) {
        for (int cpu = 0, found = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &one) && found++ > 0)
                CPU_CLR(cpu, &one);
        }
        sched_setaffinity(0, sizeof one, &one);
    }
    return ok;
}

} // namespace ksp
