// Keys from what a terminal sends. For terminal.cpp.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "apps/ctxdemo/screen/key.hpp"
#include "apps/ctxdemo/screen/utf8_reader.hpp"

namespace ctxdemo {

/// Teaches ncurses what terminfo does not say of the keys. Once it has a
/// screen, whose keypad is on.
void define_more_keys();

/// Reads keys through ncurses, which has been told not to wait.
class key_reader {
public:
    /// The next key; nothing if none has been typed.
    [[nodiscard]] std::optional<key> next();

    /// Forgets the beginning of a character.
    void clear() noexcept { characters_.clear(); }

private:
    utf8_reader characters_;
};

}  // namespace ctxdemo
