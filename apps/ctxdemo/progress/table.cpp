// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/progress/standing.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::language;
using lessons::lesson;

namespace {

constexpr bilingual lesson_word{"lesson", "课程"};
constexpr bilingual done_word{"done", "完成"};
constexpr bilingual answer_word{"answer", "回答"};
constexpr bilingual date_word{"date", "日期"};
constexpr bilingual yes_word{"yes", "是"};
constexpr bilingual no_word{"no", "否"};
constexpr bilingual right_word{"right", "对"};
constexpr bilingual wrong_word{"wrong", "错"};
constexpr bilingual skipped_word{"skipped", "跳过"};
constexpr bilingual done_count{"Done: {0} of {1} lessons.",
                               "{1} 课中完成了 {0} 课。"};

using row = std::array<std::string, 4>;

std::string word(const bilingual& what, language l) {
    return std::string(what.in(l));
}

// As one types it; by its number if another version had so many answers.
std::string key_of(std::int64_t number) {
    if (number < 1 || number > 26) return std::to_string(number);
    return std::string(1, static_cast<char>('a' + number - 1));
}

std::string answer_of(const lesson_progress& p, language l) {
    if (!p.answer) return p.finished ? word(skipped_word, l) : "-";
    return fmt::format("{} {}", key_of(p.answer->number),
                       (p.answer->right ? right_word : wrong_word).in(l));
}

row row_of(const lesson& of, const progress_map& all, language l) {
    const auto it = all.find(of.name);
    const lesson_progress p = it == all.end() ? lesson_progress() : it->second;
    return {of.name, word(p.finished ? yes_word : no_word, l), answer_of(p, l),
            p.date.empty() ? "-" : p.date};
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
    std::vector<row> rows{{word(lesson_word, l), word(done_word, l),
                           word(answer_word, l), word(date_word, l)}};
    std::size_t done = 0;
    for (const auto& of : all_lessons()) {
        rows.push_back(row_of(of, all, l));
        const auto it = all.find(of.name);
        if (it != all.end() && it->second.finished) ++done;
    }
    return aligned(rows) + '\n' +
           fmt::format(fmt::runtime(done_count.in(l)), done,
                       all_lessons().size()) +
           '\n';
}

}  // namespace ctxdemo
