// Durations as Go writes them: "50ms", "1.5s", "1m30s".
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ctx/detail/export.hpp"

namespace ctx {

/// A span of time in nanoseconds, at most about 292 years long. It may be
/// negative.
///
/// Source      Go: time.Duration.
using duration = std::chrono::nanoseconds;

namespace detail {

/// Throws std::invalid_argument.
[[noreturn]] CTX_EXPORT void refuse_not_a_number();

/// Returns `count` ticks of `num / den` seconds: see any_duration.
template <std::intmax_t Num, std::intmax_t Den, class Rep>
[[nodiscard]] constexpr duration saturated(const Rep& count) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t second = 1'000'000'000;
    if constexpr (std::integral<Rep> && sizeof(Rep) <= sizeof(std::int64_t) &&
                  second % Den == 0 && Num <= most / (second / Den)) {
        constexpr std::int64_t tick = Num * (second / Den);
        using wide = std::conditional_t<std::is_signed_v<Rep>, std::int64_t,
                                        std::uint64_t>;
        const auto n = static_cast<wide>(count);
        if (n > static_cast<wide>(most / tick)) return duration(most);
        if constexpr (std::is_signed_v<Rep>) {
            if (n < least / tick) return duration(least);
        }
        return duration(static_cast<std::int64_t>(n) * tick);
    } else {
        // A double stays one: its product is rounded, and so 1.1 s, which a
        // double can only come near to, are 1100 ms and no nanosecond more.
        using real = std::conditional_t<std::floating_point<Rep> &&
                                            sizeof(Rep) <= sizeof(double),
                                        double, long double>;
        real n = static_cast<real>(count);
        if (!(n >= 0) && !(n < 0)) refuse_not_a_number();
        // Endless in any unit, and far from overflowing below.
        constexpr real endless = real(0x1p400);
        if (n > endless) n = endless;
        if (n < -endless) n = -endless;
        constexpr std::intmax_t common = std::gcd(second, Den);
        n *= real(Num) * real(second / common);
        n /= real(Den / common);
        const real nearest = n + (n < 0 ? real(-0.5) : real(0.5));
        if (nearest >= real(0x1p63)) return duration(most);
        if (nearest <= real(-0x1p63)) return duration(least);
        return duration(static_cast<std::int64_t>(nearest));
    }
}

}  // namespace detail

/// A duration as a parameter: every std::chrono::duration converts to it, and
/// it converts to a `duration`. A duration that is too long for nanoseconds
/// becomes the longest of its sign: `std::chrono::hours::max()` becomes
/// `duration::max()`. A fraction of a nanosecond is rounded to the nearest.
///
///     ctx::sleep_for(std::chrono::duration<double>(1.5));
///
/// The standard library's own conversions overflow: `ctx::duration d =
/// std::chrono::hours::max();` does not pass through this library.
///
/// Throws      std::invalid_argument if a floating-point duration is not a
///             number. The conversion of integers throws nothing.
/// Source      beyond Go, which has one type of durations.
class any_duration {
public:
    constexpr any_duration() noexcept = default;

    template <class Rep, class Period>
    constexpr any_duration(const std::chrono::duration<Rep, Period>&
                               d) noexcept(std::is_integral_v<Rep>)
        : value_(detail::saturated<Period::num, Period::den>(d.count())) {}

    /// Takes a type of the caller's that converts to a `duration`.
    template <std::convertible_to<duration> D>
    constexpr any_duration(const D& d) : value_(static_cast<duration>(d)) {}

    constexpr operator duration() const noexcept { return value_; }

    friend constexpr bool operator==(any_duration a, any_duration b) = default;
    // libc++ 16 cannot compare durations with <=>.
    friend constexpr std::strong_ordering operator<=>(any_duration a,
                                                      any_duration b) noexcept {
        return a.value_.count() <=> b.value_.count();
    }

private:
    duration value_{0};
};

/// Reads a duration: an optional sign, then decimal numbers, each with one of
/// the units "ns", "us" (or "µs"), "ms", "s", "m" and "h". "0" needs no unit.
/// A fraction of a nanosecond is dropped.
///
/// Errors      std::nullopt if `text` is anything else, or is too long a time
///             for a `duration`.
/// Complexity  linear in the length of `text`.
/// Source      Go: time.ParseDuration.
[[nodiscard]] CTX_EXPORT std::optional<duration> parse_duration(
    std::string_view text) noexcept;

/// Returns a duration as Go prints it: "1h0m5s", "1m30s", "1.5s", "50ms", "0s".
/// Leading units that would be zero are left out, and so are zeros at the end
/// of a fraction. parse_duration reads every result back.
///
/// Throws      std::bad_alloc.
/// Source      Go: time.Duration.String.
[[nodiscard]] CTX_EXPORT std::string format_duration(any_duration d);

}  // namespace ctx
