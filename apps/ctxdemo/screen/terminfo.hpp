// The terminal's description in terminfo.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctxdemo {

/// The bytes to write when a program takes the whole screen, and when it gives
/// it back. They switch the screen, the keypad mode, the cursor and the colors.
struct sequences {
    std::string enter;
    std::string leave;
};

/// Looks up the terminal on standard input and output by its name in TERM.
///
/// Throws      std::runtime_error if there is no terminal, if its name is
///             unknown, or if it cannot show a full screen.
[[nodiscard]] sequences look_up_terminal();

}  // namespace ctxdemo
