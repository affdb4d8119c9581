// `ctxdemo explore` finds every transcript of a lesson, and prints each once.
// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
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
#include "apps/ctxdemo/views/filled.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::flag_set;
using lessons::language;

namespace {

constexpr bilingual no_limit{"none; a lesson without an end needs it",
                             "没有；不会自己结束的课要给出它"};
constexpr bilingual cut_by_interrupt{"interrupted", "被中断"};
constexpr bilingual cut_by_max{"stopped after --max {}, with about {} % done",
                               "到 --max {} 为止，约完成 {}%"};
constexpr bilingual try_more{"; try --max {}", "；试试 --max {}"};
constexpr bilingual cut_by_bound{
    "no schedule with more than {} preemption{} was run",
    "没有运行抢占超过 {} 次的调度"};
constexpr bilingual cut_by_chance{
    "these are random schedules, from --random-seed {}",
    "这些是随机的调度，从 --random-seed {} 开始"};
constexpr bilingual cut_by_endless_run{"a run that does not end was stopped",
                                       "有一次运行不会结束，被停下"};

struct settings {
    lesson_run lesson;
    bool json = false;
    bool stamps = false;
    bool all = false;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> preemptions;
    std::optional<std::int64_t> random;
    std::optional<std::int64_t> seed;
    std::string command_line;  ///< runs the lesson with the same flags
};

std::int64_t most_schedules(const settings& s) {
    return s.random ? *s.random : s.max.value_or(100'000);
}

void own_flags(flag_set& flags, settings& s) {
    flags.toggle("--json", s.json,
                 {"print JSON, for programs", "打印 JSON，供程序使用"});
    flags.toggle("--all", s.all,
                 {"print every output in full, not one of each kind",
                  "每种输出都完整打印，而不是每类一种"});
    flags
        .positive_integer(
            "--max", s.max,
            {"how many schedules to run at most", "最多运行多少种调度"})
        .default_text = "100000";
    flags.integer(
        "--preemptions", s.preemptions,
        {"run only schedules in which a goroutine that could go on has to let "
         "another one go first at most N times",
         "只运行这样的调度：还能走的 goroutine 让别的先走，最多 N 次"},
        0);
    flags.positive_integer("--random", s.random,
                           {"run N random schedules instead of each",
                            "随机运行 N 种调度，而不是每一种"});
    flags
        .positive_integer(
            "--random-seed", s.seed,
            {"where --random begins; the same seed makes the same schedules",
             "--random 的起点；种子相同，调度就相同"})
        .default_text = "1";
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
    auto words = flags_among(args, flags,
                             {"--all", "--json", "--lang", "--max",
                              "--preemptions", "--random", "--random-seed"});
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

/// Throws usage_error if the flags of the search exclude each other.
void check_search(const settings& s) {
    const auto exclude = [&](const char* other) {
        throw usage_error(
            "explore",
            fmt::format("--random excludes {}, because it runs random "
                        "schedules, and as many as it says; leave one out, "
                        "such as: ctxdemo explore {} --random {}",
                        other, s.lesson.of->name, s.random.value_or(1000)));
    };
    if (s.random && s.max) exclude("--max");
    if (s.random && s.preemptions) exclude("--preemptions");
    if (s.seed && !s.random) {
        throw usage_error(
            "explore",
            fmt::format("--random-seed needs --random, such as: ctxdemo "
                        "explore {} --random 1000 --random-seed {}",
                        s.lesson.of->name, *s.seed));
    }
}

exploration_options options_of(const settings& s) {
    exploration_options options;
    options.max = static_cast<std::uint64_t>(most_schedules(s));
    options.stamps = s.stamps;
    options.limit = s.lesson.limit;
    if (s.preemptions) {
        options.preemptions = static_cast<std::size_t>(*s.preemptions);
    }
    if (s.random) {
        options.seed = static_cast<std::uint64_t>(s.seed.value_or(1));
    }
    return options;
}

transcripts explore(const settings& s, language l, const ctx::context& until) {
    search_line line(l);
    exploration_options options = options_of(s);
    options.until = until;
    options.progress = [&](const search_progress& p) { line.show(p); };
    return find_transcripts(s.lesson.program, options);
}

std::string cut_short(const settings& s, const transcripts& found, language l) {
    const std::int64_t max = most_schedules(s);
    std::string out =
        filled(cut_by_max, l, max, static_cast<int>(found.done * 100));
    if (max <= std::numeric_limits<std::int64_t>::max() / 10) {
        out += filled(try_more, l, max * 10);
    }
    return out;
}

/// Returns why the search is not complete, if it is not.
std::string cut_by(const settings& s, const transcripts& found,
                   bool interrupted, language l) {
    if (interrupted) return std::string(cut_by_interrupt.in(l));
    if (s.random) return filled(cut_by_chance, l, s.seed.value_or(1));
    if (found.stopped) return cut_short(s, found, l);
    if (s.preemptions) {
        return filled(cut_by_bound, l, *s.preemptions,
                      s.preemptions == 1 ? "" : "s");
    }
    return std::string(cut_by_endless_run.in(l));
}

int run(const settings& s, language l) {
    check(s.lesson);
    check_search(s);
    const interrupt_scope interrupt;
    const auto found = explore(s, l, interrupt.context());
    const bool interrupted = static_cast<bool>(interrupt.context().err());
    write_output(s.json
                     ? explore_json(s.lesson.of->name, found)
                     : explore_text(found,
                                    {s.command_line,
                                     cut_by(s, found, interrupted, l), s.all},
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
            auto* limit = lesson_run_flags(flags, s->lesson, args, "explore");
            if (limit) limit->otherwise = no_limit;
            if (const auto* of = s->lesson.of) {
                s->command_line = lesson_line(of->name, args, flags);
            }
            return [s](const call& c) { return run(*s, c.in); };
        },
        .complete = complete_one_lesson};
}

}  // namespace ctxdemo
