// The Markdown of the lessons, block by block.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ctxdemo {

/// A block of a text. Its text may have `code` in it.
struct markdown_block {
    enum class kind : std::uint8_t {
        paragraph,
        heading,
        item,  ///< of a list: "- "
        code,  ///< one line, with its indentation of four blanks or more
    };

    kind is = kind::paragraph;
    std::string text;       ///< on one line
    bool is_apart = false;  ///< there is a blank line before it
};

/// Takes a text apart. The lines of a block are joined, with no blank within
/// Chinese.
[[nodiscard]] std::vector<markdown_block> markdown_blocks(
    std::string_view markdown);

}  // namespace ctxdemo
