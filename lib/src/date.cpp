#include "date.hpp"

#include <cstdint>

namespace ctx::detail {
namespace {

std::string padded(std::int64_t value, std::size_t width) {
    std::string s = std::to_string(value);
    if (s.size() < width) s.insert(0, width - s.size(), '0');
    return s;
}

// Returns the rest of `d` after rounding it down to whole seconds. (Subtracting
// the rounded value could overflow.)
duration below_second(duration d) noexcept {
    constexpr duration second = std::chrono::seconds(1);
    const duration rest = d % second;
    return rest < duration::zero() ? rest + second : rest;
}

}  // namespace

std::string format_date(clock::time_point instant, clock::time_point now,
                        std::chrono::sys_time<duration> date_of_now) {
    using namespace std::chrono;
    // Whole seconds and the rest are added up apart, because a duration may not
    // hold the nanoseconds from `now` to `instant`.
    const auto after = floor<seconds>(instant.time_since_epoch());
    const auto before = floor<seconds>(now.time_since_epoch());
    const auto second = floor<seconds>(date_of_now);
    const duration part = below_second(date_of_now.time_since_epoch()) +
                          below_second(instant.time_since_epoch()) -
                          below_second(now.time_since_epoch());
    const auto carry = floor<seconds>(part);
    const sys_seconds t = second + after - before + carry;

    const auto day = floor<days>(t);
    const year_month_day date(day);
    const hh_mm_ss time(t - day);
    std::string out = padded(static_cast<int>(date.year()), 4) + '-' +
                      padded(static_cast<unsigned>(date.month()), 2) + '-' +
                      padded(static_cast<unsigned>(date.day()), 2) + ' ' +
                      padded(time.hours().count(), 2) + ':' +
                      padded(time.minutes().count(), 2) + ':' +
                      padded(time.seconds().count(), 2);
    if (part != carry) {
        std::string digits = padded((part - carry).count(), 9);
        digits.erase(digits.find_last_not_of('0') + 1);
        out += '.' + digits;
    }
    return out + " +0000 UTC";
}

duration difference(clock::time_point a, clock::time_point b) noexcept {
    const auto x = a.time_since_epoch();
    const auto y = b.time_since_epoch();
    if (y < duration::zero() && x > duration::max() + y) return duration::max();
    if (y > duration::zero() && x < duration::min() + y) return duration::min();
    return x - y;
}

}  // namespace ctx::detail
