// A call that is made once, which a bubble understands. The rules of mutex.hpp
// hold.
//
//     ctx::once loaded;
//     loaded.call([] { load(); });
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <utility>

#include "ctx/defer.hpp"
#include "ctx/detail/lock_state.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// Runs the first function that it is given, and no other.
///
/// Order       the function's return happens before the end of each call.
/// Threads     safe from any thread.
/// Lifetime    must outlive every call on it.
/// Complexity  one atomic load once the function has returned; no allocation,
///             unless steps are recorded.
/// Source      Go: sync.Once.
class once {
public:
    constexpr once() noexcept = default;
    once(const once&) = delete;
    once& operator=(const once&) = delete;

    /// Calls `f` if this is the first call on this object. Any other call
    /// blocks until the first one has returned.
    ///
    /// A function that throws counts as called, as one that panics does in Go;
    /// std::call_once differs. A call inside of `f` waits for itself.
    ///
    /// Throws      what `f` throws; goroutine_exit, as any blocking call
    ///             (goroutine.hpp).
    /// Source      Go: Once.Do.
    template <std::invocable F>
    void call(F&& f, location at = location::current()) {
        // Acquire: pairs with the release below.
        if (!detail::maybe_chosen() && done_.load(std::memory_order_acquire)) {
            return;
        }
        // While this goroutine unwinds, another may be in the function for
        // good.
        if (!state_.lock("once call", at)) return;
        // Relaxed: this is written with the lock held.
        const bool is_first = !done_.load(std::memory_order_relaxed);
        const defer unlock([this, is_first] {
            state_.unlock("unlock of unlocked once", is_first);
        });
        if (!is_first) return;
        // Release: pairs with the acquire above.
        const defer note(
            [this] { done_.store(true, std::memory_order_release); });
        std::forward<F>(f)();
    }

private:
    detail::atomic<bool> done_{false};
    detail::lock_state state_;
};

}  // namespace ctx
