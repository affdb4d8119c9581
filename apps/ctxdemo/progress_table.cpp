// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "apps/ctxdemo/output.hpp"
#include "apps/ctxdemo/progress_store.hpp"
#include "apps/ctxdemo/texts.hpp"
#include "apps/ctxdemo/views/width.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

namespace {

using row = std::array<std::string, 4>;

std::string word(say what, language l) { return std::string(text(what, l)); }

std::string answer_of(const lesson_progress& p, language l) {
    if (!p.answer) return "-";
    return fmt::format(
        "{} {}", p.answer->number,
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
    const auto it = all.find(lesson);
    if (it == all.end()) return "";
    const auto& p = it->second;
    if (p.answer && !p.answer->right) {
        return "[!] " + word(say::answered_wrong, l);
    }
    return p.finished ? "[x] " + word(say::done, l) : "";
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
