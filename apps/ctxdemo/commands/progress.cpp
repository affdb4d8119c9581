// `ctxdemo progress` prints a table of the lessons, or forgets one or all. A
// problem with the file is printed instead; --reset ignores the problem.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/screen/columns.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bad_value;
using lessons::bilingual;
using lessons::flag_set;
using lessons::language;

namespace {

constexpr bilingual forgot_text{"{} is forgotten.", "{} 的进度已清除。"};
constexpr bilingual nothing_kept_text{"Nothing was kept of {}.",
                                      "没有 {} 的记录。"};
constexpr bilingual reset_text{"All progress is forgotten.",
                               "所有进度已清除。"};

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

struct settings {
    std::optional<std::string> forget;
    bool reset = false;
};

void check(const settings& s, const progress_store& store) {
    if (!s.forget) return;
    if (s.reset) {
        throw usage_error("progress",
                          "--reset excludes --forget, because it forgets all; "
                          "leave one out, such as: ctxdemo progress --reset");
    }
    // The file may have a lesson of another version, which is forgotten too.
    if (!store.of(*s.forget)) (void)find_lesson(*s.forget, "progress");
}

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

/// Returns a line for each lesson: whether it is done, the answer, the date.
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
    const std::size_t width = output_page(l).width;
    return table.text(width) + '\n' + beside("", 0, count, width);
}

/// Returns the text to print afterwards.
std::string carry_out(const settings& s, progress_store& store, language l) {
    if (s.reset) {
        store.reset();
        return beside("", 0, reset_text.in(l), output_page(l).width);
    }
    if (!s.forget) return progress_table(store.all(), l);
    const bool kept = store.of(*s.forget).has_value();
    if (kept) store.forget(*s.forget);
    const auto done = kept ? forgot_text : nothing_kept_text;
    return beside("", 0,
                  fmt::format(fmt::runtime(done.in(l)), shown(*s.forget)),
                  output_page(l).width);
}

int run(const settings& s, language l) {
    progress_store store;
    check(s, store);
    // A reset is for a file that cannot be read.
    if (s.reset) (void)store.take_problem();
    const bool has_place = store.has_place();
    auto problem = store.take_problem();
    std::string done;
    if (has_place && problem.empty()) {
        done = carry_out(s, store, l);
        problem = store.take_problem();
    }
    if (!problem.empty()) {
        complain("", problem.c_str());
        return exit_failed;
    }
    write_output(done);
    return exit_done;
}

void forget_flag(flag_set& flags, std::optional<std::string>& lesson) {
    flags.add({"--forget",
               "LESSON",
               {"forget one lesson", "忘记一课"},
               "",
               [&lesson](const std::string& typed) {
                   if (typed.empty()) {
                       throw bad_value(
                           "must be a lesson, such as --forget cancel");
                   }
                   lesson = typed;
               }});
}

}  // namespace

command progress_command() {
    return {.name = "progress",
            .summary = {"Prints which lessons are done, and which answers were "
                        "right; nothing of it leaves this machine",
                        "列出完成了哪些课，哪些回答对了；这些都只保存在本机"},
            .example = "ctxdemo progress --forget cancel",
            .prepare = [](flag_set& flags,
                          const std::vector<std::string>&) -> action {
                auto s = std::make_shared<settings>();
                forget_flag(flags, s->forget);
                flags.toggle("--reset", s->reset,
                             {"forget all lessons, and remove the file, "
                              "whatever it contains",
                              "忘记所有的课，并删除文件，不管里面是什么"});
                return [s](const call& c) { return run(*s, c.in); };
            }};
}

}  // namespace ctxdemo
