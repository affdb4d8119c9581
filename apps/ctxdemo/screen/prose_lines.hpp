// Turns the Markdown of the lessons into lines of text.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/text_line.hpp"

namespace ctxdemo {

/// Fills the paragraphs and list items of `markdown` to `width` columns, with a
/// blank line between paragraphs. A line that is indented by four blanks stays
/// as it is, however long. A heading, such as "## Try", is strong and has a
/// line of its own.
///
/// `as`        the look of the text. If it is plain, `code` is strong. The
///             backticks stay, because a look alone carries no meaning.
[[nodiscard]] std::vector<text_line> prose_lines(std::string_view markdown,
                                                 std::size_t width,
                                                 look as = look::plain);

}  // namespace ctxdemo
