// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/progress/table.hpp"

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual lesson_heading{"lesson", "课"};
constexpr bilingual done_heading{"done", "完成"};
constexpr bilingual answer_heading{"answer", "回答"};
constexpr bilingual date_heading{"date", "日期"};
constexpr bilingual yes_word{"yes", "是"};
constexpr bilingual no_word{"no", "否"};
constexpr bilingual right_word{"right", "对"};
constexpr bilingual wrong_word{"wrong", "错"};
constexpr bilingual skipped_word{"skipped", "跳过"};
constexpr bilingual done_count{"Done: {0} of {1} lessons.",
                               "{1} 课中完成了 {0} 课。"};

/// Returns the letter that the student typed; the number itself if another
/// version had more answers than letters.
std::string letter_of(std::int64_t number) {
    if (number > 26) return std::to_string(number);
    return std::string(1, static_cast<char>('a' + number - 1));
}

std::string answer_of(const lesson_progress& p, language l) {
    if (!p.answer) return std::string(p.finished ? skipped_word.in(l) : "-");
    return fmt::format("{} {}", letter_of(p.answer->number),
                       (p.answer->right ? right_word : wrong_word).in(l));
}

}  // namespace

std::string progress_table(const progress_map& all, language l) {
    const auto in = [l](const bilingual& b) { return std::string(b.in(l)); };
    columns table;
    table.add({in(lesson_heading), in(done_heading), in(answer_heading),
               in(date_heading)});
    std::size_t done = 0;
    for (const auto& of : all_lessons()) {
        const auto it = all.find(of.name);
        const auto p = it == all.end() ? lesson_progress() : it->second;
        table.add({of.name, in(p.finished ? yes_word : no_word),
                   answer_of(p, l), p.date.empty() ? "-" : p.date});
        if (p.finished) ++done;
    }
    const auto count =
        fmt::format(fmt::runtime(done_count.in(l)), done, all_lessons().size());
    return table.text() + '\n' + count + '\n';
}

progress_map kept_progress() {
    progress_store store;
    const std::string problem = store.take_problem();
    if (!problem.empty()) complain("", problem);
    return store.all();
}

}  // namespace ctxdemo
