// How a lesson is played: the flags that every lesson takes besides its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/duration.hpp>
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
};

/// Declares --speed, --os, --stamps and, for an endless lesson, --for.
void playback_flags(flag_set& flags, playback& p, const lesson& l);

/// Throws usage_error if what `p` asks of `l` does not go together.
void check_playback(const lesson& l, const playback& p);

}  // namespace ctxdemo
