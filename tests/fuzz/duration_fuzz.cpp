// Durations, compared with Go's grammar and exact arithmetic. The input is a
// text to read. Its first eight bytes are also a duration to write.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <ctx/duration.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/fuzz/property.hpp"

namespace {

using ctx::duration;
using ctx::format_duration;
using ctx::parse_duration;
using ctx_fuzz::holds;

// Wide enough to hold the longest time in nanoseconds, multiplied by the scale
// of its fraction, without rounding.
__extension__ typedef unsigned __int128 wide;

constexpr wide beyond = wide{1} << 64;  // longer than any duration
constexpr wide most = wide{1} << 63;    // of a negative duration

// The meaning of a text according to Go's documentation.
struct meaning {
    bool negative = false;
    wide nanoseconds = 0;  // exact, except that fractions are rounded down
    unsigned fractions = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto count = static_cast<std::size_t>(end - text.begin());
    const auto digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

wide value_of(std::string_view digits) {
    wide value = 0;
    for (const char c : digits) {
        value = std::min(beyond, value * 10 + static_cast<wide>(c - '0'));
    }
    return value;
}

std::optional<wide> take_unit(std::string_view& text) {
    struct unit {
        std::string_view name;
        wide nanoseconds;
    };
    static constexpr unit units[] = {{"h", 3'600'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"s", 1'000'000'000},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"\xc2\xb5s", 1'000},
                                     {"\xce\xbcs", 1'000},
                                     {"ns", 1}};
    const auto name = text.substr(0, text.find_first_of(".0123456789"));
    text.remove_prefix(name.size());
    const auto* const found = std::ranges::find(units, name, &unit::name);
    if (found == std::end(units)) return std::nullopt;
    return found->nanoseconds;
}

// Takes a term off `text` and adds it to `sum`. A term is digits, perhaps a
// point and more digits, and a unit. Returns false if `text` begins with no
// term.
bool take_term(std::string_view& text, meaning& sum) {
    const auto whole = take_digits(text);
    std::string_view part;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        part = take_digits(text);
    }
    if (whole.empty() && part.empty()) return false;
    const auto unit = take_unit(text);
    if (!unit) return false;

    // Digits after these change nothing, because a unit has at most 13.
    const auto digits = part.substr(0, 18);
    wide scale = 1;
    for (std::size_t i = 0; i < digits.size(); ++i) scale *= 10;
    const wide fraction = value_of(digits) * *unit / scale;
    const wide term = value_of(whole) * *unit + fraction;
    sum.nanoseconds = std::min(beyond, sum.nanoseconds + term);
    if (!part.empty()) ++sum.fractions;
    return true;
}

std::optional<meaning> meaning_of(std::string_view text) {
    meaning m;
    if (text.starts_with('-') || text.starts_with('+')) {
        m.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text == "0") return m;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        if (!take_term(text, m)) return std::nullopt;
    }
    return m;
}

wide magnitude_of(duration d) {
    const auto count = static_cast<std::uint64_t>(d.count());
    return d < duration::zero() ? wide{std::uint64_t{0} - count} : wide{count};
}

// Checks parse_duration(). Go multiplies fractions in floating point, so each
// fraction may differ by one nanosecond.
void check_reading(std::string_view text) {
    const auto read = parse_duration(text);
    const auto meant = meaning_of(text);
    if (!meant)
        return holds(!read, "a text that is no duration is refused", text);
    const wide slack = meant->fractions;
    const wide limit = meant->negative ? most : most - 1;
    if (!read) {
        holds(meant->nanoseconds + slack > limit,
              "a duration that fits is read", text);
        return;
    }
    const wide got = magnitude_of(*read);
    const wide want = meant->nanoseconds;
    holds(got <= want + slack && want <= got + slack,
          "a duration read is the one meant", text);
    holds(got == 0 || meant->negative == (*read < duration::zero()),
          "a duration read has the sign it was given", text);
    holds(parse_duration(format_duration(*read)) == read,
          "a duration read, written and read again is the same", text);
}

// Checks that a sign in front of a text without a sign has its usual effect.
void check_signs(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) return;
    const auto read = parse_duration(text);
    if (!read) return;
    holds(parse_duration("+" + std::string(text)) == read,
          "a plus sign changes nothing", text);
    holds(parse_duration("-" + std::string(text)) == -*read,
          "a minus sign negates", text);
}

void check_writing(duration d) {
    const std::string text = format_duration(d);
    holds(parse_duration(text) == d, "a duration written is read back", text);
    holds(text.ends_with('s'), "a duration written ends with seconds", text);
    holds(text.starts_with('-') == (d < duration::zero()),
          "a duration written has its sign", text);
    const auto last = text.find_last_of("0123456789");
    holds(text.find('.') == text.npos || text[last] != '0',
          "a fraction written has no zeros at its end", text);
}

duration first_bytes_of(const std::uint8_t* data, std::size_t size) {
    duration::rep count = 0;
    if (size > 0) std::memcpy(&count, data, std::min(size, sizeof count));
    return duration(count);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_reading(text);
    check_signs(text);
    check_writing(first_bytes_of(data, size));
    return 0;
}
