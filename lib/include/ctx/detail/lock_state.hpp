// The lock in a mutex and in a shared_mutex. lock_state.cpp has the protocol
// and its invariants.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <system_error>

#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx {
class context;
}

namespace ctx::detail {

class scheduler;

/// The goroutine that was the last to take a lock, if it was on a fiber.
///
/// A report reads this while other threads may write it. Each member is
/// atomic, so that this is no data race. Relaxed is enough, because nothing
/// but the text of the report depends on it: in a bubble all is on one thread,
/// and exact; elsewhere a report may mix two readers that came together.
class lock_holder {
public:
    /// Notes that `its`, a goroutine of `scope`, has taken the lock at `at`.
    void note(const scheduler& scope, std::uint32_t its,
              const location& at) noexcept {
        scope_.store(&scope, std::memory_order_relaxed);
        id_.store(its, std::memory_order_relaxed);
        at_.store(at, std::memory_order_relaxed);
    }

    /// Notes that a thread or a goroutine on one has taken the lock.
    void forget() noexcept {
        if (id_.load(std::memory_order_relaxed) != 0) {
            id_.store(0, std::memory_order_relaxed);
        }
    }

    /// True if goroutine `its` of `scope` was the last.
    [[nodiscard]] bool is(const scheduler& scope,
                          std::uint32_t its) const noexcept {
        return id_.load(std::memory_order_relaxed) == its &&
               scope_.load(std::memory_order_relaxed) == &scope;
    }

    /// "goroutine 3 since gen.cpp:17" for a reader of the report of `scope`;
    /// empty if it is not known.
    [[nodiscard]] std::string text(const scheduler& scope) const;

private:
    atomic<const scheduler*> scope_{nullptr};
    atomic<std::uint32_t> id_{0};  // 0: not on a fiber
    atomic<location> at_{location()};
};

/// A lock that one writer holds, or any number of readers. A mutex has writers
/// only.
///
/// Lifetime    the lock may be destroyed once it is free and no call waits for
///             it, also while the call that made it free returns.
class lock_state {
public:
    constexpr lock_state() noexcept {
        note_made(this);
        note_made(by_readers());
    }
    lock_state(const lock_state&) = delete;
    lock_state& operator=(const lock_state&) = delete;
    // Goroutines that are blocked here can only be ended from now on.
    ~lock_state() {
        if (!writers_.empty() || !readers_.empty()) abandon_waiters();
    }

    /// Blocks until the lock is free, and takes it. Returns false, without the
    /// lock, only if the calling goroutine unwinds and no goroutine is left
    /// that could unlock. `what` names the call in reports.
    bool lock(const char* what, const location& at) {
        if (on_fiber() || !take_free()) return lock_slowly(what, at);
        holder_.forget();
        return true;
    }

    /// The same with a context: rule 7 of context.hpp.
    [[nodiscard]] CTX_EXPORT std::error_code lock(const char* what,
                                                  const context& c,
                                                  const location& at);

    /// Takes the lock if it is free.
    [[nodiscard]] CTX_EXPORT bool try_lock(const location& at);

    /// Gives the lock up. `error` is the text of the std::logic_error if no
    /// writer holds it. Unless it `publishes`, what the goroutine has done is
    /// nothing that the next one could see.
    void unlock(const char* error, bool publishes = true) {
        std::uint32_t w = writer;
        // Release: pairs with the acquire of the next goroutine that takes the
        // lock.
        if (maybe_chosen() ||
            !word_.compare_exchange_strong(w, 0, std::memory_order_release,
                                           std::memory_order_relaxed)) {
            unlock_slowly(error, publishes);
        }
    }

    // The same for a reader.
    void lock_shared(const location& at) {
        if (on_fiber() || !take_shared()) return lock_shared_slowly(at);
        holder_.forget();
    }
    [[nodiscard]] CTX_EXPORT std::error_code lock_shared(const context& c,
                                                         const location& at);
    [[nodiscard]] CTX_EXPORT bool try_lock_shared(const location& at);
    CTX_EXPORT void unlock_shared(const char* error);

private:
    // The parts of word_. The rest is the number of readers.
    static constexpr std::uint32_t writer = 1U << 31U;
    static constexpr std::uint32_t writers_wait = 1U << 30U;
    static constexpr std::uint32_t readers_wait = 1U << 29U;
    static constexpr std::uint32_t called = 1U << 28U;
    static constexpr std::uint32_t readers = called - 1;

    class waiter;
    class waiting_writer;
    class waiting_reader;
    enum class outcome : std::uint8_t { nobody, called, handed };

    bool take_free() noexcept {
        std::uint32_t free = 0;
        // Acquire: pairs with the release of the goroutine that gave it up.
        return word_.compare_exchange_strong(
            free, writer, std::memory_order_acquire, std::memory_order_relaxed);
    }

    bool take_shared() noexcept {
        std::uint32_t w = word_.load(std::memory_order_relaxed);
        while (!holds_up_readers(w)) {
            // Acquire: pairs with the release of the last writer.
            if (word_.compare_exchange_weak(w, w + 1, std::memory_order_acquire,
                                            std::memory_order_relaxed)) {
                return true;
            }
        }
        return false;
    }

    static bool is_free(std::uint32_t w) noexcept {
        return (w & (writer | readers)) == 0;
    }
    static bool holds_up_readers(std::uint32_t w) noexcept {
        return (w & (writer | writers_wait | called)) != 0;
    }

    CTX_EXPORT bool lock_slowly(const char* what, const location& at);
    CTX_EXPORT void lock_shared_slowly(const location& at);
    CTX_EXPORT void unlock_slowly(const char* error, bool publishes);
    CTX_EXPORT void abandon_waiters() noexcept;

    template <class Change>
    std::uint32_t change(Change change) noexcept;
    bool take() noexcept;
    void spin() noexcept;
    std::error_code wait_to_lock(const char* what, const context* until,
                                 const location& at);
    std::error_code wait_to_share(const context* until, const location& at);
    void note_taken() const noexcept;
    void note_holder(const location& at) noexcept;
    void note_reader(const location& at) noexcept;
    void begin_unlock(std::uint32_t mine, use how, bool publishes) noexcept;
    // The two that release the lock, for an exploration: a reader goes on after
    // the writers before it, and a writer after all before it.
    [[nodiscard]] constexpr const void* by_writers() const noexcept {
        return this;
    }
    [[nodiscard]] constexpr const void* by_readers() const noexcept {
        return &mutex_;
    }
    static bool must_call(std::uint32_t w, std::uint32_t mine) noexcept;
    void release(std::uint32_t mine) noexcept;
    bool hand_over(std::uint32_t mine) noexcept;
    bool admit_readers(std::uint32_t mine) noexcept;
    outcome call_writer(std::uint32_t mine) noexcept;
    void withdraw(bool was_called) noexcept;
    [[nodiscard]] std::string held_by(const scheduler& scope) const;

    atomic<std::uint32_t> word_{0};
    small_mutex mutex_;
    list writers_;  // guarded by mutex_; holds waiting_writers
    list readers_;  // guarded by mutex_; holds waiting_readers
    lock_holder holder_;
};

}  // namespace ctx::detail
