// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/playback.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <ctx/bubble.hpp>
#include <ctx/context.hpp>
#include <system_error>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/quoting.hpp"
#include "apps/ctxdemo/run/transcripts.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bad_value;
using lessons::bilingual;
using lessons::completion;
using lessons::flag;
using lessons::flag_set;
using lessons::lesson;
using lessons::printable;
using namespace std::chrono_literals;

namespace {

double parse_speed(const std::string& typed) {
    if (typed == "max") return ctx::instant;
    double speed = 0;
    const char* end = typed.data() + typed.size();
    const auto [stop, problem] = std::from_chars(typed.data(), end, speed);
    if (problem != std::errc() || stop != end || !std::isfinite(speed) ||
        speed <= 0) {
        throw bad_value("must be a number above zero or max, such as 10");
    }
    return speed;
}

/// Returns what is wrong with the form of a schedule.
std::string problem_of(const std::string& typed) {
    const auto at = std::ranges::find_if(typed, [](char c) {
        return !(('0' <= c && c <= '9') || ('a' <= c && c <= 'z'));
    });
    if (at == typed.end()) {
        return typed.empty() ? "it is empty" : "a digit must follow the last z";
    }
    const auto place = at - typed.begin();
    auto end = at + 1;  // of a character of several bytes
    while (end != typed.end() && (*end & '\xc0') == '\x80') ++end;
    return fmt::format("digit {} is {}", place + 1,
                       in_quotes(std::string(at, end)));
}

ctx::schedule parse_schedule(const std::string& typed,
                             const std::string& lesson) {
    if (const auto schedule = ctx::parse_schedule(typed)) return *schedule;
    throw bad_value(fmt::format(
        "not a schedule, because {}; its digits are 0 to 9 and a to z, such as "
        "001; ctxdemo explore {} lists a schedule for each output",
        problem_of(typed), lesson));
}

/// Returns one choice as the printed form of a schedule has it.
std::string printed(std::size_t choice) {
    return ctx::to_string(ctx::schedule({choice}));
}

/// Returns the first `count` choices as the printed form has them.
std::string printed(const std::vector<std::size_t>& choices,
                    std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += printed(choices[i]);
    return text;
}

/// Returns why no run with so many ways at each of its choices makes `choices`;
/// an empty text if one does.
std::string misfit_of(const std::vector<std::size_t>& choices,
                      const std::vector<std::size_t>& ways) {
    for (std::size_t i = 0; i < std::min(choices.size(), ways.size()); ++i) {
        if (choices[i] < ways[i]) continue;
        return fmt::format(
            "digit {} is {}, but only 0 to {} can be chosen there",
            printed(choices, i).size() + 1, printed(choices[i]),
            printed(ways[i] - 1));
    }
    if (choices.size() <= ways.size()) return "";
    return fmt::format(
        "it has {}, but this run has only {}",
        counted(printed(choices, choices.size()).size(), "digit"),
        counted(ways.size(), "choice"));
}

/// Returns the output of a run on one line, which may be cut short.
std::string on_one_line(const transcript& t) {
    std::string line = t.text;
    while (line.ends_with('\n')) line.pop_back();
    for (std::size_t at = 0; (at = line.find('\n', at)) != line.npos;) {
        line.replace(at, 1, ", ");
    }
    if (!t.failure.empty()) line += (line.empty() ? "" : ", ") + t.failure;
    return shortened(printable(line));
}

}  // namespace

flag& limit_flag(flag_set& flags, std::optional<ctx::duration>& limit) {
    flag& f = flags.positive_duration(
        "--for", limit,
        {"end the run after this much of its time; the rest of main does not "
         "run",
         "运行这么久就结束，main 余下的部分不再运行"});
    if (!limit) f.otherwise = bilingual{"at Ctrl-C", "按 Ctrl-C 时"};
    return f;
}

void schedule_flag(flag_set& flags, std::optional<ctx::schedule>& schedule,
                   const std::string& lesson,
                   std::function<completion()> complete) {
    flag& f = flags.add(
        {"--schedule",
         "ID",
         {"run the lesson under this schedule, which ctxdemo explore lists",
          "用这个调度运行，它是 ctxdemo explore 列出的一种"},
         "0",
         [&schedule, lesson](const std::string& typed) {
             schedule = parse_schedule(typed, lesson);
         }});
    f.complete = std::move(complete);
}

