// `ctxdemo timeline` records one run of a lesson and draws it.
// SPDX-License-Identifier: MIT
#include <memory>
#include <optional>
#include <string>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/timeline.hpp"

namespace ctxdemo {

using lessons::flag_set;
using lessons::language;

namespace {

/// Returns how the run ended, below a blank line; empty if it ended well.
std::string ending(const recording& r, std::optional<ctx::duration> limit,
                   language l) {
    const std::string text = describe_ending(r, limit, l);
    return text.empty() ? "" : '\n' + text + '\n';
}

// Drawing a run that fails is not a failure of this command.
int draw(const lesson_run& l, language in) {
    check_named(l, "timeline");
    const interrupt_scope interrupt;
    const recording r = record(l, interrupt.context());
    if (interrupt.context().err()) return interrupt.exit_code();
    const canvas c{picture_width(), 0, output_signs(), in};
    std::string text =
        to_text(draw_timeline(r, r.steps.size(), c), output_is_colored()) +
        '\n';
    for (const auto& line : legend_lines(c.width, c)) text += line + '\n';
    write_output(text + ending(r, l.limit, in));
    return exit_done;
}

}  // namespace

command timeline_command() {
    return {
        .name = "timeline",
        .summary =
            {"Draws a run of a lesson: a lane for each goroutine, with what "
             "it waits on; the lesson's own flags go after its name",
             "画出一课的一次运行：每个 goroutine "
             "一条泳道，标出它在等什么；课自己的参数写在课名后面"},
        .words = lesson_word,
        .max_words = 1,
        .example = "ctxdemo timeline cancel --stop-after 2500ms",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>& args) -> action {
            auto l = std::make_shared<lesson_run>();
            recording_flags(flags, *l, args, "timeline");
            return [l](const call& c) { return draw(*l, c.in); };
        },
        .complete = complete_one_lesson};
}

}  // namespace ctxdemo
