// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/output_kinds.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::lines_of;

namespace {

constexpr std::string_view all_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

}  // namespace

std::vector<output_kind> kinds_of(const transcripts& found) {
    using key = std::tuple<std::vector<std::string_view>, std::string,
                           std::set<std::string>>;
    std::vector<output_kind> kinds;
    std::map<key, std::size_t> known;  // places in kinds
    for (const auto& t : found.all) {
        auto lines = lines_of(t.text);
        std::ranges::sort(lines);
        const auto [at, is_new] = known.try_emplace(
            key(std::move(lines), t.failure, names_left(t)), kinds.size());
        if (is_new) kinds.emplace_back();
        output_kind& k = kinds[at->second];
        k.all.push_back(&t);
        k.schedules += t.schedules;
        k.leaving += t.leaving;
    }
    return kinds;
}

std::set<std::string> names_left(const transcript& t) {
    std::set<std::string> names;
    for (const auto& g : t.left) {
        names.insert(g.name.empty() ? "goroutine" : g.name);
    }
    return names;
}

alphabet::alphabet(const transcripts& found) {
    for (const auto& t : found.all) {
        for (const auto line : lines_of(t.text)) {
            const bool is_new =
                numbers_.try_emplace(line, lines_.size()).second;
            if (is_new) lines_.push_back(line);
        }
    }
}

bool alphabet::suffices() const noexcept {
    return lines_.size() <= all_letters.size();
}

char alphabet::letter(std::size_t number) const { return all_letters[number]; }

std::string alphabet::spelled(const transcript& t) const {
    std::string word;
    for (const auto line : lines_of(t.text)) {
        word += letter(numbers_.at(line));
    }
    return word;
}

std::string alphabet::counted(const transcript& t) const {
    std::map<std::size_t, int> counts;
    for (const auto line : lines_of(t.text)) ++counts[numbers_.at(line)];
    std::string all;
    for (const auto& [number, count] : counts) {
        all += fmt::format("{}{}{}", all.empty() ? "" : " ", count,
                           letter(number));
    }
    return all;
}

}  // namespace ctxdemo
