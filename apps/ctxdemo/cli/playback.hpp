// The flags that every lesson takes besides its own: speed, clock, schedule.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/duration.hpp>
#include <ctx/explore.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lessons/support/flags.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// How to run a lesson.
struct playback {
    std::optional<double> speed;         ///< if given; ctx::instant for max
    bool os = false;                     ///< on the OS's clock and scheduler
    bool stamps = false;                 ///< begin each line with its time
    std::optional<ctx::duration> limit;  ///< of the lesson's own time
    std::optional<ctx::schedule> schedule;
};

/// Declares --for, which sets `limit`. Its default is the value of `limit`; if
/// `limit` is empty, the help says that the run ends at Ctrl-C.
lessons::flag& limit_flag(lessons::flag_set& flags,
                          std::optional<ctx::duration>& limit);

/// Declares --schedule, for a lesson called `lesson`. `complete` offers
/// schedules.
void schedule_flag(lessons::flag_set& flags,
                   std::optional<ctx::schedule>& schedule,
                   const std::string& lesson,
                   std::function<lessons::completion()> complete);

/// Offers the schedule 0, and a short one for each output of `program` that a
/// search finds in a moment. No run of the search is longer than `limit`.
[[nodiscard]] lessons::completion schedules_of(
    const std::function<void()>& program, std::optional<ctx::duration> limit);

/// Returns what is wrong with --schedule for a run with `ways.size()` choices
/// of so many ways each: "--schedule 09: its digit 2 ..."; empty if nothing is.
[[nodiscard]] std::string schedule_misfit(const ctx::schedule& chosen,
                                          const std::vector<std::size_t>& ways);

/// Throws usage_error, on behalf of `command`, if a run with `ways.size()`
/// choices of so many ways each cannot follow the schedule `chosen`.
/// `explore_line` is a command that lists the schedules of the run.
void check_schedule(const std::string& command, const ctx::schedule& chosen,
                    const std::vector<std::size_t>& ways,
                    const std::string& explore_line);

/// Declares --speed, --os and --stamps; for an endless lesson --for; and for a
/// lesson that does not use the network --schedule. `program` is the lesson's.
void playback_flags(lessons::flag_set& flags, playback& p,
                    const lessons::lesson& l,
                    const std::function<void()>& program);

/// Throws usage_error if flags in `p` exclude each other, or `l` needs another.
void check_playback(const lessons::lesson& l, const playback& p);

}  // namespace ctxdemo
