// What the program says about itself.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctxdemo/commands/command.hpp"
#include "apps/ctxdemo/progress/json.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns all commands: what `ctxdemo --help` prints.
[[nodiscard]] std::string overview(lessons::language l);

/// Returns one command's flags, which may depend on the arguments, and an
/// example: `ctxdemo cancel --help`.
[[nodiscard]] std::string command_help(const command& c,
                                       const std::vector<std::string>& args,
                                       lessons::language l);

/// Returns "ctxdemo show <lesson> [flags]".
[[nodiscard]] std::string usage_line(const command& c, lessons::language l);

/// Returns the lessons, a line or two each: name, summary, section, and whether
/// it is done.
[[nodiscard]] std::string lesson_list(const progress_map& progress,
                                      lessons::language l);

/// Returns the lessons and how to start: what `ctxdemo` alone prints.
[[nodiscard]] std::string start_page(const progress_map& progress,
                                     lessons::language l);

}  // namespace ctxdemo
