// Schedules, their printed form, and runs under them.
#include "ctx/schedule.hpp"

#include <utility>

namespace ctx {
namespace {

// A choice below z is one digit. A larger choice is written as several digits:
// a "z" for each time that z fits in, and then the rest.
constexpr std::size_t z = 35;

std::optional<std::size_t> digit_of(char c) {
    if ('0' <= c && c <= '9') return static_cast<std::size_t>(c - '0');
    if ('a' <= c && c <= 'z') return static_cast<std::size_t>(c - 'a') + 10;
    return std::nullopt;
}

}  // namespace

schedule::schedule(std::vector<std::size_t> choices)
    : choices_(std::move(choices)) {
    while (!choices_.empty() && choices_.back() == 0) choices_.pop_back();
}

std::string to_string(const schedule& s) {
    std::string text;
    for (std::size_t choice : s.choices()) {
        for (; choice >= z; choice -= z) text += 'z';
        text += "0123456789abcdefghijklmnopqrstuvwxy"[choice];
    }
    return text.empty() ? "0" : text;
}

std::optional<schedule> parse_schedule(std::string_view text) {
    std::vector<std::size_t> choices;
    std::size_t choice = 0;
    for (const char c : text) {
        const auto digit = digit_of(c);
        if (!digit) return std::nullopt;
        choice += *digit;
        if (*digit == z) continue;
        choices.push_back(std::exchange(choice, 0));
    }
    if (text.empty() || text.back() == 'z') return std::nullopt;
    return schedule(std::move(choices));
}

std::size_t replay::operator()(const choice& c) {
    const std::size_t i = ways_.size();
    ways_.push_back(c.ways);
    if (i >= schedule_.choices().size()) return 0;
    const std::size_t chosen = schedule_.choices()[i];
    if (chosen < c.ways) return chosen;
    if (!misfit_) misfit_ = i + 1;
    return 0;
}

}  // namespace ctx
