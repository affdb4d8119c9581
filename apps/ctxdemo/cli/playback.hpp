// How a lesson is played: the flags that every lesson takes besides its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/duration.hpp>
#include <ctx/explore.hpp>
#include <optional>
#include <string>

#include "lessons/support/flags.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// How to play a lesson.
struct playback {
    std::optional<double> speed;         ///< if given; ctx::instant for max
    bool os = false;                     ///< on the OS's clock and scheduler
    bool stamps = false;                 ///< begin each line with its time
    std::optional<ctx::duration> limit;  ///< end it after this much of its time
    std::optional<ctx::schedule> schedule;  ///< run it under this one
};

/// Declares --for, which sets `limit`. Without it, it is as the lesson is then:
/// it ends at Ctrl-C, or, if `limit` has a value, after that.
void limit_flag(lessons::flag_set& flags, std::optional<ctx::duration>& limit);

/// Declares --schedule, for a lesson called `lesson`.
void schedule_flag(lessons::flag_set& flags,
                   std::optional<ctx::schedule>& schedule,
                   const std::string& lesson);

/// Declares --speed, --os, --stamps; for an endless lesson --for; and for one
/// that can run in a bubble --schedule.
void playback_flags(lessons::flag_set& flags, playback& p,
                    const lessons::lesson& l);

/// Throws usage_error if what `p` asks of `l` does not go together.
void check_playback(const lessons::lesson& l, const playback& p);

}  // namespace ctxdemo
