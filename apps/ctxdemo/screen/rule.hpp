// A rule between two panes, with the title of the pane below it.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

#include "apps/ctxdemo/screen/frame.hpp"
#include "apps/ctxdemo/screen/signs.hpp"

namespace ctxdemo {

/// Returns a row with a rule, `width` columns long: "─ C++ ─────". A rule
/// without a title is drawn through.
[[nodiscard]] frame draw_rule(std::string_view title, std::size_t width,
                              const signs& s);

}  // namespace ctxdemo
