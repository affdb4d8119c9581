// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/playback.hpp"
#include "apps/ctxdemo/cli/wording.hpp"
#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/commands/search_line.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "apps/ctxdemo/views/explore.hpp"

namespace ctxdemo {

using lessons::all_lessons;
using lessons::bilingual;
using lessons::flag;
using lessons::flag_set;
using lessons::language;
using lessons::lesson;

namespace {

constexpr bilingual cut_by_interrupt{"interrupted", "被中断"};
constexpr bilingual cut_by_max{"stopped after --max {}", "到 --max {} 为止"};
constexpr bilingual try_more{"; try --max {}", "；试试 --max {}"};

struct settings {
    const lesson* of = nullptr;  ///< null if none was named
    std::function<void()> program;
    bool json = false;
    bool stamps = false;
    std::int64_t max = 100'000;
    std::optional<ctx::duration> limit;
    std::string command_line;  ///< that runs the lesson so
};

void own_flags(flag_set& flags, settings& s) {
    flags.toggle("--json", s.json,
                 {"print JSON, for programs", "打印 JSON，供程序使用"});
    flags.positive_integer(
        "--max", s.max,
        {"how many schedules to run at most", "最多运行多少种调度"});
    flags.toggle(
        "--stamps", s.stamps,
        {"begin each line with its time in seconds: the same lines at "
         "other times are then another transcript",
         "每行前面加上时间，以秒计：同样的行，时间不同就算另一种输出"});
}

bool is_lesson(const std::string& name) {
    return std::ranges::find(all_lessons(), name, &lesson::name) !=
           all_lessons().end();
}

/// `explore --work 2s cancel`: `taken`, the value of a flag that only the
/// lesson has, was taken for the lesson.
[[noreturn]] void fail_early_flag(std::vector<std::string> args,
                                  const std::string& taken) {
    std::erase(args, "--");
    const auto name = std::ranges::find_if(args, is_lesson);
    std::string example = "cancel --work 2s";
    if (name != args.end()) {
        std::rotate(args.begin(), name, name + 1);
        example = shell_line(args);
    }
    throw usage_error(
        "explore",
        fmt::format("{} is no lesson; a lesson's flags come after its name, "
                    "such as: ctxdemo explore {}",
                    quoted(taken), example));
}

/// True if `word`, one of `args`, may be the value of a flag that is none of
/// `own`.
bool may_be_value(const std::string& word, const std::vector<std::string>& args,
                  const flag_set& own) {
    const auto at = std::ranges::find(args, word);
    if (at == args.begin()) return false;
    const std::string& before = *(at - 1);
    const bool known =
        before == "--" || before == "--help" || before == "-h" ||
        std::ranges::find(own.all(), before, &flag::name) != own.all().end();
    return !known && before.starts_with('-') &&
           before.find('=') == std::string::npos;
}

void lesson_flags(flag_set& flags, settings& s, const std::string& name,
                  const std::vector<std::string>& args) {
    if (!is_lesson(name) && may_be_value(name, args, flags)) {
        fail_early_flag(args, name);
    }
    s.of = &find_lesson(name, "explore");
    s.program = s.of->prepare(flags);
    if (s.of->endless) limit_flag(flags, s.limit);
}

/// What runs the lesson, as one types it.
std::string lesson_line(const std::string& name,
                        const std::vector<std::string>& args,
                        const flag_set& flags) {
    auto words = flags_among(args, flags, {"--json", "--lang", "--max"});
    words.insert(words.begin(), {"ctxdemo", name});
    return shell_line(words);
}

void check(const settings& s) {
    if (!s.of) fail_no_lesson("explore", "nested");
    if (s.of->real_time) {
        throw usage_error(
            "explore",
            fmt::format("{} uses the network, whose schedules cannot be "
                        "chosen; explore another lesson, such as: ctxdemo "
                        "explore cancel",
                        s.of->name));
    }
    if (s.of->endless && !s.limit) {
        throw usage_error(
            "explore",
            fmt::format("{0} needs --for, because it never ends, such as: "
                        "ctxdemo explore {0} --for 3s",
                        s.of->name));
    }
}

transcripts explore(const settings& s, const ctx::context& until) {
    progress_line line;
    return find_transcripts(
        s.program, {.max = static_cast<std::uint64_t>(s.max),
                    .stamps = s.stamps,
                    .limit = s.limit,
                    .until = until,
                    .progress = [&](std::uint64_t schedules, std::size_t n) {
                        line.show(schedules, n);
                    }});
}

/// What has cut the search, if it is not complete.
std::string cut_by(const settings& s, bool interrupted, language l) {
    if (interrupted) return std::string(cut_by_interrupt.in(l));
    std::string out = fmt::format(fmt::runtime(cut_by_max.in(l)), s.max);
    if (s.max <= std::numeric_limits<std::int64_t>::max() / 10) {
        out += fmt::format(fmt::runtime(try_more.in(l)), s.max * 10);
    }
    return out;
}

int run(const settings& s, language l) {
    check(s);
    const interrupt_scope interrupt;
    const auto found = explore(s, interrupt.context());
    const bool interrupted = static_cast<bool>(interrupt.context().err());
    write_output(s.json ? explore_json(s.of->name, found)
                        : explore_text(s.command_line, found,
                                       cut_by(s, interrupted, l), l));
    return interrupted ? interrupt.exit_code() : exit_done;
}

}  // namespace

command explore_command() {
    return {.name = "explore",
            .summary =
                {"Runs a lesson under every schedule, and prints all that it "
                 "can print; the lesson's own flags go after its name",
                 "用每一种调度运行一课，列出它可能打印的所有输出；课程自己的参"
                 "数写在课程名后面"},
            .words = lesson_word,
            .max_words = 1,
            .example = "ctxdemo explore cancel --stop-after 2s",
            .prepare = [](flag_set& flags,
                          const std::vector<std::string>& args) -> action {
                auto s = std::make_shared<settings>();
                own_flags(flags, *s);
                const auto name = first_word(args, flags);
                if (name) {
                    lesson_flags(flags, *s, *name, args);
                    s->command_line = lesson_line(*name, args, flags);
                }
                return [s](const call& c) { return run(*s, c.in); };
            }};
}

}  // namespace ctxdemo
