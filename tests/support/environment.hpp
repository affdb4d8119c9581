// The environment of the programs that the tests start. Its locale and state
// folder do not depend on the machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ctx_test {

/// The variables that a test sets to a value, or removes (nullopt).
using environment_changes =
    std::vector<std::pair<std::string, std::optional<std::string>>>;

/// Returns the environment of a program, as "NAME=value" each: the environment
/// of the tests, in the locale C.UTF-8, with a state folder that is deleted
/// after the tests, and with `changes`.
[[nodiscard]] std::vector<std::string> test_environment(
    const environment_changes& changes);

}  // namespace ctx_test
