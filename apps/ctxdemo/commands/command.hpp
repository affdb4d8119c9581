// The type of a command, and the list of commands. Each lesson is a command;
// every other command has a file of its own, such as list.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lessons/support/flags.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// The arguments of a command besides its own flags.
struct call {
    std::vector<std::string> words;  ///< arguments that are not flags
    lessons::language in = lessons::language::en;
};

/// Carries out a command and returns the exit code.
using action = std::function<int(const call&)>;

/// A command of the program.
struct command {
    std::string name;
    lessons::bilingual summary;  ///< one line
    /// The words that the command takes, as its usage shows them: "<lesson>".
    std::optional<lessons::bilingual> words = std::nullopt;
    std::size_t max_words = 0;
    std::string example;  ///< a command line to try
    /// The forms of a command that does several things, such as "exercise start
    /// NAME", and what each does.
    std::vector<std::pair<std::string, lessons::bilingual>> forms = {};

    /// Declares the flags, which may depend on the arguments, and returns the
    /// action to carry out when the flags are set. --lang is declared already.
    std::function<action(lessons::flag_set&,
                         const std::vector<std::string>& args)>
        prepare;

    /// Returns what the word after the words `before` can be; empty if the
    /// command takes no words.
    std::function<lessons::completion(const std::vector<std::string>& before,
                                      lessons::language in)>
        complete = {};
};

/// Offers the lessons and the commands, with their summaries.
[[nodiscard]] lessons::completion complete_command_names(lessons::language in);

/// Offers the lessons, with their summaries.
[[nodiscard]] lessons::completion complete_lessons(lessons::language in);

/// The same, for a command that takes one lesson.
[[nodiscard]] lessons::completion complete_one_lesson(
    const std::vector<std::string>& before, lessons::language in);

/// A lesson in the usage of a command.
inline constexpr lessons::bilingual lesson_word{"<lesson>", "<课>"};

/// The text on --help, a flag of every command.
inline constexpr lessons::bilingual help_meaning{
    "print the help and do nothing else", "打印帮助，什么也不做"};

/// Declares --lang, which every command has. Error messages are always in
/// English: users search for them, and a wrong command line may not say which
/// language to use.
void language_flag(lessons::flag_set& flags, lessons::language& value);

/// Returns the command that runs a lesson.
[[nodiscard]] command lesson_command(const lessons::lesson& l);

[[nodiscard]] command compare_command();
[[nodiscard]] command events_command();
[[nodiscard]] command exercise_command();
[[nodiscard]] command explore_command();
[[nodiscard]] command export_command();
[[nodiscard]] command list_command();
[[nodiscard]] command progress_command();
[[nodiscard]] command show_command();
[[nodiscard]] command timeline_command();
[[nodiscard]] command tree_command();
[[nodiscard]] command walk_command();
[[nodiscard]] command help_command();
[[nodiscard]] command version_command();

[[nodiscard]] command complete_command();
[[nodiscard]] command man_command();

/// The commands that are not lessons, in the order of the help.
[[nodiscard]] const std::vector<command>& plain_commands();

/// The commands that shells and packages use. The help does not list them.
[[nodiscard]] const std::vector<command>& service_commands();

/// Returns the command called `name`, which may be a lesson.
///
/// Throws      usage_error if there is none; it suggests a similar name.
[[nodiscard]] command find_command(const std::string& name);

/// Shows the list of lessons on the terminal, walks through the lessons that
/// the user picks, and returns the exit code.
int pick_lessons(lessons::language in);

}  // namespace ctxdemo
