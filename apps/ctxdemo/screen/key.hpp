// A key on the keyboard.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ctxdemo {

/// A key that was pressed, or a new size of the terminal.
struct key {
    enum class kind : std::uint8_t {
        character,  ///< in the member `character`
        enter,
        escape,
        backspace,
        tab,
        up,
        down,
        left,
        right,
        home,
        end,
        page_up,
        page_down,
        resized,  ///< the terminal has a new size and must be drawn again
    };
    kind what = kind::character;
    char32_t character = 0;

    friend bool operator==(const key&, const key&) = default;
};

}  // namespace ctxdemo
