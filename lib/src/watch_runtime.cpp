// Functions of the C++ runtime that a watched program has its own of.
//
// Memory that is allocated is new: what the memory was used for before races
// with nothing. Memory that is freed is written to: an access that is not
// before that races with it.
//
// All are weak, so that a program may have its own.
#include <dlfcn.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include "entry_point.hpp"
#include "sanitizers.hpp"
#include "watched_memory.hpp"

#define CTX_REPLACEMENT __attribute__((weak, visibility("default")))

namespace {

using ctx::detail::watched_memory;

// The address sanitizer has its own, and does not use memory again so soon.
#ifndef CTX_ADDRESS_SANITIZER

// Calls `get` until it returns memory, as operator new does.
template <class Get>
void* allocate(std::size_t size, Get get) {
    for (;;) {
        if (void* const p = get(size == 0 ? 1 : size)) {
            if (auto* const w = watched_memory::here()) {
                w->forget(p, malloc_usable_size(p));
            }
            return p;
        }
        const std::new_handler handler = std::get_new_handler();
        if (!handler) throw std::bad_alloc();
        handler();
    }
}

void deallocate(void* p, const void* pc) noexcept {
    if (!p) return;
    if (auto* const w = watched_memory::here()) {
        w->writes(p, malloc_usable_size(p), pc);
    }
    std::free(p);
}

#endif

// A function of the C++ library. No static of a function, which would call it.
template <class F>
class original {
public:
    explicit constexpr original(const char* name) noexcept : name_(name) {}
    [[nodiscard]] F* get() noexcept {
        // Relaxed, both: every thread finds the same one.
        F* f = found_.load(std::memory_order_relaxed);
        if (!f) {
            f = reinterpret_cast<F*>(dlsym(RTLD_NEXT, name_));
            found_.store(f, std::memory_order_relaxed);
        }
        return f;
    }

private:
    const char* const name_;
    std::atomic<F*> found_{nullptr};
};

// As the Itanium C++ ABI has it. <cxxabi.h> of libc++ has no name for it.
using guard = std::int64_t;
constinit original<int(guard*)> acquire_guard("__cxa_guard_acquire");
constinit original<void(guard*)> release_guard("__cxa_guard_release");

}  // namespace

#ifndef CTX_ADDRESS_SANITIZER

// The other forms call these.
CTX_REPLACEMENT void* operator new(std::size_t size) {
    return allocate(size, [](std::size_t n) { return std::malloc(n); });
}
CTX_REPLACEMENT void* operator new(std::size_t size, std::align_val_t align) {
    const auto a = static_cast<std::size_t>(align);
    return allocate(size, [a](std::size_t n) {
        return std::aligned_alloc(a, (n + a - 1) / a * a);
    });
}
CTX_REPLACEMENT void* operator new[](std::size_t size) {
    return allocate(size, [](std::size_t n) { return std::malloc(n); });
}
CTX_REPLACEMENT void operator delete(void* p) noexcept {
    deallocate(p, CTX_PC);
}
CTX_REPLACEMENT void operator delete(void* p, std::size_t) noexcept {
    deallocate(p, CTX_PC);
}
CTX_REPLACEMENT void operator delete(void* p, std::align_val_t) noexcept {
    deallocate(p, CTX_PC);
}
CTX_REPLACEMENT void operator delete(void* p, std::size_t,
                                     std::align_val_t) noexcept {
    deallocate(p, CTX_PC);
}
CTX_REPLACEMENT void operator delete[](void* p) noexcept {
    deallocate(p, CTX_PC);
}
CTX_REPLACEMENT void operator delete[](void* p, std::size_t) noexcept {
    deallocate(p, CTX_PC);
}

#endif

// The initialization of a variable that is static in a function comes before
// each use of it. The compiler's own look at the guard is in watch.cpp.
extern "C" CTX_REPLACEMENT int __cxa_guard_acquire(guard* g) {
    const int is_first = acquire_guard.get()(g);
    auto* const w = watched_memory::here();
    if (w && !is_first) w->acquires(g);
    return is_first;
}
extern "C" CTX_REPLACEMENT void __cxa_guard_release(guard* g) noexcept {
    if (auto* const w = watched_memory::here()) w->releases(g);
    release_guard.get()(g);
}
