// Turns the bytes that a terminal sends into keys. For terminal.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/screen/utf8_reader.hpp"

namespace ctxdemo {

/// Defines keys that terminfo does not describe. ncurses must have a screen
/// with keypad() on.
void define_more_keys();

/// Reads keys through ncurses, which does not wait (nodelay).
class key_reader {
public:
    /// Returns the next key; nothing if no key was typed.
    [[nodiscard]] std::optional<key> next();

    /// Forgets the first bytes of an incomplete character.
    void clear() noexcept { characters_.clear(); }

private:
    utf8_reader characters_;
};

}  // namespace ctxdemo
