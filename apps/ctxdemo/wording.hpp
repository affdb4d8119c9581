// The parts that error messages are made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Returns `typed` as a message shows it: in quotes if it is empty or has
/// blanks in it, and on one line whatever it is.
[[nodiscard]] std::string shown(std::string_view typed);

/// The same, always in quotes.
[[nodiscard]] std::string quoted(std::string_view typed);

/// Returns the one of `known` that `typed` was probably meant to be; empty if
/// none is near. Near is a slip of the keys, a name cut short, or one with the
/// wrong case or number of leading dashes.
[[nodiscard]] std::string nearest(std::string_view typed,
                                  const std::vector<std::string>& known);

}  // namespace ctxdemo
