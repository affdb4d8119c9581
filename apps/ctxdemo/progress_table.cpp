// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/ctxdemo/output.hpp"
#include "apps/ctxdemo/progress_store.hpp"
#include "apps/ctxdemo/standing.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/width.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

namespace {

using row = std::array<std::string, 4>;

std::string word(say what, language l) { return std::string(text(what, l)); }

// As one types it; by its number if another version had so many answers.
std::string key_of(std::int64_t number) {
    if (number < 1 || number > 26) return std::to_string(number);
    return std::string(1, static_cast<char>('a' + number - 1));
}

std::string answer_of(const lesson_progress& p, language l) {
    if (!p.answer) return p.finished ? word(say::progress_skipped, l) : "-";
    return fmt::format(
        "{} {}", key_of(p.answer->number),
        text(p.answer->right ? say::progress_right : say::progress_wrong, l));
}

row row_of(const lesson& of, const progress_map& all, language l) {
    const auto it = all.find(of.name);
    const lesson_progress p = it == all.end() ? lesson_progress() : it->second;
    return {of.name, word(p.finished ? say::progress_yes : say::progress_no, l),
            answer_of(p, l), p.date.empty() ? "-" : p.date};
}

/// Two blanks between the columns, and none at the end of a line.
std::string aligned(const std::vector<row>& rows) {
    std::array<std::size_t, 4> widths{};
    for (const auto& r : rows) {
        for (std::size_t i = 0; i < r.size(); ++i) {
            widths[i] = std::max(widths[i], width_of(r[i]));
        }
    }
    std::string out;
    for (const auto& r : rows) {
        for (std::size_t i = 0; i + 1 < r.size(); ++i) {
            out += r[i] + std::string(widths[i] - width_of(r[i]) + 2, ' ');
        }
        out += r.back() + '\n';
    }
    return out;
}

}  // namespace

progress_map kept_progress() {
    progress_store store;
    const std::string problem = store.take_problem();
    if (!problem.empty()) complain("", problem);
    return store.all();
}

std::string progress_mark(const progress_map& all, const std::string& lesson,
                          language l) {
    const standing is = standing_of(all, lesson);
    if (is == standing::open) return "";
    return fmt::format("{} {}",
                       is_wrong(is)  ? "[!]"
                       : is_done(is) ? "[x]"
                                     : "[ ]",
                       text(is, l));
}

std::string progress_table(const progress_map& all, language l) {
    std::vector<row> rows{
        {word(say::progress_lesson, l), word(say::progress_done, l),
         word(say::progress_answer, l), word(say::progress_date, l)}};
    std::size_t done = 0;
    for (const auto& of : all_lessons()) {
        rows.push_back(row_of(of, all, l));
        const auto it = all.find(of.name);
        if (it != all.end() && it->second.finished) ++done;
    }
    return aligned(rows) + '\n' +
           fmt::format(fmt::runtime(text(say::progress_of, l)), done,
                       all_lessons().size()) +
           '\n';
}

}  // namespace ctxdemo
