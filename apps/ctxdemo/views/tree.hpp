// The contexts of a run as a tree.
// SPDX-License-Identifier: MIT
#pragma once

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"

namespace ctxdemo {

/// Draws the contexts of a moment, each below its parent, with its state,
/// deadline and cause. The frame is as high as the tree. A row that is too long
/// is cut, with a sign at its end.
[[nodiscard]] frame draw_tree(const moment& m, const canvas& c);

/// Draws the same tree, but continues a row that is too long on the next row
/// instead of cutting it.
[[nodiscard]] frame draw_whole_tree(const moment& m, const canvas& c);

}  // namespace ctxdemo
