// The contexts of a run as a tree.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// Draws the contexts of a moment, each below its parent, with its name, Go's
/// function, its state, deadline and cause. The frame is as high as the tree.
[[nodiscard]] frame draw_tree(const moment& m, const canvas& c);

/// Draws the tree in at most `height` rows, at least two. A tree that is higher
/// keeps the contexts of the last step and those above them, then the newest,
/// and its last row says how many are left out.
[[nodiscard]] frame draw_tree(const moment& m, std::size_t height,
                              const canvas& c);

/// Draws the same tree, but continues a row that is too long on the next row
/// instead of cutting it.
[[nodiscard]] frame draw_whole_tree(const moment& m, const canvas& c);

}  // namespace ctxdemo
