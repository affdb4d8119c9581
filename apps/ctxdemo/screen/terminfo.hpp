// What terminfo knows of the terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctxdemo {

/// What is written to a terminal when a program takes all of it, and when it
/// gives it back: the other screen, the keypad's mode, the cursor, no colors.
struct sequences {
    std::string enter;
    std::string leave;
};

/// Looks up the terminal on standard input and output, by its name in TERM.
/// Throws std::runtime_error if there is none, or if it is not known, or
/// cannot show a screen.
[[nodiscard]] sequences look_up_terminal();

}  // namespace ctxdemo
