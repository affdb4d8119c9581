// The contexts of a run as a tree.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/canvas.hpp"
#include "apps/ctxdemo/screen/frame.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// A row of the tree: a context, or the background above all others.
struct tree_row {
    std::uint32_t id = 0;  ///< 0 is the background, which has only a name
    std::size_t depth = 0;
    bool is_last = true;  ///< the context above it has no later child
    std::string name;     ///< such as "request"
    std::string how;      ///< Go's function, such as "WithCancel"
    context_now::state is = context_now::state::live;
    std::string state;  ///< in words, such as "[live]"
};

/// Returns the rows of the tree, each context below its parent.
[[nodiscard]] std::vector<tree_row> tree_rows(const moment& m,
                                              lessons::language l);

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
