// What Go's race detector says of the lessons' Go programs: lessons/race.txt,
// as it was when this was built. A test holds it to what Go says.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// One program and its verdict.
struct race_verdict {
    std::string_view command;  ///< "go run -race lessons/cancel/main.go"
    std::string_view program;  ///< "cancel", "global-flag/plain-bool"
    std::string_view verdict;  ///< one of the two below
};

inline constexpr std::string_view no_race = "no race found";
inline constexpr std::string_view data_race = "DATA RACE";

/// All of them, in the order of the file.
[[nodiscard]] const std::vector<race_verdict>& race_verdicts();

}  // namespace lessons
