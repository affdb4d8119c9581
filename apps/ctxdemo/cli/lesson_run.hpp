// The lesson that a command runs: its first word names the lesson, and the
// lesson's own flags are flags of the command as well.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// A lesson and how to run it.
struct lesson_run {
    const lessons::lesson* of = nullptr;  ///< null if no lesson was named
    std::function<void()> program;
    std::optional<ctx::duration> limit;
    std::optional<ctx::schedule> schedule;
    std::string command = "";       ///< the command that it is for
    std::string explore_line = "";  ///< a command that lists its schedules
};

/// Declares the flags of the lesson that `args` name, if any, and --for if the
/// lesson is endless. The flags of `command` itself are declared before.
/// Returns --for if it is declared, and else null, so that the caller can say
/// what a command without it does.
///
/// Throws      usage_error, on behalf of `command`, if there is no such lesson.
lessons::flag* lesson_run_flags(lessons::flag_set& flags, lesson_run& l,
                                const std::vector<std::string>& args,
                                const std::string& command);

/// The same for a command that records one run: declares --schedule too, and
/// --for is three seconds if it is not given.
void recording_flags(lessons::flag_set& flags, lesson_run& l,
                     const std::vector<std::string>& args,
                     const std::string& command);

/// Throws usage_error, on behalf of `command`, if no lesson was named.
void check_named(const lesson_run& l, const std::string& command);

/// Runs the lesson until its end, its limit, or until `until` is done.
///
/// Throws      usage_error if the lesson cannot follow the schedule.
[[nodiscard]] recording record(const lesson_run& l, const ctx::context& until);

}  // namespace ctxdemo
