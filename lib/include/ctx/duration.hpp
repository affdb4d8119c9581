// Durations as Go writes them: "50ms", "1.5s", "1m30s".
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ctx {

/// A span of time, to the nanosecond, up to about 292 years either way.
using duration = std::chrono::nanoseconds;

/// Reads a duration: a sign, if any, then decimal numbers, each with a unit
/// out of "ns", "us" (or "µs"), "ms", "s", "m" and "h". "0" needs no unit.
///
/// Errors      std::nullopt if `text` is anything else, or too long a time
///             for a `duration`.
/// Complexity  linear in the length of `text`.
/// Source      Go: time.ParseDuration.
[[nodiscard]] std::optional<duration> parse_duration(
    std::string_view text) noexcept;

/// Writes a duration in its shortest form: "1m30s", "1.5s", "50ms", "0s".
///
/// Throws      std::bad_alloc.
/// Source      Go: time.Duration.String.
[[nodiscard]] std::string format_duration(duration d);

}  // namespace ctx
