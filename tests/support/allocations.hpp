// Counting allocations, and letting one fail, to check what the library's
// headers promise.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace ctx_test {

/// Returns how often the calling thread has called operator new. Always zero in
/// a sanitized build, where operator new is the sanitizer's.
[[nodiscard]] std::size_t allocations() noexcept;

/// Lets one allocation fail: after `n` more, on whichever thread, operator new
/// throws std::bad_alloc once.
void fail_allocation(long n) noexcept;

/// Returns how many more allocations succeed before one fails; negative if none
/// is to fail.
[[nodiscard]] long allocations_until_failure() noexcept;

/// Undoes fail_allocation(). Returns true if the allocation has failed.
[[nodiscard]] bool stop_failing() noexcept;

/// Returns how many allocations a call of `f` makes on this thread.
template <class F>
[[nodiscard]] std::size_t allocations_of(F f) {
    const auto before = allocations();
    f();
    return allocations() - before;
}

}  // namespace ctx_test
