// The environment of the programs that the tests start: the same everywhere,
// whatever the machine's own is.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ctx_test {

/// What a test wants to be different: the variables' values, or to be without
/// them.
using environment_changes =
    std::vector<std::pair<std::string, std::optional<std::string>>>;

/// The environment of a program, "NAME=value" each: our own, but English, in
/// UTF-8, and with a folder for what programs keep that goes with the tests.
[[nodiscard]] std::vector<std::string> test_environment(
    const environment_changes& changes);

}  // namespace ctx_test
