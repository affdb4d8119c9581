// A lesson that a command is about: named by its first word, with its flags.
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
    const lessons::lesson* of = nullptr;  ///< null if none was named
    std::function<void()> program;
    std::optional<ctx::duration> limit;
    std::optional<ctx::schedule> schedule;
};

/// Declares the flags of the lesson that `args` name, if any, and --schedule.
/// An endless one gets --for, which is three seconds if not given.
///
/// Throws      usage_error, on behalf of `command`, if there is no such lesson.
void lesson_run_flags(lessons::flag_set& flags, lesson_run& l,
                      const std::vector<std::string>& args,
                      const std::string& command);

/// Throws usage_error, on behalf of `command`, if no lesson was named.
void check_named(const lesson_run& l, const std::string& command);

/// Runs it. `until` ends it.
[[nodiscard]] recording record(const lesson_run& l, const ctx::context& until);

}  // namespace ctxdemo
