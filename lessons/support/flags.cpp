// SPDX-License-Identifier: MIT
#include "lessons/support/flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

namespace lessons {

namespace {

using int_limits = std::numeric_limits<std::int64_t>;

bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// Returns true for a number without a unit: "10", "-1.5".
bool is_plain_number(std::string_view text) {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    return text.find_first_of("0123456789") != text.npos &&
           text.find_first_not_of(".0123456789") == text.npos;
}

/// Returns true if `text` would be a duration with smaller numbers.
bool is_too_long(std::string_view text) {
    std::string small;
    for (const char c : text) {
        if (!is_digit(c)) {
            small += c;
        } else if (small.empty() || !is_digit(small.back())) {
            small += '1';
        }
    }
    return ctx::parse_duration(small).has_value();
}

ctx::duration parse_duration(std::string_view text) {
    if (const auto d = ctx::parse_duration(text)) return *d;
    if (is_plain_number(text)) {
        throw bad_value("a duration needs a unit, such as 10ms");
    }
    if (is_too_long(text)) {
        throw bad_value("a duration is at most 2562047h, such as 24h");
    }
    throw bad_value(
        "a duration is a number and a unit out of ns, us, ms, s, m and h, "
        "such as 50ms, 1.5s or 1m30s");
}

/// The range of an integer flag, and the words of its error.
struct integer_rule {
    std::int64_t min = int_limits::min();
    std::int64_t max = int_limits::max();
    std::string kind = "a whole number";
    std::string example = {};
};

std::int64_t parse_integer(std::string_view text, const integer_rule& rule) {
    // std::from_chars takes a minus but no plus; Go takes both.
    if (text.starts_with('+') && !text.starts_with("+-")) {
        text.remove_prefix(1);
    }
    std::int64_t n = 0;
    const char* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, n);
    if (problem == std::errc::invalid_argument || stop != end) {
        throw bad_value(
            fmt::format("must be {}, such as {}", rule.kind, rule.example));
    }
    if (problem == std::errc::result_out_of_range || n < rule.min ||
        n > rule.max) {
        throw bad_value(fmt::format("must be from {} to {}, such as {}",
                                    rule.min, rule.max, rule.example));
    }
    return n;
}

}  // namespace

flag& flag_set::duration_of(std::string name, std::optional<ctx::duration> now,
                            bilingual help, bool positive,
                            std::function<void(ctx::duration)> take) {
    const std::string typed = now ? ctx::format_duration(*now) : "";
    const std::string example = now ? typed : "3s";
    return add({std::move(name), "DURATION", help, typed,
                [=](const std::string& text) {
                    const auto d = parse_duration(text);
                    if (positive && d <= ctx::duration::zero()) {
                        throw bad_value("must be above zero, such as " +
                                        example);
                    }
                    take(d);
                }});
}

flag& flag_set::integer_of(std::string name, std::optional<std::int64_t> now,
                           bilingual help, std::int64_t min,
                           std::function<void(std::int64_t)> take) {
    const std::string typed = now ? fmt::to_string(*now) : "";
    const integer_rule rule{.min = min, .example = now ? typed : "3"};
    return add({std::move(name), "N", help, typed,
                [rule, take = std::move(take)](const std::string& text) {
                    take(parse_integer(text, rule));
                }});
}

flag& flag_set::milliseconds(std::string name, ctx::duration& value,
                             bilingual help) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;

    // Beyond these limits the nanoseconds of a duration would overflow.
    const integer_rule rule{
        .min = duration_cast<milliseconds>(ctx::duration::min()).count(),
        .max = duration_cast<milliseconds>(ctx::duration::max()).count(),
        .kind = "a whole number of milliseconds, without a unit",
        .example = fmt::to_string(duration_cast<milliseconds>(value).count())};
    return add({std::move(name), "N", help, rule.example,
                [&value, rule](const std::string& text) {
                    value = milliseconds(parse_integer(text, rule));
                }});
}

flag& flag_set::text(std::string name, std::string& value, bilingual help) {
    return add({std::move(name), "TEXT", help, value,
                [&value](const std::string& text) { value = text; }});
}

flag& flag_set::choice_of(std::string name, std::size_t current,
                          std::vector<std::string> words, bilingual help,
                          std::function<void(std::size_t)> take) {
    const std::string but_last =
        fmt::format("{}", fmt::join(words.begin(), words.end() - 1, ", "));
    const std::string refusal =
        fmt::format("must be {} or {}, such as {} {}", but_last, words.back(),
                    name, words[1]);
    flag& f = add(
        {std::move(name), fmt::format("{}", fmt::join(words, "|")), help,
         words[current],
         [words, refusal, take = std::move(take)](const std::string& typed) {
             const auto it = std::find(words.begin(), words.end(), typed);
             if (it == words.end()) throw bad_value(refusal);
             take(static_cast<std::size_t>(it - words.begin()));
         }});
    f.complete = [words = std::move(words)] {
        completion c;
        for (const auto& word : words) c.words.push_back({word});
        return c;
    };
    return f;
}

flag& flag_set::toggle(std::string name, bool& value, bilingual help) {
    return add({std::move(name), "", help, "",
                [&value](const std::string&) { value = true; }});
}

}  // namespace lessons
