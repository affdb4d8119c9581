// Reads keys from the terminal. For terminal.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/screen/key_decoder.hpp"

namespace ctxdemo {

/// Choose which keys ncurses puts together: the first before ncurses has a
/// screen, the second when it has one with keypad() on.
void choose_known_keys();
void set_up_keys();

/// Reads keys through ncurses, which does not wait for a key (nodelay).
class key_reader {
public:
    /// Returns the next key; nothing if no key was typed.
    [[nodiscard]] std::optional<key> next();

    /// Forgets the first bytes of an incomplete character.
    void clear() noexcept { decoder_.forget_character(); }

private:
    key_decoder decoder_;
};

}  // namespace ctxdemo
