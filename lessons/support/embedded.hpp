// What the build embeds of each lesson, as lessons.cpp lists it.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// The files of one lesson, byte for byte. embed.cmake writes one of these.
struct embedded_text {
    std::string_view name;
    std::string_view cpp;
    std::string_view go;
    std::string_view en;  ///< en.md
    std::string_view zh;  ///< zh.md
};

/// The files of all lessons, in the order of the lessons.
[[nodiscard]] const std::vector<embedded_text>& embedded_texts();

/// race.txt.
[[nodiscard]] std::string_view embedded_races();

}  // namespace lessons
