// How many columns of a terminal a text takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A character as a terminal shows it: what combines with it included.
struct glyph {
    std::string_view bytes;
    std::size_t width = 1;  ///< 2 for Chinese and the like
};

/// Takes UTF-8 apart. A byte that is none of it becomes a "?" of its own, as do
/// control characters: nothing gets through that could move the cursor.
[[nodiscard]] std::vector<glyph> glyphs_of(std::string_view text);

/// True for a mark that no line begins with in Chinese: "，" or "）".
[[nodiscard]] bool is_closing(const glyph& g);

/// The columns that `text` takes.
[[nodiscard]] std::size_t width_of(std::string_view text);

/// Breaks `text` into lines of at most `width` columns: between words, and
/// within Chinese anywhere but before its punctuation. A word that is longer
/// than that is cut.
[[nodiscard]] std::vector<std::string> wrapped_to(std::string_view text,
                                                  std::size_t width);

}  // namespace ctxdemo
