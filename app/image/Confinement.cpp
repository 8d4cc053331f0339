#include "image/Confinement.h"

#include <array>
#include <cerrno>
#include <memory>

#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ksp {

namespace {

/// What a decoder, the C library's allocator and the sanitizers need. What is not listed is refused, not fatal.
constexpr std::array allowed{// Memory.
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
    SCMP_SYS(mincore),
    // What is open; what wakes a thread of Qt; by a pipe of its own a sanitizer finds out what memory there is.
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek),
    SCMP_SYS(fstat), SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(close), SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    // Threads and time.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday), SCMP_SYS(time),
    // Signals to itself, random numbers, the size of memory, the end.
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall), SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(exit), SCMP_SYS(exit_group)};

bool confineSystemCalls()
{
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)), seccomp_release);
    if (!filter || seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) {
        return false;
    }
    bool ok = true;
    for (const int call : allowed) {
        ok = ok && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
    }
    // Threads, but no processes. Of clone3 a filter sees no flags: with ENOSYS the C library takes clone.
    constexpr scmp_datum_t thread = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND;
    ok = ok
        && seccomp_rule_add(
               filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread))
            == 0
        && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    // abort() signals the process itself.
    const auto self = scmp_datum_t(getpid());
    ok = ok && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self)) == 0;
    return ok && seccomp_load(filter.get()) == 0;
}

bool confineFiles()
{
    // No wrapper of the C library's, no library in Debian 12. Newer kernels know more than these headers: what may be
    // done to files and folders since the first version is all that is asked for, and a ruleset without a rule.
    constexpr auto everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = everything;
    const long ruleset = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0) {
        return false;
    }
    const bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(int(ruleset));
    return ok;
}

} // namespace

Confinements confineThisProcess()
{
    Confinements granted;
    // Files first: afterwards nobody may ask for it.
    granted.setFlag(Confinement::Files, confineFiles());
    granted.setFlag(Confinement::SystemCalls, confineSystemCalls());
    return granted;
}

} // namespace ksp
