// The program's command line.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ctxdemo {

/// Runs the command that the program's arguments name; returns the exit code.
///
/// Throws      usage_error; output_error; the exception that a lesson throws.
int run_command_line(std::vector<std::string> args);

/// Takes --lang and its value off the front of `args`, and returns them: the
/// flag may stand before the command as well as after it.
[[nodiscard]] std::vector<std::string> take_early_language(
    std::vector<std::string>& args);

}  // namespace ctxdemo
