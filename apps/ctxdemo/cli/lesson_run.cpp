// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/lesson_run.hpp"

#include <chrono>

#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/playback.hpp"

namespace ctxdemo {

using lessons::flag_set;

void lesson_run_flags(flag_set& flags, lesson_run& l,
                      const std::vector<std::string>& args,
                      const std::string& command) {
    const auto name = first_word(args, flags);
    if (!name) return;
    l.of = &find_lesson(*name, command);
    l.program = l.of->prepare(flags);
    if (l.of->endless) {
        l.limit = std::chrono::seconds(3);
        limit_flag(flags, l.limit);
    }
    if (!l.of->real_time) schedule_flag(flags, l.schedule, l.of->name);
}

void check_named(const lesson_run& l, const std::string& command) {
    if (!l.of) fail_no_lesson(command, "nested");
}

recording record(const lesson_run& l, const ctx::context& until) {
    return record(l.program, {.schedule = l.schedule.value_or(ctx::schedule()),
                              .limit = l.limit,
                              .until = until,
                              .real_time = l.of->real_time});
}

}  // namespace ctxdemo
