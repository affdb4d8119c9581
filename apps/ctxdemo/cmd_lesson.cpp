// Running a lesson: its lines go to standard output, and nothing else does.
// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctx/bubble.hpp>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/command.hpp"
#include "apps/ctxdemo/error.hpp"
#include "apps/ctxdemo/output.hpp"
#include "apps/ctxdemo/playback.hpp"
#include "apps/ctxdemo/signals.hpp"

namespace ctxdemo {

namespace {

/// "0.010 ", to the millisecond begun.
std::string stamp_of(ctx::duration time) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;

    const auto ms = duration_cast<milliseconds>(time).count();
    return fmt::format("{}.{:03} ", ms / 1000, ms % 1000);
}

/// `text` with `stamp` before each of its lines; there is more than one if a
/// flag's value has a line break in it.
std::string stamped(const std::string& stamp, std::string_view text) {
    std::string out = stamp;
    for (const char c : text) {
        out += c;
        if (c == '\n') out += stamp;
    }
    return out;
}

void print_step(const ctx::event& e, bool stamps) {
    if (e.what != ctx::step::print) return;
    write_output((stamps ? stamped(stamp_of(e.time), e.text) : e.text) + '\n');
}

ctx::run_report play(const std::function<void()>& program, const playback& p,
                     const ctx::context& until) {
    ctx::bubble_options options;
    options.until = until;
    options.limit = p.limit;
    options.observer = [&](const ctx::event& e) { print_step(e, p.stamps); };
    options.speed = p.speed.value_or(1);
    return p.os ? ctx::run(program, options) : ctx::bubble(program, options);
}

/// As `play`. A failure to print is reported as such, whichever goroutine it
/// met: that one did nothing wrong.
ctx::run_report play_through(const std::function<void()>& program,
                             const playback& p, const ctx::context& until) {
    try {
        return play(program, p, until);
    } catch (const ctx::goroutine_error& e) {
        try {
            std::rethrow_if_nested(e);
        } catch (const output_error&) {
            throw;
        } catch (...) {
            // Then it is the goroutine's, and goes by its name.
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

int run_lesson(const lesson& l, const std::function<void()>& program,
               const playback& p) {
    const interrupt_scope interrupt;
    const auto until =
        l.catches_signals ? ctx::background() : interrupt.context();
    const auto report = play_through(program, p, until);
    if (interrupt.context().err()) return interrupt.exit_code();
    if (!report.interrupted) report_leaks(report.leaks);
    return exit_done;
}

}  // namespace

command lesson_command(const lesson& l) {
    return {.name = l.name,
            .summary = std::string(text_of(l.name).summary),
            .words = "",
            .example = fmt::format("ctxdemo {}{}{}{}", l.name,
                                   l.endless ? " --for 5s" : "",
                                   l.real_time ? "" : " --speed 10",
                                   l.catches_signals ? "" : " --stamps"),
            .prepare = [&l](flag_set& flags) -> action {
                auto program = l.prepare(flags);
                auto p = std::make_shared<playback>();
                playback_flags(flags, *p, l);
                return [&l, program = std::move(program),
                        p](const std::vector<std::string>&) {
                    check_playback(l, *p);
                    return run_lesson(l, program, *p);
                };
            }};
}

}  // namespace ctxdemo
