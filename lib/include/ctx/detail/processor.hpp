// The number of processors, and the processor of this thread.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#if defined(__linux__)
#include <sched.h>
#else
#include <atomic>
#endif

namespace ctx::detail {

/// The number of processors of the process; 0 if it is not known. (Not those of
/// the calling thread, which explore() may keep on one.)
[[nodiscard]] std::size_t processors_of_process() noexcept;

/// The same; 1 if it is not known.
[[nodiscard]] inline std::size_t processor_count() noexcept {
    // Asked once, because the answer takes several system calls.
    static const std::size_t n = processors_of_process();
    return n == 0 ? 1 : n;
}

/// The number of the processor that the calling thread is on. The thread may
/// move to another at any time. Where the processor is not known, this is a
/// number of the thread.
[[nodiscard]] inline std::size_t this_processor() noexcept {
#if defined(__linux__)
    const int n = sched_getcpu();
    return n < 0 ? 0 : static_cast<std::size_t>(n);
#else
    static std::atomic<std::size_t> threads{0};
    // Relaxed: the numbers only have to differ.
    thread_local const std::size_t n =
        threads.fetch_add(1, std::memory_order_relaxed);
    return n;
#endif
}

}  // namespace ctx::detail
