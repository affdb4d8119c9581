// The clock that contexts, timers and sleeps go by.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "ctx/duration.hpp"

namespace ctx {

/// The clock of the calling thread: inside a bubble the bubble's virtual time,
/// elsewhere the steady clock. It never goes back.
///
/// Time points of a bubble and of the outside share this type but not their
/// zero: do not carry one across.
///
/// Threads     safe from any thread.
/// Source      Go: time.Now, and the fake clock of testing/synctest.
struct clock {
    using duration = ctx::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock>;
    static constexpr bool is_steady = true;

    /// Returns the present instant.
    [[nodiscard]] static time_point now() noexcept;

    /// Returns `now() + d`, or the last instant there is where that would
    /// overflow: a timeout of `duration::max()` is "never".
    [[nodiscard]] static time_point from_now(duration d) noexcept {
        return later(now(), d);
    }

    /// Returns `start + d`, or the first or last instant there is where that
    /// would overflow.
    [[nodiscard]] static time_point later(time_point start,
                                          duration d) noexcept;
};

}  // namespace ctx
