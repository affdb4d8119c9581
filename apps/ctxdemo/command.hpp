// What a command is. There is one for each lesson, and each of the others has
// a file of its own, cmd_<name>.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/flags.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// Carries a command out, and returns the exit code. `words` are the arguments
/// that are neither flags nor their values.
using action = std::function<int(const std::vector<std::string>& words)>;

/// One command of the program.
struct command {
    std::string name;
    std::string summary;  ///< one line
    std::string words;    ///< for the usage line: "<lesson>"; empty if none
    std::size_t max_words = 0;
    std::string example;  ///< a command line to try

    /// Declares the flags, which may depend on the arguments, and returns what
    /// to do once they are set.
    std::function<action(flag_set&, const std::vector<std::string>& args)>
        prepare;
};

/// Runs a lesson.
[[nodiscard]] command lesson_command(const lesson& l);

[[nodiscard]] command compare_command();
[[nodiscard]] command explore_command();
[[nodiscard]] command list_command();
[[nodiscard]] command show_command();
[[nodiscard]] command timeline_command();
[[nodiscard]] command tree_command();
[[nodiscard]] command walk_command();
[[nodiscard]] command help_command();
[[nodiscard]] command version_command();

/// The commands that are not lessons, in the order of the help.
[[nodiscard]] const std::vector<command>& plain_commands();

/// Returns the command called `name`, a lesson's or another.
///
/// Throws      usage_error if there is none, with a suggestion if one is near.
[[nodiscard]] command find_command(const std::string& name);

/// Returns the lesson called `name`. Throws as find_command does, on behalf of
/// the command `asked_by`.
[[nodiscard]] const lesson& find_lesson(const std::string& name,
                                        const std::string& asked_by);

/// Shows the list of lessons at a terminal, to pick from and walk through, and
/// returns the exit code.
int pick_lessons();

/// Carries out what the program's arguments say, and returns the exit code.
///
/// Throws      usage_error; output_error; what a lesson ends with.
int run_command_line(std::vector<std::string> args);

}  // namespace ctxdemo
