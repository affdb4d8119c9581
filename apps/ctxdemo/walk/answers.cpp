// A long output on one line. The first form that fits is used:
//
//     worker ⏎ worker ⏎ worker ⏎ over     all lines
//     worker ×3 ⏎ over                    repeated lines counted
//     … ⏎ worker ⏎ over                   lines that few other answers have
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lines.hpp"

namespace ctxdemo {

using lessons::answer;
using lessons::lines_of;

namespace {

// Puts equal lines that follow each other into one line with their number.
std::vector<std::string> counted_lines(
    const std::vector<std::string_view>& lines, const signs& s) {
    std::vector<std::string> all;
    for (auto at = lines.begin(); at != lines.end();) {
        const auto next = std::find_if(at, lines.end(),
                                       [&](const auto& l) { return l != *at; });
        const auto count = next - at;
        all.push_back(count == 1 ? std::string(*at)
                                 : fmt::format("{} {}{}", *at, s.times, count));
        at = next;
    }
    return all;
}

template <class Lines>
std::string joined(const Lines& lines, const signs& s) {
    std::string text;
    for (const auto& line : lines) text.append(line) += '\n';
    return in_a_line(text, s);
}

// Returns the lines that are `kept`, with a sign for each gap between them.
std::string shortened(const std::vector<std::string_view>& lines,
                      const std::vector<bool>& kept, const signs& s) {
    std::vector<std::string> all;
    bool gap = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (kept[i]) {
            all.emplace_back(lines[i]);
        } else if (!gap) {
            all.emplace_back(s.more);
        }
        gap = !kept[i];
    }
    return joined(all, s);
}

// Returns as many lines of answer `number` as fit. The first to be kept are the
// lines that the fewest answers have at the same place.
std::string excerpt(const std::vector<answer>& answers, std::size_t number,
                    std::size_t width, const signs& s) {
    const auto lines = lines_of(answers[number].transcript);
    std::vector<std::size_t> shared(lines.size());  // by how many answers
    for (const auto& a : answers) {
        const auto others = lines_of(a.transcript);
        for (std::size_t i = 0; i < std::min(lines.size(), others.size());
             ++i) {
            if (lines[i] == others[i]) ++shared[i];
        }
    }
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](auto i) { return shared[i]; });
    std::vector<bool> kept(lines.size());
    for (const std::size_t i : order) {
        kept[i] = true;
        if (width_of(shortened(lines, kept, s)) <= width) continue;
        kept[i] = i == order.front();
    }
    return shortened(lines, kept, s);
}

}  // namespace

void add_output(text_block& b, const std::vector<answer>& answers,
                std::size_t i, bool whole, const signs& s) {
    constexpr const char* indent = "     ";
    const auto lines = lines_of(answers[i].transcript);
    if (lines.empty()) return;
    const std::size_t room = b.width() - width_of(indent);
    std::string line = joined(lines, s);
    if (width_of(line) > room && whole) {
        for (const auto& each : lines) b.item(indent, each, look::dim);
        return;
    }
    if (width_of(line) > room) line = joined(counted_lines(lines, s), s);
    if (width_of(line) > room) line = excerpt(answers, i, room, s);
    b.line(indent + line, look::dim);
}

}  // namespace ctxdemo
