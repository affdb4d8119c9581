// The functions that g++ and clang call in code that is compiled with
// -fsanitize=thread. In a program that is linked with it, ThreadSanitizer has
// them instead.
//
// All of them do nothing but their own operation on a thread that runs no
// watched program: in static initializers, for example.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "ctx/detail/chosen.hpp"
#include "entry_point.hpp"
#include "watched_memory.hpp"

namespace {

using ctx::detail::atomic_access;
using ctx::detail::watched_memory;

void read(const volatile void* p, std::size_t size, const void* pc) {
    auto* const w = watched_memory::here();
    if (!w) return;
    w->reads(p, size, pc);
    // In a process with one thread, a std::shared_ptr counts without atomics.
    if (size == sizeof(int) && w->counts_down(pc)) {
        w->lose_owner(p, *static_cast<const volatile int*>(p) == 1);
    }
}

void write(const volatile void* p, std::size_t size, const void* pc) {
    if (auto* const w = watched_memory::here()) w->writes(p, size, pc);
}

// Compilers put flags above the order.
std::memory_order order_of(int order) noexcept {
    return static_cast<std::memory_order>(order & 0x7fff);
}

// Begins an atomic operation, which is a step if it is one of the program.
// Returns true if it is watched.
bool begin(const volatile void* p, ctx::detail::use how, const void* pc) {
    auto* const w = watched_memory::here();
    if (!w || !w->is_of_program(pc)) return false;
    ctx::detail::before_use(w->name_of(p), how, ctx::location());
    return true;
}

// Ends it. Nothing else of the program has run since it began.
void end(const volatile void* p, std::size_t size, atomic_access what,
         int order, const void* pc) {
    if (auto* const w = watched_memory::here()) {
        w->accesses_atomic(p, size, what, pc);
        w->orders_by(p, what, order_of(order));
    }
}

// A look of the compiler's own, in a function of the program, at the guard of a
// variable that is static in the function. What std::atomic does is in a
// function of the standard library. This is no step, because there is only one
// such initialization, but many runs.
bool is_look_at_guard(watched_memory& w, int order, const void* pc) {
    return order_of(order) == std::memory_order_acquire && w.is_direct(pc);
}

// Where a std::shared_ptr loses an owner, its count is about to be lowered.
template <class T>
void count(const volatile T* p, T n, const void* pc) {
    auto* const w = watched_memory::here();
    if (w && n == static_cast<T>(-1) && w->counts_down(pc)) {
        w->lose_owner(p, *p == 1);
    }
}

// A look at both counts of a std::shared_ptr: an owner that is the only one
// does not count itself down.
void count_both(const volatile void* p, std::uint64_t counts, const void* pc) {
    constexpr std::uint64_t both_one = std::uint64_t{1} << 32U | 1U;
    auto* const w = watched_memory::here();
    if (w && counts == both_one && w->counts_down(pc)) w->lose_owner(p, true);
}

template <class T>
T load(const volatile T* p, int order, const void* pc) {
    auto* const w = watched_memory::here();
    if constexpr (sizeof(T) == 1) {
        if (w && is_look_at_guard(*w, order, pc)) {
            w->acquires(const_cast<const T*>(p));
            return __atomic_load_n(p, __ATOMIC_SEQ_CST);
        }
    }
    const bool is_watched = begin(p, ctx::detail::use::load, pc);
    const T value = __atomic_load_n(p, __ATOMIC_SEQ_CST);
    if constexpr (sizeof(T) == 8) count_both(p, value, pc);
    if (is_watched) end(p, sizeof(T), atomic_access::load, order, pc);
    return value;
}

template <class T>
void store(volatile T* p, T value, int order, const void* pc) {
    const bool is_watched = begin(p, ctx::detail::use::store, pc);
    __atomic_store_n(p, value, __ATOMIC_SEQ_CST);
    if (is_watched) end(p, sizeof(T), atomic_access::store, order, pc);
}

template <class T, class F>
T exchange(volatile T* p, int order, const void* pc, F operation) {
    const bool is_watched = begin(p, ctx::detail::use::store, pc);
    const T before = operation();
    if (is_watched) end(p, sizeof(T), atomic_access::exchange, order, pc);
    return before;
}

// Returns the value before, which is `expected` if it was exchanged.
template <class T>
T compare_exchange(volatile T* p, T expected, T value, int order, int failed,
                   const void* pc) {
    const bool is_watched = begin(p, ctx::detail::use::store, pc);
    T found = expected;
    const bool done = __atomic_compare_exchange_n(
        p, &found, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    if (is_watched) {
        end(p, sizeof(T), done ? atomic_access::exchange : atomic_access::load,
            done ? order : failed, pc);
    }
    return found;
}

}  // namespace

CTX_ENTRY void __tsan_init() {}

CTX_ENTRY void __tsan_func_entry(void* from) {
    if (auto* const w = watched_memory::here()) w->enters(from, CTX_PC);
}

CTX_ENTRY void __tsan_func_exit() {
    if (auto* const w = watched_memory::here()) w->leaves();
}

CTX_ENTRY void __tsan_read_range(void* p, std::size_t size) {
    read(p, size, CTX_PC);
}
CTX_ENTRY void __tsan_write_range(void* p, std::size_t size) {
    write(p, size, CTX_PC);
}

CTX_ENTRY void __tsan_vptr_read(void** p) { read(p, sizeof(void*), CTX_PC); }
// A constructor or destructor sets the pointer to the table of its class, which
// it may have already.
CTX_ENTRY void __tsan_vptr_update(void** p, void* table) {
    if (*p != table) write(p, sizeof(void*), CTX_PC);
}

#define CTX_ACCESS(size)                                                   \
    CTX_ENTRY void __tsan_read##size(void* p) { read(p, size, CTX_PC); }   \
    CTX_ENTRY void __tsan_write##size(void* p) { write(p, size, CTX_PC); } \
    CTX_ENTRY void __tsan_read_write##size(void* p) {                      \
        write(p, size, CTX_PC);                                            \
    }                                                                      \
    CTX_ENTRY void __tsan_volatile_read##size(void* p) {                   \
        read(p, size, CTX_PC);                                             \
    }                                                                      \
    CTX_ENTRY void __tsan_volatile_write##size(void* p) {                  \
        write(p, size, CTX_PC);                                            \
    }                                                                      \
    CTX_ENTRY void __tsan_unaligned_read##size(void* p) {                  \
        read(p, size, CTX_PC);                                             \
    }                                                                      \
    CTX_ENTRY void __tsan_unaligned_write##size(void* p) {                 \
        write(p, size, CTX_PC);                                            \
    }                                                                      \
    CTX_ENTRY void __tsan_unaligned_read_write##size(void* p) {            \
        write(p, size, CTX_PC);                                            \
    }                                                                      \
    CTX_ENTRY void __tsan_unaligned_volatile_read##size(void* p) {         \
        read(p, size, CTX_PC);                                             \
    }                                                                      \
    CTX_ENTRY void __tsan_unaligned_volatile_write##size(void* p) {        \
        write(p, size, CTX_PC);                                            \
    }

