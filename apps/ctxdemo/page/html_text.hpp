// Texts and programs as HTML. Whatever is in them is escaped.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "apps/ctxdemo/views/code.hpp"

namespace ctxdemo {

/// Returns `text` with the characters escaped that have a meaning in HTML.
[[nodiscard]] std::string escaped(std::string_view text);

/// Returns a text on one line, which may have `code` in it.
[[nodiscard]] std::string inline_html(std::string_view text);

/// Returns a paragraph, which may have several lines, without a tag around it.
[[nodiscard]] std::string paragraph_html(std::string_view text);

/// Returns the paragraphs, lists, headings and code of a lesson's Markdown.
[[nodiscard]] std::string html_of(std::string_view markdown);

/// Returns a line of a program: <span class="k"> is a keyword, "s" a literal,
/// and "c" a comment.
[[nodiscard]] std::string html_of(const code_line& line);

}  // namespace ctxdemo
