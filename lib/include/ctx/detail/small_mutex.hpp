// A mutex of four bytes, for objects of which there may be a million.
//
// The word is free, held, or contended. Contended means held, and a thread may
// be asleep. A thread that finds the mutex taken looks again a few times,
// because it is held for some dozens of instructions only. Then the thread
// marks it contended, and sleeps. The thread that unlocks a contended mutex
// wakes one sleeper. A thread that has slept cannot know whether others still
// sleep, so it takes the mutex as contended: at worst, its unlock wakes no
// thread.
//
// tests/interleave runs every order of its steps.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace ctx::detail {

/// Tells the processor that the calling loop waits.
inline void spin_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

/// A mutex without a condition variable, to be used with std::scoped_lock;
/// neither recursive nor fair. `Spins` is how often a thread looks again
/// before it sleeps.
template <template <class> class Atomic, int Spins>
class basic_small_mutex {
public:
    void lock() noexcept {
        if (!try_lock()) lock_slowly();
    }

    [[nodiscard]] bool try_lock() noexcept { return take(free, held); }

    /// Uses only the address of the mutex once another thread can take it. That
    /// thread may destroy the mutex.
    void unlock() noexcept {
        // Release: pairs with the acquire of the next thread to take it, in
        // take() or lock_slowly().
        if (word_.exchange(free, std::memory_order_release) == contended) {
            word_.notify_one();
        }
    }

private:
    static constexpr int free = 0;
    static constexpr int held = 1;
    static constexpr int contended = 2;

    bool take(int from, int to) noexcept {
        // Acquire: pairs with the release in unlock(), so that this thread sees
        // what the last holder did. Relaxed where it fails: the thread reads
        // nothing that the mutex guards.
        return word_.compare_exchange_strong(
            from, to, std::memory_order_acquire, std::memory_order_relaxed);
    }

    // Kept out of lock(), so that the common case stays small.
#if defined(__GNUC__)
    __attribute__((noinline, cold))
#endif
    void
    lock_slowly() noexcept {
        for (int i = 0; i < Spins; ++i) {
            spin_pause();
            // A load before the exchange, because a failed exchange would take
            // the cache line from the thread that holds the mutex. Relaxed:
            // take() does the ordering.
            if (word_.load(std::memory_order_relaxed) == free &&
                take(free, held)) {
                return;
            }
        }
        // Acquire: pairs with the release in unlock(). Relaxed in wait(): the
        // exchange after it does the ordering.
        while (word_.exchange(contended, std::memory_order_acquire) != free) {
            word_.wait(contended, std::memory_order_relaxed);
        }
    }

    Atomic<int> word_{free};
};

}  // namespace ctx::detail
