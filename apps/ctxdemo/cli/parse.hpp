// Taking a command's arguments apart. All of CLI11 is behind this.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/flags.hpp"

namespace ctxdemo {

/// What the arguments of a command are, besides its flags.
struct arguments {
    std::vector<std::string> words;
    bool help = false;  ///< --help was among them; no flag has been set then
                        ///< but those that are to be even so
};

/// Sets `flags` as the arguments of `command` say. Flags and words come in any
/// order; after `--` all are words. The value of a flag is what follows it,
/// whatever that is, or what follows its `=`. Of flags given twice the last
/// one counts.
///
/// Throws      usage_error for an unknown flag, a missing or superfluous value,
///             and one that the flag does not take.
[[nodiscard]] arguments parse(const std::string& command,
                              const std::vector<std::string>& args,
                              const lessons::flag_set& flags);

/// Returns the first of `args` that neither looks like a flag nor is the value
/// of one of `flags`: what the flags of a command may depend on.
[[nodiscard]] std::optional<std::string> first_word(
    const std::vector<std::string>& args, const lessons::flag_set& flags);

/// Returns those of `args`, whose flags are `flags`, that are flags and their
/// values, but for the flags called one of `left_out`.
[[nodiscard]] std::vector<std::string> flags_among(
    const std::vector<std::string>& args, const lessons::flag_set& flags,
    const std::vector<std::string_view>& left_out);

}  // namespace ctxdemo
