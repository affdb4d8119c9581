// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/lesson_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <ctx/duration.hpp>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/find_lesson.hpp"
#include "apps/ctxdemo/cli/parse.hpp"
#include "apps/ctxdemo/cli/playback.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"

namespace ctxdemo {

using lessons::flag;
using lessons::flag_set;

namespace {

using word_list = std::vector<std::string>;

/// Returns true if `word`, which is in `args`, may be the value of a flag that
/// only the lesson has: `--work 2s cancel`.
bool may_be_value(const std::string& word, const word_list& args,
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

/// Throws usage_error: `value`, the value of a flag that only the lesson has,
/// stands where the name of the lesson should.
[[noreturn]] void fail_early_value(const std::string& value, word_list args,
                                   const std::string& command) {
    std::erase(args, "--");
    const auto name = std::ranges::find_if(args, is_lesson);
    std::string example = "cancel --work 2s";
    if (name != args.end()) {
        std::rotate(args.begin(), name, name + 1);
        example = shell_line(args);
    }
    throw usage_error(
        command,
        fmt::format("{} is not a lesson; a lesson's flags come after its name, "
                    "such as: ctxdemo {} {}",
                    in_quotes(value), command, example));
}

/// Sets the lesson that `args` name and declares its flags.
void name_lesson(flag_set& flags, lesson_run& l, const word_list& args,
                 const std::string& command) {
    const auto name = first_word(args, flags);
    if (!name) return;
    if (!is_lesson(*name) && may_be_value(*name, args, flags)) {
        fail_early_value(*name, args, command);
    }
    l.command = command;
    l.of = &find_lesson(*name, command);
    l.program = l.of->prepare_recording(flags);
}

}  // namespace

lessons::flag* lesson_run_flags(flag_set& flags, lesson_run& l,
                                const word_list& args,
                                const std::string& command) {
    name_lesson(flags, l, args, command);
    const bool limited = l.of && l.of->is_recorded_to_limit();
    return limited ? &limit_flag(flags, l.limit) : nullptr;
}

void recording_flags(flag_set& flags, lesson_run& l, const word_list& args,
                     const std::string& command) {
    std::vector<std::string> own{"--schedule"};
    for (const auto& f : flags.all()) own.push_back(f.name);
    name_lesson(flags, l, args, command);
    if (!l.of) return;
    if (l.of->is_recorded_to_limit()) {
        l.limit = std::chrono::seconds(3);
        limit_flag(flags, l.limit);
    }
    schedule_flag(flags, l.schedule, l.of->name,
                  [&l] { return schedules_of(l.program, l.limit); });
    auto words = flags_among(args, flags, {own.begin(), own.end()});
    words.insert(words.begin(), {"ctxdemo", "explore", l.of->name});
    const auto is_limit = [](const std::string& word) {
        return word == "--for" || word.starts_with("--for=");
    };
    if (l.limit && std::ranges::none_of(words, is_limit)) {
        words.insert(words.end(), {"--for", ctx::format_duration(*l.limit)});
    }
    l.explore_line = shell_line(words);
}

void check_named(const lesson_run& l, const std::string& command) {
    if (!l.of) fail_no_lesson(command, "nested");
}

recording record(const lesson_run& l, const ctx::context& until) {
    auto r =
        record(l.program, {.schedule = l.schedule.value_or(ctx::schedule()),
                           .limit = l.limit,
                           .until = until});
    if (!l.schedule || until.err()) return r;
    std::vector<std::size_t> ways;
    for (const auto& c : r.choices) ways.push_back(c.ways.size());
    check_schedule(l.command, *l.schedule, ways, l.explore_line);
    return r;
}

}  // namespace ctxdemo
