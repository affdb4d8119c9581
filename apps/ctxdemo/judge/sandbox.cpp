// A learner's program is no enemy, but it has bugs. The limits stop a program
// that starts processes in a loop, fills the memory or the disk, or runs for
// ever. They do not protect the files of the user.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/sandbox.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "apps/ctxdemo/judge/sanitized.hpp"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#define CTXDEMO_FILTERS_CALLS
#endif

namespace ctxdemo {

namespace {

using resource = decltype(RLIMIT_CPU);

// Sets a limit, and a hard one that is as high or higher.
void limit(resource what, rlim_t most, rlim_t hard) {
    rlimit now{};
    if (::getrlimit(what, &now) != 0) return;
    // RLIM_INFINITY is the largest number.
    now.rlim_max = std::min(now.rlim_max, hard);
    now.rlim_cur = std::min(now.rlim_max, most);
    (void)::setrlimit(what, &now);
}

void limit(resource what, rlim_t most) { limit(what, most, most); }

#ifdef CTXDEMO_FILTERS_CALLS

constexpr std::uint32_t native =
#if defined(__x86_64__)
    AUDIT_ARCH_X86_64;
#else
    AUDIT_ARCH_AARCH64;
#endif

constexpr std::uint32_t offset_of_arch = offsetof(seccomp_data, arch);
constexpr std::uint32_t offset_of_number = offsetof(seccomp_data, nr);
// The lower half of the first argument.
constexpr std::uint32_t offset_of_argument = offsetof(seccomp_data, args);

constexpr sock_filter load(std::uint32_t offset) {
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}
constexpr sock_filter give(std::uint32_t what) {
    return BPF_STMT(BPF_RET | BPF_K, what);
}
constexpr sock_filter fail_with(int error) {
    return give(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error));
}
// The next instruction is for this value alone; the others jump over it.
constexpr sock_filter if_it_is(std::uint32_t value) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
}
// As if_it_is, but the others jump over `count` instructions.
constexpr sock_filter if_it_is(std::uint32_t value, std::uint8_t count) {
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}

// Filters the system calls. clone3 has its flags in memory, which a filter
// cannot read; the C library goes on with clone if there is no clone3.
void filter_calls() {
    const auto self = static_cast<std::uint32_t>(::getpid());
    const sock_filter calls[] = {
        load(offset_of_arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, native, 1, 0),
        give(SECCOMP_RET_KILL_PROCESS),
        load(offset_of_number),
        if_it_is(SYS_clone),
        fail_with(EAGAIN),
        if_it_is(SYS_clone3),
        fail_with(ENOSYS),
#if defined(__x86_64__)
        if_it_is(SYS_fork),
        fail_with(EAGAIN),
        if_it_is(SYS_vfork),
        fail_with(EAGAIN),
#endif
        if_it_is(SYS_execve),
        fail_with(EACCES),
        if_it_is(SYS_execveat),
        fail_with(EACCES),
        // The first argument of both is the process.
        if_it_is(SYS_kill),
        BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0),
        if_it_is(SYS_tgkill, 3),
        load(offset_of_argument),
        if_it_is(self, 1),
        give(SECCOMP_RET_ALLOW),
        // Another process, or another call.
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset_of_number),
        if_it_is(SYS_kill),
        fail_with(EPERM),
        if_it_is(SYS_tgkill),
        fail_with(EPERM),
        if_it_is(SYS_tkill),
        fail_with(EPERM),
        give(SECCOMP_RET_ALLOW),
    };
    const sock_fprog all{.len = static_cast<unsigned short>(std::size(calls)),
                         .filter = const_cast<sock_filter*>(calls)};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    (void)::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all);
}

#endif

}  // namespace

void enter_sandbox(std::size_t memory, std::chrono::seconds time) {
    // The address sanitizer reserves terabytes.
    if (!CTXDEMO_HAS_ASAN) limit(RLIMIT_DATA, memory);
    // The first limit sends SIGXCPU, and the hard one SIGKILL.
    const auto seconds = static_cast<rlim_t>(time.count());
    limit(RLIMIT_CPU, seconds, seconds + 1);
    limit(RLIMIT_FSIZE, rlim_t{1} << 20U);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);
#ifdef CTXDEMO_FILTERS_CALLS
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    filter_calls();
#endif
}

}  // namespace ctxdemo
