// A walk as it is seen.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// Draws the present screen and what lies over it. On one that is too small it
/// says how large it must be.
[[nodiscard]] frame draw_walk(const walk& w, std::size_t width,
                              std::size_t height, const signs& s);

/// Scrolls the screen predict to the answer that was given.
void reveal_answer(walk& w, std::size_t width, std::size_t height,
                   const signs& s);

/// Takes back what the present screen is scrolled further than to its end, so
/// that the next key up is seen to do something, and says how much a page is.
void limit_scroll(walk& w, std::size_t width, std::size_t height,
                  const signs& s);

}  // namespace ctxdemo
