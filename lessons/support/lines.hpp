// Going through a text line by line.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

namespace lessons {

/// Takes the first line off `text`. Returns the line without its newline.
inline std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

/// Returns the lines of `text`, as views into it.
[[nodiscard]] inline std::vector<std::string_view> lines_of(
    std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) lines.push_back(next_line(text));
    return lines;
}

}  // namespace lessons
