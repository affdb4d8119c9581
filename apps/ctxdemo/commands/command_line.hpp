// The program's arguments, carried out.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ctxdemo {

/// Carries out what the program's arguments say, and returns the exit code.
///
/// Throws      usage_error; output_error; what a lesson ends with.
int run_command_line(std::vector<std::string> args);

}  // namespace ctxdemo
