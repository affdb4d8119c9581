// What one types.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ctxdemo {

/// A key that somebody has pressed.
struct key {
    enum class kind : std::uint8_t {
        character,  ///< the one in `character`
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
        resized,  ///< the terminal has another size, and is to be drawn anew
    };
    kind what = kind::character;
    char32_t character = 0;

    friend bool operator==(const key&, const key&) = default;
};

}  // namespace ctxdemo
