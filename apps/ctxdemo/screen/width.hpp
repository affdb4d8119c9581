// The width of a text on a terminal, and line breaks.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A character as a reader sees it: a letter with its combining marks, a Korean
/// syllable, a flag, an emoji made of several.
struct glyph {
    std::string_view bytes;
    std::size_t width = 1;  ///< 2 for Chinese, emoji and the like
};

/// Splits UTF-8 into glyphs. Each byte that is not UTF-8 and each character
/// that is not printable (printable.hpp) becomes a "?", so that no text can
/// move the cursor. A mark without a character before it is dropped.
///
/// Source      the grapheme clusters of Unicode (UAX #29), by utf8proc.
[[nodiscard]] std::vector<glyph> glyphs_of(std::string_view text);

/// Returns true for a mark that cannot begin a line in Chinese: "，" or "）".
[[nodiscard]] bool is_closing(const glyph& g);

/// Returns the number of columns that `text` takes.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Breaks `text` into lines of at most `width` columns: between words, and
/// between Chinese characters except before punctuation. A longer word is cut.
[[nodiscard]] std::vector<std::string> wrapped_to(std::string_view text,
                                                  std::size_t width);

/// Breaks a command line for a shell into lines of at most `width` columns,
/// each but the last with a "\\" at its end, so that the lines can be copied. A
/// word that is longer stays whole.
[[nodiscard]] std::vector<std::string> wrapped_command(std::string_view command,
                                                       std::size_t width);

}  // namespace ctxdemo
