// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/progress/store.hpp"
#include "apps/ctxdemo/progress/table.hpp"

namespace ctxdemo {

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

/// Returns the text to print afterwards.
std::string carry_out(const settings& s, progress_store& store, language l) {
    if (s.reset) {
        store.reset();
        return fmt::format("{}\n", reset_text.in(l));
    }
    if (!s.forget) return progress_table(store.all(), l);
    const bool kept = store.of(*s.forget).has_value();
    if (kept) store.forget(*s.forget);
    const auto done = kept ? forgot_text : nothing_kept_text;
    return fmt::format(fmt::runtime(done.in(l)), *s.forget) + '\n';
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
        complain("", problem);
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
                             {"forget all of them, and remove the file, "
                              "whatever is in it",
                              "忘记所有的课，并删除文件，不管里面是什么"});
                return [s](const call& c) { return run(*s, c.in); };
            }};
}

}  // namespace ctxdemo
