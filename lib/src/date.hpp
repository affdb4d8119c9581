// Dates in the format that Go prints, and the time between instants.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

#include "ctx/clock.hpp"
#include "ctx/duration.hpp"

namespace ctx::detail {

/// Returns the date of `instant` as Go's time.Time.String prints it:
/// "2000-01-01 00:00:00.05 +0000 UTC". `date_of_now` is the date of `now`.
[[nodiscard]] std::string format_date(
    clock::time_point instant, clock::time_point now,
    std::chrono::sys_time<duration> date_of_now);

/// Returns a - b, or the nearest duration there is where that overflows.
[[nodiscard]] duration difference(clock::time_point a,
                                  clock::time_point b) noexcept;

}  // namespace ctx::detail
