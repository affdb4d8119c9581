// A mutex of four bytes, for what there may be a million of.
//
// The word is free, held, or contended: held, and somebody may be asleep. Who
// finds it taken looks again a few times, since it is held for some dozens of
// instructions, and then sleeps, having marked it contended; who lets go of it
// wakes one if it was. Who has slept cannot know whether others do, so takes
// it as contended: at worst that wakes nobody.
//
// tests/interleave runs every order of its steps.
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace ctx::detail {

/// Tells the processor that this is a loop that waits.
inline void spin_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

/// A mutex without a condition variable: std::scoped_lock is how to use it.
/// Not recursive, not fair. `Spins` is how often to look before sleeping.
template <template <class> class Atomic, int Spins>
class basic_small_mutex {
public:
    void lock() noexcept {
        if (!try_lock()) lock_slowly();
    }

    [[nodiscard]] bool try_lock() noexcept { return take(free, held); }

    void unlock() noexcept {
        // Release: pairs with the acquire of the next to take it.
        if (word_.exchange(free, std::memory_order_release) == contended) {
            word_.notify_one();
        }
    }

private:
    static constexpr int free = 0;
    static constexpr int held = 1;
    static constexpr int contended = 2;

    bool take(int from, int to) noexcept {
        // Acquire: what the last holder did is seen from here on. Relaxed where
        // it fails: nothing was learned but that somebody has it.
        return word_.compare_exchange_strong(
            from, to, std::memory_order_acquire, std::memory_order_relaxed);
    }

    // Out of the way of the common case.
#if defined(__GNUC__)
    __attribute__((noinline, cold))
#endif
    void
    lock_slowly() noexcept {
        for (int i = 0; i < Spins; ++i) {
            spin_pause();
            // Looked at first: a failed exchange would take the cache line
            // from who holds it.
            if (word_.load(std::memory_order_relaxed) == free &&
                take(free, held)) {
                return;
            }
        }
        // Acquire: as in take().
        while (word_.exchange(contended, std::memory_order_acquire) != free) {
            word_.wait(contended, std::memory_order_relaxed);
        }
    }

    Atomic<int> word_{free};
};

}  // namespace ctx::detail
