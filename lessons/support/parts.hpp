// Taking a Markdown text apart: what prose.cpp and task.cpp have in common. All
// views point into the text. An error throws prose_error, which quotes the line
// that has the wrong form.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lessons::parts {

/// Throws prose_error with the text `problem` + `where`.
[[noreturn]] void fail(std::string_view problem, std::string_view where);

/// Returns `text` without the characters `off` at its two ends.
[[nodiscard]] std::string_view trimmed(std::string_view text,
                                       std::string_view off = "\n");

/// Returns the rest of `line` after `mark`, if `line` begins with `mark`.
[[nodiscard]] std::optional<std::string_view> after(std::string_view mark,
                                                    std::string_view line);

/// Takes a line that begins with `mark`, and the blank line after it, off
/// `text`. Returns the rest of the line after the mark. `what` names the line
/// in the error.
std::string_view take_field(std::string_view& text, std::string_view mark,
                            std::string_view what);

/// Takes the paragraphs up to the first ## heading off `text`, and returns
/// them. `what` names them in the error if there are none.
std::string_view take_paragraphs(std::string_view& text, std::string_view what);

/// Returns the text under `heading`, up to the next heading.
[[nodiscard]] std::string_view under(std::string_view heading,
                                     std::string_view text);

/// Returns true if `line` begins an item of a numbered list.
[[nodiscard]] bool begins_item(std::string_view line);

/// Returns true if `line` has blanks only.
[[nodiscard]] bool is_blank(std::string_view line);

/// The indentation of the lines of a numbered item after its first.
inline constexpr std::string_view item_indent = "   ";

}  // namespace lessons::parts
