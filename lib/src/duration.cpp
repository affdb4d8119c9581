// Durations in Go's format.
#include "ctx/duration.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>

namespace ctx {
namespace {

// Nanoseconds without a sign, up to 2^63: the most negative duration has one
// nanosecond more than the most positive.
using magnitude = std::uint64_t;
constexpr magnitude most = magnitude{1} << 63;

struct unit {
    std::string_view name;
    magnitude nanoseconds;
};

constexpr std::array<unit, 8> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"\u00b5s", 1'000},  // micro sign
                                     {"\u03bcs", 1'000},  // Greek mu
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"m", 60'000'000'000},
                                     {"h", 3'600'000'000'000}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int digit(char c) { return c - '0'; }

// Takes a whole number off `text`; nullopt if it is more than `most`. Without
// digits the number is 0.
std::optional<magnitude> take_whole(std::string_view& text) {
    magnitude value = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
        if (value > most / 10) return std::nullopt;
        value = value * 10 + static_cast<magnitude>(digit(text.front()));
        if (value > most) return std::nullopt;
    }
    return value;
}

struct fraction {
    magnitude value = 0;
    double scale = 1;  // the fraction is value / scale
};

// Takes the digits after a point off `text`. Digits that a magnitude has no
// room for are dropped, because they are far below a nanosecond.
fraction take_fraction(std::string_view& text) {
    fraction f;
    bool full = false;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
        if (full) continue;
        const magnitude next =
            f.value * 10 + static_cast<magnitude>(digit(text.front()));
        if (f.value > (most - 1) / 10 || next > most) {
            full = true;
            continue;
        }
        f.value = next;
        f.scale *= 10;
    }
    return f;
}

const unit* take_unit(std::string_view& text) {
    const std::size_t length = text.find_first_of(".0123456789");
    const std::string_view name = text.substr(0, length);
    for (const unit& u : units) {
        if (u.name == name) {
            text.remove_prefix(name.size());
            return &u;
        }
    }
    return nullptr;
}

// Takes one number with its unit off `text`.
std::optional<magnitude> take_term(std::string_view& text) {
    const std::size_t before = text.size();
    const auto whole = take_whole(text);
    if (!whole) return std::nullopt;
    std::size_t digits = before - text.size();
    fraction part;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        const std::size_t after_point = text.size();
        part = take_fraction(text);
        digits += after_point - text.size();
    }
    if (digits == 0) return std::nullopt;  // "s", ".s"

    const unit* u = take_unit(text);
    if (!u || *whole > most / u->nanoseconds) return std::nullopt;
    magnitude value = *whole * u->nanoseconds;
    if (part.value > 0) {
        // In floating point, as in Go: exact to the nanosecond.
        value += static_cast<magnitude>(
            static_cast<double>(part.value) *
            (static_cast<double>(u->nanoseconds) / part.scale));
        if (value > most) return std::nullopt;
    }
    return value;
}

// Appends value / 10^places as a decimal, without trailing zeros.
void append_decimal(std::string& out, magnitude value, int places) {
    magnitude scale = 1;
    for (int i = 0; i < places; ++i) scale *= 10;
    out += std::to_string(value / scale);
    magnitude rest = value % scale;
    if (rest == 0) return;
    std::string digits = std::to_string(rest + scale).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += '.' + digits;
}

}  // namespace

void detail::refuse_not_a_number() {
    throw std::invalid_argument("ctx: the duration is not a number (NaN)");
}

std::optional<duration> parse_duration(std::string_view text) noexcept {
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text == "0") return duration::zero();
    if (text.empty()) return std::nullopt;

    magnitude total = 0;
    while (!text.empty()) {
        const auto term = take_term(text);
        if (!term || *term > most - total) return std::nullopt;
        total += *term;
    }
    if (negative) {
        // In two steps, because -2^63 has no positive counterpart.
        if (total == 0) return duration::zero();
        return duration(-static_cast<std::int64_t>(total - 1) - 1);
    }
    if (total == most) return std::nullopt;
    return duration(static_cast<std::int64_t>(total));
}

std::string format_duration(any_duration any) {
    const duration d = any;
    if (d == duration::zero()) return "0s";
    const bool negative = d < duration::zero();
    const auto count = static_cast<magnitude>(d.count());
    const magnitude ns = negative ? magnitude{0} - count : count;

    std::string out = negative ? "-" : "";
    constexpr magnitude minute = 60'000'000'000;
    if (ns < 1'000) {
        out += std::to_string(ns) + "ns";
    } else if (ns < 1'000'000) {
        append_decimal(out, ns, 3);
        out += "\u00b5s";
    } else if (ns < 1'000'000'000) {
        append_decimal(out, ns, 6);
        out += "ms";
    } else {
        const magnitude minutes = ns / minute;
        if (minutes >= 60) out += std::to_string(minutes / 60) + "h";
        if (minutes > 0) out += std::to_string(minutes % 60) + "m";
        append_decimal(out, ns % minute, 9);
        out += "s";
    }
    return out;
}

}  // namespace ctx
