// The clock that deadlines, timers and sleeps go by.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "ctx/duration.hpp"

namespace ctx {

/// The clock of the calling thread: in a bubble the bubble's virtual time,
/// elsewhere the steady clock. The time never goes back.
///
/// Time points of a bubble, of another bubble and of the outside have the same
/// type but count from different instants. Do not carry one across.
///
/// Threads     all members are safe from any thread.
/// Source      Go: the monotonic part of time.Now, and the fake clock of
///             testing/synctest.
struct clock {
    using duration = ctx::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    /// Returns the present instant. In a bubble time stands still while a
    /// goroutine runs.
    [[nodiscard]] static time_point now() noexcept;

    /// Returns `now() + d`, limited as later() is. A `d` of `duration::max()`
    /// gives an instant that never comes.
    [[nodiscard]] static time_point from_now(duration d) noexcept {
        return later(now(), d);
    }

    /// Returns `start + d`, or the first or last instant of the type if the sum
    /// would overflow.
    [[nodiscard]] static time_point later(time_point start,
                                          duration d) noexcept;
};

}  // namespace ctx
