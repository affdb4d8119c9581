// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/judge/likeness.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "lessons/support/lines.hpp"

namespace ctxdemo {

namespace {

using text_lines = std::vector<std::string_view>;

/// Returns how many lines two outputs have in common, in their order.
std::size_t common(const text_lines& a, const text_lines& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (const auto line : a) {
        std::size_t left_above = 0;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] =
                line == b[j] ? left_above + 1 : std::max(above, row[j]);
            left_above = above;
        }
    }
    return row.back();
}

}  // namespace

std::string most_like(const std::string& output,
                      const std::vector<std::string>& all) {
    // More lines than this are no output of an exercise.
    constexpr std::size_t most_lines = 1000;
    auto actual = lessons::lines_of(output);
    actual.resize(std::min(actual.size(), most_lines));
    const auto difference = [&](const std::string& right) {
        const auto expected = lessons::lines_of(right);
        return actual.size() + expected.size() - 2 * common(actual, expected);
    };
    return *std::ranges::min_element(all, {}, difference);
}

}  // namespace ctxdemo
