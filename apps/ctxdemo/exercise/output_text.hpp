// The output of a program and the right one, with marks where they differ.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "apps/ctxdemo/exercise/verdict_page.hpp"
#include "apps/ctxdemo/screen/text_line.hpp"

namespace ctxdemo {

/// Returns the two outputs side by side, or one below the other if their lines
/// are too long for that. Of long outputs only the rows around a difference are
/// in it.
[[nodiscard]] std::vector<text_line> output_text(std::string_view actual,
                                                 std::string_view expected,
                                                 const verdict_page& p);

}  // namespace ctxdemo
