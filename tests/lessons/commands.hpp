// Runs lessons by the command lines in their texts.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctx/duration.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lessons/support/lesson.hpp"

namespace ctx_test {

/// Returns the lesson called `name`; null if there is none.
[[nodiscard]] inline const lessons::lesson* lesson_called(
    const std::string& name) {
    const auto& all = lessons::all_lessons();
    const auto found = std::ranges::find(all, name, &lessons::lesson::name);
    return found == all.end() ? nullptr : &*found;
}

/// A lesson, ready to be recorded.
struct lesson_run {
    std::function<void()> main;
    std::optional<ctx::duration> limit;
};

/// Prepares the lesson of `command`, such as {"cancel", "--work", "2s"}, with
/// its flags. --for sets the limit. An endless lesson without --for has a limit
/// of three seconds.
[[nodiscard]] inline lesson_run program_of(
    const std::vector<std::string>& command) {
    const auto* lesson = lesson_called(command.at(0));
    REQUIRE(lesson);
    lessons::flag_set flags;
    lesson_run run{lesson->prepare_recording(flags), {}};
    if (lesson->is_recorded_to_limit()) run.limit = std::chrono::seconds(3);
    for (std::size_t i = 1; i < command.size(); ++i) {
        if (command[i] == "--for") {
            run.limit = ctx::parse_duration(command.at(++i));
            REQUIRE(run.limit);
            continue;
        }
        const auto flag =
            std::ranges::find(flags.all(), command[i], &lessons::flag::name);
        CAPTURE(command[i]);
        REQUIRE(flag != flags.all().end());
        flag->set(flag->value_name.empty() ? "" : command.at(++i));
    }
    return run;
}

/// Returns the command as one line.
[[nodiscard]] inline std::string line_of(
    const std::vector<std::string>& command) {
    std::string line;
    for (const auto& word : command) {
        if (!line.empty()) line += ' ';
        line += word;
    }
    return line;
}

}  // namespace ctx_test
