// Reads UTF-8 byte by byte.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace ctxdemo {

/// Puts the bytes of characters together. Bytes that are not UTF-8 are dropped.
class utf8_reader {
public:
    /// Returns the character that `byte` completes, if any.
    [[nodiscard]] std::optional<char32_t> add(unsigned char byte) noexcept;

    /// Forgets the first bytes of an incomplete character.
    void clear() noexcept { missing_ = 0; }

private:
    char32_t code_ = 0;
    int missing_ = 0;     // bytes that the character still needs
    char32_t least_ = 0;  // smallest character of this many bytes
};

}  // namespace ctxdemo
