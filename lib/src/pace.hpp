// How fast virtual time goes by the wall clock.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "ctx/clock.hpp"
#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// Virtual time that passes only while somebody waits for it: then at a given
/// multiple of the wall clock's speed, or, at an infinite one, at once.
///
/// Threads     one at a time; the caller sees to it.
class pace {
public:
    explicit pace(double speed) noexcept : speed_(speed) {}

    [[nodiscard]] clock::time_point now() const noexcept { return now_; }

    /// Lets time go on to `until`, or, if `woken` comes to hold on a notice of
    /// `wakeup`, to where it is by then. Comes back early, too, where `until`
    /// is days away. `lock` guards what `woken` looks at.
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

    /// The wall time of `until`, or of a day from here if that is sooner;
    /// nothing if it is now.
    [[nodiscard]] std::optional<wall_clock::time_point> when(
        clock::time_point until) const noexcept;

    /// Moves now() to where the wall clock has it, at most to `until`.
    void catch_up(clock::time_point until) noexcept;

    const double speed_;
    clock::time_point now_{};
    wall_clock::time_point reached_ = wall_clock::now();  // when now_ was
};

}  // namespace ctx::detail
