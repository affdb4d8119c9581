// How fast virtual time passes on the wall clock.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "ctx/clock.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// Virtual time that passes only in advance(): at a multiple of the wall
/// clock's speed, or at once if that multiple is infinite.
///
/// Threads     the bubble's alone.
class pace {
public:
    explicit pace(double speed) noexcept : speed_(speed) {}

    [[nodiscard]] clock::time_point now() const noexcept { return now_; }

    /// Lets time pass until `until`. Returns earlier, at the time reached by
    /// then, if `wakeup` is notified and `woken` is true, or if the wait takes
    /// longer than a day of the wall clock. `lock` guards what `woken` reads.
    template <class Predicate>
    void advance(clock::time_point until, std::unique_lock<mutex>& lock,
                 condition_variable& wakeup, Predicate woken) {
        if (const auto wake_at = when(until)) {
            wakeup.wait_until(lock, *wake_at, woken);
        }
        catch_up(until);
    }

private:
    using wall_clock = std::chrono::steady_clock;

    /// The wall time of `until`, but at most a day after reached_. Nothing if
    /// the speed is infinite.
    [[nodiscard]] std::optional<wall_clock::time_point> when(
        clock::time_point until) const noexcept;

    /// Moves now() to the time that the wall clock has reached, at most to
    /// `until`.
    void catch_up(clock::time_point until) noexcept;

    const double speed_;
    clock::time_point now_{};
    wall_clock::time_point reached_ = wall_clock::now();  // of now_
};

}  // namespace ctx::detail
