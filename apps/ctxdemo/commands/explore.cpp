// `ctxdemo explore` finds every transcript of a lesson, and prints each once.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/lesson_run.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/search_line.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/screen/output_screen.hpp"
#include "apps/ctxdemo/views/explore.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::flag_set;
using lessons::language;

namespace {

constexpr bilingual cut_by_interrupt{"interrupted", "被中断"};
constexpr bilingual cut_by_max{"stopped after --max {}", "到 --max {} 为止"};
constexpr bilingual try_more{"; try --max {}", "；试试 --max {}"};

struct settings {
    lesson_run lesson;
    bool json = false;
    bool stamps = false;
    bool all = false;
    std::int64_t max = 100'000;
    std::string command_line;  ///< runs the lesson with the same flags
};

void own_flags(flag_set& flags, settings& s) {
    flags.toggle("--json", s.json,
                 {"print JSON, for programs", "打印 JSON，供程序使用"});
    flags.toggle("--all", s.all,
                 {"print every output in full, not one of each kind",
                  "每种输出都完整打印，而不是每类一种"});
    flags.positive_integer(
        "--max", s.max,
        {"how many schedules to run at most", "最多运行多少种调度"});
    flags.toggle(
        "--stamps", s.stamps,
        {"begin each line with its time in seconds; the same lines at "
         "other times are then another output",
         "每行前面加上时间，以秒计：同样的行，时间不同就算另一种输出"});
}

/// Returns the command that runs the lesson with the flags in `args`.
std::string lesson_line(const std::string& name,
                        const std::vector<std::string>& args,
                        const flag_set& flags) {
    auto words =
        flags_among(args, flags, {"--all", "--json", "--lang", "--max"});
    words.insert(words.begin(), {"ctxdemo", name});
    return shell_line(words);
}

void check(const lesson_run& l) {
    check_named(l, "explore");
    if (l.of->is_recorded_to_limit() && !l.limit) {
        throw usage_error(
            "explore",
            fmt::format("{0} needs --for, because it never ends, such as: "
                        "ctxdemo explore {0} --for 3s",
                        l.of->name));
    }
}

transcripts explore(const settings& s, language l, const ctx::context& until) {
    search_line line(l);
    return find_transcripts(
        s.lesson.program,
        {.max = static_cast<std::uint64_t>(s.max),
         .stamps = s.stamps,
         .limit = s.lesson.limit,
         .until = until,
         .progress = [&](std::uint64_t schedules, std::size_t n) {
             line.show(schedules, n);
         }});
}

/// Returns why the search was cut short, if it was.
std::string cut_by(const settings& s, bool interrupted, language l) {
    if (interrupted) return std::string(cut_by_interrupt.in(l));
    std::string out = fmt::format(fmt::runtime(cut_by_max.in(l)), s.max);
    if (s.max <= std::numeric_limits<std::int64_t>::max() / 10) {
        out += fmt::format(fmt::runtime(try_more.in(l)), s.max * 10);
    }
    return out;
}

int run(const settings& s, language l) {
    check(s.lesson);
    const interrupt_scope interrupt;
    const auto found = explore(s, l, interrupt.context());
    const bool interrupted = static_cast<bool>(interrupt.context().err());
    write_output(
        s.json ? explore_json(s.lesson.of->name, found)
               : explore_text(
                     found, {s.command_line, cut_by(s, interrupted, l), s.all},
                     output_page(l)));
    return interrupted ? interrupt.exit_code() : exit_done;
}

}  // namespace

command explore_command() {
    return {
        .name = "explore",
        .summary = {"Runs a lesson under every schedule, and prints each "
                    "output that it can have; the lesson's own flags go "
                    "after its name",
                    "用每一种调度运行一课，列出它可能打印的所有输出；课自己的参"
                    "数写在课名后面"},
        .words = lesson_word,
        .max_words = 1,
        .example = "ctxdemo explore cancel --stop-after 2s",
        .prepare = [](flag_set& flags,
                      const std::vector<std::string>& args) -> action {
            auto s = std::make_shared<settings>();
            own_flags(flags, *s);
            lesson_run_flags(flags, s->lesson, args, "explore");
            if (const auto* of = s->lesson.of) {
                s->command_line = lesson_line(of->name, args, flags);
            }
            return [s](const call& c) { return run(*s, c.in); };
        }};
}

}  // namespace ctxdemo
