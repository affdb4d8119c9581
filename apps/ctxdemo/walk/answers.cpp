// A long output on one line. The first form that fits is used:
//
//     worker ⏎ worker ⏎ worker ⏎ over     all lines
//     worker ×3 ⏎ over                    repeated lines counted
//     … ⏎ worker ⏎ over                   lines that other answers do not have
//
// The last form keeps, for each other answer, a line that tells the two apart.
// If these lines do not fit, all lines are shown, one below the other.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
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

// Returns the answers that line `at` of `lines` tells apart from these lines:
// those that have another line there, or go on where these lines end.
std::set<std::size_t> told_by(const std::vector<std::string_view>& lines,
                              std::size_t at,
                              const std::vector<answer>& answers) {
    std::set<std::size_t> told;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto others = lines_of(answers[i].transcript);
        const bool goes_on =
            at + 1 == lines.size() && others.size() > lines.size();
        const bool differs = at >= others.size() || lines[at] != others[at];
        if (goes_on || differs) told.insert(i);
    }
    return told;
}

// Returns as many lines of answer `number` as fit; an empty text if those that
// tell it apart from the other answers do not fit. These come first, and then
// the lines that the most answers do not have.
std::string excerpt(const std::vector<answer>& answers, std::size_t number,
                    std::size_t width, const signs& s) {
    const auto lines = lines_of(answers[number].transcript);
    std::vector<std::set<std::size_t>> told;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        told.push_back(told_by(lines, at, answers));
    }
    std::vector<bool> kept(lines.size());
    std::set<std::size_t> known;
    const auto news_of = [&](const std::set<std::size_t>& t) {
        return std::ranges::count_if(
            t, [&](auto i) { return !known.contains(i); });
    };
    for (;;) {
        const auto next = std::ranges::max_element(told, {}, news_of);
        if (news_of(*next) == 0) break;
        kept[static_cast<std::size_t>(next - told.begin())] = true;
        known.insert(next->begin(), next->end());
    }
    if (width_of(shortened(lines, kept, s)) > width) return "";

    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater(),
                             [&](auto at) { return told[at].size(); });
    for (const std::size_t at : order) {
        if (kept[at]) continue;
        kept[at] = true;
        kept[at] = width_of(shortened(lines, kept, s)) <= width;
    }
    return shortened(lines, kept, s);
}

// Returns the output of answer `number` on one line; an empty text if it does
// not fit.
std::string row_of(const std::vector<answer>& answers, std::size_t number,
                   std::size_t width, const signs& s) {
    const auto lines = lines_of(answers[number].transcript);
    if (lines.empty()) return "";
    std::string row = joined(lines, s);
    if (width_of(row) > width) row = joined(counted_lines(lines, s), s);
    if (width_of(row) > width) row = excerpt(answers, number, width, s);
    return row;
}

// Returns true if another output is cut to the same row. Where lines are equal,
// the row does not show which of them it keeps.
bool is_ambiguous(const std::string& row, const std::vector<answer>& answers,
                  std::size_t number, std::size_t width, const signs& s) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].transcript != answers[number].transcript &&
            row_of(answers, i, width, s) == row) {
            return true;
        }
    }
    return false;
}

// Returns the output of answer `number` on one line that tells it apart from
// the others; an empty text if there is none.
std::string clear_row(const std::vector<answer>& answers, std::size_t number,
                      std::size_t width, const signs& s) {
    const std::string row = row_of(answers, number, width, s);
    const bool fits = width_of(row) <= width;
    return fits && !is_ambiguous(row, answers, number, width, s) ? row : "";
}

constexpr const char* indent = "     ";

}  // namespace

bool fit_in_rows(const std::vector<answer>& answers, std::size_t width,
                 const signs& s) {
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool has_output = !lines_of(answers[i].transcript).empty();
        const auto row = clear_row(answers, i, width - width_of(indent), s);
        if (has_output && row.empty()) return false;
    }
    return true;
}

void add_output(text_block& b, const std::vector<answer>& answers,
                std::size_t i, bool whole, const signs& s) {
    const auto lines = lines_of(answers[i].transcript);
    if (lines.empty()) return;
    const std::size_t room = b.width() - width_of(indent);
    const std::string row =
        whole ? joined(lines, s) : clear_row(answers, i, room, s);
    if (!row.empty() && width_of(row) <= room) {
        return b.line(indent + row, look::dim);
    }
    for (const auto& each : lines) b.item(indent, each, look::dim);
}

}  // namespace ctxdemo
