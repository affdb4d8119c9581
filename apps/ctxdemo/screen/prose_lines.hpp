// Turns the Markdown of the lessons into lines of text.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Fills the paragraphs and list items of `markdown` to `width` columns, with a
/// blank line between paragraphs. Indented lines are code and stay as they are.
[[nodiscard]] std::vector<std::string> prose_lines(std::string_view markdown,
                                                   std::size_t width);

}  // namespace ctxdemo
