// The processors, by number.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#else
#include <atomic>
#endif

namespace ctx::detail {

/// How many there are, as far as is known; at least one.
[[nodiscard]] inline std::size_t processor_count() noexcept {
    // Asked once: it takes several system calls.
    static const std::size_t n = std::thread::hardware_concurrency();
    return n == 0 ? 1 : n;
}

/// A number for the one that the calling thread is on, which it may leave at
/// any time. Where that cannot be known, a number for the thread.
[[nodiscard]] inline std::size_t this_processor() noexcept {
#if defined(__linux__)
    const int n = sched_getcpu();
    return n < 0 ? 0 : static_cast<std::size_t>(n);
#else
    static std::atomic<std::size_t> threads{0};
    // Relaxed: only that the numbers differ counts.
    thread_local const std::size_t n =
        threads.fetch_add(1, std::memory_order_relaxed);
    return n;
#endif
}

}  // namespace ctx::detail
