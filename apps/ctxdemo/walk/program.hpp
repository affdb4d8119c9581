// The program of a walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>

#include <string>
#include <vector>

#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Returns the program that runs a command: the name of a lesson, and its
/// flags. Its runs end when `until` is done.
///
/// Throws      usage_error if the command is wrong.
[[nodiscard]] walk_program program_of(const std::vector<std::string>& command,
                                      const ctx::context& until);

}  // namespace ctxdemo
