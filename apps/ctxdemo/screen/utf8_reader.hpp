// Characters from bytes that come one by one.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace ctxdemo {

/// Puts UTF-8 together. What is none of it is dropped.
class utf8_reader {
public:
    /// The character that `byte` completes, if it does.
    [[nodiscard]] std::optional<char32_t> add(unsigned char byte) noexcept;

    /// Forgets the beginning of a character.
    void clear() noexcept { missing_ = 0; }

private:
    char32_t code_ = 0;
    int missing_ = 0;     // bytes of it that are still to come
    char32_t least_ = 0;  // that takes so many bytes
};

}  // namespace ctxdemo
