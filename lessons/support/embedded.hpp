// The files that the build embeds in the program. embed.cmake,
// lessons.cpp.in and exercises.cpp.in write the definitions.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "lessons/support/judge.hpp"

namespace lessons {

/// The files of one lesson, byte for byte.
struct embedded_text {
    std::string_view name;
    std::string_view cpp;
    std::string_view go;
    std::string_view en;  ///< en.md
    std::string_view zh;  ///< zh.md
};

/// The files of one exercise, byte for byte.
struct embedded_exercise {
    std::string_view name;
    std::string_view lesson;
    std::string_view start;     ///< start.cpp
    std::string_view solution;  ///< solution.cpp
    std::string_view judge;     ///< judge.cpp
    std::string_view en;        ///< en.md
    std::string_view zh;        ///< zh.md
};

/// The files of one puzzle, byte for byte.
struct embedded_puzzle {
    std::string_view name;
    std::string_view lesson;
    std::string_view cpp;  ///< program.cpp
    std::string_view en;   ///< en.md
    std::string_view zh;   ///< zh.md
};

/// Returns the files of all lessons, in the order of the lessons.
[[nodiscard]] const std::vector<embedded_text>& embedded_texts();

/// Returns the files of all exercises, in the order of their lessons.
[[nodiscard]] const std::vector<embedded_exercise>& embedded_exercises();

/// A puzzle, and its judge, which its program.cpp defines.
struct programmed_puzzle {
    embedded_puzzle files;
    lessons::judge judge;
};

/// Returns all puzzles, in the order of their lessons.
[[nodiscard]] const std::vector<programmed_puzzle>& programmed_puzzles();

/// Returns the text of lessons/race.txt.
[[nodiscard]] std::string_view embedded_races();

}  // namespace lessons
