// Runs a lesson. Standard output gets the lesson's lines and nothing else.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <ctx/bubble.hpp>
#include <ctx/explore.hpp>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/playback.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/shortage.hpp"
#include "lessons/support/println.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;
using lessons::text_of;

namespace {

/// Throws usage_error if the program does not have the schedule asked for. To
/// find out, runs the program once, in no time and without output.
void try_schedule(const lesson& l, const std::function<void()>& program,
                  const playback& p, const std::string& explore_line,
                  const ctx::context& until) {
    if (!p.schedule) return;
    ctx::replay chosen(*p.schedule);
    ctx::bubble_options options;
    options.until = until;
    options.limit = p.limit;
    options.choose = std::ref(chosen);
    try {
        (void)ctx::bubble(program, options);
    } catch (const std::exception&) {
        rethrow_if_shortage();
        // The run that the user sees fails again.
    }
    if (until.err()) return;
    check_schedule(l.name, *p.schedule, chosen.ways(), explore_line);
}

ctx::run_report play(const lesson& l, const std::function<void()>& program,
                     const playback& p, const ctx::context& until) {
    ctx::bubble_options options;
    options.until = until;
    options.limit = p.limit;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print && e.other == STDERR_FILENO) {
            return lessons::write_error(e.text);
        }
        const std::string lines = printed(e, p.stamps);
        if (!lines.empty()) write_output(lines);
    };
    options.speed = p.speed.value_or(1);
    ctx::replay chosen(p.schedule.value_or(ctx::schedule()));
    if (p.schedule) options.choose = std::ref(chosen);
    if (l.real_time) return ctx::run_on_fibers(program, options);
    return p.os ? ctx::run(program, options) : ctx::bubble(program, options);
}

/// As `play`, but a failure to print is not blamed on the goroutine that
/// printed.
ctx::run_report play_through(const lesson& l,
                             const std::function<void()>& program,
                             const playback& p, const ctx::context& until) {
    try {
        return play(l, program, p, until);
    } catch (const ctx::goroutine_error& e) {
        try {
            std::rethrow_if_nested(e);
        } catch (const output_error&) {
            throw;
        } catch (...) {
            // The goroutine failed itself, so the error names it.
        }
        throw;
    }
}

void report_leaks(const std::vector<ctx::goroutine_status>& leaks) {
    if (leaks.empty()) return;
    std::string text = fmt::format(
        "ctxdemo: {} still alive when main returned:\n",
        leaks.size() == 1 ? "1 goroutine was"
                          : fmt::format("{} goroutines were", leaks.size()));
    for (const auto& g : leaks) text += "  " + ctx::to_string(g) + '\n';
    std::fputs(text.c_str(), stderr);
}

/// Returns the command that lists the lesson's schedules with these flags.
std::string explore_line_of(const lesson& l,
                            const std::vector<std::string>& args,
                            const flag_set& flags) {
    auto words = flags_among(
        args, flags, {"--speed", "--os", "--stamps", "--schedule", "--lang"});
    words.insert(words.begin(), {"ctxdemo", "explore", l.name});
    return shell_line(words);
}

int run_lesson(const lesson& l, const std::function<void()>& program,
               const playback& p, const std::string& explore_line) {
    const interrupt_scope interrupt;
    const auto until =
        l.catches_signals ? ctx::background() : interrupt.context();
    try_schedule(l, program, p, explore_line, until);
    const auto report = play_through(l, program, p, until);
    // A lesson that handles the signal itself ends as its Go program does.
    if (until.err()) return interrupt.exit_code();
    if (!report.interrupted && !l.catches_signals) report_leaks(report.leaks);
    return exit_done;
}

}  // namespace

command lesson_command(const lesson& l) {
    return {.name = l.name,
            // check_prose has checked that neither is empty.
            .summary = bilingual::checked_before(
                text_of(l.name).prose(language::en).summary,
                text_of(l.name).prose(language::zh).summary),
            .example = fmt::format("ctxdemo {}{}{}{}", l.name,
                                   l.endless ? " --for 5s" : "",
                                   l.real_time ? "" : " --speed 10",
                                   l.catches_signals ? "" : " --stamps"),
            .prepare = [&l](flag_set& flags,
                            const std::vector<std::string>& args) -> action {
                auto program = l.prepare(flags);
                auto p = std::make_shared<playback>();
                playback_flags(flags, *p, l, program);
                return [&l, program = std::move(program), p,
                        line = explore_line_of(l, args, flags)](const call&) {
                    check_playback(l, *p);
                    return run_lesson(l, program, *p, line);
                };
            }};
}

}  // namespace ctxdemo
