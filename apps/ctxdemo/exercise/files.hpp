// The files of a learner: finding them, and writing the first one.
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "lessons/support/catalog.hpp"

namespace ctxdemo {

/// Writes the program that a learner begins with to NAME.cpp in `folder`, and
/// returns its path. A file that is there stays as it is.
///
/// Throws      usage_error if it is there, or cannot be written.
std::filesystem::path write_start(const lessons::exercise& e,
                                  const std::filesystem::path& folder);

/// A learner's file, and the exercise that it is for.
struct learners_file {
    const lessons::exercise* of = nullptr;
    std::filesystem::path file;
};

/// Returns the file that `named` stands for: NAME.cpp in the current folder if
/// it is the name of an exercise, else the file of that path.
///
/// Throws      usage_error if there is no such file or exercise. It suggests a
///             similar name.
[[nodiscard]] learners_file find_file(const std::string& named);

/// Returns the one file in the current folder that is called as an exercise is.
///
/// `action`    what is to be done with it, for an example of the command.
/// Throws      usage_error if there is none, or more than one.
[[nodiscard]] learners_file only_file(std::string_view action);

/// Return the exercise or the puzzle called `name`.
///
/// Throws      usage_error if there is none. It suggests a similar name.
[[nodiscard]] const lessons::exercise& find_exercise(const std::string& name);
[[nodiscard]] const lessons::puzzle& find_puzzle(const std::string& name);

/// Returns the text of a file; an empty text if it cannot be read.
[[nodiscard]] std::string source_of(const std::filesystem::path& file);

}  // namespace ctxdemo
