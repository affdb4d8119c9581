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
                              const flag_set& flags);

/// Returns the first of `args` that neither looks like a flag nor is the value
/// of one of `flags`: what the flags of a command may depend on.
[[nodiscard]] std::optional<std::string> first_word(
    const std::vector<std::string>& args, const flag_set& flags);

/// Returns `args`, whose flags are `flags`, without those called `name` and
/// their values.
[[nodiscard]] std::vector<std::string> without_flag(
    const std::vector<std::string>& args, const flag_set& flags,
    std::string_view name);

}  // namespace ctxdemo
