// Durations as Go writes them: "50ms", "1.5s", "1m30s".
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ctx {

/// A span of time in nanoseconds, at most about 292 years long. It may be
/// negative.
///
/// Source      Go: time.Duration.
using duration = std::chrono::nanoseconds;

/// Reads a duration: an optional sign, then decimal numbers, each with one of
/// the units "ns", "us" (or "µs"), "ms", "s", "m" and "h". "0" needs no unit.
/// A fraction of a nanosecond is dropped.
///
/// Errors      std::nullopt if `text` is anything else, or is too long a time
///             for a `duration`.
/// Complexity  linear in the length of `text`.
/// Source      Go: time.ParseDuration.
[[nodiscard]] std::optional<duration> parse_duration(
    std::string_view text) noexcept;

/// Returns a duration as Go prints it: "1h0m5s", "1m30s", "1.5s", "50ms", "0s".
/// Leading units that would be zero are left out, and so are zeros at the end
/// of a fraction. parse_duration reads every result back.
///
/// Throws      std::bad_alloc.
/// Source      Go: time.Duration.String.
[[nodiscard]] std::string format_duration(duration d);

}  // namespace ctx
