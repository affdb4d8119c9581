// SPDX-License-Identifier: MIT
#include "tests/interleave/quarantine.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

#include "tests/support/sanitizers.hpp"

#ifdef CTX_TEST_SANITIZED

ctx_interleave::quarantine::quarantine() noexcept = default;
ctx_interleave::quarantine::~quarantine() = default;

#else

namespace {

// Each block has a header in front.
struct alignas(std::max_align_t) header {
    header* next;
};

// Not atomic, because one thread runs at a time while a quarantine is active:
// see execution.cpp.
bool active = false;
header* kept = nullptr;

}  // namespace

ctx_interleave::quarantine::quarantine() noexcept { active = true; }

ctx_interleave::quarantine::~quarantine() {
    active = false;
    while (kept) {
        header* const h = kept;
        kept = h->next;
        std::free(h);
    }
}

// The other forms call these.
void* operator new(std::size_t size) {
    void* const p = std::malloc(sizeof(header) + size);
    if (!p) throw std::bad_alloc();
    return static_cast<header*>(p) + 1;
}

void operator delete(void* p) noexcept {
    if (!p) return;
    header* const h = static_cast<header*>(p) - 1;
    if (!active) {
        std::free(h);
        return;
    }
    h->next = kept;
    kept = h;
}

void operator delete(void* p, std::size_t) noexcept { operator delete(p); }

#endif
