// The verdicts of Go's race detector on the lessons' Go programs. They come
// from lessons/race.txt, as it was when the program was built. A test runs the
// race detector and compares.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// One program and its verdict.
struct race_verdict {
    std::string_view command;  ///< "go run -race lessons/cancel/main.go"
    std::string_view program;  ///< "cancel", "global-flag/plain-bool"
    std::string_view verdict;  ///< no_race or data_race
};

inline constexpr std::string_view no_race = "no race found";
inline constexpr std::string_view data_race = "DATA RACE";

/// Returns all verdicts, in the order of the file.
[[nodiscard]] const std::vector<race_verdict>& race_verdicts();

}  // namespace lessons
