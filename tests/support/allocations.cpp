// SPDX-License-Identifier: MIT
#include "tests/support/allocations.hpp"

#include <cstdlib>
#include <new>

#include "tests/support/sanitizers.hpp"

namespace {

thread_local std::size_t count = 0;

}  // namespace

std::size_t ctx_test::allocations() noexcept { return count; }

#ifndef CTX_TEST_SANITIZED

// The forms of new and delete that are not replaced here call these.
void* operator new(std::size_t size) {
    ++count;
    if (void* const p = std::malloc(size ? size : 1)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

#endif
