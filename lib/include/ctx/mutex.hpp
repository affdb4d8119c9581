// A mutex that a bubble understands.
//
//     ctx::mutex m;
//     const std::scoped_lock lock(m);
//
// Rules for mutex.hpp, shared_mutex.hpp, condition_variable.hpp and once.hpp:
// 1. A goroutine that waits for one of these is blocked, as in a receive: in a
//    bubble the others go on, or a deadlock is reported. The goroutine may hold
//    the lock while it blocks in this library. Both are false of the
//    standard's (bubble.hpp, rule 6).
// 2. Reports. On fibers a report on a goroutine that waits says which goroutine
//    holds the lock, and the line where it took the lock:
//    `mutex lock, held by goroutine 3 since gen.cpp:17`.
// 3. The standard's std::lock_guard, std::scoped_lock, std::unique_lock and
//    std::shared_lock are to be used with these, and name the caller's own
//    line. std::scoped_lock with several mutexes, and std::lock, avoid a
//    deadlock as with any other, but do not name the line.
// 4. Fairness. A goroutine that finds the lock free takes it, also if others
//    wait, as in Go's normal mode. Those that wait are woken first come, first
//    served. A goroutine that was woken, found the lock taken again, and has
//    waited for a millisecond gets the next turn: the lock is handed to it,
//    as in Go's starvation mode. On fibers it need not have waited that long.
// 5. End. While a scope is ended (goroutine.hpp), a call that has to wait
//    throws goroutine_exit. unlock() still works, and does not throw. A
//    destructor that runs during unwinding and locks returns without the lock
//    if nobody is left that could unlock. Goroutines that are being ended may
//    therefore unlock once too often.
// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <system_error>

#include "ctx/detail/guards.hpp"
#include "ctx/detail/lock_state.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A lock that one goroutine holds at a time: Lockable, as std::mutex. Not
/// recursive: a goroutine that locks it twice waits for itself.
///
/// Order       an unlock happens before the end of a later lock.
/// Threads     all members are safe from any thread. The lock has no owner: a
///             goroutine may unlock what another has locked.
/// Lifetime    as std::mutex: it may be destroyed once nobody holds it, also
///             right after the last lock and unlock. A goroutine that still
///             waits for it can only be ended. None may wait then in a
///             lock(c) whose context can still be done.
/// Complexity  no allocation, unless steps are recorded. Where nobody waits, a
///             lock and an unlock are one atomic exchange each.
/// Source      Go: sync.Mutex.
class mutex {
public:
    /// Makes a mutex that nobody holds.
    constexpr mutex() noexcept = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;

    /// Blocks until nobody holds the mutex, and takes it.
    ///
    /// Throws      goroutine_exit, as any blocking call (goroutine.hpp).
    /// Source      Go: Mutex.Lock.
    void lock(location at = location::current()) {
        state_.lock("mutex lock", at);
    }

    /// Blocks until nobody holds the mutex or `c` is done. In the first case
    /// takes the mutex.
    ///
    ///     if (const auto err = m.lock(request)) return err;
    ///     const std::unique_lock lock(m, std::adopt_lock);
    ///
    /// Errors      c.err(), without the mutex, if `c` is done first
    ///             (context.hpp, rule 7); empty with the mutex.
    /// Throws      as lock().
    /// Source      beyond Go, whose Mutex.Lock no context ends.
    [[nodiscard]] std::error_code lock(const context& c,
                                       location at = location::current()) {
        return state_.lock("mutex lock", c, at);
    }

    /// Takes the mutex if nobody holds it. Returns true if it did.
    ///
    /// Throws      goroutine_exit in a bubble that ends with a livelock.
    /// Source      Go: Mutex.TryLock.
    [[nodiscard]] bool try_lock(location at = location::current()) {
        return state_.try_lock(at);
    }

    /// Gives the mutex up. A goroutine that waits for it goes on.
    ///
    /// Throws      std::logic_error if nobody holds it, where Go ends the
    ///             program.
    /// Source      Go: Mutex.Unlock.
    void unlock() { state_.unlock("unlock of unlocked mutex"); }

private:
    detail::lock_state state_;
};

}  // namespace ctx

template <>
class std::lock_guard<ctx::mutex>
    : public ctx::detail::block_guard<ctx::mutex> {
public:
    using block_guard::block_guard;
};

template <>
class std::scoped_lock<ctx::mutex>
    : public ctx::detail::block_guard<ctx::mutex> {
public:
    using block_guard::block_guard;
};

template <>
class std::unique_lock<ctx::mutex>
    : public ctx::detail::movable_guard<ctx::mutex,
                                        ctx::detail::exclusively<ctx::mutex>> {
public:
    using movable_guard::movable_guard;
};