CTX_ACCESS(1)
CTX_ACCESS(2)
CTX_ACCESS(4)
CTX_ACCESS(8)
CTX_ACCESS(16)

// clang calls these where it copies memory.
CTX_ENTRY void* __tsan_memcpy(void* to, const void* from, std::size_t size) {
    if (size != 0) {
        read(from, size, CTX_PC);
        write(to, size, CTX_PC);
    }
    return std::memcpy(to, from, size);
}
CTX_ENTRY void* __tsan_memmove(void* to, const void* from, std::size_t size) {
    if (size != 0) {
        read(from, size, CTX_PC);
        write(to, size, CTX_PC);
    }
    return std::memmove(to, from, size);
}
CTX_ENTRY void* __tsan_memset(void* to, int byte, std::size_t size) {
    if (size != 0) write(to, size, CTX_PC);
    return std::memset(to, byte, size);
}

#define CTX_FETCH(bits, name, builtin)                                        \
    CTX_ENTRY std::uint##bits##_t __tsan_atomic##bits##_fetch_##name(         \
        volatile std::uint##bits##_t* p, std::uint##bits##_t value,           \
        int order) {                                                          \
        return exchange(p, order, CTX_PC,                                     \
                        [&] { return builtin(p, value, __ATOMIC_SEQ_CST); }); \
    }

