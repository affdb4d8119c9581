// SPDX-License-Identifier: MIT
#include "lessons/support/marks.hpp"

#include "lessons/support/lines.hpp"

namespace lessons {

namespace {

constexpr std::string_view before_mark = "//: ";

bool is_name(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
               text.npos;
}

marked_line parse(std::string_view line) {
    const auto at = line.rfind(before_mark);
    if (at == line.npos) return {line, {}};
    const auto name = line.substr(at + before_mark.size());
    if (!is_name(name)) return {line, {}};
    const auto text = line.substr(0, at);
    return {text.substr(0, text.find_last_not_of(" \t") + 1), name};
}

}  // namespace

std::vector<marked_line> marked_lines(std::string_view source) {
    std::vector<marked_line> lines;
    for (const auto line : lines_of(source)) lines.push_back(parse(line));
    return lines;
}

}  // namespace lessons
