// The files that the build embeds in the program. embed.cmake and
// lessons.cpp.in write the definitions.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// The files of one lesson, byte for byte.
struct embedded_text {
    std::string_view name;
    std::string_view cpp;
    std::string_view go;
    std::string_view en;  ///< en.md
    std::string_view zh;  ///< zh.md
};

/// Returns the files of all lessons, in the order of the lessons.
[[nodiscard]] const std::vector<embedded_text>& embedded_texts();

/// Returns the text of lessons/race.txt.
[[nodiscard]] std::string_view embedded_races();

}  // namespace lessons
