// `ctxdemo progress` prints tables of the lessons and of the exercises that are
// begun, or forgets one or all. A problem with the file is printed instead;
// --reset ignores the problem.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
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
#include "apps/ctxdemo/views/filled.hpp"
#include "lessons/support/catalog.hpp"

namespace ctxdemo {

using lessons::all_exercises;
using lessons::all_lessons;
using lessons::bad_value;
using lessons::bilingual;
using lessons::completion;
using lessons::flag;
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
constexpr bilingual exercise_heading{"exercise", "练习"};
constexpr bilingual solved_heading{"solved", "解出"};
constexpr bilingual hints_heading{"hints", "提示"};
constexpr bilingual done_count{"Done: {0} of {1} lessons.",
                               "{1} 课中完成了 {0} 课。"};
constexpr bilingual solved_count{"Solved: {0} of {1} exercises.",
                                 "{1} 个练习中解出了 {0} 个。"};

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
    const auto& name = *s.forget;
    if (store.of(name) || store.of_exercise(name)) return;
    auto known = lesson_names();
    for (const auto& e : all_exercises()) known.emplace_back(e.name);
    if (std::ranges::find(known, name) != known.end()) return;
    fail_unknown("progress", "lesson or exercise", name, known,
                 "ctxdemo progress");
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

std::string in(const bilingual& b, language l) { return std::string(b.in(l)); }

std::string date_or_none(const std::string& date) {
    return date.empty() ? "-" : date;
}

/// Returns a line for each lesson: whether it is done, the answer, the date.
std::string lesson_table(const progress_map& all, const page& p) {
    columns table;
    table.add({in(lesson_heading, p.in), in(done_heading, p.in),
               in(answer_heading, p.in), in(date_heading, p.in)});
    std::size_t done = 0;
    for (const auto& of : all_lessons()) {
        const auto it = all.find(of.name);
        const auto& kept = it == all.end() ? lesson_progress() : it->second;
        table.add({of.name, in(kept.finished ? yes_word : no_word, p.in),
                   answer_of(kept, p.in), date_or_none(kept.date)});
        if (kept.finished) ++done;
    }
    return table.text(p.width) + '\n' +
           beside("", 0, filled(done_count, p.in, done, all_lessons().size()),
                  p.width);
}

/// Returns a line for each exercise that is begun, and how many are solved.
std::string exercise_table(const exercise_map& all, const page& p) {
    columns table;
    table.add({in(exercise_heading, p.in), in(solved_heading, p.in),
               in(hints_heading, p.in), in(date_heading, p.in)});
    std::size_t begun = 0, solved = 0;
    for (const auto& of : all_exercises()) {
        const auto it = all.find(std::string(of.name));
        if (it == all.end()) continue;
        const auto& kept = it->second;
        table.add({std::string(of.name),
                   in(kept.solved ? yes_word : no_word, p.in),
                   fmt::format("{}/{}", kept.hints, of.text(p.in).hints.size()),
                   date_or_none(kept.date)});
        ++begun;
        if (kept.solved) ++solved;
    }
    const auto count = beside(
        "", 0, filled(solved_count, p.in, solved, all_exercises().size()),
        p.width);
    return begun == 0 ? count : '\n' + table.text(p.width) + '\n' + count;
}

/// Returns the text to print afterwards.
std::string carry_out(const settings& s, progress_store& store, language l) {
    if (s.reset) {
        store.reset();
        return beside("", 0, reset_text.in(l), output_page(l).width);
    }
    if (!s.forget) {
        return lesson_table(store.all(), output_page(l)) +
               exercise_table(store.exercises(), output_page(l));
    }
    const bool kept = store.of(*s.forget) || store.of_exercise(*s.forget);
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
    flag& f = flags.add(
        {"--forget",
         "NAME",
         {"forget one lesson or exercise", "忘记一课或一个练习"},
         "",
         [&lesson](const std::string& typed) {
             if (typed.empty()) {
                 throw bad_value(
                     "must be a lesson or an exercise, such as --forget "
                     "cancel");
             }
             lesson = typed;
         }});
    f.complete = [] {
        completion c;
        for (const auto& l : all_lessons()) c.words.push_back({l.name});
        for (const auto& e : all_exercises()) {
            c.words.push_back({std::string(e.name)});
        }
        return c;
    };
}

}  // namespace

command progress_command() {
    return {.name = "progress",
            .summary = {"Prints which lessons are done, which answers were "
                        "right, and which exercises are solved; nothing of it "
                        "leaves this machine",
                        "列出完成了哪些课，哪些回答对了，解出了哪些练习；这些都"
                        "只保存在本机"},
            .example = "ctxdemo progress --forget cancel",
            .prepare = [](flag_set& flags,
                          const std::vector<std::string>&) -> action {
                auto s = std::make_shared<settings>();
                forget_flag(flags, s->forget);
                flags.toggle(
                    "--reset", s->reset,
                    {"forget all lessons and exercises, and remove "
                     "the file, whatever it contains",
                     "忘记所有的课和练习，并删除文件，不管里面是什么"});
                return [s](const call& c) { return run(*s, c.in); };
            }};
}

}  // namespace ctxdemo
