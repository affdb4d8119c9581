// A weighted semaphore whose waits end with a context.
//
//     ctx::semaphore memory(512);            // megabytes
//     if (auto e = memory.acquire(request, 64)) return e;
//     const ctx::defer free([&] { memory.release(64); });
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <system_error>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// A number of units, of which goroutines take some and give them back. Those
/// that wait are served first come, first served: a large request is not
/// overtaken by smaller ones, so it does not starve.
///
/// Order       a release happens before the end of an acquire that gets its
///             units.
/// Threads     all members are safe from any thread.
/// Lifetime    the semaphore must outlive every call on it.
/// Source      Go: golang.org/x/sync/semaphore.Weighted.
class semaphore {
public:
    /// Makes a semaphore with `size` units, all free.
    ///
    /// Source      Go: semaphore.NewWeighted.
    CTX_EXPORT explicit semaphore(std::int64_t size);

    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;

    /// Blocks until `n` units are free, and takes them, or until `c` is done.
    ///
    /// Errors      c.err() if `c` is done, also if it was before; then no unit
    ///             is taken. A request for more than `size` units waits for `c`.
    /// Throws      goroutine_exit, as any blocking call; std::bad_alloc.
    /// Source      Go: Weighted.Acquire.
    [[nodiscard]] CTX_EXPORT std::error_code acquire(
        const context& c, std::int64_t n, location at = location::current());

    /// Takes `n` units if they are free and no goroutine waits. Never blocks.
    /// Returns true if it did.
    ///
    /// Source      Go: Weighted.TryAcquire.
    [[nodiscard]] CTX_EXPORT bool try_acquire(std::int64_t n);

    /// Gives `n` units back.
    ///
    /// Throws      std::logic_error if fewer than `n` units are taken, where Go
    ///             panics.
    /// Source      Go: Weighted.Release.
    CTX_EXPORT void release(std::int64_t n);
};

}  // namespace ctx
