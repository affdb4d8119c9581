// SPDX-License-Identifier: MIT
#include "tests/support/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/support/sanitizers.hpp"

namespace {

thread_local std::size_t count = 0;

// How many allocations succeed before one fails; negative if none is to fail.
// Relaxed throughout, because it only counts.
std::atomic<long> until_failure = -1;

}  // namespace

std::size_t ctx_test::allocations() noexcept { return count; }

void ctx_test::fail_allocation(long n) noexcept {
    until_failure.store(n, std::memory_order_relaxed);
}

long ctx_test::allocations_until_failure() noexcept {
    return until_failure.load(std::memory_order_relaxed);
}

bool ctx_test::stop_failing() noexcept {
    return until_failure.exchange(-1, std::memory_order_relaxed) < 0;
}

#ifndef CTX_TEST_SANITIZED

// The forms of new and delete that are not replaced here call these.
void* operator new(std::size_t size) {
    ++count;
    if (until_failure.load(std::memory_order_relaxed) >= 0 &&
        until_failure.fetch_sub(1, std::memory_order_relaxed) == 0) {
        throw std::bad_alloc();
    }
    if (void* const p = std::malloc(size ? size : 1)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

#endif
