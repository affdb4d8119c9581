// The contexts of a run as a tree.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// Draws all contexts that there are at a moment, each below its parent, with
/// its state, deadline and cause. As high as it needs to be.
[[nodiscard]] frame draw_tree(const moment& m, std::size_t width,
                              const signs& s);

/// The same, with what does not fit beside a context on a row below it.
[[nodiscard]] frame draw_whole_tree(const moment& m, std::size_t width,
                                    const signs& s);

}  // namespace ctxdemo
