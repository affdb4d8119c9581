// Which characters a terminal may get from a text that this program did not
// write: a flag, a file, a variable, a reply from the network.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lessons {

/// Returns true for letters, marks, numbers, punctuation, symbols and the
/// ASCII blank. All others may move the cursor, hide text or turn its
/// direction, or may come to do so: controls, formats, other blanks, and
/// characters that are private or not assigned.
///
/// Source      Go: unicode.IsPrint, by the Unicode version of utf8proc.
[[nodiscard]] bool is_printable(char32_t c) noexcept;

/// A character in UTF-8.
struct decoded {
    char32_t code = 0;
    std::size_t size = 1;  ///< in bytes
    bool is_valid = true;  ///< false for a byte that is not UTF-8
};

/// Returns the first character of `text`, which must not be empty.
[[nodiscard]] decoded first_character(std::string_view text) noexcept;

/// Returns `text` with all that is not printable spelled out as in a Go string:
/// "\n", "\x1b", "\u202e"; and "\x9b" for a byte that is not UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

/// Returns the same in double quotes; a `"` and a `\` in `text` get a `\`.
///
/// Source      Go: strconv.Quote.
[[nodiscard]] std::string quoted(std::string_view text);

/// Returns what printable() returns, but keeps the line breaks.
[[nodiscard]] std::string printable_lines(std::string_view text);

}  // namespace lessons
