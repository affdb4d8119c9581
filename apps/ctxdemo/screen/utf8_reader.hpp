// Reads UTF-8 byte by byte.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace ctxdemo {

/// Puts the bytes of characters together. Bytes that are not UTF-8 are dropped,
/// but for a byte from 0x80 to 0x9f outside a character: it is returned as the
/// control character of that number, as in the 8-bit character sets.
class utf8_reader {
public:
    /// Returns the character that `byte` completes, if any.
    [[nodiscard]] std::optional<char32_t> add(unsigned char byte) noexcept;

    /// Returns true between the first and the last byte of a character.
    [[nodiscard]] bool is_inside() const noexcept { return missing_ > 0; }

    /// Forgets the first bytes of an incomplete character.
    void clear() noexcept { missing_ = 0; }

private:
    char32_t code_ = 0;
    int missing_ = 0;     // bytes that the character still needs
    char32_t least_ = 0;  // smallest character of this many bytes
};

}  // namespace ctxdemo
