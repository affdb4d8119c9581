// A mutex for readers and writers that a bubble understands. The rules of
// mutex.hpp hold.
//
//     ctx::shared_mutex m;
//     const std::shared_lock reading(m);
// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <shared_mutex>
#include <system_error>

#include "ctx/detail/guards.hpp"
#include "ctx/detail/lock_state.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A lock that either one goroutine holds, the writer, or any number of others,
/// the readers: as std::shared_mutex.
///
/// A writer that waits holds up new readers, so that it gets its turn. When a
/// writer unlocks, the readers that wait go first. A reader must therefore not
/// lock a second time: if a writer came in between, both wait for ever.
///
/// Order       an unlock happens before the end of a later lock or lock_shared;
///             an unlock_shared before the end of a later lock.
/// Threads     as mutex.
/// Lifetime    as mutex.
/// Complexity  as mutex, but an unlock is linear in the number of readers that
///             it lets go on.
/// Source      Go: sync.RWMutex.
class shared_mutex {
public:
    /// Makes a mutex that nobody holds.
    constexpr shared_mutex() noexcept = default;
    shared_mutex(const shared_mutex&) = delete;
    shared_mutex& operator=(const shared_mutex&) = delete;

    /// Blocks until nobody holds the mutex, and takes it as the writer.
    ///
    /// Throws      goroutine_exit, as any blocking call (goroutine.hpp).
    /// Source      Go: RWMutex.Lock.
    void lock(location at = location::current()) {
        state_.lock("shared_mutex lock", at);
    }

    /// Blocks until nobody holds the mutex or `c` is done. In the first case
    /// takes the mutex as the writer.
    ///
    /// Errors      as mutex::lock(c).
    /// Throws      as lock().
    /// Source      beyond Go.
    [[nodiscard]] std::error_code lock(const context& c,
                                       location at = location::current()) {
        return state_.lock("shared_mutex lock", c, at);
    }

    /// Takes the mutex as the writer if nobody holds it. Returns true if it
    /// did.
    ///
    /// Throws      as mutex::try_lock.
    /// Source      Go: RWMutex.TryLock.
    [[nodiscard]] bool try_lock(location at = location::current()) {
        return state_.try_lock(at);
    }

    /// Gives the mutex up as the writer.
    ///
    /// Throws      std::logic_error if no writer holds it, where Go ends the
    ///             program.
    /// Source      Go: RWMutex.Unlock.
    void unlock() { state_.unlock("unlock of unlocked shared_mutex"); }

    /// Blocks until no writer holds the mutex or waits for it, and takes it as
    /// a reader.
    ///
    /// Throws      goroutine_exit, as any blocking call.
    /// Source      Go: RWMutex.RLock.
    void lock_shared(location at = location::current()) {
        state_.lock_shared(at);
    }

    /// Blocks until no writer holds the mutex or waits for it, or `c` is done.
    /// In the first case takes the mutex as a reader.
    ///
    ///     if (const auto err = m.lock_shared(request)) return err;
    ///     const std::shared_lock lock(m, std::adopt_lock);
    ///
    /// Errors      as mutex::lock(c).
    /// Throws      as lock_shared().
    /// Source      beyond Go.
    [[nodiscard]] std::error_code lock_shared(
        const context& c, location at = location::current()) {
        return state_.lock_shared(c, at);
    }

    /// Takes the mutex as a reader if no writer holds it or waits for it.
    /// Returns true if it did.
    ///
    /// Throws      as mutex::try_lock.
    /// Source      Go: RWMutex.TryRLock.
    [[nodiscard]] bool try_lock_shared(location at = location::current()) {
        return state_.try_lock_shared(at);
    }

    /// Gives the mutex up as a reader.
    ///
    /// Throws      std::logic_error if no reader holds it, where Go ends the
    ///             program.
    /// Source      Go: RWMutex.RUnlock.
    void unlock_shared() {
        state_.unlock_shared("unlock_shared of unlocked shared_mutex");
    }

private:
    detail::lock_state state_;
};

}  // namespace ctx

template <>
class std::lock_guard<ctx::shared_mutex>
    : public ctx::detail::block_guard<ctx::shared_mutex> {
public:
    using block_guard::block_guard;
};

template <>
class std::scoped_lock<ctx::shared_mutex>
    : public ctx::detail::block_guard<ctx::shared_mutex> {
public:
    using block_guard::block_guard;
};

template <>
class std::unique_lock<ctx::shared_mutex>
    : public ctx::detail::movable_guard<
          ctx::shared_mutex, ctx::detail::exclusively<ctx::shared_mutex>> {
public:
    using movable_guard::movable_guard;
};

template <>
class std::shared_lock<ctx::shared_mutex>
    : public ctx::detail::movable_guard<
          ctx::shared_mutex, ctx::detail::with_others<ctx::shared_mutex>> {
public:
    using movable_guard::movable_guard;
};
