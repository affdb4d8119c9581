// SPDX-License-Identifier: MIT
#include "lessons/support/plumbing.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace lessons {

namespace {

// The start of a declaration that is plumbing.
constexpr std::string_view starts[] = {
    "#include ", "using ", "namespace ", "}  // namespace", "struct settings",
    "lesson ",   "judge ", "package ",   "import "};

// A text in a declaration that is plumbing.
constexpr std::string_view parts[] = {"(flag_set& ", " = flag."};

bool is_at_first_column(std::string_view line) {
    return !line.empty() && line[0] != ' ' && line[0] != '\t';
}

bool is_comment(std::string_view line) { return line.starts_with("//"); }

// The brace of a namespace is at the first column, and closes no declaration
// right above it.
bool is_closing(std::string_view line) {
    return (line.starts_with('}') || line.starts_with(')')) &&
           !line.starts_with("}  // namespace");
}

bool starts_plumbing(std::string_view line) {
    return std::ranges::any_of(
        starts, [&](auto start) { return line.starts_with(start); });
}

bool has_plumbing(std::string_view line) {
    return std::ranges::any_of(
        parts, [&](auto part) { return line.find(part) != line.npos; });
}

bool is_call_of_parse(std::string_view line) {
    return line.ends_with("\tflag.Parse()");
}

// Returns the end of the declaration that starts at line `at`.
std::size_t end_of(const std::vector<marked_line>& lines, std::size_t at) {
    for (++at; at < lines.size(); ++at) {
        if (is_closing(lines[at].text)) return at + 1;
        if (is_at_first_column(lines[at].text)) return at;
    }
    return at;
}

// Keeps one blank line between two parts of the program, and none around it.
void hide_blanks_left_over(const std::vector<marked_line>& lines,
                           std::vector<bool>& plumbing) {
    std::size_t shown = 0;  // the line after the last that is shown, not blank
    bool blank = true;      // the line before is blank, or there is none
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (plumbing[at]) continue;
        const bool is_blank = lines[at].text.empty();
        plumbing[at] = blank && is_blank;
        blank = is_blank;
        if (!is_blank) shown = at + 1;
    }
    while (shown < lines.size()) plumbing[shown++] = true;
}

}  // namespace

std::vector<bool> plumbing_of(const std::vector<marked_line>& lines) {
    std::vector<bool> plumbing(lines.size());
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t comment = at;
        while (at < lines.size() && is_comment(lines[at].text)) ++at;
        if (at == lines.size()) break;
        const std::size_t begin = at;
        at = end_of(lines, begin);
        bool is_hidden = starts_plumbing(lines[begin].text);
        for (std::size_t i = begin; i < at; ++i) {
            is_hidden = is_hidden || has_plumbing(lines[i].text);
            if (is_call_of_parse(lines[i].text)) plumbing[i] = true;
        }
        for (std::size_t i = comment; is_hidden && i < at; ++i) {
            plumbing[i] = true;
        }
    }
    hide_blanks_left_over(lines, plumbing);
    return plumbing;
}

}  // namespace lessons
