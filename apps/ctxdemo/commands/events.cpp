// `ctxdemo events` records one run of a lesson and prints its log.
// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>
#include <string>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/events.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::language;

namespace {

struct settings {
    lesson_run lesson;
    bool json = false;
};

// Returns the lines of the events, and how the run ended below a blank line if
// it did not end well.
std::string text_of(const recording& r, std::optional<ctx::duration> limit,
                    language l) {
    const std::string ending = describe_ending(r, limit, l);
    return events_text(r, l) + (ending.empty() ? "" : '\n' + ending + '\n');
}

// A run that fails is not a failure of this command.
int print(const settings& s, language l) {
    check_named(s.lesson, "events");
    const interrupt_scope interrupt;
    const recording r = record(s.lesson, interrupt.context());
    if (interrupt.context().err()) return interrupt.exit_code();
    write_output(s.json ? events_json(r, l) : text_of(r, s.lesson.limit, l));
    return exit_done;
}

}  // namespace

command events_command() {
    return {.name = "events",
            .summary = {"Prints the log of a run of a lesson: a line for each "
                        "event; the lesson's own flags go after its name",
                        "打印一课的一次运行的日志：每个事件一行；"
                        "课自己的参数写在课名后面"},
            .words = lesson_word,
            .max_words = 1,
            .example = "ctxdemo events cancel --stop-after 1s --json",
            .prepare = [](flag_set& flags,
                          const std::vector<std::string>& args) -> action {
                auto s = std::make_shared<settings>();
                flags.toggle(
                    "--json", s->json,
                    {"print JSON Lines, for programs; the fields do not change "
                     "from version to version",
                     "打印 JSON Lines，供程序使用；字段不随版本改变"});
                recording_flags(flags, s->lesson, args, "events");
                return [s](const call& c) { return print(*s, c.in); };
            },
            .complete = complete_one_lesson};
}

}  // namespace ctxdemo
