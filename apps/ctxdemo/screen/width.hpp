// The width of a text on a terminal, and line breaks.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A character as a terminal shows it, together with its combining marks.
struct glyph {
    std::string_view bytes;
    std::size_t width = 1;  ///< 2 for Chinese and the like
};

/// Splits UTF-8 into characters. Each byte that is not UTF-8 and each character
/// that is not printable becomes a "?"; see printable.hpp.
[[nodiscard]] std::vector<glyph> glyphs_of(std::string_view text);

/// Returns true for a mark that cannot begin a line in Chinese: "，" or "）".
[[nodiscard]] bool is_closing(const glyph& g);

/// Returns the number of columns that `text` takes.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Breaks `text` into lines of at most `width` columns: between words, and
/// between Chinese characters except before punctuation. A longer word is cut.
[[nodiscard]] std::vector<std::string> wrapped_to(std::string_view text,
                                                  std::size_t width);

}  // namespace ctxdemo
