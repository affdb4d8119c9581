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

}  // namespace ctxdemo
