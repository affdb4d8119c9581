// What a command is. There is one for each lesson, and each of the others has
// a file of its own, cmd_<name>.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/support/flags.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// What a command is called with, besides its own flags.
struct call {
    std::vector<std::string> words;  ///< neither flags nor their values
    lessons::language in =
        lessons::language::en;  ///< what its texts are to be in
};

/// Carries a command out, and returns the exit code.
using action = std::function<int(const call&)>;

/// One command of the program.
struct command {
    std::string name;
    lessons::bilingual summary;  ///< one line
    std::optional<lessons::bilingual> words =
        std::nullopt;  ///< in the usage: "<lesson>"
    std::size_t max_words = 0;
    std::string example;  ///< a command line to try

    /// Declares the flags, which may depend on the arguments, and returns what
    /// to do once they are set. --lang is there already.
    std::function<action(lessons::flag_set&,
                         const std::vector<std::string>& args)>
        prepare;
};

/// What stands for a lesson in the usage of a command.
inline constexpr lessons::bilingual lesson_word{"<lesson>", "<课程>"};

/// Declares --lang, which every command has. Error messages are in English all
/// the same: one looks them up, and what does not know yet which language it is
/// to be, because of the error, has them too.
void language_flag(lessons::flag_set& flags, lessons::language& value);

/// Runs a lesson.
[[nodiscard]] command lesson_command(const lessons::lesson& l);

[[nodiscard]] command compare_command();
[[nodiscard]] command explore_command();
[[nodiscard]] command list_command();
[[nodiscard]] command progress_command();
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

/// Shows the list of lessons at a terminal, to pick from and walk through, and
/// returns the exit code.
int pick_lessons(lessons::language in);

}  // namespace ctxdemo
