// `ctxdemo tree` records one run of a lesson, and draws the contexts as they
// are at one time of the run.
// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/views/tree.hpp"

namespace ctxdemo {

using lessons::bad_value;
using lessons::bilingual;
using lessons::flag;
using lessons::flag_set;

namespace {

struct settings {
    lesson_run lesson;
    std::optional<ctx::duration> at;
};

void at_flag(flag_set& flags, std::optional<ctx::duration>& at) {
    flag& f = flags.duration("--at", at,
                             {"draw the contexts as of this time of the run",
                              "画出运行到这个时刻时的状态"});
    f.otherwise = bilingual{"its end", "运行完时"};
    f.set = [&at, set = std::move(f.set)](const std::string& typed) {
        set(typed);
        if (*at < ctx::duration::zero()) {
            throw bad_value("must not be before the start, such as 1.5s");
        }
    };
}

int draw(const settings& s, lessons::language in) {
    check_named(s.lesson, "tree");
    const interrupt_scope interrupt;
    const recording r = record(s.lesson, interrupt.context());
    if (interrupt.context().err()) return interrupt.exit_code();
    const std::size_t step = s.at ? step_at(r, *s.at) : r.steps.size();
    const frame f =
        draw_tree(moment_at(r, step), {picture_width(), 0, output_signs(), in});
    write_output(to_text(f, output_is_colored()));
    return exit_done;
}

}  // namespace

command tree_command() {
    return {
        .name = "tree",
        .summary = {"Draws the tree of the contexts in a run of a lesson, each "
                    "with its state; the lesson's own flags go after its name",
                    "运行一课，画出各个 context 的树和它们的状态；"
                    "课自己的参数写在课名后面"},
        .words = lesson_word,
        .max_words = 1,
        .example = "ctxdemo tree timeout --at 20ms",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>& args) -> action {
            auto s = std::make_shared<settings>();
            at_flag(flags, s->at);
            recording_flags(flags, s->lesson, args, "tree");
            return [s](const call& c) { return draw(*s, c.in); };
        },
        .complete = complete_one_lesson};
}

}  // namespace ctxdemo
