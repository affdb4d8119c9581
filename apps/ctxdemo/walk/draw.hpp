// A walk, drawn.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// How a screen scrolls, in rows, and whether it has room for both programs.
struct scrolling {
    std::size_t now = 0;   ///< how far the screen is scrolled
    std::size_t last = 0;  ///< how far the screen can be scrolled
    std::size_t page = 0;  ///< how far PgDn scrolls
    bool both_fit = true;  ///< the two programs fit side by side
};

/// A screen, or a part of one, and how it scrolls.
struct drawn_screen {
    frame picture;
    scrolling rows = {};
};

/// Draws the screen and its overlay. A canvas that is too small shows the size
/// that is needed instead; nothing scrolls then.
[[nodiscard]] drawn_screen draw_walk(const walk& w, const canvas& c);

}  // namespace ctxdemo
