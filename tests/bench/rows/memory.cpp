// SPDX-License-Identifier: MIT
#include "tests/bench/rows/memory.hpp"

#include <malloc.h>

#include <cstdlib>
#include <new>

#include "tests/support/sanitizers.hpp"

namespace ctx_bench {
namespace {

// Nothing is counted while a row is timed. An allocation then costs only one
// look at `counting` more than usual.
thread_local bool counting = false;
thread_local usage counted;

}  // namespace

void start_counting() noexcept {
    counted = {};
    counting = true;
}

usage stop_counting() noexcept {
    counting = false;
    return counted;
}

}  // namespace ctx_bench

// A sanitizer replaces operator new itself.
#ifndef CTX_TEST_SANITIZED

namespace {

void count(void* p) noexcept {
    // The size of glibc's chunk: its usable size and the size field in front.
    const auto chunk = malloc_usable_size(p) + sizeof(std::size_t);
    ctx_bench::counted.allocations += 1;
    ctx_bench::counted.bytes += static_cast<double>(chunk);
}

}  // namespace

// The other forms call these.
void* operator new(std::size_t size) {
    void* const p = std::malloc(size ? size : 1);
    if (!p) throw std::bad_alloc();
    if (ctx_bench::counting) count(p);
    return p;
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

#endif
