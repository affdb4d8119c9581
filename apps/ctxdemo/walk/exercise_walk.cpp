// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/walk/exercise_walk.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/exercise/verdict_headline.hpp"
#include "apps/ctxdemo/exercise/verdict_text.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/screen/terminal.hpp"
#include "apps/ctxdemo/views/filled.hpp"
#include "apps/ctxdemo/walk/judged_walk.hpp"
#include "apps/ctxdemo/walk/learners_run.hpp"
#include "apps/ctxdemo/walk/plain.hpp"
#include "apps/ctxdemo/walk/puzzle_walk.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::puzzle;

namespace {

constexpr bilingual at_lines{" Lines {} and {}.", "第 {} 行和第 {} 行。"};
constexpr bilingual in_schedule{" Schedule {}.", "调度 {}。"};

// Shows a walk until it is left or `until` is done. Calls `after_key` after
// each key and each step that plays.
void show(terminal& screen, judged_walk& w, language in,
          const ctx::context& until, const std::function<void()>& after_key) {
    while (!until.err()) {
        const auto drawn =
            w.draw({screen.width(), screen.height(), output_signs(), in});
        screen.draw(drawn.picture);
        const bool playing = w.run().is_playing();
        const auto k = screen.read(until, w.run().until_next());
        auto did = walk_result::changed;
        if (k) {
            did = w.press(*k, drawn.rows);
        } else {
            w.run().play_on();
        }
        // Keys typed while the run played were meant for an earlier picture.
        if (k && playing) screen.forget_keys();
        after_key();
        if (did == walk_result::quit || did == walk_result::finished) return;
    }
}

void check_terminal(const char* example) {
    if (is_full_terminal()) return;
    throw usage_error(
        "exercise",
        fmt::format("standard input and output must be a terminal that can "
                    "show a full screen; use --plain to print the run as text, "
                    "such as: ctxdemo exercise {} --plain",
                    example));
}

canvas canvas_of_text(language in) {
    return {std::min<std::size_t>(picture_width(), 80), 24, output_signs(), in};
}

// -- an exercise -------------------------------------------------------------

std::string headline_of(const verdict& v, language in) {
    std::string text = verdict_headline(v, in);
    if (v.race.size() == 2) {
        text +=
            filled(at_lines, in, v.race[0].by.at.line, v.race[1].by.at.line);
    }
    if (v.kind != verdict_kind::solved && !v.schedule.empty()) {
        text += filled(in_schedule, in, v.schedule);
    }
    return text;
}

std::string text_of_verdict(const judged_source& source, const verdict& v,
                            language in) {
    return to_text(verdict_text(v, source,
                                {.in = in,
                                 .width = output_page(in).width,
                                 .signs = output_signs(),
                                 .with_commands = false}),
                   output_is_colored());
}

}  // namespace

void show_walk(terminal& screen, const judged_source& source, const judged& j,
               language in, const ctx::context& until) {
    const learners_run run(source, j, until);
    const bool is_solved = j.result.kind == verdict_kind::solved;
    judged_walk w(run.view(), {.name = std::string(source.of.name),
                               .title = std::string(source.of.text(in).title),
                               .headline = headline_of(j.result, in),
                               .as = is_solved ? look::good : look::bad});
    show(screen, w, in, until, [] {});
}

int walk_exercise(const judged_source& source, language in, bool plain) {
    if (!plain) check_terminal(fmt::format("walk {}", source.of.name).c_str());
    const interrupt_scope interrupt(&terminal::give_back);
    const auto& until = interrupt.context();
    const judged j = judge_file(source.of, source.file, until);
    if (until.err()) return interrupt.exit_code();
    const bool is_shown = can_be_walked(j.result.kind);
    if (plain || !is_shown) {
        write_output(text_of_verdict(source, j.result, in));
    }
    if (!is_shown) return exit_failed;
    if (!plain) {
        terminal screen(output_is_colored(), in == language::zh);
        show_walk(screen, source, j, in, until);
    } else {
        const learners_run run(source, j, until);
        write_output('\n' + plain_run(run.view(), canvas_of_text(in)));
    }
    return until.err() ? interrupt.exit_code() : exit_done;
}

int break_puzzle(const puzzle& p, language in, const break_options& options) {
    if (!options.plain) check_terminal(fmt::format("break {}", p.name).c_str());
    const interrupt_scope interrupt(&terminal::give_back);
    const auto& until = interrupt.context();
    const puzzle_walk puzzle(p, in, options.schedule.value_or(ctx::schedule()),
                             until);
    if (until.err()) return interrupt.exit_code();
    judged_walk w = puzzle.walk();
    if (options.plain) {
        const bool is_wrong = static_cast<bool>(w.run().fault());
        if (is_wrong && options.solved) options.solved();
        write_output(puzzle.text(w.run(), canvas_of_text(in)));
        return is_wrong ? exit_done : exit_failed;
    }
    {
        terminal screen(output_is_colored(), in == language::zh);
        bool was_wrong = false;
        show(screen, w, in, until, [&] {
            if (!w.is_at_fault()) return;
            w.set_why(puzzle.why(w.run()));
            if (!was_wrong && options.solved) options.solved();
            was_wrong = true;
        });
    }
    return until.err() ? interrupt.exit_code() : exit_done;
}

}  // namespace ctxdemo