#define CTX_ATOMIC(bits)                                                       \
    CTX_ENTRY std::uint##bits##_t __tsan_atomic##bits##_load(                  \
        const volatile std::uint##bits##_t* p, int order) {                    \
        return load(p, order, CTX_PC);                                         \
    }                                                                          \
    CTX_ENTRY void __tsan_atomic##bits##_store(                                \
        volatile std::uint##bits##_t* p, std::uint##bits##_t value,            \
        int order) {                                                           \
        store(p, value, order, CTX_PC);                                        \
    }                                                                          \
    CTX_ENTRY std::uint##bits##_t __tsan_atomic##bits##_exchange(              \
        volatile std::uint##bits##_t* p, std::uint##bits##_t value,            \
        int order) {                                                           \
        return exchange(p, order, CTX_PC, [&] {                                \
            return __atomic_exchange_n(p, value, __ATOMIC_SEQ_CST);            \
        });                                                                    \
    }                                                                          \
    CTX_ENTRY std::uint##bits##_t __tsan_atomic##bits##_fetch_add(             \
        volatile std::uint##bits##_t* p, std::uint##bits##_t value,            \
        int order) {                                                           \
        count(p, value, CTX_PC);                                               \
        return exchange(p, order, CTX_PC, [&] {                                \
            return __atomic_fetch_add(p, value, __ATOMIC_SEQ_CST);             \
        });                                                                    \
    }                                                                          \
    CTX_FETCH(bits, sub, __atomic_fetch_sub)                                   \
    CTX_FETCH(bits, and, __atomic_fetch_and)                                   \
    CTX_FETCH(bits, or, __atomic_fetch_or)                                     \
    CTX_FETCH(bits, xor, __atomic_fetch_xor)                                   \
    CTX_FETCH(bits, nand, __atomic_fetch_nand)                                 \
    CTX_ENTRY std::uint##bits##_t __tsan_atomic##bits##_compare_exchange_val(  \
        volatile std::uint##bits##_t* p, std::uint##bits##_t expected,         \
        std::uint##bits##_t value, int order, int failed) {                    \
        return compare_exchange(p, expected, value, order, failed, CTX_PC);    \
    }                                                                          \
    CTX_ENTRY int __tsan_atomic##bits##_compare_exchange_strong(               \
        volatile std::uint##bits##_t* p, std::uint##bits##_t* expected,        \
        std::uint##bits##_t value, int order, int failed) {                    \
        const auto wanted = *expected;                                         \
        *expected = compare_exchange(p, wanted, value, order, failed, CTX_PC); \
        return *expected == wanted;                                            \
    }                                                                          \
    CTX_ENTRY int __tsan_atomic##bits##_compare_exchange_weak(                 \
        volatile std::uint##bits##_t* p, std::uint##bits##_t* expected,        \
        std::uint##bits##_t value, int order, int failed) {                    \
        const auto wanted = *expected;                                         \
        *expected = compare_exchange(p, wanted, value, order, failed, CTX_PC); \
        return *expected == wanted;                                            \
    }

CTX_ATOMIC(8)
CTX_ATOMIC(16)
CTX_ATOMIC(32)
CTX_ATOMIC(64)

CTX_ENTRY void __tsan_atomic_thread_fence(int order) {
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (auto* const w = watched_memory::here()) w->fence(order_of(order));
}
CTX_ENTRY void __tsan_atomic_signal_fence(int) {}
