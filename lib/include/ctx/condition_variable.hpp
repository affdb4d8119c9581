// A condition variable that a bubble understands. The rules of mutex.hpp hold.
//
//     ctx::mutex m;
//     ctx::condition_variable changed;
//     std::unique_lock lock(m);
//     changed.wait(lock, [&] { return !queue.empty(); });
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <mutex>
#include <system_error>

#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "ctx/mutex.hpp"
#include "ctx/select.hpp"
#include "ctx/timer.hpp"

namespace ctx {

/// A place where goroutines wait until another says that something has changed,
/// as std::condition_variable. There is no spurious wake, but the condition may
/// be false again when a wait returns, so use a predicate.
///
/// A wait unlocks the mutex and begins to wait at one instant: no notify that
/// comes once the mutex is unlocked is lost. When it returns, or throws, the
/// mutex is locked again.
///
/// Order       a notify happens before the end of a wait that it ends.
/// Threads     all members are safe from any thread. A notify needs no lock.
/// Lifetime    it may be destroyed once every goroutine that waits has been
///             notified, also before their waits return. A goroutine that
///             still waits can only be ended, and then unwinds without the
///             mutex.
/// Complexity  a wait and notify_one are constant, but for the wait, and do not
///             allocate, unless steps are recorded; notify_all is linear in the
///             number of goroutines that wait.
/// Source      Go: sync.Cond.
class condition_variable {
public:
    constexpr condition_variable() noexcept { detail::note_made(this); }
    condition_variable(const condition_variable&) = delete;
    condition_variable& operator=(const condition_variable&) = delete;
    ~condition_variable() {
        if (!waiters_.empty()) abandon_waiters();
    }

    /// Unlocks `lock`, blocks until a notify, and locks it again.
    ///
    /// Throws      std::system_error if `lock` does not own a mutex;
    ///             goroutine_exit, as any blocking call (goroutine.hpp).
    /// Source      Go: Cond.Wait.
    void wait(std::unique_lock<mutex>& lock,
              location at = location::current()) {
        (void)wait_or(lock, nullptr, at);
    }

    /// Waits until `pred()` is true. `pred` is called with the mutex locked.
    ///
    /// Throws      as the wait without a predicate; what `pred` throws.
    /// Source      Go: for !pred() { c.Wait() }.
    template <std::predicate Pred>
    void wait(std::unique_lock<mutex>& lock, Pred pred,
              location at = location::current()) {
        while (!pred() && wait_or(lock, nullptr, at)) continue;
    }

    /// Waits until `pred()` is true or `c` is done.
    ///
    ///     if (auto err = changed.wait(request, lock, has_job)) return err;
    ///
    /// Errors      c.err() if `c` is done first (context.hpp, rule 7). Empty
    ///             once `pred()` is true. The mutex is locked in both cases.
    /// Throws      as the wait without a context.
    /// Source      beyond Go, where a function of AfterFunc broadcasts.
    template <std::predicate Pred>
    [[nodiscard]] std::error_code wait(const context& c,
                                       std::unique_lock<mutex>& lock, Pred pred,
                                       location at = location::current()) {
        if (const auto err = c.err()) return err;
        bool is_notified = true;
        while (is_notified && !pred()) {
            done_case done(c.done(), at);
            is_notified = wait_or(lock, &done, at);
        }
        // A notify is not lost if `c` is done at the same time: `pred` decides.
        if (is_notified || pred()) return {};
        const auto err = c.err();
        return err ? err : errc::canceled;
    }

    /// Waits until `pred()` is true or `d` has passed. Returns `pred()`.
    ///
    /// `d`         time on the calling thread's ctx::clock; zero or less does
    ///             not wait; `duration::max()` never passes.
    /// Throws      as wait; what `after` throws (timer.hpp).
    /// Complexity  makes a timer, which allocates, if it has to wait.
    /// Source      beyond Go, where a wait has no limit.
    template <std::predicate Pred>
    [[nodiscard]] bool wait_for(std::unique_lock<mutex>& lock, any_duration d,
                                Pred pred, location at = location::current()) {
        if (pred()) return true;
        if (duration(d) <= duration::zero()) return false;
        const auto until = clock::from_now(d);
        const auto timeout = after(d, at);
        do {
            auto passed = recv(timeout, at);
            const bool is_notified = wait_or(lock, &passed, at);
            // A notify may come when the timeout has been received.
            if (!is_notified || clock::now() >= until) return pred();
        } while (!pred());
        return true;
    }

    /// Lets the goroutine go on that has waited longest, if there is one.
    ///
    /// Source      Go: Cond.Signal.
    CTX_EXPORT void notify_one() noexcept;

    /// Lets all goroutines go on that wait.
    ///
    /// Source      Go: Cond.Broadcast.
    CTX_EXPORT void notify_all() noexcept;

private:
    class waiter;

    // Waits for a notify, and returns true; or until `end`, which may be null,
    // is taken, or no goroutine is left that could notify this one.
    CTX_EXPORT bool wait_or(std::unique_lock<mutex>& lock,
                            detail::select_case* end, const location& at);
    bool notify_first() noexcept;
    CTX_EXPORT void abandon_waiters() noexcept;

    detail::small_mutex mutex_;
    detail::list waiters_;  // guarded by mutex_
};

}  // namespace ctx
