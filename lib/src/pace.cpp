// How virtual time follows the wall clock.
//
// Invariant:
// 1. now_ is the virtual time at the instant reached_ of the wall clock. Both
//    change together, in catch_up().
#include "pace.hpp"

#include <cmath>
#include <optional>

namespace ctx::detail {

std::optional<pace::wall_clock::time_point> pace::when(
    clock::time_point until) const noexcept {
    if (std::isinf(speed_)) return std::nullopt;
    constexpr std::chrono::nanoseconds day = std::chrono::hours(24);
    // A double, because at a slow pace the wait may be longer than a duration.
    const double wait = static_cast<double>((until - now_).count()) / speed_;
    if (wait >= static_cast<double>(day.count())) return reached_ + day;
    return reached_ + duration(static_cast<duration::rep>(std::ceil(wait)));
}

void pace::catch_up(clock::time_point until) noexcept {
    const auto wall = wall_clock::now();
    const double gone = static_cast<double>((wall - reached_).count()) * speed_;
    if (gone < static_cast<double>((until - now_).count())) {
        now_ += duration(static_cast<duration::rep>(gone));
    } else {
        now_ = until;
    }
    // Not the instant at which `until` was due: after a pause (a stopped
    // process, a slow terminal) time goes on at its pace and does not catch up.
    reached_ = wall;
}

}  // namespace ctx::detail
