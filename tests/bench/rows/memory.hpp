// How much memory is allocated, including what the allocator adds.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx_bench {

/// The allocations of one thread.
struct usage {
    double allocations = 0;
    double bytes = 0;  ///< including what the allocator adds
};

/// Starts counting the calling thread's allocations, from zero.
void start_counting() noexcept;

/// Stops counting, and returns the count.
[[nodiscard]] usage stop_counting() noexcept;

/// Returns what a call of `f` allocates on this thread.
template <class F>
[[nodiscard]] usage usage_of(F& f) {
    start_counting();
    f();
    return stop_counting();
}

}  // namespace ctx_bench