completion schedules_of(const std::function<void()>& program,
                        std::optional<ctx::duration> limit) {
    constexpr std::size_t enough = 30;
    constexpr std::size_t too_long = 40;  // for a user to choose among
    const auto search = ctx::with_timeout(ctx::background(), 300ms);
    const auto found =
        find_transcripts(program, {.max = 10'000,
                                   .limit = limit,
                                   .until = search.child,
                                   .progress = [&](const search_progress& p) {
                                       if (p.outputs >= enough) search.cancel();
                                   }});
    completion c;
    for (const auto& t : found.all) {
        std::string id = ctx::to_string(t.shortest);
        if (id.size() > too_long) continue;
        c.words.push_back({std::move(id), on_one_line(t)});
    }
    if (found.all.empty()) c.words.push_back({"0"});
    return c;
}

std::string schedule_misfit(const ctx::schedule& chosen,
                            const std::vector<std::size_t>& ways) {
    const std::string misfit = misfit_of(chosen.choices(), ways);
    if (misfit.empty()) return "";
    return fmt::format("--schedule {}: {}", shortened(ctx::to_string(chosen)),
                       misfit);
}

void check_schedule(const std::string& command, const ctx::schedule& chosen,
                    const std::vector<std::size_t>& ways,
                    const std::string& explore_line) {
    const std::string misfit = schedule_misfit(chosen, ways);
    if (misfit.empty()) return;
    throw usage_error(
        command, fmt::format("{}; {} lists a schedule for each output", misfit,
                             explore_line));
}

void playback_flags(flag_set& flags, playback& p, const lesson& l,
                    const std::function<void()>& program) {
    p.os = l.real_time;
    if (l.endless) limit_flag(flags, p.limit);
    flags.add(
        {"--speed", "X",
         l.real_time
             ? bilingual{"must be 1, because the network runs in real time",
                         "只能是 1，因为网络有它自己的时间"}
             : bilingual{"how many times as fast as real time; max does not "
                         "wait at all",
                         "是实际速度的多少倍；max 表示完全不等"},
         "1",
         [&p](const std::string& typed) { p.speed = parse_speed(typed); }});
    flags.toggle(
        "--os", p.os,
        l.real_time
            ? bilingual{"run on the clock and scheduler of the operating "
                        "system, as this lesson always does",
                        "用操作系统的时钟和调度来运行，这一课总是如此"}
            : bilingual{
                  "run on the clock and scheduler of the operating "
                  "system; the output then varies, as that of the Go "
                  "program does",
                  "用操作系统的时钟和调度来运行；输出就会像 Go 程序那样变化"});
    flags.toggle("--stamps", p.stamps,
                 {"begin each line with its time in seconds, such as 0.010",
                  "每行前面加上时间，以秒计，例如 0.010"});
    if (!l.real_time) {
        const auto usual = l.endless ? std::optional(3s) : std::nullopt;
        schedule_flag(flags, p.schedule, l.name, [&p, program, usual] {
            return schedules_of(program, p.limit ? p.limit : usual);
        });
    }
}

namespace {

/// Throws usage_error if a run that never ends needs a limit, and has none.
void check_limit(const lesson& l, const playback& p) {
    if (!l.endless || p.limit) return;
    if (p.schedule) {
        throw usage_error(
            l.name,
            fmt::format("--schedule {0} needs --for, because this lesson never "
                        "ends, such as: ctxdemo {1} --schedule {0} --for 5s",
                        shortened(ctx::to_string(*p.schedule)), l.name));
    }
    if (p.speed == ctx::instant) {
        throw usage_error(
            l.name, fmt::format("--speed max needs --for, because this lesson "
                                "never ends, such as: ctxdemo {} --speed max "
                                "--for 5s",
                                l.name));
    }
}

}  // namespace

void check_playback(const lesson& l, const playback& p) {
    const double speed = p.speed.value_or(1);
    const std::string typed =
        std::isinf(speed) ? "max" : fmt::format("{}", speed);
    if (l.real_time) {
        if (speed == 1) return;
        throw usage_error(
            l.name,
            fmt::format("--speed {}: must be 1, because this lesson uses the "
                        "network, which runs in real time, such as: "
                        "ctxdemo {}",
                        typed, l.name));
    }
    if (p.os && p.speed) {
        throw usage_error(
            l.name,
            fmt::format("--os excludes --speed {}, because real time has one "
                        "speed; leave one out, such as: ctxdemo {} --os",
                        typed, l.name));
    }
    if (p.os && p.schedule) {
        throw usage_error(
            l.name,
            fmt::format(
                "--os excludes --schedule {}, because the operating "
                "system makes its own schedule; leave one out, such as: "
                "ctxdemo {} --os",
                shortened(ctx::to_string(*p.schedule)), l.name));
    }
    check_limit(l, p);
}

}  // namespace ctxdemo
