// The parts that error messages are made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Returns `typed` as a message shows it: in quotes if it is empty or has
/// blanks in it, and on one line whatever it is.
[[nodiscard]] std::string shown(std::string_view typed);

/// The same, always in quotes.
[[nodiscard]] std::string quoted(std::string_view typed);

/// Returns `argument` as one types it in a shell, whatever it is.
[[nodiscard]] std::string shell_quoted(std::string_view argument);

/// Returns `words` as one command line of a shell.
[[nodiscard]] std::string shell_line(const std::vector<std::string>& words);

/// Returns "1 schedule", "2 schedules".
[[nodiscard]] std::string counted(std::uint64_t n, std::string_view noun);

/// Returns `text`, with its middle left out if it is very long.
[[nodiscard]] std::string shortened(const std::string& text);

/// Returns the one of `known` that `typed` was probably meant to be; empty if
/// none is near. Near is a slip of the keys, a name cut short, or one with the
/// wrong case or number of leading dashes.
[[nodiscard]] std::string nearest(std::string_view typed,
                                  const std::vector<std::string>& known);

}  // namespace ctxdemo
