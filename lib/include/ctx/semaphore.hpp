// A weighted semaphore whose waits end with a context.
//
//     ctx::semaphore memory(512);  // megabytes
//     if (const auto e = memory.acquire(request, 64)) return e;
//     const ctx::defer give_back([&] { memory.release(64); });
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <system_error>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/location.hpp"

namespace ctx {

namespace detail {
class semaphore_state;
}

/// A number of units, of which goroutines take some and give them back.
/// Goroutines that wait are served first come, first served: smaller requests
/// do not overtake a large one, so it does not starve. A goroutine whose
/// context is done lets those behind it go on.
///
/// Order       a release happens before the end of an acquire that gets its
///             units.
/// Threads     all members are safe from any thread. The units have no owner: a
///             goroutine may give back what another has taken.
/// Lifetime    as a ctx::mutex: the semaphore may be destroyed once no
///             goroutine waits for it, also right after the acquire that a
///             release lets go on. A goroutine that still waits for it is ended
///             by its context or its scope.
/// Complexity  one allocation for each semaphore. A release, and an acquire
///             that its context ends, are linear in the number of goroutines
///             that they let go on. The other calls are constant on average,
///             but for the wait. No call allocates, unless steps are recorded.
/// Source      Go: golang.org/x/sync/semaphore.Weighted.
class semaphore {
public:
    /// Makes a semaphore with `size` units, all free.
    ///
    /// Throws      std::bad_alloc; std::logic_error if `size` is negative,
    ///             where Go panics.
    /// Source      Go: semaphore.NewWeighted.
    CTX_EXPORT explicit semaphore(std::int64_t size);
    CTX_EXPORT ~semaphore();
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    /// Blocks until `n` units are free and no goroutine waits that came before,
    /// and takes the units; or until `c` is done.
    ///
    /// `n`         zero or more. A request for more units than there are waits
    ///             for `c` alone, and keeps no other request waiting.
    /// Errors      c.err() if `c` was done before the units were free, also if
    ///             it was done before the call. Then no unit is taken.
    /// Throws      goroutine_exit, as any blocking call: then, too, no unit is
    ///             taken. std::logic_error if `n` is negative, where Go panics.
    /// Source      Go: Weighted.Acquire. There a request for no units may wait,
    ///             behind a canceled one, for the next release. And Go gives
    ///             the units back if the context is done before Acquire
    ///             returns; here a goroutine that was given units keeps them.
    [[nodiscard]] CTX_EXPORT std::error_code acquire(
        const context& c, std::int64_t n, location at = location::current());

    /// Takes `n` units if they are free and no goroutine waits. Never blocks.
    /// Returns true if it did.
    ///
    /// Throws      std::logic_error if `n` is negative, where Go panics;
    ///             goroutine_exit in a bubble that ends with a livelock.
    /// Source      Go: Weighted.TryAcquire.
    [[nodiscard]] CTX_EXPORT bool try_acquire(
        std::int64_t n, location at = location::current());

    /// Gives `n` units back. Goroutines that wait go on, first come, first
    /// served, while the free units are enough for the next one. Never blocks.
    ///
    /// Throws      std::logic_error if fewer than `n` units are taken, or `n`
    ///             is negative, where Go panics. The units are then unchanged.
    /// Source      Go: Weighted.Release.
    CTX_EXPORT void release(std::int64_t n, location at = location::current());

private:
    const detail::ref<detail::semaphore_state> state_;
};

}  // namespace ctx
