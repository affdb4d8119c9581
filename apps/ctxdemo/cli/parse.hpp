// Parsing the arguments of a command. Only parse.cpp uses CLI11.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/flags.hpp"

namespace ctxdemo {

/// The arguments of a command besides its flags.
struct arguments {
    std::vector<std::string> words;
    bool help = false;  ///< true after --help, which sets no flags but those
                        ///< with flag::with_help
};

/// Sets `flags` from the arguments of `command`. Flags and words come in any
/// order; after `--` all arguments are words. The value of a flag is the next
/// argument, even if it looks like a flag, or the text after its `=`. If a flag
/// is given twice, the last value counts.
///
/// Throws      usage_error for an unknown flag, a missing value, a value that
///             the flag does not take, or a value for a flag that takes none.
[[nodiscard]] arguments parse(const std::string& command,
                              const std::vector<std::string>& args,
                              const lessons::flag_set& flags);

/// Returns the first argument that is neither a flag nor the value of a flag in
/// `flags`. The flags of a command may depend on it.
[[nodiscard]] std::optional<std::string> first_word(
    const std::vector<std::string>& args, const lessons::flag_set& flags);

/// Returns the flags in `args` with their values, without the flags whose names
/// are in `left_out`.
[[nodiscard]] std::vector<std::string> flags_among(
    const std::vector<std::string>& args, const lessons::flag_set& flags,
    const std::vector<std::string_view>& left_out);

}  // namespace ctxdemo
