// What the program says about itself.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "apps/ctxdemo/command.hpp"

namespace ctxdemo {

/// Returns all commands: what `ctxdemo --help` prints.
[[nodiscard]] std::string overview();

/// Returns one command's flags, which may depend on the arguments, and an
/// example: `ctxdemo cancel --help`.
[[nodiscard]] std::string command_help(const command& c,
                                       const std::vector<std::string>& args);

/// Returns "ctxdemo show <lesson> [flags]".
[[nodiscard]] std::string usage_line(const command& c);

/// Returns the lessons, a line or two each: name, summary, section.
[[nodiscard]] std::string lesson_list();

/// Returns the lessons and how to start: what `ctxdemo` alone prints.
[[nodiscard]] std::string start_page();

}  // namespace ctxdemo
