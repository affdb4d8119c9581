// How a thread learns what the process has.
//
// The thread that starts a thread of the library may be in a special state: it
// may have blocked all signals for a moment, or be kept on one processor. The
// main thread stands for the process instead.
//
// A program that takes signals with sigwait() or signalfd() blocks them in all
// its threads, the main thread first. So threads of the library must not simply
// block no signals.
#include "process_state.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <thread>

#include "ctx/detail/processor.hpp"

namespace ctx::detail {

#ifdef __linux__

namespace {

bool is_main() noexcept { return ::gettid() == ::getpid(); }

// Returns the processors of the process; nothing if they are not known.
std::optional<cpu_set_t> find_processors() noexcept {
    cpu_set_t of_main;
    if (sched_getaffinity(::getpid(), sizeof of_main, &of_main) != 0) {
        return std::nullopt;
    }
    return of_main;
}

using signal_bits = unsigned long long;

constexpr signal_bits mask_of(int signal) noexcept {
    return signal_bits{1} << (signal - 1);
}

// The signals of the C library. Only the C library blocks them, for a moment,
// and then it blocks all others, too: for example while it starts a thread.
constexpr signal_bits own_signals = mask_of(32) | mask_of(33);

// Reads the signals that the main thread blocks from /proc, where this file is
// the main thread's. Returns nothing if that is impossible.
std::optional<signal_bits> read_blocked_by_main() noexcept {
    const int fd = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    char text[8192];
    std::size_t size = 0;
    for (ssize_t n = 1; n > 0 && size + 1 < sizeof text;) {
        n = ::read(fd, text + size, sizeof text - 1 - size);
        if (n > 0) size += static_cast<std::size_t>(n);
    }
    ::close(fd);
    text[size] = '\0';
    const char* const line = std::strstr(text, "\nSigBlk:");
    if (!line) return std::nullopt;
    return std::strtoull(line + std::strlen("\nSigBlk:"), nullptr, 16);
}

sigset_t find_blocked() noexcept {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    if (is_main()) return blocked;
    auto bits = read_blocked_by_main();
    // Until the main thread is out of the C library, which is soon.
    for (int i = 0; i < 10'000 && bits && (*bits & own_signals) != 0; ++i) {
        ::sched_yield();
        bits = read_blocked_by_main();
    }
    if (!bits) return blocked;
    sigemptyset(&blocked);
    for (int s = 1; s <= 64; ++s) {
        if ((*bits & mask_of(s) & ~own_signals) != 0) sigaddset(&blocked, s);
    }
    return blocked;
}

}  // namespace

void take_processors_of_process() noexcept {
    // What this thread had after the last call. As long as it has that, nothing
    // on the thread has changed it, and there is nothing to do.
    thread_local cpu_set_t taken{};
    cpu_set_t now;
    if (sched_getaffinity(0, sizeof now, &now) != 0) return;
    if (CPU_EQUAL(&now, &taken)) return;
    const auto wanted = find_processors();
    if (!wanted) return;
    if (!CPU_EQUAL(&now, &*wanted)) {
        (void)sched_setaffinity(0, sizeof *wanted, &*wanted);
    }
    // Asked again, because the system leaves out processors that are offline.
    (void)sched_getaffinity(0, sizeof taken, &taken);
}

namespace {

const sigset_t& blocked_signals() noexcept {
    static const sigset_t blocked = find_blocked();
    return blocked;
}

}  // namespace

void prepare_process_state() noexcept {
    (void)blocked_signals();
    (void)processor_count();
}

void take_blocked_signals_of_process() noexcept {
    pthread_sigmask(SIG_SETMASK, &blocked_signals(), nullptr);
}

std::size_t processors_of_process() noexcept {
    const auto all = find_processors();
    return all ? static_cast<std::size_t>(CPU_COUNT(&*all)) : 0;
}

#else

void take_processors_of_process() noexcept {}

void prepare_process_state() noexcept {}

void take_blocked_signals_of_process() noexcept {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

std::size_t processors_of_process() noexcept {
    return std::thread::hardware_concurrency();
}

#endif

}  // namespace ctx::detail
