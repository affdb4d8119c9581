// How much is allocated, with what the allocator adds.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx_bench {

/// What a thread has allocated.
struct usage {
    double allocations = 0;
    double bytes = 0;  ///< what the allocator took for them
};

/// Starts counting on the calling thread, from zero.
void start_counting() noexcept;

/// Stops that, and returns what was counted.
[[nodiscard]] usage stop_counting() noexcept;

/// What a call of `f` allocates on this thread.
template <class F>
[[nodiscard]] usage usage_of(F& f) {
    start_counting();
    f();
    return stop_counting();
}

}  // namespace ctx_bench
