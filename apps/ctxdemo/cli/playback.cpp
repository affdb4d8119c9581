// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/cli/playback.hpp"

#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <ctx/bubble.hpp>
#include <memory>
#include <system_error>
#include <utility>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/wording.hpp"

namespace ctxdemo {

using lessons::bad_value;
using lessons::bilingual;
using lessons::flag;
using lessons::flag_set;
using lessons::lesson;

namespace {

double parse_speed(const std::string& typed) {
    if (typed == "max") return ctx::instant;
    double speed = 0;
    const char* end = typed.data() + typed.size();
    const auto [stop, problem] = std::from_chars(typed.data(), end, speed);
    if (problem != std::errc() || stop != end || !std::isfinite(speed) ||
        speed <= 0) {
        throw bad_value("not a positive number such as 10, or max");
    }
    return speed;
}

ctx::schedule parse_schedule(const std::string& typed,
                             const std::string& lesson) {
    if (const auto schedule = ctx::parse_schedule(typed)) return *schedule;
    throw bad_value(fmt::format(
        "not a schedule, which is made of digits and lower-case letters, such "
        "as 001; ctxdemo explore {} lists those there are",
        lesson));
}

}  // namespace

// It may have no default, so it reads into a duration of its own.
void limit_flag(flag_set& flags, std::optional<ctx::duration>& limit) {
    auto value = std::make_shared<ctx::duration>(std::chrono::seconds(3));
    flag_set scratch;
    scratch.positive_duration("--for", *value,
                              {"end it after this much of its time, as if "
                               "interrupted",
                               "过了这么久就结束，如同被中断"});
    flag f = scratch.all().front();
    f.default_text = limit ? ctx::format_duration(*limit) : "";
    if (!limit) f.otherwise = bilingual{"at Ctrl-C", "按 Ctrl-C 时"};
    f.set = [value, &limit, set = std::move(f.set)](const std::string& typed) {
        set(typed);
        limit = *value;
    };
    flags.add(std::move(f));
}

void schedule_flag(flag_set& flags, std::optional<ctx::schedule>& schedule,
                   const std::string& lesson) {
    flags.add(
        {"--schedule",
         "ID",
         {"run it under this schedule, one of those that ctxdemo explore lists",
          "用这个调度运行，它是 ctxdemo explore 列出的一种"},
         "0",
         [&schedule, lesson](const std::string& typed) {
             schedule = parse_schedule(typed, lesson);
         }});
}

void playback_flags(flag_set& flags, playback& p, const lesson& l) {
    p.os = l.real_time;
    if (l.endless) limit_flag(flags, p.limit);
    flags.add(
        {"--speed", "X",
         l.real_time
             ? bilingual{"1 and no other, as the network has a time of its own",
                         "只能是 1，因为网络有它自己的时间"}
             : bilingual{"how many times as fast as real time, or max to not "
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
    if (!l.real_time) schedule_flag(flags, p.schedule, l.name);
}

void check_playback(const lesson& l, const playback& p) {
    const double speed = p.speed.value_or(1);
    const std::string typed =
        std::isinf(speed) ? "max" : fmt::format("{}", speed);
    if (l.real_time) {
        if (speed == 1) return;
        throw usage_error(
            l.name,
            fmt::format("--speed {}: must be 1, because this lesson uses the "
                        "network, which has a time of its own, such as: "
                        "ctxdemo {}",
                        typed, l.name));
    }
    if (p.os && p.speed) {
        throw usage_error(
            l.name,
            fmt::format("--os excludes --speed {}: real time has one "
                        "speed; leave one out, such as: ctxdemo {} --os",
                        typed, l.name));
    }
    if (p.os && p.schedule) {
        throw usage_error(
            l.name,
            fmt::format("--os excludes --schedule {}: the operating system has "
                        "its own; leave one out, such as: ctxdemo {} --os",
                        shortened(ctx::to_string(*p.schedule)), l.name));
    }
    if (l.endless && !p.limit && p.schedule) {
        throw usage_error(
            l.name,
            fmt::format("--schedule {} needs --for, because this lesson "
                        "never ends, such as: --for 5s",
                        shortened(ctx::to_string(*p.schedule))));
    }
    if (l.endless && !p.limit && speed == ctx::instant) {
        throw usage_error(
            l.name, fmt::format("--speed max needs --for, because this lesson "
                                "never ends, such as: ctxdemo {} --speed max "
                                "--for 5s",
                                l.name));
    }
}

}  // namespace ctxdemo
