// Markdown, as far as the lessons use it, as lines of text.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// Fills the paragraphs and lists of `markdown` to `width` columns, a blank
/// line between two paragraphs. What is indented stays as it is.
[[nodiscard]] std::vector<std::string> prose_lines(std::string_view markdown,
                                                   std::size_t width);

}  // namespace ctxdemo
