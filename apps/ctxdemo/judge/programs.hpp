// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace ctxdemo {

/// Returns the path of a program in $PATH, or of `name` if that is a path;
/// empty if there is no such program.
[[nodiscard]] std::filesystem::path find_program(const std::string& name);

/// Returns the path of this program.
[[nodiscard]] std::filesystem::path own_program();

}  // namespace ctxdemo
