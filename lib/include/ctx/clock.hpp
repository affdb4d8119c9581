// The clock that deadlines, timers and sleeps go by.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <type_traits>

#include "ctx/detail/export.hpp"
#include "ctx/duration.hpp"

namespace ctx {

class any_time_point;

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
    [[nodiscard]] CTX_EXPORT static time_point now() noexcept;

    /// Returns `now() + d`, limited as later() is. A `d` of `duration::max()`
    /// gives an instant that never comes.
    [[nodiscard]] static time_point from_now(any_duration d) noexcept;

    /// Returns `start + d`, or the first or last instant of the type if the sum
    /// would overflow.
    [[nodiscard]] CTX_EXPORT static time_point later(any_time_point start,
                                                     any_duration d) noexcept;
};

/// An instant as a parameter: every time point of ctx::clock converts to it,
/// whatever its unit, as every duration to any_duration. An instant that is too
/// early or too late for clock::time_point becomes its first or last.
///
/// The sum `clock::now() + d` is the standard library's, and overflows if `d`
/// is long. `clock::from_now(d)` does not.
///
/// Throws      as any_duration.
class any_time_point {
public:
    constexpr any_time_point() noexcept = default;

    template <class Duration>
    constexpr any_time_point(
        const std::chrono::time_point<clock, Duration>&
            t) noexcept(std::is_integral_v<typename Duration::rep>)
        : value_(any_duration(t.time_since_epoch())) {}

    constexpr operator clock::time_point() const noexcept { return value_; }

private:
    clock::time_point value_;
};

inline clock::time_point clock::from_now(any_duration d) noexcept {
    return later(now(), d);
}

}  // namespace ctx
